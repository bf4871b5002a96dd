"""How far a run is, and about how long it still takes, on standard error."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.taking import Progress

_EVERY = 10.0  # seconds between two lines where nobody watches a bar, as in a log


@contextmanager
def showing(wish: str | None, every: float = _EVERY) -> Iterator[Progress]:
    """Progress in the form that is wished for: `bar`, `text`, `lines` of JSON, or `none`."""
    form = wish or ("bar" if sys.stderr.isatty() else "text")
    if form == "bar":
        from tqdm import tqdm

        with tqdm(unit="file", file=sys.stderr, leave=False) as bar:

            def draw(done: int, total: int, source: str) -> None:
                bar.total, bar.n = total, done
                bar.set_postfix_str(source, refresh=True)

            yield draw
    else:
        clock = _Clock(every)
        yield {"lines": clock.write_json, "text": clock.write_text}.get(form, lambda *told: None)


class _Clock:
    """Writes with the time that is left, as long as the documents so far took on average."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._begin = self._written = time.monotonic()

    def write_json(self, done: int, total: int, source: str) -> None:
        """A JSON object on a line, for a program that waits."""
        state = {"state": "running", "done": done, "total": total, "source": source}
        left = self._left(done, total)
        told = state if left is None else state | {"seconds_left": left}
        print(json.dumps(told), file=sys.stderr, flush=True)

    def write_text(self, done: int, total: int, source: str) -> None:
        """A line now and then, for a person who reads a log."""
        now, left = time.monotonic(), self._left(done, total)
        if now - self._written < self._every or left is None:
            return
        self._written = now
        told = f"{left} seconds" if left < 100 else f"{round(left / 60)} minutes"
        print(f"{done} of {total} documents, about {told} left", file=sys.stderr, flush=True)

    def _left(self, done: int, total: int) -> int | None:
        """Seconds, None as long as nothing tells."""
        return round((time.monotonic() - self._begin) / done * (total - done)) if done else None
