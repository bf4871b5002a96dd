"""What is in the folder: every file that can be read, and why the others cannot."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from ingest.errors import IngestError
from ingest.report import Remark


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

    Raises `IngestError` where the folder cannot be read or holds nothing that can be.
    """
    check_folder(folder)
    root = folder.resolve()
    files: list[File] = []
    failed: list[Remark] = []
    warnings: list[Remark] = []
    other: dict[str, list[str]] = {}
    for path in sorted(_walk(root, root, failed, warnings)):
        source = path.relative_to(root).as_posix()
        if path.suffix.lower() not in suffixes:
            other.setdefault(path.suffix.lower(), []).append(source)
            continue
        try:
            files.append(_file(path, source, max_bytes))
        except (OSError, ValueError) as error:
            failed.append(Remark(source, _reason(error)))
    warnings += [_unsupported(suffix, sources) for suffix, sources in sorted(other.items())]
    if not files and not failed:
        raise IngestError(
            f"There is no document in {folder}. It takes files that end in "
            f"{', '.join(sorted(suffixes))}. Put some there, or name another folder."
        )
    return Found(tuple(files), tuple(failed), tuple(warnings))


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


def _walk(folder: Path, root: Path, failed: list[Remark], warnings: list[Remark]) -> Iterator[Path]:
    """The files below `folder`; a link is followed only where it stays inside the root."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        failed.append(Remark(Path(folder).relative_to(root).as_posix(), _reason(error)))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            source = path.relative_to(root).as_posix()
            if not path.resolve().is_relative_to(root):
                warnings.append(Remark(source, "a link that leads out of the folder: not followed"))
            elif not path.exists():
                warnings.append(Remark(source, "a link that leads nowhere"))
            elif path.is_file():
                yield path
            # A linked folder inside the root is read where it really stands.
        elif entry.is_dir():
            yield from _walk(path, root, failed, warnings)
        elif entry.is_file():
            yield path


def _file(path: Path, source: str, max_bytes: int) -> File:
    size = path.stat().st_size
    if size > max_bytes:
        raise ValueError(
            f"it has {size:,} bytes, more than the {max_bytes:,} that INGEST_MAX_BYTES allows"
        )
    source.encode()  # a name that is no text cannot be shown or kept
    with path.open("rb") as opened:
        digest = sha256()
        while block := opened.read(1 << 20):
            digest.update(block)
    return File(path, source, digest.hexdigest(), size)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "its name is no valid text; rename it"
    if isinstance(error, OSError):
        return f"it cannot be opened ({error.strerror})"
    return str(error)


def _unsupported(suffix: str, sources: list[str]) -> Remark:
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return Remark(sources[0] + more, f"not read: {suffix or 'no ending'}")
