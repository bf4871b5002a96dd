"""How far a run is, on standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.taking import Progress


@contextmanager
def showing(wish: str | None) -> Iterator[Progress]:
    """Progress in the form that is wished for: `bar`, `lines` or `none`."""
    form = wish or ("bar" if sys.stderr.isatty() else "none")
    if form == "bar":
        from tqdm import tqdm

        with tqdm(unit="file", file=sys.stderr, leave=False) as bar:

            def draw(done: int, total: int, source: str) -> None:
                bar.total = total
                bar.n = done
                bar.set_postfix_str(source, refresh=True)

            yield draw
    else:
        yield _write_line if form == "lines" else _write_nothing


def _write_line(done: int, total: int, source: str) -> None:
    state = {"state": "running", "done": done, "total": total, "source": source}
    print(json.dumps(state), file=sys.stderr, flush=True)


def _write_nothing(done: int, total: int, source: str) -> None:
    pass
