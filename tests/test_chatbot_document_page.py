"""The page of a document: its whole text as text, with the quote marked."""

import re
from html import unescape

import pytest

from chatbot.doors.document_page import DocumentPage, rendered
from tests.served import HOSTILE_TEXT, PAY, corpus
from vectorstore import Changes, Document, Kept, Passage, Store, document_id


@pytest.fixture
def hostile() -> Kept:
    title = "</title><script>alert(1)</script>"
    document = Document("a<b>.md", title, "0" * 64, 1, as_of="2024-05")
    return Kept(document, 1, "2024", HOSTILE_TEXT)


def page_of(
    text: str,
    quote: str = "",
    source: str = "a.md",
    *,
    heading: tuple[str, ...] = (),
    start: int = 0,
    page: int | None = None,
) -> str:
    """The page of a text in which a quote is marked, and which is one passage from `start` on."""
    document = Document(source, "Pay", "0" * 64, 1)
    kept = Kept(document, 1, "2024", text)
    passage = Passage(document, heading, text[start:], start, len(text), page)
    at = text.index(quote)
    return rendered(kept, (at, at + len(quote) if quote else 0), kept, [passage])


def main_of(page: str) -> str:
    """What stands under the head of a page, without marks."""
    return re.sub(r"</?mark[^>]*>", "", page.split("<main>")[1].split("</main>", maxsplit=1)[0])


def words(html: str) -> list[str]:
    """The words that a person reads."""
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def test_the_quote_is_marked_where_it_stands(store: Store) -> None:
    store.publish(Changes(corpus()))
    with store.reading() as snapshot:
        kept = snapshot.document(document_id("pay.md"))
        passages = snapshot.passages(document_id("pay.md"))
    assert kept is not None
    start = kept.text.index(PAY)
    page = rendered(kept, (start, start + len(PAY)), kept, passages)
    assert f'<mark id="quote" tabindex="-1">{PAY}</mark>' in page
    assert words(main_of(page)) == kept.text.split()
    assert "<h1>pay.md</h1>" in page and "Pay › Senior machine learning engineer" in page


def test_the_head_names_file_heading_page_and_date() -> None:
    page = page_of("Welders earn $5.", "earn", "a/b.pdf", heading=("Pay", "In <Ohio>"), page=3)
    head = page.split("<header>")[1].split("</header>")[0]
    assert words(head) == "a/b.pdf Pay › In <Ohio> page 3 · undated".split()


TABLE = """# Pay

By city:

| City | Pay |
| :--- | ---: |
| A \\| B | $5 |
| C | **$6** |

End"""


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("| A \\| B | $5 |", ["A | B", "$5"]),
        ("| City | Pay |\n| :--- | ---: |\n| A \\| B | $5 |", ["City", "Pay", "A | B", "$5"]),
        ("# Pay\n\nBy city:", ["Pay", "By city:"]),
        ("y ci", ["y ci"]),
        ("**$6**", ["<strong>$6</strong>"]),
    ],
)
def test_the_text_is_shown_as_a_reader_sees_it_and_each_part_of_the_quote_is_marked(
    quote: str, marked: list[str]
) -> None:
    page = page_of(TABLE, quote)
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", page) == marked
    assert page.count('id="quote"') == 1
    shown = main_of(page)
    assert "<h1>Pay</h1>" in shown and "<th>City</th>" in shown and "<td>$5</td>" in shown
    assert not re.search(r"#|\*\*|---|style=", shown)


def test_lists_and_emphasis_are_marked_inside_and_links_are_their_words() -> None:
    text = "- one [two](https://evil.example) ![three](x.png)\n- _four_ `five`\n\n1. six\n"
    page = page_of(text, text.strip())
    assert "<li><mark" in page and "<li><mark><em>four</em>" in page
    assert words(main_of(page)) == ["one", "two", "three", "four", "five", "six"]
    assert "evil.example" not in page and "<img" not in page and "<a " not in main_of(page)


def test_front_matter_is_no_heading() -> None:
    page = page_of("---\ntitle: Pay\nas_of: 2024\n---\n\n# Welders\n", "as_of: 2024")
    assert '<p class="front">title: Pay\n<mark id="quote"' in page
    assert page.count("<h1>") == 2


def test_headings_and_pages_that_were_found_are_shown_where_they_begin() -> None:
    text = "Pay of welders\nThey earn $5.\n| a | b |\n| --- | --- |\n| c | d |\n| e | f |"
    page = page_of(text, heading=("Pay of welders",), start=15, page=2)
    assert '<h2>Pay of welders</h2>\n<p class="page">page 2</p>\n<p>They' in page
    assert "page" not in page_of(text, start=text.index("| e"), page=3).split("<main>")[1]


def test_a_document_that_is_very_long_is_shown_as_its_text() -> None:
    page = page_of("# a\n" * 300_000 + "- b\n", "b")
    assert "<pre># a\n" in page and '- <mark id="quote" tabindex="-1">b</mark>' in page


def test_no_markup_of_a_document_survives(hostile: Kept) -> None:
    page = rendered(hostile, (0, 0), hostile)
    assert "<b>" not in page and "alert(1)</script>" not in page
    assert page.count("<script") == 1 and page.count("</main>") == 1
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_the_date_of_a_document_is_shown(hostile: Kept) -> None:
    page = rendered(hostile, (0, 0), hostile)
    assert "<h1>a&lt;b&gt;.md</h1>" in page and "as of 2024-05" in page


def test_a_dollar_sign_in_a_document_is_no_placeholder() -> None:
    kept = Kept(Document("a.md", "$text", "0" * 64, 1), 1, "2024", "$title costs $5")
    assert "$title costs $5" in rendered(kept, (0, 0), None)


def test_the_page_may_load_nothing_but_its_own_style_and_script() -> None:
    policy = DocumentPage("").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "frame-ancestors 'self'" in policy
