"""The way to the owner of a store: this process, or another that is asked over the socket."""

from collections.abc import Sequence
from dataclasses import asdict
from threading import Lock
from time import monotonic, sleep

from vectorstore.catalog import Catalog
from vectorstore.chroma import Vector
from vectorstore.errors import OwnerGone, StoreBusy
from vectorstore.lock import FileLock
from vectorstore.owner import Owner
from vectorstore.owner_socket import Answer, Listener, Request, ask_owner
from vectorstore.publishing import Step
from vectorstore.settings import Settings

_READING, _PUBLISHING, _STARTING = 60.0, 1800.0, 10.0  # seconds


class OwnerAccess:
    """The owner of a store, be it this process or the one that it has to ask."""

    def __init__(self, settings: Settings, catalog_: Catalog, fingerprint: str) -> None:
        """Become the owner, or find it; raises `StoreBusy` where it answers nobody."""
        self._settings, self._catalog, self._fingerprint = settings, catalog_, fingerprint
        self._taking = Lock()
        self._owner: Owner | None = None
        self._lock: FileLock | None = None
        self._listener: Listener | None = None
        self._take()

    @property
    def owns(self) -> bool:
        """Whether this process is the owner."""
        return self._owner is not None

    def nearest(self, vector: Vector, k: int) -> list[str]:
        """The ids of the `k` nearest vectors by cosine, nearest first."""
        ids: list[str] = self._ask(
            {"do": "nearest", "vector": vector.tolist(), "k": k, "embedder": self._fingerprint}
        )
        return ids

    def count(self) -> int:
        """How many vectors the index holds."""
        count: int = self._ask({"do": "count"})
        return count

    def ids(self) -> list[str]:
        """Every id that the index holds."""
        ids: list[str] = self._ask({"do": "ids"})
        return ids

    def astray(self, ids: Sequence[str]) -> list[str]:
        """The ids that a search for their own vector does not lead to."""
        lost: list[str] = self._ask({"do": "astray", "ids": list(ids)}, _PUBLISHING)
        return lost

    def publish(self, step: Step) -> int:
        """Make the step the newest version; returns its number."""
        version: int = self._ask({"do": "publish", "step": asdict(step)}, _PUBLISHING)
        return version

    def rebuild(self) -> None:
        """Chroma anew from the catalog."""
        self._ask({"do": "rebuild"}, _PUBLISHING)

    def close(self) -> None:
        """Let go of what this process owns of it."""
        with self._taking:
            if self._listener is not None:
                self._listener.close()
            if self._owner is not None:
                self._owner.close()
            if self._lock is not None:
                self._lock.release()

    def _ask(self, request: Request, seconds: float = _READING) -> Answer:
        if self._owner is None:
            try:
                return ask_owner(self._settings.path, request, seconds)
            except OwnerGone:
                # Whether a publish that was begun was finished, the next run sees.
                if request["do"] == "publish":
                    raise
                self._take()
        if self._owner is None:
            return ask_owner(self._settings.path, request, seconds)
        return self._owner.answer(request)

    def _take(self) -> None:
        """Own the store where nobody does, else make sure that its owner answers."""
        until = monotonic() + _STARTING
        with self._taking:
            while self._owner is None:
                try:
                    self._lock = FileLock(self._settings.path / "owner.lock")
                    self._own()
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

    def _own(self) -> None:
        assert self._lock is not None
        try:
            self._listener = Listener(self._settings.path)
            self._owner = Owner(self._settings, self._catalog, self._fingerprint)
            self._listener.start(self._owner.answer)
        except BaseException:
            if self._listener is not None:
                self._listener.close()
            self._lock.release()
            raise
