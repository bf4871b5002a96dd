"""Word files as they read with all changes accepted."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.load import load
from ingest.loaded import Loaded

W = nsdecls("w")


def read(document: Document) -> Loaded:
    data = BytesIO()
    document.save(data)
    return load(data.getvalue(), ".docx")


def test_headings_lists_and_title_are_kept() -> None:
    document = docx.Document()
    document.core_properties.title = "Guide"
    document.add_heading("Roles", 0)
    document.add_heading("Analyst", 2)
    document.add_paragraph("They need:")
    for text, style in [("SQL", ""), ("joins", " 2"), ("Python", "")]:
        document.add_paragraph(text, style=f"List Bullet{style}")
    loaded = read(document)
    assert loaded.title == "Guide"
    expected = "# Roles\n\n## Analyst\n\nThey need:\n\n- SQL\n  - joins\n- Python"
    assert loaded.pages[0].strip() == expected


def test_merged_cells_say_in_every_row_what_they_say() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells),
        ["Role", "City", "Pay", "Analyst", "Boston", "$80,000", "", "Austin", "$75,000"],
        strict=True,
    ):
        cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert read(document).pages[0].strip().splitlines() == [
        "| Role | City | Pay |",
        "| --- | --- | --- |",
        "| Analyst | Boston | $80,000 |",
        "| Analyst | Austin | $75,000 |",
    ]


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        (f'<w:ins {W} w:id="1" w:author="a"><w:r><w:t>words</w:t></w:r></w:ins>', True),
        (f'<w:del {W} w:id="1" w:author="a"><w:r><w:t>words</w:t></w:r></w:del>', False),
        (f'<w:moveFrom {W} w:id="1" w:author="a"><w:r><w:t>words</w:t></w:r></w:moveFrom>', False),
        (f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>words</w:t></w:r>", False),
        (f'<w:r {W}><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>words</w:t></w:r>', True),
    ],
    ids=["inserted", "deleted", "moved away", "hidden", "not hidden"],
)  # fmt: skip
def test_only_what_word_would_print_is_read(xml: str, shown: bool) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Some ")
    document.add_comment(paragraph.runs[0], "a remark")
    paragraph._p.append(parse_xml(xml))
    assert read(document).pages[0].strip() == ("Some words" if shown else "Some")


def test_a_note_stands_where_it_is_called() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Pay rose by 5%.")
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    data = BytesIO()
    document.save(data)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>In 2024.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    noted = BytesIO()
    with ZipFile(data) as old, ZipFile(noted, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("latin-1")
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="n1" Type="{kind}" Target="footnotes.xml"/>'
                content = content.replace("</Relationships>", f"{link}</Relationships>")
            new.writestr(name, content.encode("latin-1"))
        new.writestr("word/footnotes.xml", notes)
    loaded = load(noted.getvalue(), ".docx")
    assert loaded.pages[0].strip() == "Pay rose by 5%. (In 2024.)"
