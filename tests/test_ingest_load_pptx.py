"""PowerPoint files, slide by slide."""

from io import BytesIO
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.formats.load import load
from ingest.formats.loaded import STRUCK, Loaded

A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def read(show: Any) -> Loaded:  # noqa: ANN401
    file = BytesIO()
    show.save(file)
    return load(file.getvalue(), ".pptx")


def slide(show: Any) -> Any:  # noqa: ANN401
    return show.slides.add_slide(show.slide_layouts[6])


def box(slide: Any, left: float, top: float, text: str) -> Any:  # noqa: ANN401
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = text
    return shape


def test_every_slide_is_a_page_with_title_list_table_chart_and_notes() -> None:
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Skills"
    text = first.placeholders[1].text_frame
    text.text = "Python"
    nested = text.add_paragraph()
    nested.text, nested.level = "pandas", 1
    first.notes_slide.notes_text_frame.text = "Say why."
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Pay"
    table = second.shapes.add_table(2, 2, 0, Inches(2), Inches(4), Inches(1)).table
    for cell, words in zip(table.iter_cells(), ["Role", "Pay", "Analyst", "$80"], strict=True):
        cell.text = words
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2023", "2024"]
    data.add_series("Jobs", (1.5, None))  # type: ignore[no-untyped-call]
    second.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Inches(4), Inches(3), Inches(2), data
    )
    file = BytesIO()
    show.save(file)
    loaded = load(file.getvalue(), ".pptx")
    assert loaded.paged
    assert loaded.pages == (
        "# Skills\n\n- Python\n  - pandas\n\nSay why.",
        "## Pay\n\n| Role | Pay |\n| --- | --- |\n| Analyst | $80 |\n\n"
        "|  | Jobs |\n| --- | --- |\n| 2023 | 1.5 |\n| 2024 |  |",
    )


def test_a_hidden_slide_is_an_empty_page_and_hidden_shapes_are_left_out() -> None:
    show = Presentation()
    first, second, third = slide(show), slide(show), slide(show)
    box(first, 1, 1, "A diver earns $83,000.")
    box(first, 1, 2, "secret")._element.nvSpPr.cNvPr.set("hidden", "1")
    box(second, 1, 1, "draft")
    box(third, 1, 1, "The end.")
    second._element.set("show", "0")
    loaded = read(show)
    assert loaded.pages == ("A diver earns $83,000.", "", "The end.")
    assert loaded.remarks == (
        "hidden shapes of slide 1 are left out", "slide 2 is hidden and left out",
    )  # fmt: skip


def test_boxes_in_columns_are_read_column_by_column() -> None:
    show = Presentation()
    first = slide(show)
    box(first, 0, 0, "Two roles of the yard").width = Inches(9)
    for row, texts in enumerate([("Slater", "Thatcher"), ("slate", "straw"), ("$41", "pay: $44")]):
        for column, text in enumerate(texts):
            box(first, 5 * column, 1 + row, text)
    pages = read(show).pages
    assert pages[0].split("\n\n") == [
        "Two roles of the yard", "### Slater", "slate", "$41", "### Thatcher", "straw", "pay: $44",
    ]  # fmt: skip


def test_figures_of_all_kinds_of_charts_are_read_as_they_are_shown() -> None:
    show = Presentation()
    place = (0, 0, Inches(3), Inches(2))
    points = XyChartData()  # type: ignore[no-untyped-call]
    series = points.add_series("Pay")  # type: ignore[no-untyped-call]
    series.add_data_point(5, 52000)
    frame = slide(show).shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *place, points)
    frame.chart.category_axis.axis_title.text_frame.text = "Years"
    frame.chart.value_axis.tick_labels.number_format = "$#,##0"
    frame.chart.value_axis.tick_labels.number_format_is_linked = False
    shares = CategoryChartData(number_format="0%")  # type: ignore[no-untyped-call]
    shares.categories = ["Painters"]
    shares.add_series("Women", (0.31,))  # type: ignore[no-untyped-call]
    frame = slide(show).shapes.add_chart(XL_CHART_TYPE.DOUGHNUT, *place, shares)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Shares"
    levels = CategoryChartData()  # type: ignore[no-untyped-call]
    year = levels.add_category("2024")  # type: ignore[no-untyped-call]
    year.add_sub_category("Q1")
    year.add_sub_category("Q2")
    levels.add_series("Jobs", (1, 2))  # type: ignore[no-untyped-call]
    slide(show).shapes.add_chart(XL_CHART_TYPE.LINE, *place, levels)
    rows = [page.splitlines()[-1] for page in read(show).pages]
    assert rows == ["| 5 | $52,000 |", "| Painters | 31% |", "| 2024 Q2 | 2 |"]
    assert read(show).pages[0].startswith("| Years | Pay |")
    assert read(show).pages[1].startswith("Shares\n\n")


def test_struck_out_text_goes_raised_text_stays_apart_and_lists_keep_their_numbers() -> None:
    show = Presentation()
    frame = box(slide(show), 1, 1, "").text_frame
    struck, raised = {"strike": "sngStrike"}, {"baseline": "30000"}
    for text, attributes in [("$900", struck), (" $1,100", {}), ("1", raised)]:
        run = frame.paragraphs[0].add_run()
        run.text = text
        for name, value in attributes.items():
            run._r.get_or_add_rPr().set(name, value)
    for text in ("Send.", "Sign."):
        paragraph = frame.add_paragraph()
        paragraph.text = text
        etree.SubElement(paragraph._p.get_or_add_pPr(), f"{{{A}}}buAutoNum", type="arabicPeriod")
    loaded = read(show)
    assert loaded.pages[0].split() == ["$1,100¹", "1.", "Send.", "2.", "Sign."]
    assert loaded.remarks == (STRUCK,)


def test_merged_cells_of_a_table_name_each_column_below_them() -> None:
    show = Presentation()
    table = slide(show).shapes.add_table(3, 3, 0, 0, Inches(4), Inches(1)).table
    texts = ["Role", "Pay", "", "", "Lowest", "Highest", "Rigger", "$40", "$55"]
    for cell, words in zip(table.iter_cells(), texts, strict=True):
        cell.text = words
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    assert read(show).pages[0].startswith("| Role | Pay Lowest | Pay Highest |")
