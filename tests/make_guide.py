"""Make the documents of the bundled guide that are about official occupations.

    python -m tests.make_guide

Their figures come from `tests/guide/figures.csv`, their words from `tests/guide/occupations.yaml`,
and `tests.occupations` joins the two; here they take the form of their files. A person edits
those and runs this; `tests/test_guide.py` fails while the made files lag behind. The other
documents of the guide are edited in `ingest/sample` as they are.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import FORMATS
from tests.guide_tables import called, table, whole, words
from tests.occupations import SOURCE, Guide, capital, guides

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.recorder import FPDFRecorder

SAMPLE = Path(__file__).parents[1] / "ingest/sample"
COMPARED = "us-occupations-by-pay.csv"
BUREAU = "Bureau of Labor Statistics"


def as_markdown(guide: Guide) -> bytes:
    """Front matter, headings, and a paragraph for each section."""
    front = f"---\ntitle: {guide.title}\nsource: {SOURCE}\nas_of: {guide.as_of}\n---\n"
    parts = [front, f"# {guide.title}"]
    for section in guide.sections:
        parts += [f"## {section.heading}"] * bool(section.heading)
        parts.append(" ".join(said.sentence for said in section.said))
    return ("\n\n".join(parts).replace("---\n\n\n", "---\n\n") + "\n").encode()


def as_html(guide: Guide) -> bytes:
    """A page with its title, source and date in the head."""
    lines = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f"<title>{escape(guide.title)}</title>",
        f'<meta name="source" content="{escape(SOURCE)}">',
        f'<meta name="as_of" content="{guide.as_of}">',
        f"</head>\n<body>\n<main>\n<h1>{escape(guide.title)}</h1>",
    ]
    for section in guide.sections:
        lines += [f"<h2>{escape(section.heading)}</h2>"] * bool(section.heading)
        text = " ".join(said.sentence for said in section.said)
        lines.append(f"<p>{escape(text, quote=False)}</p>")
    return ("\n".join([*lines, "</main>\n</body>\n</html>"]) + "\n").encode()


def as_docx(guide: Guide) -> bytes:
    """A Word file with its styles for headings."""
    from docx import Document

    document = Document()
    document.core_properties.title = guide.title
    document.core_properties.author, document.core_properties.comments = "", SOURCE
    document.add_heading(guide.title, 1)
    document.add_paragraph(f"As of {guide.as_of}")
    for section in guide.sections:
        if section.heading:
            document.add_heading(section.heading, 2)
        document.add_paragraph(" ".join(said.sentence for said in section.said))
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


def as_pdf(guide: Guide) -> bytes:
    """A PDF with pages and bookmarks; no section is cut by a page's end."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_title(guide.title)
    pdf.set_subject(SOURCE)
    pdf.set_margin(22)
    pdf.add_page()
    start(pdf, guide.title, 0, 20)
    paragraph(pdf, f"As of {guide.as_of}")
    for section in guide.sections:
        with pdf.unbreakable() as kept:
            if section.heading:
                start(kept, section.heading, 1, 14)
            paragraph(kept, " ".join(said.sentence for said in section.said))
    return bytes(pdf.output())


def start(pdf: "FPDF | FPDFRecorder", heading: str, level: int, size: int) -> None:
    """A heading that is a bookmark too."""
    pdf.set_font("Helvetica", "B", size)
    pdf.ln(4)
    pdf.start_section(heading, level=level)
    pdf.multi_cell(0, size * 0.45, heading, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)


def paragraph(pdf: "FPDF | FPDFRecorder", text: str) -> None:
    """A paragraph in the font of the text."""
    pdf.set_font("Helvetica", size=10.5)
    pdf.multi_cell(0, 5, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)


def grid(guide: Guide) -> list[list[str]]:
    """The document as a table of two columns: what a row is about, and what is said."""
    said = [one for section in guide.sections for one in section.said]
    head = ["About", f"{BUREAU}, United States"]
    return [head, *([one.label, one.value] for one in said)]


def as_csv(guide: Guide) -> bytes:
    """A title, the date, and the table."""
    return packed([[guide.title], [f"As of {guide.as_of}"], *grid(guide)])


def packed(rows: list[list[str]]) -> bytes:
    """The rows as CSV."""
    written = StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def as_xlsx(guide: Guide) -> bytes:
    """A workbook with one sheet: the title, the date, and the table with a bold head."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    book.properties.title, book.properties.description = guide.title, SOURCE
    sheet.title = "Occupation"
    for row in [[guide.title], [f"As of {guide.as_of}"], *grid(guide)]:
        sheet.append(row)
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for column, width in (("A", 40), ("B", 90)):
        sheet.column_dimensions[column].width = width
        for cell in sheet[column]:
            cell.alignment = Alignment(wrap_text=cell.row > 2, vertical="top")
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def compared() -> bytes:
    """One table of all occupations by pay."""
    title = f"Pay and jobs by occupation, United States, {BUREAU}, 2024"
    head = [
        "Occupation", "Median annual pay, May 2024", "Lowest 10 percent less than, May 2024",
        "Highest 10 percent more than, May 2024", "Jobs, 2024", "Change of jobs, 2024 to 2034",
        "Entry-level education",
    ]  # fmt: skip
    degrees = {page: whole(page)["education"] for page in words()}
    rows = [
        [
            capital(called(row["subject"])), row["median"], row["lowest"], row["highest"],
            row["jobs_2024"], f"{row['growth']} percent",
            degrees[row["page"]].replace("See How to Become One", "Varies"),
        ]
        for row in table() if row["lowest"]
    ]  # fmt: skip
    rows.sort(key=lambda row: -int(row[1].strip("$").replace(",", "")))
    return packed([[title], head, *rows])


FORMS: Mapping[str, Callable[[Guide], bytes]] = {
    ".md": as_markdown, ".html": as_html, ".docx": as_docx, ".pdf": as_pdf, ".csv": as_csv,
    ".xlsx": as_xlsx,
}  # fmt: skip


def made() -> Iterator[tuple[str, bytes]]:
    """Every made document: the name of its file, and its bytes."""
    for guide in guides():
        yield guide.file, FORMS[Path(guide.file).suffix](guide)
    yield COMPARED, compared()


def read(data: bytes, name: str) -> tuple[str, ...]:
    """What stands in a file; its bytes may differ where packers or their dates do."""
    return FORMATS[Path(name).suffix](data).pages


def main() -> None:
    """Write those documents into the guide whose text has changed."""
    for name, data in made():
        target = SAMPLE / name
        if not target.exists() or read(target.read_bytes(), name) != read(data, name):
            target.write_bytes(data)
            print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
