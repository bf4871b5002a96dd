"""Make the Word and the PDF document of the bundled guide from their Markdown in `tests/guide`.

    python -m tests.make_guide

A person edits the Markdown (front matter, headings, paragraphs, lists with one level) and runs
this; `tests/test_guide.py` fails while the made files lag behind. The same text gives the same
bytes: dates are the document's own, and nothing is compressed, because packers differ.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
MADE = {
    ROOT / "tests/guide/us-mathematics-occupations.md": ".docx",
    ROOT / "tests/guide/us-database-network-and-systems.md": ".pdf",
}
SIZES = {1: 20, 2: 16, 3: 13}  # points, by level of heading
BODY = 10.5


@dataclass(frozen=True, slots=True)
class Line:
    """A heading (level 1 to 3), a paragraph (level 0) or an item of a list (level -1)."""

    level: int
    text: str


def read(source: Path) -> tuple[Mapping[str, str], list[Line]]:
    """The front matter and the lines of a Markdown file."""
    _, front, body = source.read_text().split("---\n", 2)
    fields = {key: str(value) for key, value in yaml.safe_load(front).items()}
    return fields, list(lines(body, fields))


def lines(body: str, fields: Mapping[str, str]) -> Iterator[Line]:
    """The lines of a body, with the date of the text and its source behind the title."""
    for text in filter(None, body.splitlines()):
        if heading := re.match(r"(#+) (.*)", text):
            yield Line(len(heading[1]), heading[2])
            if len(heading[1]) == 1:
                yield Line(0, f"As of {fields['as_of']}")
                yield Line(0, f"{fields['source']}.")
        elif text.startswith("- "):
            yield Line(-1, text[2:])
        else:
            yield Line(0, text)


def as_pdf(source: Path) -> bytes:
    """The document as a PDF with pages, page numbers and bookmarks."""
    from fpdf import FPDF

    class Pages(FPDF):
        def footer(self) -> None:
            """The number of the page at its foot."""
            self.set_y(-15)
            self.set_font("Helvetica", size=9)
            self.cell(0, 8, str(self.page_no()), align="C")

    fields, content = read(source)
    pdf = Pages(format="A4")
    pdf.set_compression(False)
    pdf.set_title(fields["title"])
    pdf.set_creation_date(datetime.fromisoformat(fields["as_of"]).replace(tzinfo=UTC))
    pdf.set_margin(22)
    pdf.set_auto_page_break(True, margin=22)
    pdf.add_page()
    for section in sections(content):
        if pdf.will_page_break(sum(height(line) for line in section)):
            pdf.add_page()  # a list stays with the heading and the sentence that introduce it
        for line in section:
            if line.level > 0:
                pdf.start_section(line.text, level=line.level - 1)
            pdf.set_font("Helvetica", "B" if line.level > 0 else "", SIZES.get(line.level, BODY))
            pdf.ln(4 if line.level > 0 else 0)
            pdf.set_x(pdf.l_margin + (5 if line.level < 0 else 0))
            pdf.multi_cell(0, leading(line), f"{'- ' * (line.level < 0)}{line.text}", align="L")
            pdf.ln(0 if line.level < 0 else 2)
    return bytes(pdf.output())


def sections(content: list[Line]) -> Iterator[list[Line]]:
    """The lines from each heading to the next."""
    starts = [n for n, line in enumerate(content) if line.level > 0]
    yield from (content[a:b] for a, b in zip(starts, [*starts[1:], len(content)], strict=True))


def leading(line: Line) -> float:
    """The distance of its rows in millimetres."""
    return SIZES[line.level] * 0.45 if line.level > 0 else 5


def height(line: Line) -> float:
    """About how much of the page a line takes, in millimetres."""
    return leading(line) * (1 + len(line.text) // 90) + (2, 6)[line.level > 0]


def as_docx(source: Path) -> bytes:
    """The document as a Word file with its styles for headings and lists."""
    fields, content = read(source)
    title, made = escape(fields["title"]), f"{fields['as_of']}T00:00:00Z"
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "docProps/core.xml": CORE.format(title=title, made=made),
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": STYLES.format(
            headings="".join(
                HEADING.format(level=level, outline=level - 1, size=size * 2)
                for level, size in SIZES.items()
            )
        ),
        "word/numbering.xml": NUMBERING,
        "word/document.xml": DOCUMENT.format(body="".join(map(paragraph, content))),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), XML + text)  # dated 1980, not now
    return packed.getvalue()


def paragraph(line: Line) -> str:
    """A line as a paragraph of WordprocessingML."""
    style = {0: "Normal", -1: "ListBullet"}.get(line.level, f"Heading{line.level}")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(line.text)}</w:t></w:r></w:p>\n'
    )


OPEN = "http://schemas.openxmlformats.org"
WORD = f'xmlns:w="{OPEN}/wordprocessingml/2006/main"'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = f"{OPEN}/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = f"""<Types xmlns="{OPEN}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{TYPE}.numbering+xml"/>
<Override PartName="/docProps/core.xml"
 ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""
RELATIONS = f"""<Relationships xmlns="{OPEN}/package/2006/relationships">
<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Target="docProps/core.xml"
 Type="{OPEN}/package/2006/relationships/metadata/core-properties"/>
</Relationships>"""
DOCUMENT_RELATIONS = f"""<Relationships xmlns="{OPEN}/package/2006/relationships">
<Relationship Id="r1" Type="{RELATION}/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="{RELATION}/numbering" Target="numbering.xml"/>
</Relationships>"""
CORE = f"""<cp:coreProperties xmlns:cp="{OPEN}/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{{title}}</dc:title>
<dcterms:modified xsi:type="dcterms:W3CDTF">{{made}}</dcterms:modified></cp:coreProperties>"""
STYLES = f"""<w:styles {WORD}>
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>
<w:sz w:val="22"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>
<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>
{{headings}}<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/>
<w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="0"/>
</w:pPr></w:style></w:styles>"""
HEADING = """<w:style w:type="paragraph" w:styleId="Heading{level}">
<w:name w:val="heading {level}"/>
<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/>
<w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="{outline}"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>
"""
NUMBERING = f"""<w:numbering {WORD}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>
<w:lvlText w:val="\u2022"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
DOCUMENT = f"""<w:document {WORD}><w:body>
{{body}}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>"""


def make(source: Path, suffix: str) -> bytes:
    """The bytes of the document that stands for a source in the guide."""
    return as_pdf(source) if suffix == ".pdf" else as_docx(source)


def main() -> None:
    """Write the made documents into the guide."""
    for source, suffix in MADE.items():
        target = ROOT / "ingest/sample" / f"{source.stem}{suffix}"
        target.write_bytes(make(source, suffix))
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
