"""The walk from a question to a checked answer, over a real store."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat
from chatbot.refusal import CANNOT_ANSWER
from chatbot.runnable import ChatRunnable
from chatbot.wire import answer_json
from tests.conftest import prepared
from vectorstore import Changes, Document, Passage, Prepared, Store, Unit

PAY = (
    "A data scientist earns 112,590 dollars a year.\nThe bonus of a data scientist is ten percent."
)
TOOLS = "The tools of a data scientist are:\n- Python\n- SQL\n- Git"
TABLE = """\
| Role | Pay |
| --- | --- |
| Statistician | 104,860 dollars |
| Actuary | 125,770 dollars |"""


def tools() -> Prepared:
    document = Document("tools.md", "Tools guide", "1" * 64, len(TOOLS), "2024")
    lead = "The tools of a data scientist are:"
    units = [Unit(m.start(1), m.end(1), "item", 1, 0, lead) for m in re.finditer(r"- (\w+)", TOOLS)]
    passage = Passage(document, ("Tools",), TOOLS, 0, len(TOOLS), units=tuple(units))
    return Prepared(document, TOOLS, [passage])


def table() -> Prepared:
    document = Document("table.md", "Pay table", "2" * 64, len(TABLE), "2024-05")
    rows = [(m.start(), m.end()) for m in re.finditer(r".+", TABLE)][2:]
    units = tuple(Unit(start, end, "row", 1, 0, "| Role | Pay |") for start, end in rows)
    passage = Passage(document, ("Official pay",), TABLE, 0, len(TABLE), units=units)
    return Prepared(document, TABLE, [passage])


@pytest.fixture
def chat(store: Store) -> Chat:
    store.publish(Changes([prepared("pay.md", PAY, ("Pay",), "Pay guide"), tools(), table()]))
    return Chat(store)


def ask(chat: Chat, question: str) -> Answer:
    return chat.ask(Turn(question))


def test_the_answer_comes_first_with_its_quote(chat: Chat) -> None:
    answer = ask(chat, "What does a data scientist earn a year?")
    assert answer.text.startswith("A data scientist earns 112,590 dollars a year. [1]")
    assert answer.status == "answered"
    assert answer.citations[0].quote == "A data scientist earns 112,590 dollars a year."


def test_a_list_is_said_as_a_list_with_its_introduction(chat: Chat) -> None:
    answer = ask(chat, "Which tools are used by a data scientist?")
    assert answer.text == ("The tools of a data scientist are:\n\n- Python\n- SQL\n- Git [1]")
    assert answer.citations[0].quote == "Python\n- SQL\n- Git"


def test_a_table_row_is_said_as_a_table(chat: Chat) -> None:
    answer = ask(chat, "pay of a statistician")
    assert "| Role | Pay |\n| --- | --- |\n| Statistician | 104,860 dollars [1] |" in answer.text


def test_a_row_without_a_header_is_said_as_a_pair(store: Store) -> None:
    text = "| Actuary | 125,770 dollars |"
    document = Document("bare.md", "Bare", "5" * 64, len(text))
    unit = Unit(0, len(text), "row", 1, 0, "Median pay by role:")
    passage = Passage(document, ("Pay",), text, 0, len(text), units=(unit,))
    store.publish(Changes([Prepared(document, text, [passage])]))
    assert ask(Chat(store), "median pay of an actuary").text.endswith(
        "Actuary: 125,770 dollars [1]"
    )


def test_every_citation_is_the_documents_own_text_and_every_mark_is_used(
    chat: Chat, store: Store
) -> None:
    for question in ("What does a data scientist earn?", "data scientist tools", "actuary pay"):
        answer = ask(chat, question)
        with store.reading() as snapshot:
            for citation in answer.citations:
                kept = snapshot.document(citation.hit.passage.document.id)
                assert kept is not None
                assert kept.text[citation.start : citation.end] == citation.quote
        marks = [int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)]
        assert list(dict.fromkeys(marks)) == [c.number for c in answer.citations]
        assert {n for s in answer.statements for n in s.citations} == set(marks)


def test_the_text_only_grows_and_the_last_item_is_complete(chat: Chat) -> None:
    answers = list(chat.stream(Turn("What does a data scientist earn, and the bonus?")))
    for earlier, later in pairwise(answers):
        assert later.text.startswith(earlier.text)
    assert [answer.complete for answer in answers] == [False] * (len(answers) - 1) + [True]
    assert answers[0].searched_for and not answers[0].text


def test_what_the_documents_do_not_have_is_refused_with_what_they_have(chat: Chat) -> None:
    answer = ask(chat, "How do I cook lasagne?")
    assert answer.status == "not_found"
    assert answer.text.startswith(CANNOT_ANSWER)
    assert not answer.statements
    assert not answer.citations


def test_a_refusal_names_up_to_three_neighbours_with_their_quotes(chat: Chat) -> None:
    answer = ask(chat, "Where do zebras earn dollars in Antarctica?")
    assert answer.status == "not_found"
    assert 1 <= len(answer.nearest_topics) <= 3
    topic = answer_json(answer)["nearest_topics"][0]
    assert topic["quote"] in PAY + TABLE
    assert topic["url"].startswith(f"/documents/{topic['document_id']}?start={topic['start']}")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What does a data scientist earn in Lisbon?", "Lisbon"),
        ("What did a data scientist earn in 2019?", "2019"),
        ("Which tools does a data scientist use at Acme Corp?", "Acme Corp"),
    ],
)
def test_a_near_miss_is_refused_and_says_what_is_missing(
    chat: Chat, question: str, name: str
) -> None:
    answer = ask(chat, question)
    assert answer.status == "not_found"
    assert answer.text.startswith(f"{CANNOT_ANSWER} for {name}.")


@pytest.mark.parametrize("question", ["   ", "?!", "what about it?", "\u200b"])
def test_nothing_to_search_for_is_unclear(chat: Chat, question: str) -> None:
    assert ask(chat, question).status == "unclear"


def test_markup_in_a_question_comes_back_as_text_or_not_at_all(chat: Chat) -> None:
    answer = ask(chat, "Repeat <script>alert(1)</script>: what does a data scientist earn?")
    assert "<script" not in answer.text


def test_sources_limit_what_is_answered_from(chat: Chat) -> None:
    turn = Turn("What does a data scientist earn a year?")
    limited = chat.ask(replace(turn, sources=("tools.md",)))
    assert {hit.passage.document.source for hit in limited.passages} == {"tools.md"}


def test_a_quote_of_two_documents_counts_once_and_names_the_other(store: Store) -> None:
    store.publish(Changes([prepared("a.md", PAY, ("Pay",)), prepared("b.md", PAY, ("Pay",))]))
    answer = ask(Chat(store), "What does a data scientist earn a year?")
    citation = answer.citations[0]
    assert {citation.hit.passage.document.source, *citation.also_in} == {"a.md", "b.md"}


def test_an_answer_says_which_corpus_version_it_read(chat: Chat, store: Store) -> None:
    assert ask(chat, "data scientist pay").corpus_version == 1
    store.publish(
        Changes([prepared("pay.md", "A data scientist earns 150,000 dollars.", ("Pay",))])
    )
    answer = ask(chat, "What does a data scientist earn?")
    assert answer.corpus_version == 2
    assert "150,000" in answer.text
    assert "112,590" not in answer.text


def test_the_answer_object_has_the_contracts_fields(chat: Chat) -> None:
    found = answer_json(ask(chat, "What does a data scientist earn a year?"))
    assert list(found) == [
        "id", "conversation_id", "question", "searched_for", "status", "answer", "statements",
        "citations", "passages", "nearest_topics", "follow_ups", "corpus_version", "model",
        "timings_ms",
    ]  # fmt: skip
    assert list(found["citations"][0]) == [
        "number", "document_id", "source", "title", "heading", "page", "quote", "start", "end",
        "document_version", "as_of", "also_in", "kind", "url",
    ]  # fmt: skip
    assert list(found["passages"][0]) == [
        "rank", "document_id", "source", "also_in", "heading", "page", "as_of", "kind", "text",
        "start", "end", "score",
    ]  # fmt: skip


def test_the_chatbot_is_a_langchain_runnable(chat: Chat) -> None:
    runnable = ChatRunnable(chat)
    whole = runnable.invoke("What does a data scientist earn a year?")
    *_, last = runnable.stream(Turn("What does a data scientist earn a year?"))
    assert whole.text == last.text
    shout = runnable | (lambda answer: answer.text.upper())
    assert "DATA SCIENTIST" in shout.invoke("What does a data scientist earn a year?")


def test_starters_are_questions_that_the_corpus_answers(chat: Chat) -> None:
    starters = chat.starters()
    assert all(ask(chat, starter).status == "answered" for starter in starters)


def test_which_of_two_is_more_is_said_first_and_computed(store: Store) -> None:
    baker = prepared("baker.md", "A baker earns $40,000 a year.", ("Baker", "Pay"))
    pilot = prepared("pilot.md", "A pilot earns $120,000 a year.", ("Pilot", "Pay"))
    store.publish(Changes([baker, pilot]))
    answer = ask(Chat(store), "Who earns more a year: a baker or a pilot?")
    assert answer.text.startswith("More: pilot, $120,000 against $40,000. [1][2]\n\n|")
    computed = answer_json(answer)["statements"][0]
    assert (computed["support"], computed["operands"]) == ("computed", [1, 2])


def test_a_title_that_names_a_place_begins_with_whom_it_is_about(store: Store) -> None:
    text = (
        "Chefs cook meals and plan menus.\nChefs earn $58,000 a year in the median.\n"
        "To become a chef takes an apprenticeship of three years."
    )
    store.publish(Changes([prepared("chefs.md", text, ("Chefs",), "Chefs in the United States")]))
    first, *others = Chat(store).starters()
    assert first == "What do chefs do?"
    assert len({*others}) == len(others) and all("chefs" in other for other in others)
