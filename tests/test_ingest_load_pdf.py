"""PDF files in the order in which a person reads them."""

from io import BytesIO
from typing import Any

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from ingest.formats.load import load
from ingest.formats.loaded import Loaded


def page() -> FPDF:
    pdf = FPDF(unit="pt")
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    return pdf


def read(pdf: FPDF) -> Loaded:
    return load(bytes(pdf.output()), ".pdf")


def lines(pdf: FPDF) -> list[str]:
    return [line for line in read(pdf).pages[0].splitlines() if line]


LEFT = ["A welder joins metal parts with heat.", "The median pay of a welder is", "$48,000 a year."]
RIGHT = ["A fitter installs machines on site.", "The median pay of a fitter is", "$57,000 a year."]


@pytest.mark.parametrize("shift", [0, 4, 7])
def test_columns_of_text_are_read_one_after_the_other(shift: float) -> None:
    pdf = page()
    for number, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True)):
        pdf.text(50, 100 + 14 * number, one)
        pdf.text(320, 100 + 14 * number + shift, other)
    assert lines(pdf) == [*LEFT, *RIGHT]


def test_narrow_columns_of_long_words_are_no_table() -> None:
    pdf = page()
    long = "Apprenticeships in shipbuilding emphasise craftsmanship and conscientious workmanship. "
    pdf.set_xy(50, 100)
    pdf.multi_cell(130, 14, long * 2, align="J")
    pdf.set_xy(250, 100)
    pdf.multi_cell(150, 14, "Welders join metal. Fitters install machines. " * 4, align="J")
    text = " ".join(lines(pdf))
    assert "shipbuilding emphasise craftsmanship" in text
    assert "|" not in text


def test_a_column_that_goes_on_alone_is_read_to_its_end() -> None:
    pdf = page()
    for number, text in enumerate([*LEFT, "Most work in yards of the north."]):
        pdf.text(50, 100 + 14 * number, text)
    for number, text in enumerate(RIGHT):
        pdf.text(320, 100 + 14 * number, text)
    pdf.text(50, 200, "Both trades are taught in the colleges of the north, which take four years.")
    assert lines(pdf)[3] == "Most work in yards of the north."
    assert lines(pdf)[-1].startswith("Both trades")


@pytest.mark.parametrize("align", ["LEFT", "RIGHT", "CENTER"])
def test_a_blank_cell_of_a_table_moves_no_other(align: str) -> None:
    pdf = page()
    rows = [("Role", "Junior", "Senior"), ("Welder", "$40,000", "$55,000"),
            ("Driver", "", "$39,000"), ("Fitter", "$44,000", "")]  # fmt: skip
    with pdf.table(width=260, text_align=("LEFT", align, align)) as table:
        for row in rows:
            table.row(row)
    assert lines(pdf) == [
        "| Role | Junior | Senior |", "| --- | --- | --- |", "| Welder | $40,000 | $55,000 |",
        "| Driver |  | $39,000 |", "| Fitter | $44,000 |  |",
    ]  # fmt: skip


def test_a_cell_that_wraps_stays_one_cell() -> None:
    pdf = page()
    for y, texts in [
        (100, ("Role", "Place")), (120, ("Welder", "the yards of the")),
        (132, ("", "northern coast")), (152, ("Diver", "the harbour")),
    ]:  # fmt: skip
        for x, text in zip((50, 250), texts, strict=True):
            pdf.text(x, y, text)
    assert "| Welder | the yards of the northern coast |" in lines(pdf)


def test_items_whose_bullets_stand_far_off_are_no_table() -> None:
    pdf = page()
    pdf.text(50, 80, "A welder needs:")
    for number, text in enumerate(["a steady hand", "good eyes", "patience"]):
        pdf.text(60, 100 + 14 * number, "-")
        pdf.text(90, 100 + 14 * number, text)
    assert lines(pdf)[1:] == ["- a steady hand", "- good eyes", "- patience"]


def test_raised_figures_are_no_part_of_the_figure_before_them() -> None:
    pdf = page()
    for text, place in [("A welder earns $48,000", "LINE"), ("1", "SUP"), (" in 10", "LINE"),
                        ("6", "SUP"), (" yards.", "LINE")]:  # fmt: skip
        pdf.char_vpos = place
        pdf.write(text=text)
    assert lines(pdf) == ["A welder earns $48,000¹ in 10⁶ yards."]


