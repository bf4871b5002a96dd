"""A folder that is watched: it is read at first, and whenever it has changed and come to rest."""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from watchfiles import watch as wait_for_changes

_REST = 2.0  # seconds without a change after which no file is taken to be half written
_LOOK = 5.0  # seconds after which to look also where the system tells of no change

_Look = Mapping[str, tuple[int, int, int]] | None


def watch(
    folder: Path, run: Callable[[], bool], rest: float = _REST, every: float = _LOOK
) -> NoReturn:
    """Call `run` now and after every change of the folder; again where it returns False.

    A change counts once there was none for `rest` seconds; it is looked for when the system tells
    of one, and `every` so many seconds. Ends with what `run` raises, and with `KeyboardInterrupt`.
    """
    read: _Look = None
    while True:
        if (seen := look(folder)) != read or read is None:
            seen = _at_rest(folder, seen, rest)
            read = seen if run() else None
        _wait(folder, every)


def look(folder: Path) -> _Look:
    """Size and times of every file; None where the folder is not there. Hidden ones do not count.

    A change of what is written shows here long before its bytes need to be hashed.
    """
    if not folder.is_dir():
        return None
    seen = {}
    for place, folders, files in os.walk(folder):
        folders[:] = filter(_counts, folders)
        for name in filter(_counts, files):
            with suppress(OSError):  # a link that leads nowhere, or a file that is just gone
                found = os.stat(path := os.path.join(place, name))
                seen[path] = (found.st_size, found.st_mtime_ns, found.st_ino)
    return seen


def _counts(name: str) -> bool:
    return not name.startswith((".", "~$"))


def _at_rest(folder: Path, seen: _Look, rest: float) -> _Look:
    """The folder once nothing in it has changed for a while: no file is still being written."""
    while True:
        time.sleep(rest)
        if (now := look(folder)) == seen:
            return now
        seen = now


def _wait(folder: Path, seconds: float) -> None:
    """Until something has changed, or for a while: no system tells of everything."""
    try:
        watched = wait_for_changes(
            folder,
            watch_filter=None,
            debounce=50,
            rust_timeout=int(seconds * 1000),
            yield_on_timeout=True,
        )
        next(watched, None)
    except OSError:  # it is gone, or cannot be watched
        time.sleep(seconds)
