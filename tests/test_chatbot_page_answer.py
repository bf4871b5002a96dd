"""An answer as the page shows it: marks are links, and whatever else comes is text."""

import re

import pytest

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.doors.page_answer import as_typed, bubble, cards, notice
from chatbot.wire import Json, answer_json
from tests.served import PAY, corpus
from vectorstore import Changes, Store


@pytest.fixture
def chat(store: Store) -> Chat:
    store.publish(Changes(corpus()))
    return Chat(store)


@pytest.fixture
def answer(chat: Chat) -> Json:
    return ask(chat, "What does a senior machine learning engineer earn?")


def ask(chat: Chat, question: str) -> Json:
    """The answer object."""
    return answer_json(chat.ask(Turn(question)))


def test_a_mark_is_a_link_to_its_citation(answer: Json) -> None:
    link = re.search(r"\[\\\[1\\\]\]\((/documents/[^)]+)\)", bubble(answer))
    assert link and f"start={answer['citations'][0]['start']}&end=" in link[1]
    assert f'href="{link[1].replace("&", "&amp;")}"' in cards(answer)


def test_a_mark_of_a_document_is_none(chat: Chat) -> None:
    assert "](/documents" not in as_typed("See [1] and [x](y)")


def test_a_card_has_number_title_heading_and_quote(answer: Json) -> None:
    card = cards(answer)
    assert '<span class="number">1</span>' in card
    assert '<span class="title">Senior machine learning engineer</span>' in card
    assert '<span class="facts">pay.md</span>' in card and PAY in card


def test_a_card_shows_a_quote_without_signs_of_markdown(answer: Json) -> None:
    quote = "**Pay** by city\n| Oslo \\| Bergen | $5 |"
    card = cards(answer | {"citations": [answer["citations"][0] | {"quote": quote}]})
    assert '<q class="quote">Pay by city&#10;Oslo | Bergen · $5</q>' in card


def test_what_was_searched_for_is_shown_where_it_differs(answer: Json) -> None:
    assert "Searched for" not in bubble(answer)
    assert bubble(answer | {"searched_for": "pay *now* [1]"}).startswith(
        "*Searched for: [pay \\*now\\* &#91;1&#93;](#searched-for)*"
    )


def test_a_refusal_is_a_labelled_quote_block_with_links(chat: Chat) -> None:
    refused = ask(chat, "What does a pastry chef earn in Lisbon?")
    shown = bubble(refused)
    assert refused["status"] == "not_found"
    assert "> **Not in the documents**" in shown
    assert re.search(r"> - \[.+\]\(/documents/", shown)
    assert "The sources of an answer" in cards(refused)


def test_the_quote_of_a_neighbour_shows_cells_side_by_side_too(chat: Chat) -> None:
    refused = ask(chat, "What does a pastry chef earn in Lisbon?")
    topic = refused["nearest_topics"][0] | {"quote": "| Bakers | $31,000 |"}
    assert bubble(refused | {"nearest_topics": [topic]}).endswith(": Bakers · $31,000")


def test_a_bracket_in_a_link_needs_no_backslash_which_the_page_would_drop(chat: Chat) -> None:
    shown = bubble(ask(chat, "Who won the football world cup with a zeppelin in 1999?"))
    assert "!&#91;x&#93;(y)" in shown.split("Nearest to it")[-1]


def test_a_hostile_document_stays_text(chat: Chat) -> None:
    answer = ask(chat, "What tools does the zeppelin pilot use?")
    assert answer["citations"]
    assert "<script" not in bubble(answer) and "<b>" not in bubble(answer)
    assert "https://" not in bubble(answer)  # else the page makes it a link
    card = cards(answer)
    assert "<script" not in card and "<img" not in card and "\n" not in card


@pytest.mark.parametrize(
    "typed",
    ["<img src=x>", "https://evil.example", "www.evil.example", "me@evil.example", "![a](b)"],
)
def test_a_question_is_text(typed: str) -> None:
    shown = as_typed(typed)
    assert shown != typed
    assert not re.search(r"<img|(?<!\\)://|www\.|(?<!\\)@", shown)


def test_a_notice_is_quoted_line_by_line() -> None:
    assert notice("Not now", "Because.") == "> **Not now**\n>\n> Because."
