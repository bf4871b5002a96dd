"""What documents and questions say is text in an answer, whatever it looks like."""

import pytest
from markdown_it import MarkdownIt

from chatbot.escape import as_text, escaped, marked


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](https://example.org)",
        "![x](https://example.org/x.png)",
        "`code` *stars* _lines_ **bold**",
        "# no heading",
        "1. no list",
        "- no bullet",
        "&lt;b&gt; &amp; &#60;",
        "[1] no mark of ours",
        "\\[escaped\\]",
    ],
)
def test_no_markup_survives(hostile: str) -> None:
    html = MarkdownIt().render(escaped(hostile))
    text = MarkdownIt().parse(escaped(hostile))[1]
    assert html.startswith("<p>")
    assert html.count("<") == 2  # the paragraph's own
    assert text.children is not None
    assert "".join(child.content for child in text.children) == hostile


@pytest.mark.parametrize("text", ["R&D", "a < b", "C++ and C#", "snake_case", "$10,000 - $50,000"])
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert escaped(text) == text


def test_the_emphasis_of_markdown_documents_goes_and_lines_become_one() -> None:
    assert (
        as_text("**Data Analysis**:\n  collect  __all__ of it")
        == "Data Analysis: collect all of it"
    )


def test_marks_stand_behind_the_statement() -> None:
    assert marked("Pay is high.", [1, 3]) == "Pay is high. [1][3]"
