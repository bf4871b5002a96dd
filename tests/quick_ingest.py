"""`python -m ingest` with the quick embedder: what a server in a test starts for its jobs."""

import sys

from ingest.__main__ import main
from tests.conftest import BagOfWords

if __name__ == "__main__":
    sys.exit(main(load=lambda model: BagOfWords()))
