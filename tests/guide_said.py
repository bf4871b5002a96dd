"""What can be quoted from the bundled guide, and the texts that it is compared with."""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from ingest import FORMATS
from ingest.prepare import Origin, cleaned, prepare
from tests.conftest import BagOfWords, cannot
from vectorstore import Prepared

ROOT = Path(__file__).parents[1]
GUIDE = sorted((ROOT / "ingest/sample").iterdir())
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"
HANDBOOK = SHARED / "data/ooh/pages"

each_document = pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.name)


@dataclass(frozen=True, slots=True)
class Said:
    """What can be quoted: its words, how it stands there, and what a person is shown around it."""

    quote: str
    form: str
    around: str
    block: int

    @property
    def shown(self) -> str:
        """What has to name source, place and year: a sentence on its own, the rest in its place."""
        return self.quote if self.form == "sentence" else f"{self.around} {self.quote}"


@cache
def prepared(path: Path) -> Prepared:
    """The document as `ingest` prepares it."""
    data = path.read_bytes()
    origin = Origin(path.name, sha256(data).hexdigest(), len(data))
    document, problems = prepare(cleaned(FORMATS[path.suffix](data)), origin, BagOfWords())
    assert not problems
    return document


@cache
def said(path: Path) -> tuple[Said, ...]:
    """Every sentence, item and table row of a document."""
    return tuple(
        Said(
            " ".join(passage.quote(unit).split()), unit.form,
            " ".join([passage.document.title, *passage.heading, unit.lead]), unit.block,
        )
        for passage in prepared(path).passages
        for unit in passage.units
        if not re.fullmatch(r"As of [\d-]+", passage.quote(unit))
    )  # fmt: skip


@cache
def texts(folder: Path) -> tuple[str, ...]:
    """The texts that the guide is compared with."""
    if not folder.is_dir():
        cannot(f"the texts that the guide is compared with ({folder.name}) are not there")
    return tuple(path.read_text() for path in sorted(folder.iterdir()))


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))
