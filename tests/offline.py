"""Runs inside a namespace without a network, where every attempt to leave it ends in a trap.

Started by test_no_network.py. It reads documents, asks in the terminal and in the browser, and
prints what the trap caught; in the end it steps into the trap itself, to show that it works.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

OUTSIDE = "10.9.8.7"  # every look-up is answered with this address, which is our own here
PORTS = (53, 80, 443, 8080)
# What Chromium looks up for itself, whatever page is open; every other name stays visible.
OWN_CHATTER = "MAP update.googleapis.com ~NOTFOUND, MAP content-autofill.googleapis.com ~NOTFOUND"
TELEMETRY = {
    "GRADIO_ANALYTICS_ENABLED": "True",
    "ANONYMIZED_TELEMETRY": "True",
    "ORT_DISABLE_TELEMETRY": "0",
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "no-key",
    "HF_HUB_OFFLINE": "0",
    "TRANSFORMERS_OFFLINE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "DO_NOT_TRACK": "0",
    "OTEL_SDK_DISABLED": "false",
}

caught: list[str] = []


def main(folder: Path) -> None:
    """Set the trap, do what a user does, and tell what was caught."""
    prepare(folder)
    for name in ("CI", "GITHUB_ACTIONS"):  # some libraries report nothing there
        os.environ.pop(name, None)
    os.environ.update(TELEMETRY, VECTORSTORE_PATH=str(folder / "store"))
    in_terminal()
    in_browser(folder / "store")
    quiet = list(caught)
    trapped()
    print(json.dumps({"caught": quiet, "deliberate": caught[len(quiet) :]}))


def prepare(folder: Path) -> None:
    """Loopback alone, all addresses on it, and every name answered by us."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "add", f"{OUTSIDE}/24", "dev", "lo")
    run("ip", "route", "add", "local", "default", "dev", "lo")
    resolver = folder / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    run("mount", "--bind", str(resolver), "/etc/resolv.conf")
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind(("0.0.0.0", 53))
    in_background(partial(answer_look_up, names))
    for port in PORTS:
        in_background(partial(take, socket.create_server(("0.0.0.0", port))))


def in_terminal() -> None:
    """Read the bundled documents and ask."""
    run(sys.executable, "-m", "ingest", "--json")
    run(sys.executable, "-m", "chatbot", "ask", "What does a senior ML engineer earn?", "--json")


def in_browser(store: Path) -> None:
    """Ask on the page, follow a mark, open the documentation of the API."""
    from playwright.sync_api import expect, sync_playwright

    from tests.served import serving, wait_until_ready
    from tests.test_browser import CHROMIUM, FRAME, MARK, QUIET, ask, is_own

    command = (sys.executable, "-m", "chatbot")
    with serving(store, command) as address, sync_playwright() as playwright:
        own = [f"--host-resolver-rules={OWN_CHATTER}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET + own)
        page = browser.new_page()
        page.on("request", lambda r: None if is_own(r.url, address) else caught.append(r.url))
        page.goto(address)
        wait_until_ready(address)
        expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
        ask(page, "What does a senior machine learning engineer earn?")
        page.locator(MARK).first.click(timeout=20_000)
        expect(page.frame_locator(FRAME).locator("#quote")).to_be_visible()
        page.goto(f"{address}/docs")
        expect(page.locator("#operations-default-ask_api_ask_post")).to_be_visible()
        browser.close()


def trapped() -> None:
    """Look a name up and connect to it, as telemetry would."""
    with socket.create_connection(("telemetry.example", 443), timeout=5):
        pass
    threading.Event().wait(0.2)


def answer_look_up(names: socket.socket) -> None:
    """Note the name that is looked up, and answer it with our own address."""
    query, client = names.recvfrom(1024)
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    caught.append(f"look-up {'.'.join(labels)}")
    question, is_ipv4 = query[12 : at + 5], query[at + 1 : at + 3] == b"\0\1"
    head = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_ipv4 else b"\0\0") + b"\0\0\0\0"
    address = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(OUTSIDE) if is_ipv4 else b""
    names.sendto(head + question + address, client)


def take(listener: socket.socket) -> None:
    """Note who connects."""
    connection, _ = listener.accept()
    caught.append("connection to {}:{}".format(*connection.getsockname()))
    connection.close()


def in_background(step: Callable[[], None]) -> None:
    """Repeat a step until the end."""

    def repeat() -> None:
        while True:
            step()

    threading.Thread(target=repeat, daemon=True).start()


def run(*command: str) -> None:
    """Run a command that has to succeed."""
    assert shutil.which(command[0])
    subprocess.run(command, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
