"""A language model for tests: a real HTTP server of OpenAI's protocol that streams a script."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat

from chatbot.model import PATIENCE, Patience, load_model
from chatbot.writer import Writer

# Three characters to a piece, so that marks and figures are split over pieces.
_PIECE = 3


@dataclass
class Script:
    """What the model does when it is asked: `text` may also be made of the prompt it was sent."""

    text: str | Callable[[str], str] = ""
    status: int = 200
    pause: float = 0.0  # seconds before every piece
    thinks: float = 0.0  # … and before the first one
    breaks_off: bool = False  # the connection ends before the answer does
    endless: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def prompt(self) -> str:
        """The last prompt, system and human message."""
        return "\n".join(message["content"] for message in self.asked)


@contextmanager
def model_server(script: Script) -> Iterator[str]:  # noqa: C901
    """The server at work; its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.asked = body["messages"]
            self.send_response(script.status)
            if script.status != 200:
                self._fail()
                return
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                self._stream()
            except OSError:  # who asked has heard enough
                script.pause = 0

        def _fail(self) -> None:
            told = json.dumps({"error": {"message": "bad key sk-secret", "type": "x"}}).encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def _stream(self) -> None:
            time.sleep(script.thinks)
            text = script.text if isinstance(script.text, str) else script.text(script.prompt)
            for whole in repeat(text) if script.endless else [text]:
                for piece in re.findall(rf"(?s).{{1,{_PIECE}}}", whole):
                    time.sleep(script.pause)
                    self._send({"content": piece}, None)
            if not script.breaks_off:
                self._send({}, "stop")
                self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, delta: dict[str, str], reason: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "it",
                     "choices": [choice]}  # fmt: skip
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def scripted(script: Script, patience: Patience = PATIENCE) -> Iterator[Writer]:
    """A writer whose model follows the script."""
    with model_server(script) as url:
        yield Writer(load_model("openai:scripted", url), "openai:scripted", patience)
