"""What the command takes."""

import argparse
from collections.abc import Sequence
from pathlib import Path

_EPILOG = (
    "Exit status: 0 all went in, 1 some file failed (the others are in), 2 wrong use, or nothing "
    "could be done, 3 the store belongs to another folder."
)
_FOLDER = (
    "folder of the documents (default: the store's own; for an empty store INGEST_FOLDER, else the "
    "documents that come with the package)"
)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of one call; ends the process where they make no sense."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.folder and (options.undo or options.upload or options.remove_upload):
        parser.error("FOLDER does not go with --undo, --upload and --remove-upload")
    return options


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Bring the store in line with a folder of documents: what is new, changed or "
        "moved goes in, what is gone is dropped. Uploads are kept apart from the folder's.",
        epilog=_EPILOG,
    )
    made.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help=_FOLDER)
    instead = made.add_mutually_exclusive_group()
    for name, text in {
        "--dry-run": "show what would be done, and change nothing",
        "--watch": "go on, with another run whenever the folder has changed and come to rest",
        "--undo": "publish the documents as they were before the last change",
    }.items():
        instead.add_argument(name, action="store_true", help=text)
    instead.add_argument(
        "--upload", type=Path, metavar="FILE", help="take in one file, as uploads/NAME"
    )
    instead.add_argument("--remove-upload", metavar="NAME", help="take an upload out")
    for name, text in {
        "--again": "take in what an undo took back, too",
        "--yes": "go on though most of the documents are gone from the folder",
        "--replace": "let the folder take the place of the one that the store belongs to",
        "--json": "print the report as JSON",
    }.items():
        made.add_argument(name, action="store_true", help=text)
    made.add_argument(
        "--progress", choices=["bar", "text", "lines", "none"],
        help="on standard error: a bar (default in a terminal), a line of text now and then "
        "(default elsewhere), JSON lines, or nothing",
    )  # fmt: skip
    return made
