"""Files are read in a process of their own: one that hangs, grows or crashes costs one file."""

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.errors import IngestError, UnreadableFile
from ingest.formats.load import PLAIN, load
from ingest.formats.loaded import Loaded
from ingest.settings import Settings

# The package's own door imports the store and LangChain: a second, and memory that files need.
_START = (
    "import sys, types; package = types.ModuleType('ingest'); package.__path__ = [sys.argv[1]]; "
    "sys.modules['ingest'] = package; "
    "from ingest.worker import main; main(*map(int, sys.argv[2:]))"
)

_QUICK = 100_000  # bytes of plain text, read within seconds even where time grows as their square


class Reading:
    """Reads files, the plain ones here, all others in a process that is started when needed.

    The process is started afresh, not forked, so that it inherits no lock; it is used for one file
    after the other, replaced after a failure, and ends with this one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stop()

    def load(self, data: bytes, suffix: str) -> Loaded:
        """What the bytes of a file of this format say.

        Raises `UnreadableFile` with the reason where they say nothing, or where reading them takes
        more time or memory than the settings allow.
        """
        if suffix in PLAIN and len(data) <= _QUICK:
            return load(data, suffix)
        try:
            leaves, answer = _ask(self._running(), suffix, data)
        except (BrokenPipeError, EOFError) as error:
            raise UnreadableFile(self._why_it_ended(self._stop())) from error
        except BaseException:  # interrupted: its answer would be taken for the next file's
            self._stop()
            raise
        if leaves:
            self._stop()
        if "reason" in answer:
            raise UnreadableFile(answer["reason"])
        fields = answer["loaded"]
        lists = {name: tuple(fields[name]) for name in ("pages", "remarks")}
        return Loaded(**fields | lists)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self._stop()
        most_text = 2 * self._settings.max_bytes  # tables grow as they are drawn
        limits = (self._settings.seconds, self._settings.max_memory, most_text)
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(Path(__file__).parent), *map(str, limits)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for this process, which then ends the other
        )  # fmt: skip
        self._process = process
        if not process.stdout or not process.stdout.readline():
            raise IngestError(
                f"The process that reads files does not start (exit status {self._stop()}). Is "
                "INGEST_MAX_MEMORY very small, or the installation incomplete?"
            )
        return process

    def _stop(self) -> int:
        """End the process; returns its exit status, negative for a signal."""
        if not self._process:
            return 0
        process, self._process = self._process, None
        process.kill()
        with suppress(BrokenPipeError), process:  # closes the pipes and waits
            pass
        return process.wait()

    def _why_it_ended(self, code: int) -> str:
        if code == -signal.SIGALRM:
            return f"reading it takes more than {self._settings.seconds} seconds (INGEST_SECONDS)"
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return f"it makes the program that reads its format crash ({name})"


def _ask(process: subprocess.Popen[bytes], suffix: str, data: bytes) -> tuple[bool, Any]:
    """Whether the process leaves, and its answer; an error of the pipe where it ends instead."""
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps({"suffix": suffix, "size": len(data)}).encode() + b"\n")
    process.stdin.write(data)
    process.stdin.flush()
    size, leaves = map(int, process.stdout.readline().split() or (0, 0))
    body = process.stdout.read(size)
    if not size or len(body) < size:
        raise EOFError
    return bool(leaves), json.loads(body)
