"""How other processes speak to the owner of a store: one line of JSON to `owner.sock`, one back."""

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

from vectorstore import errors
from vectorstore.errors import OwnerGone, StoreError

Request = Mapping[str, Any]
Answer = Any  # of JSON's types

_LONGEST_ADDRESS = 100  # bytes; Linux takes 107, macOS 103
_WAITING = 512  # connections that wait while the owner opens Chroma


class Listener:
    """The owner's socket. Only the holder of the owner's lock may make one."""

    def __init__(self, folder: Path) -> None:
        """Take over the address; who connects waits until `start`."""
        self._file = folder / "owner.sock"
        self._file.unlink(missing_ok=True)  # of an owner that was killed
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            with _address(folder) as address:
                self._socket.bind(address)
            self._file.chmod(0o600)  # before `listen`: until then nobody can connect
            self._socket.listen(_WAITING)
        except BaseException:
            self._socket.close()
            raise

    def start(self, answer: Callable[[Request], Answer]) -> None:
        """Answer from now on, every connection in a thread of its own."""
        Thread(target=self._serve, args=(answer,), daemon=True, name="owner.sock").start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._file.unlink(missing_ok=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in `accept`
        self._socket.close()

    def _serve(self, answer: Callable[[Request], Answer]) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            Thread(target=_reply, args=(connection, answer), daemon=True).start()


def ask_owner(folder: Path, request: Request, seconds: float) -> Answer:
    """What the owner answers; its refusal is raised as the error that it is there.

    Raises `OwnerGone` where nobody listens or the owner ends meanwhile, `StoreError` after
    `seconds` without an answer.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        try:
            with _address(folder) as address:
                connection.connect(address)
            with connection.makefile("rwb") as line:
                line.write(json.dumps(request).encode() + b"\n")
                line.flush()
                reply = line.readline()
        except TimeoutError:
            raise StoreError(
                f"The process that has the store in {folder} open has not answered for "
                f"{seconds:.0f} seconds. Try again; if that does not help, restart it."
            ) from None
        except OSError as error:
            raise OwnerGone(f"Nobody answers for the store in {folder} ({error}).") from None
    if not reply.endswith(b"\n"):
        raise OwnerGone(
            f"The process that had the store in {folder} open has ended. Try again: what it was "
            "doing is either done or not begun."
        )
    answered = json.loads(reply)
    if "error" in answered:
        raise getattr(errors, answered["error"])(answered["message"])
    return answered["result"]


def _reply(connection: socket.socket, answer: Callable[[Request], Answer]) -> None:
    # Who goes away before the answer has gone away; there is nobody to tell.
    with connection, suppress(OSError), connection.makefile("rwb") as line:
        asked = line.readline()
        if not asked.endswith(b"\n"):
            return
        line.write(json.dumps(_answered(asked, answer)).encode() + b"\n")


def _answered(asked: bytes, answer: Callable[[Request], Answer]) -> dict[str, Any]:
    try:
        return {"result": answer(json.loads(asked))}
    except StoreError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except Exception as error:  # the other side must get a sentence, whatever it is
        message = f"The process that has the store open failed ({type(error).__name__}: {error})."
        return {"error": "StoreError", "message": message}


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The socket's address: through a short link where its path is too long to be one."""
    direct = str(folder.absolute() / "owner.sock")
    if len(os.fsencode(direct)) <= _LONGEST_ADDRESS:
        yield direct
        return
    with tempfile.TemporaryDirectory() as short:
        link = Path(short) / "s"
        link.symlink_to(folder.absolute())
        yield str(link / "owner.sock")
