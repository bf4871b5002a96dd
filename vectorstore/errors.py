"""The errors of the store, each a sentence for the person at the screen: what, why, what to do."""


class StoreError(Exception):
    """Something about the store that the user has to act on."""


class StoreBusy(StoreError):
    """Another process owns the store."""


class EmbedderMismatch(StoreError):
    """The store was made by another embedder than the one that is configured."""


class EmbedderError(StoreError):
    """The embedding model cannot be loaded, or is not the one it should be."""
