"""Which folder a store belongs to, and which one is read."""

from pathlib import Path

from ingest.errors import OtherFolder
from vectorstore import Store

SAMPLE = Path(__file__).parent / "sample"


def choose_folder(argument: Path | None, configured: Path | None, remembered: str | None) -> Path:
    """The folder to read: the one that is named, else the store's own, else the configured one.

    `configured` (INGEST_FOLDER) counts for a store that is empty or holds the bundled documents.
    """
    if argument is not None:
        return argument
    if remembered is not None:
        return Path(remembered)
    return configured if configured is not None else SAMPLE


def check_belongs(store: Store, folder: Path, replace: bool) -> str | None:
    """What the store is to remember as its folder; None for the bundled documents.

    Raises `OtherFolder` where the store belongs to another folder and is not to be replaced.
    """
    wanted = None if is_sample(folder) else str(folder.resolve())
    if store.folder is not None and store.folder != wanted and not replace:
        raise OtherFolder(
            f"This store belongs to the folder {store.folder}, not to {folder}. To put the "
            "documents of the new folder in place of the old ones, add --replace; to keep both, "
            "set VECTORSTORE_PATH to another folder for the second store."
        )
    return wanted


def is_sample(folder: Path) -> bool:
    """Whether these are the documents that come with the package."""
    return folder.resolve() == SAMPLE.resolve()


def is_placeholder(store: Store) -> bool:
    """Whether the store holds the bundled documents, which give way to the first own folder."""
    bundled = {path.name for path in SAMPLE.iterdir()}
    held = {document.source for document in store.documents() if document.origin == "folder"}
    return store.folder is None and held <= bundled
