"""The process that reads one file after the other, within limits that the system itself keeps.

A line `{"suffix": ".pdf", "size": 3}` and so many bytes on standard input are answered with a JSON
object: a line with its length and whether the process leaves now (1 or 0), then the object.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import asdict

from ingest.errors import UnreadableFile
from ingest.formats.load import load

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def main(seconds: int, max_memory: int, max_text: int) -> None:
    """Say that it is ready, then read files until the standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (max_memory, max_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers.write(b"ready\n")
    answers.flush()
    for line in iter(sys.stdin.buffer.readline, b""):
        asked = json.loads(line)
        data = sys.stdin.buffer.read(asked["size"])
        signal.alarm(seconds)  # the system ends the process then, whatever it is busy with
        answer = _answer(data, asked["suffix"], max_text)
        signal.alarm(0)
        del data
        # What this file has left behind, the next one, however small, would have to pay for.
        leaves = _address_space() > max_memory / 2
        answers.write(b"%d %d\n%s" % (len(answer), leaves, answer))
        answers.flush()
        if leaves:
            return


def _answer(data: bytes, suffix: str, max_text: int) -> bytes:
    """The JSON object `{"loaded": …}`, or the reason why there is none."""
    try:
        loaded = load(data, suffix)
        size = sum(map(len, loaded.pages))
        if size <= max_text:
            answer = json.dumps({"loaded": asdict(loaded)}, ensure_ascii=False)
            return answer.encode(errors="surrogatepass")
        reason = f"it has {size:,} characters of text, too many for one document"
    except UnreadableFile as error:
        reason = str(error)
    except MemoryError:
        reason = "reading it takes more memory than INGEST_MAX_MEMORY allows"
    return json.dumps({"reason": reason}).encode()


def _address_space() -> int:
    """What counts against the limit now, in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
