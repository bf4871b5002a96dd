"""Locks of a store: `owner.lock` for the process that has Chroma open, `writer.lock` for a run."""

import fcntl
import os
from pathlib import Path
from weakref import WeakSet

from vectorstore.errors import StoreBusy


class FileLock:
    """An exclusive `flock`, free again when the process ends, however it ends.

    A process started by the holder does not keep it: the file is not inherited, and a fork, which
    would share it, closes its copy.
    """

    def __init__(self, path: Path, refusal: str = "{}") -> None:
        """Take the lock; raises `StoreBusy` where another process, or another part of this, has it.

        The message is `refusal` with the process id of the holder.
        """
        self._file = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise StoreBusy(refusal.format(holder)) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        _HELD.add(self)

    def release(self) -> None:
        """Give the lock back."""
        self._file.close()


def _let_go() -> None:
    for lock in list(_HELD):
        lock.release()


_HELD: WeakSet[FileLock] = WeakSet()
os.register_at_fork(after_in_child=_let_go)
