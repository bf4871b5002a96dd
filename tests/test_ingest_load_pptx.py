"""PowerPoint files, slide by slide."""

from io import BytesIO

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.load import load


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
