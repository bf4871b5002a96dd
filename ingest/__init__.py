"""From a folder of documents to passages in the store."""

from ingest.errors import IngestError, OtherFolder
from ingest.formats.load import FORMATS, from_langchain
from ingest.formats.loaded import Loaded
from ingest.pipeline import ingest, ingest_loaded
from ingest.report import Report
from ingest.settings import Settings
from ingest.split import text_version

__all__ = [
    # Bring the store in line with a folder, or with what a LangChain loader gave
    "ingest", "ingest_loaded", "from_langchain", "text_version",
    # What goes in and comes out
    "FORMATS", "Loaded", "Report", "Settings",
    # What can go wrong
    "IngestError", "OtherFolder",
]  # fmt: skip
