"""One process owns a store: two on one embedded Chroma lose writes and, after a kill, the index."""

import fcntl
import os
from pathlib import Path

from vectorstore.errors import StoreBusy


class OwnerLock:
    """An exclusive `flock` on `owner.lock`, free again when the process ends, however it ends.

    The file is opened non-inheritable, so that a process started by the owner does not keep it.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lock; raises `StoreBusy` where another process holds it."""
        self._file = (folder / "owner.lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            owner = self._file.read().strip() or "unknown"
            self._file.close()
            raise StoreBusy(
                f"The store in {folder} is in use by another process (process id {owner}). "
                "Stop that one first, or choose another store with VECTORSTORE_PATH."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Give the lock back."""
        self._file.close()
