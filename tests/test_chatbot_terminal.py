"""An answer in the terminal."""

import re

import pytest

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.doors.terminal import rendered
from tests.conftest import prepared
from tests.served import PAY, corpus
from vectorstore import Changes, Store

ESCAPES = "The ferret handler earns $1 a day.\x1b]0;owned\x07\x1b[2J"


@pytest.fixture
def chat(store: Store) -> Chat:
    store.publish(Changes([*corpus(), prepared("x\x1b[2J.md", ESCAPES, ("Ferret handler",))]))
    return Chat(store)


def test_text_with_marks_then_numbered_sources(chat: Chat) -> None:
    shown = rendered(chat.ask(Turn("What does a senior machine learning engineer earn?")))
    text, sources = shown.split("\n\nSources\n")
    assert f"{PAY} [1]" in text
    assert "[1] Pay › Senior machine learning engineer (pay.md)" in sources
    assert f"    {PAY}" in sources


def test_no_markup_of_ours_is_shown(chat: Chat) -> None:
    shown = rendered(chat.ask(Turn("What tools does the zeppelin pilot use?")))
    assert "**" not in shown and "&lt;" not in shown and "\\" not in shown


def test_a_document_does_not_command_the_terminal(chat: Chat) -> None:
    answer = chat.ask(Turn("What does a ferret handler earn?"))
    assert answer.citations
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", rendered(answer))


def test_a_refusal_names_what_is_there_instead(chat: Chat) -> None:
    shown = rendered(chat.ask(Turn("What does a pastry chef earn in Lisbon?")))
    assert "Sources" not in shown
    assert "Nearest in the documents" in shown
