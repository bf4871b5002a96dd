"""Word files as they read with all changes accepted."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from ingest.formats.load import load
from ingest.formats.loaded import STRUCK, Loaded

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


def paragraph(xml: str) -> Loaded:
    """A document whose one paragraph begins with "Some " and goes on with some XML."""
    document = docx.Document()
    document.styles.add_style("Secret", WD_STYLE_TYPE.PARAGRAPH).font.hidden = True
    document.styles.add_style("Old", WD_STYLE_TYPE.CHARACTER).font.strike = True
    document.styles.add_style("Older", WD_STYLE_TYPE.CHARACTER).base_style = document.styles["Old"]
    document.add_paragraph("Some ")._p.append(parse_xml(xml))
    return read(document)


def run(text: str, properties: str = "", namespaces: str = W) -> str:
    return f"<w:r {namespaces}><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
CHECK = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


@pytest.mark.parametrize(
    ("xml", "shown", "remark"),
    [
        (run("words", '<w:rStyle w:val="Older"/>'), "Some", STRUCK),
        (run("words", "<w:dstrike/>"), "Some", STRUCK),
        (run("words", '<w:rStyle w:val="Old"/><w:strike w:val="0"/>'), "Some words", ""),
        (run("words", "<w:vanish/>"), "Some", "hidden text is left out"),
        (run("1", '<w:vertAlign w:val="superscript"/>'), "Some ¹", ""),
        (f"<w:fldSimple {W} w:instr='MERGEFIELD Pay'>{run('$5')}</w:fldSimple>", "Some $5", ""),
        (f"<m:oMath {MATH}><m:r><m:t>$2,000</m:t></m:r></m:oMath>", "Some $2,000", ""),
        (f"<m:oMath {MATH}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t>"
         "</m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t>"
         "</m:r></m:sup></m:sSup></m:oMath>", "Some 1/2x²", ""),
        (f"<w:sdt {W} {CHECK}><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox>"
         f"</w:sdtPr><w:sdtContent>{run('x')}</w:sdtContent></w:sdt>", "Some ☒", ""),
    ],
    ids=["struck by a style", "struck twice", "no longer struck", "hidden",
         "raised", "field", "formula", "fraction and power", "checkbox"],
)  # fmt: skip
def test_what_mammoth_does_not_know_reads_as_word_prints_it(
    xml: str, shown: str, remark: str
) -> None:
    loaded = paragraph(xml)
    assert loaded.pages[0].strip() == shown
    assert loaded.remarks == ((remark,) if remark else ())


def test_a_style_can_hide_whole_paragraphs() -> None:
    document = docx.Document()
    document.styles.add_style("Secret", WD_STYLE_TYPE.PARAGRAPH).font.hidden = True
    document.add_paragraph("A welder earns $48,000.")
    document.add_paragraph("We would pay $52,000.", style="Secret")
    loaded = read(document)
    assert loaded.pages[0].strip() == "A welder earns $48,000."
    assert loaded.remarks == ("hidden text is left out",)


def numbered(*items: tuple[str, int, str]) -> str:
    """The text of paragraphs: each with its list, its level and what it says."""
    document = docx.Document()
    part = document.part.numbering_part.element
    for old in list(part):
        part.remove(old)
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    levels = [("decimal", "%1."), ("lowerLetter", "%2)"), ("upperRoman", "%1.%3")]
    articles = [("decimal", "Article %1"), ("decimal", "%1.%2")]
    for number, kinds in ((1, levels), (2, articles)):
        xml = "".join(level.format(n, *kind) for n, kind in enumerate(kinds))
        begin = f'<w:abstractNum {W} w:abstractNumId="{number}">'
        part.append(parse_xml(f"{begin}{xml}</w:abstractNum>"))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for number, of, override in ((1, 1, ""), (2, 2, ""), (3, 1, again)):
        link = f'<w:abstractNumId w:val="{of}"/>'
        part.append(parse_xml(f'<w:num {W} w:numId="{number}">{link}{override}</w:num>'))
    for key, depth, text in items:
        style = text.split()[0] if text.startswith("Heading") else None
        added = document.add_paragraph(text, style="Heading 2" if style else None)
        if key:
            added._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>'
                )
            )
    return read(document).pages[0].strip()


def test_a_list_goes_on_counting_behind_a_paragraph_and_another_begins_anew() -> None:
    assert numbered(
        ("1", 0, "Send."), ("1", 1, "by post"), ("1", 1, "by hand"), ("", 0, "It takes weeks."),
        ("1", 0, "Sign."), ("1", 2, "here"), ("3", 0, "Other."), ("3", 0, "Last."),
    ) == (
        "1. Send.\n   - a) by post\n   - b) by hand\n\nIt takes weeks.\n\n"
        "2. Sign.\n   \n   - 2.I here\n1. Other.\n2. Last."
    )  # fmt: skip


def test_numbers_of_headings_and_articles_are_read() -> None:
    items = ("2", 0, "Heading Pay"), ("2", 1, "Paid monthly."), ("2", 0, "Heading Leave")
    assert numbered(*items) == (
        "## Article 1 Heading Pay\n\n- 1.1 Paid monthly.\n\n## Article 2 Heading Leave"
    )


def test_the_figures_of_a_chart_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("Pay of welders")
    data = CategoryChartData(number_format="0%")  # type: ignore[no-untyped-call]
    data.categories = ["2023"]
    data.add_series("Women", (0.31,))  # type: ignore[no-untyped-call]
    xml = data.xml_bytes(XL_CHART_TYPE.PIE)  # type: ignore[no-untyped-call]
    packed = BytesIO()
    document.save(packed)
    with ZipFile(packed, "a") as archive:
        archive.writestr("word/charts/chart1.xml", xml)
    assert load(packed.getvalue(), ".docx").pages[0].endswith("| 2023 | 31% |")


def test_a_head_of_two_rows_needs_no_mark() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    texts = ["Role", "Pay", "", "", "Lowest", "Highest", "Rigger", "$40,000", "$55,000"]
    for cell, text in zip((c for row in table.rows for c in row.cells), texts, strict=True):
        cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    assert read(document).pages[0].strip().splitlines()[::2] == [
        "| Role | Pay Lowest | Pay Highest |", "| Rigger | $40,000 | $55,000 |",
    ]  # fmt: skip


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
