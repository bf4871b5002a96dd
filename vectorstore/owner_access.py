"""The way to the owner of a store: this process, or another that is asked over the socket."""

from contextlib import ExitStack, closing
from threading import Lock
from time import monotonic, sleep

from vectorstore.catalog import Catalog
from vectorstore.chroma import Vector
from vectorstore.errors import OwnerGone, StoreBusy
from vectorstore.lock import FileLock
from vectorstore.owner import Owner
from vectorstore.owner_socket import Answer, Listener, ask_owner
from vectorstore.settings import Settings

_IN_USE = (
    "The store is in use by another process (process id {}), which does not answer. Stop that one "
    "first, or choose another store with VECTORSTORE_PATH."
)
_READING, _CHANGING, _STARTING = 60.0, 1800.0, 10.0  # seconds


class OwnerAccess:
    """The owner of a store, be it this process or the one that it has to ask."""

    def __init__(self, settings: Settings, catalog_: Catalog, fingerprint: str) -> None:
        """Become the owner, or find it; raises `StoreBusy` where it answers nobody."""
        self._settings, self._catalog, self._fingerprint = settings, catalog_, fingerprint
        self._taking = Lock()
        self._owner: Owner | None = None
        self._held = ExitStack()
        self._take()

    @property
    def owns(self) -> bool:
        """Whether this process is the owner."""
        return self._owner is not None

    def nearest(self, vector: Vector, k: int) -> list[str]:
        """The ids of the `k` nearest vectors by cosine, nearest first."""
        ids: list[str] = self.ask("nearest", vector.tolist(), k, self._fingerprint)
        return ids

    def ask(self, do: str, *arguments: object) -> Answer:
        """What the owner's method `do` returns."""
        request = {"do": do, "with": arguments}
        if self._owner is not None:
            return self._owner.answer(request)
        try:
            seconds = _CHANGING if do in ("publish", "rebuild") else _READING
            return ask_owner(self._settings.path, request, seconds)
        except OwnerGone:
            # Whether a publish that was begun was finished, the next run sees.
            if do == "publish":
                raise
            self._take()
            return self.ask(do, *arguments)

    def close(self) -> None:
        """Let go of what this process owns of it."""
        with self._taking:
            self._held.close()

    def _take(self) -> None:
        """Own the store where nobody does, else make sure that its owner answers."""
        until = monotonic() + _STARTING
        with self._taking:
            while self._owner is None:
                try:
                    self._own(FileLock(self._settings.path / "owner.lock", _IN_USE))
                except StoreBusy as busy:
                    try:
                        ask_owner(self._settings.path, {"do": "hello"}, _READING)
                        return
                    except OwnerGone:
                        if monotonic() > until:
                            raise busy from None
                    sleep(0.05)

    def _own(self, lock: FileLock) -> None:
        with ExitStack() as held:  # what is taken last is let go first
            held.callback(lock.release)
            listener = held.enter_context(closing(Listener(self._settings.path)))
            self._owner = Owner(self._settings, self._catalog, self._fingerprint)
            held.callback(self._owner.close)
            held.callback(listener.close)  # before its owner
            self._held = held.pop_all()
        listener.start(self._owner.answer)