def test_words_that_are_parted_at_the_end_of_a_line_become_whole() -> None:
    pdf = page()
    pdf.text(50, 60, "The ship-owner pays a multi-year bonus.")
    for number, text in enumerate([
        "The apprentice-", "ship takes four years, and the mini-", "mum pay of a ship-",
        "owner with a self-", "employed or multi-", "year crew in post-", "2020 years differs.",
    ]):  # fmt: skip
        pdf.text(50, 100 + 14 * number, text)
    assert " ".join(lines(pdf)[1:]) == (
        "The apprenticeship takes four years, and the minimum pay of a ship-owner with a "
        "self-employed or multi-year crew in post- 2020 years differs."
    )


def test_the_second_line_of_a_heading_is_no_page_number() -> None:
    pdf = FPDF(unit="pt")
    for number, role in enumerate(["welders", "divers", "fitters"], 1):
        pdf.add_page()
        pdf.set_font("Helvetica", size=20)
        pdf.text(50, 60, f"Pay of {role} of the yard, in May")
        pdf.text(50, 84, "2024")
        pdf.set_font("Helvetica", size=11)
        for line in range(8):
            pdf.text(50, 120 + 14 * line, f"Line {line} about the pay of {role}, in words.")
        pdf.text(300, 800, str(number))
    lines = read(pdf).pages[1].strip().splitlines()
    assert (lines[0], lines[-1]) == (
        "# Pay of divers of the yard, in May 2024", "Line 7 about the pay of divers, in words.",
    )  # fmt: skip


def test_what_is_filled_into_a_form_stands_behind_its_label() -> None:
    pdf = page()
    for number, label in enumerate(["Role:", "Yearly pay:", "Full time:", "Town:", "Code:"]):
        pdf.text(50, 100 + 30 * number, label)
    writer = PdfWriter(PdfReader(BytesIO(bytes(pdf.output()))))
    height = float(writer.pages[0].mediabox.height)
    fields: list[dict[str, Any]] = [
        {"/FT": "/Tx", "/V": "Pipe welder"}, {"/FT": "/Tx", "/V": "$48,500"},
        {"/FT": "/Btn", "/AS": NameObject("/Yes")}, {"/FT": "/Ch", "/V": "Leeds"},
        {"/FT": "/Tx", "/V": "secret", "/Ff": NumberObject(1 << 13)},
    ]  # fmt: skip
    notes = ArrayObject()
    for number, field in enumerate(fields):
        base = height - 100 - 30 * number
        edges = ArrayObject(map(FloatObject, (150, base - 4, 300, base + 14)))
        note = DictionaryObject({
            NameObject("/Subtype"): NameObject("/Widget"), NameObject("/Rect"): edges,
        })  # fmt: skip
        for key, value in field.items():
            shown = NameObject(value) if key == "/FT" else TextStringObject(value)
            note[NameObject(key)] = shown if type(value) is str else value
        notes.append(note)
    writer.pages[0][NameObject("/Annots")] = notes
    data = BytesIO()
    writer.write(data)
    assert [line for line in load(data.getvalue(), ".pdf").pages[0].splitlines() if line] == [
        "| Role: | Pipe welder |", "| --- | --- |", "| Yearly pay: | $48,500 |",
        "| Full time: | ☒ |", "| Town: | Leeds |", "Code:",
    ]  # fmt: skip


def drawn(content: str, form: str = "") -> Loaded:
    """A page with drawing operations, and a form that they may draw with `/X Do`."""
    writer = PdfWriter()
    page = writer.add_blank_page(400, 400)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F"): font})
    inner = StreamObject()
    inner.set_data(form.encode())
    inner[NameObject("/Subtype")] = NameObject("/Form")
    inner[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    forms = DictionaryObject({NameObject("/X"): writer._add_object(inner)})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): fonts, NameObject("/XObject"): forms}
    )
    stream = StreamObject()
    stream.set_data(content.encode())
    page[NameObject("/Contents")] = stream
    data = BytesIO()
    writer.write(data)
    return load(data.getvalue(), ".pdf")


def test_text_in_forms_and_turned_text_is_not_lost() -> None:
    text = "BT /F 12 Tf 10 100 Td ({}) Tj ET"
    both = drawn(f"{text.format('below')} q 1 0 0 1 0 50 cm /X Do Q", text.format("above"))
    assert set(both.pages[0].split()) == {"above", "below"}
    turned = drawn("BT /F 12 Tf 0 1 -1 0 100 10 Tm (A welder earns $48,000.) Tj ET")
    assert turned.pages[0].strip() == "A welder earns $48,000."
