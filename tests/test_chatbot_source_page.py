"""The page of a document: its whole text as text, with the quote marked."""

import re
from html import unescape

import pytest

from chatbot.source_page import SourcePage, rendered
from tests.served import HOSTILE_TEXT, PAY, corpus
from vectorstore import Changes, Document, Kept, Store, document_id


@pytest.fixture
def hostile() -> Kept:
    title = "</title><script>alert(1)</script>"
    document = Document("a<b>.md", title, "0" * 64, 1, as_of="2024-05")
    return Kept(document, 1, "2024", HOSTILE_TEXT)


def test_the_quote_is_marked_where_it_stands(store: Store) -> None:
    store.publish(Changes(corpus()))
    with store.reading() as snapshot:
        kept = snapshot.document(document_id("pay.md"))
    assert kept is not None
    start = kept.text.index(PAY)
    page = rendered(kept, start, start + len(PAY), kept)
    assert f'<mark id="quote" tabindex="-1">{PAY}</mark>' in page
    main = re.sub(r"</?mark[^>]*>", "", page.split("<main>")[1].split("</main>")[0])
    assert unescape(main) == kept.text


def test_no_markup_of_a_document_survives(hostile: Kept) -> None:
    page = rendered(hostile, 0, 0, hostile)
    assert "<b>" not in page and "alert(1)</script>" not in page
    assert page.count("<script") == 1 and page.count("</main>") == 1
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_title_source_and_date_are_shown(hostile: Kept) -> None:
    page = rendered(hostile, 0, 0, hostile)
    assert "a&lt;b&gt;.md · as of 2024-05" in page


def test_a_dollar_sign_in_a_document_is_no_placeholder() -> None:
    kept = Kept(Document("a.md", "$text", "0" * 64, 1), 1, "2024", "$title costs $5")
    assert "$title costs $5" in rendered(kept, 0, 0, None)


def test_the_page_may_load_nothing_but_its_own_style_and_script() -> None:
    policy = SourcePage("").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "frame-ancestors 'self'" in policy
