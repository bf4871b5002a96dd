"""What is in the folder: every file that can be read, and why the others cannot."""

import errno
import os
import stat
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from ingest.errors import IngestError, UnreadableFile
from ingest.report import Remark

_NO_DOCUMENT = (".", "~$")  # hidden; what Word keeps beside a document that is open


@dataclass(frozen=True, slots=True)
class File:
    """A file; `version` is the SHA-256 of its bytes, `source` its path in the folder."""

    path: Path
    source: str
    version: str
    bytes: int

    @property
    def suffix(self) -> str:
        """The format that the name claims, such as `.md`."""
        return PurePosixPath(self.source).suffix.lower()


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a folder, by source; what cannot be read, and what is left out."""

    files: tuple[File, ...]
    failed: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def find(folder: Path, suffixes: Collection[str], max_bytes: int) -> Found:
    """All files of the folder and the folders in it; hidden ones are skipped.

    Raises `IngestError` where the folder cannot be read.
    """
    check_folder(folder)
    root = folder.resolve()
    files: dict[str, File] = {}
    failed: list[Remark] = []
    warnings: list[Remark] = []
    other: dict[str, list[str]] = {}
    for path in sorted(_walk(root, failed, warnings)):
        source = source_name(path.relative_to(root))
        if path.suffix.lower() not in suffixes:
            other.setdefault(path.suffix.lower(), []).append(source)
            continue
        if source in files:
            failed.append(Remark(source, "another file has the same name in other Unicode forms"))
            continue
        try:
            files[source] = _file(path, source, max_bytes)
        except (OSError, ValueError) as error:
            failed.append(Remark(source, _reason(error)))
    warnings += [_unsupported(suffix, sources) for suffix, sources in sorted(other.items())]
    return Found(tuple(files.values()), tuple(failed), tuple(warnings))


def source_name(path: PurePath | str) -> str:
    """A path as documents are called by it; composed, whatever form macOS gives it in."""
    return unicodedata.normalize("NFC", PurePath(path).as_posix())


def read_file(file: File) -> bytes:
    """The bytes that a file was found with; raises `UnreadableFile` where they are others now."""
    with _open(file.path) as opened:
        data = opened.read(file.bytes + 1)
    if sha256(data).hexdigest() != file.version:
        raise UnreadableFile("it was changed while it was read; the next run takes it in")
    return data


def check_not_empty(found: Found, folder: Path, suffixes: Collection[str]) -> None:
    """Raise `IngestError` where the folder holds nothing that can be read."""
    if not found.files and not found.failed:
        raise IngestError(
            f"There is no document in {folder}. It takes files that end in "
            f"{', '.join(sorted(suffixes))}. Put some there, or name another folder."
        )


def check_folder(folder: Path) -> None:
    """Raise `IngestError` where the folder is missing, no folder, or closed to us."""
    try:
        if not folder.exists():
            raise IngestError(f"There is no folder {folder}. Check the name, or use another.")
        if not folder.is_dir():
            raise IngestError(f"{folder} is a file. Name the folder that holds your documents.")
        next(folder.iterdir(), None)
    except OSError as error:
        raise IngestError(
            f"The folder {folder} cannot be read ({error.strerror}). Mend its permissions."
        ) from error


def _walk(root: Path, failed: list[Remark], warnings: list[Remark]) -> Iterator[Path]:
    """The files below `root`; a link is followed only where it stays inside."""

    def refused(error: OSError) -> None:
        place = Path(error.filename).relative_to(root)
        failed.append(Remark(place.as_posix(), _reason(error)))

    for folder, folders, names in os.walk(root, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(_NO_DOCUMENT)]
        for name in [*folders, *names]:
            path = Path(folder, name)
            if name.startswith(_NO_DOCUMENT):
                continue
            if path.is_symlink() and (problem := _broken_link(path, root)):
                warnings.append(Remark(path.relative_to(root).as_posix(), problem))
            elif path.is_file():
                yield path


def _broken_link(path: Path, root: Path) -> str:
    """Why a link is not followed; unlike `Path.resolve`, `realpath` takes links in a circle."""
    if not Path(os.path.realpath(path)).is_relative_to(root):
        return "a link that leads out of the folder: not followed"
    return "" if path.exists() else "a link that leads nowhere"


def _file(path: Path, source: str, max_bytes: int) -> File:
    source.encode()  # a name that is no text cannot be shown or kept
    with _open(path) as opened:
        size = os.fstat(opened.fileno()).st_size
        if size > max_bytes:
            raise ValueError(
                f"it has {size:,} bytes, more than the {max_bytes:,} that INGEST_MAX_BYTES allows; "
                f"to take it in, set INGEST_MAX_BYTES={size}"
            )
        return File(path, source, sha256(opened.read(size)).hexdigest(), size)


def _open(path: Path) -> BinaryIO:
    """A file to be read; what has become a pipe or a device in the meantime is not waited for."""
    opened = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
        opened.close()
        raise OSError(errno.EINVAL, "it is no file any more")
    return opened


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "its name is no valid text; rename it"
    if isinstance(error, OSError):
        return f"it cannot be opened ({error.strerror})"
    return str(error)


def _unsupported(suffix: str, sources: list[str]) -> Remark:
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return Remark(sources[0] + more, f"not read: {suffix or 'no ending'}")
