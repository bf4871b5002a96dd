"""The errors of the store, each a sentence for the person at the screen: what, why, what to do."""


class StoreError(Exception):
    """Something about the store that the user has to act on."""


class StoreBusy(StoreError):
    """Another process is at work on the store."""


NOTHING_YET = "There are no documents in {} yet: python -m ingest"
ANOTHER_MODEL = (
    "The documents have been embedded anew with another model than this process uses. Start it "
    "again with the same VECTORSTORE_MODEL."
)


class OwnerGone(StoreError):
    """The process that has the store open is not there, or ends."""


class EmbedderMismatch(StoreError):
    """The store was made by another embedder than the one that is configured."""


class EmbedderError(StoreError):
    """The embedding model cannot be loaded, or is not the one it should be."""
