"""Documents, passages and vectors: kept, published in one step, and searched."""

from vectorstore.embedder import Embedder, LocalEmbedder, bundled_model, load_embedder
from vectorstore.encoder import Encoder, check_file
from vectorstore.errors import EmbedderError, EmbedderMismatch, StoreBusy, StoreError
from vectorstore.offline import go_offline
from vectorstore.passage import Document, Hit, Kind, Passage, Prepared, Unit, document_id
from vectorstore.publishing import Changes
from vectorstore.retriever import PassageRetriever
from vectorstore.settings import Settings, setting_names, unknown_variables
from vectorstore.snapshot import Kept, Listed, Snapshot
from vectorstore.store import Store
from vectorstore.versions import Version

__all__ = [
    # What is kept and found
    "Document", "Hit", "Kept", "Kind", "Listed", "Passage", "Prepared", "Unit", "document_id",
    # Publish and read
    "Changes", "PassageRetriever", "Snapshot", "Settings", "Store", "Version",
    # Embed
    "Embedder", "Encoder", "LocalEmbedder", "bundled_model", "check_file", "load_embedder",
    # Around it
    "EmbedderError", "EmbedderMismatch", "StoreBusy", "StoreError", "go_offline",
    "setting_names", "unknown_variables",
]  # fmt: skip
