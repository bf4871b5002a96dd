"""`python -m vectorstore`: what versions are kept, and whether the store is sound."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from pydantic import ValidationError

from vectorstore import Settings, Store, StoreError, Version, go_offline
from vectorstore.doctor import Diagnosis, examine, repair
from vectorstore.errors import NOTHING_YET

SOUND, FINDINGS, CANNOT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, 1 where something is wrong, 2 where it cannot run."""
    options = _parser().parse_args(arguments)
    go_offline()  # before Chroma is imported, which would report its use
    try:
        settings = Settings()
        if Store.empty(settings):
            raise StoreError(NOTHING_YET.format(settings.path))
        with Store.open(settings, None) as store:
            if options.command == "versions":
                versions = store.versions()
                _print(versions, map(_line, versions), options.json)
                return SOUND
            if options.repair:
                repair(store)
            diagnosis = examine(store)
        _print(diagnosis, _lines(diagnosis), options.json)
        return FINDINGS if diagnosis.findings else SOUND
    except (StoreError, ValidationError) as error:
        print(error, file=sys.stderr)
        return CANNOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vectorstore",
        description="Looks after the store in VECTORSTORE_PATH, also while a server uses it.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    versions = commands.add_parser("versions", help="list the corpus versions that are kept")
    doctor = commands.add_parser(
        "doctor", help="check that catalog, full-text index and Chroma agree"
    )
    doctor.add_argument(
        "--repair",
        action="store_true",
        help="make Chroma and the full-text index anew from the catalog, without embedding",
    )
    for command in (versions, doctor):
        command.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _print(told: object, lines: Iterable[str], as_json: bool) -> None:
    print(json.dumps(told, default=asdict, indent=2) if as_json else "\n".join(lines))


def _line(version: Version) -> str:
    cause = version.cause + (f" to {version.restores}" if version.restores else "")
    return (
        f"{version.number:>6}  {version.published_at}  {cause:<12}  {version.documents} "
        f"documents: {version.added} added, {version.changed} changed, {version.removed} removed"
    )


def _lines(diagnosis: Diagnosis) -> list[str]:
    cure = "To make both indexes anew: python -m vectorstore doctor --repair"
    return [
        f"Version {diagnosis.corpus_version}: {diagnosis.documents} documents, "
        f"{diagnosis.passages} passages; {diagnosis.units} sentences, list items and table rows "
        f"in them can be quoted.",
        f"Chroma: {diagnosis.vectors - diagnosis.older} vectors of these passages (equal ones "
        f"share one), {diagnosis.older} of older versions that are kept.",
        *([*diagnosis.findings, cure] if diagnosis.findings else ["Everything agrees."]),
    ]


if __name__ == "__main__":
    sys.exit(main())
