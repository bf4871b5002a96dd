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
                    lock = FileLock(self._settings.path / "owner.lock")
                except StoreBusy as busy:
                    try:
                        ask_owner(self._settings.path, {"do": "hello"}, _READING)
                        return
                    except OwnerGone:
                        if monotonic() > until:
                            raise StoreBusy(
                                f"The store in {self._settings.path} is in use by another process "
                                f"(process id {busy}), which does not answer. Stop that one first, "
                                "or choose another store with VECTORSTORE_PATH."
                            ) from None
                    sleep(0.05)
                else:
                    self._own(lock)

    def _own(self, lock: FileLock) -> None:
        with ExitStack() as on_error:
            on_error.callback(lock.release)
            listener = on_error.enter_context(closing(Listener(self._settings.path)))
            owner = Owner(self._settings, self._catalog, self._fingerprint)
            on_error.pop_all()
        for let_go in (lock.release, owner.close, listener.close):  # the last comes first
            self._held.callback(let_go)
        self._owner = owner
        listener.start(owner.answer)
