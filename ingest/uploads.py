"""Uploaded documents: their bytes are kept beside the catalog, and no folder's run changes them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from ingest.errors import IngestError
from ingest.folder import File, Found, source_name
from ingest.report import Remark
from vectorstore import Store, document_id

PREFIX = "uploads/"
_LONGEST = 200  # bytes of a name; file systems take 255


def keep(file: Path, store: Path, suffixes: Collection[str], max_bytes: int) -> File:
    """Copy a file to where uploads are kept, in a folder of its bytes' hash: none is overwritten.

    Raises `IngestError` where it cannot be taken, for its name, its size or its permissions.
    """
    name = _checked_name(file.name, suffixes)
    try:
        with file.open("rb") as opened:
            data = opened.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise IngestError(
                f"{name} has more than the {max_bytes:,} bytes that INGEST_MAX_BYTES allows. To "
                "take it in, set INGEST_MAX_BYTES to more."
            )
        version = sha256(data).hexdigest()
        place = store / PREFIX / version / name
        place.parent.mkdir(parents=True, exist_ok=True)
        arriving = place.with_name(f".{name}")
        arriving.write_bytes(data)
        arriving.replace(place)
    except OSError as error:
        raise IngestError(f"{file} cannot be taken in ({error.strerror}).") from error
    return File(place, PREFIX + name, version, len(data))


def kept(store: Store) -> tuple[File, ...]:
    """The files of the uploaded documents, to be read again."""
    return tuple(
        File(store.path / PREFIX / d.version / _name(d.source), d.source, d.version, d.bytes)
        for d in store.documents()
        if d.origin == "upload"
    )


def source_of(name: str, kept: Sequence[File]) -> str:
    """The source of an upload by its name; raises `IngestError` where there is none."""
    names = [_name(file.source) for file in kept]
    wanted = source_name(name).removeprefix(PREFIX)
    if wanted in names:
        return PREFIX + wanted
    there_are = f"There are: {', '.join(names)}." if names else "Nothing was uploaded."
    raise IngestError(f"There is no upload {name}. {there_are}")


def sweep(store: Store) -> None:
    """Remove the bytes that no kept version of the corpus uses any more."""
    with store.reading() as reader:
        for file in (store.path / PREFIX).glob("*/*"):
            if reader.document(document_id(PREFIX + file.name), file.parent.name) is None:
                file.unlink()
    for folder in (store.path / PREFIX).glob("*"):
        if not any(folder.iterdir()):
            folder.rmdir()


def set_apart(found: Found) -> Found:
    """A folder's files without those in a folder `uploads` of its own: these sources are taken."""
    own = [file for file in found.files if file.source.startswith(PREFIX)]
    if not own:
        return found
    reason = (
        f"{len(own)} of its files are not read, because uploads/ is what uploaded documents "
        "are called; rename this folder"
    )
    files = tuple(file for file in found.files if not is_upload(file))
    failed = (*found.failed, Remark(PREFIX.rstrip("/"), reason))
    return replace(found, files=files, failed=failed)


def is_upload(file: File) -> bool:
    """Whether a file is an upload, and not the folder's."""
    return file.source.startswith(PREFIX)


def _name(source: str) -> str:
    return source.removeprefix(PREFIX)


def _checked_name(name: str, suffixes: Collection[str]) -> str:
    """The name as it is kept; the same letters in another encoding are the same name."""
    name = source_name(name)
    if not name.isprintable() or "\\" in name or name.startswith((".", "~")):
        raise IngestError(
            f"{name!r} is no name for an upload: it must not begin with a dot or a tilde, nor hold "
            "backslashes or control characters. Rename the file."
        )
    if len(name.encode(errors="replace")) > _LONGEST:
        raise IngestError(f"The name {name[:40]}… is too long. Rename the file.")
    if PurePosixPath(name).suffix.lower() not in suffixes:
        raise IngestError(
            f"{name} is in no format that is read. There are: {', '.join(sorted(suffixes))}."
        )
    return name
