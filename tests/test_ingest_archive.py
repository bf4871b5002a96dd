"""Archives that would fill the memory are not unpacked."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ingest.errors import UnreadableFile
from ingest.formats import archive
from ingest.formats.load import load


def packed(**files: bytes) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return data.getvalue()


ZEROS = packed(zeros=b"\0" * 30_000_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ZEROS, "unpacked it would take 30,000,000 bytes"),
        (packed(inner=ZEROS), "damaged"),
        (packed(**{str(n): b"" for n in range(10_001)}), "10,001 files"),
        (ZEROS[:-10], "cannot be unpacked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    ],
    ids=["zeros", "a bomb in a bomb", "many files", "cut off", "protected"],
)
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".epub"])
def test_a_bomb_has_a_reason(suffix: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load(data, suffix)


def test_no_more_is_unpacked_than_an_archive_claims() -> None:
    """The size that an archive claims is checked; one that claims too little is damaged."""
    size = (30_000_000).to_bytes(4, "little")
    lying = ZEROS.replace(size, (1000).to_bytes(4, "little"))
    with archive.open_archive(lying) as opened, pytest.raises(Exception, match="CRC"):
        opened.read("zeros")


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def word_file(entities: str, called: str) -> bytes:
    document = (
        f'<!DOCTYPE d [{entities}]><w:document xmlns:w="{WORD}"><w:body><w:p><w:r>'
        f"<w:t>seen &{called};</w:t></w:r></w:p></w:body></w:document>"
    )
    link = f'<Relationship Id="r" Type="{OFFICE}" Target="word/document.xml"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    files = {"word/document.xml": document, "_rels/.rels": links}
    return packed(**{name: text.encode() for name, text in files.items()})


def test_entities_are_not_multiplied() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(UnreadableFile, match="damaged"):
        load(word_file(f'<!ENTITY l0 "ha">{laughs}', "l11"), ".docx")


def test_entities_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    loaded = load(word_file(f'<!ENTITY x SYSTEM "{tmp_path}/secret.txt">', "x"), ".docx")
    assert loaded.pages[0].strip() == "seen"
