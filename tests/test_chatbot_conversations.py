"""Conversations are kept from their second turn on, reached by their id alone, and deleted."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chatbot.conversations import Conversations, UnknownConversation, asked_before, new_id, recalled
from chatbot.follow_up import Cited, Subjects
from tests.conftest import prepared
from vectorstore import Changes, Store

FILE = "conversations.sqlite3"


def answer(conversation: str, question: str) -> dict[str, Any]:
    """An answer object, as far as it matters here."""
    return {
        "conversation_id": conversation,
        "question": question,
        "searched_for": question,
        "status": "answered",
        "citations": [],
    }


def kept(path: Path, *questions: str) -> str:
    """A conversation with these questions in the file at `path`; its id."""
    conversations, conversation = Conversations(path), new_id()
    for number, question in enumerate(questions):
        conversations.keep(answer(conversation, question), first=number == 0)
    return conversation


def test_a_single_question_leaves_no_file(tmp_path: Path) -> None:
    kept(tmp_path / FILE, "What do bakers earn?")
    assert not (tmp_path / FILE).exists()


def test_from_the_second_turn_on_all_survive_a_restart_in_order(tmp_path: Path) -> None:
    conversation = kept(tmp_path / FILE, "one", "two", "three")
    turns = Conversations(tmp_path / FILE).turns(conversation)
    assert [turn["question"] for turn in turns] == ["one", "two", "three"]
    last = Conversations(tmp_path / FILE).turns(conversation, last=2)
    assert [turn["question"] for turn in last] == ["two", "three"]


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    kept(tmp_path / FILE, "one", "two")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_ids_are_long_and_never_the_same() -> None:
    ids = {new_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert {len(conversation) for conversation in ids} == {32}


@pytest.mark.parametrize("conversation", ["", "0" * 32, "' OR 1=1 --", "%", "\x00", "ü" * 200])
def test_an_unknown_or_malformed_id_is_told_so_and_nothing_else(
    tmp_path: Path, conversation: str
) -> None:
    kept(tmp_path / FILE, "one", "two")
    conversations = Conversations(tmp_path / FILE)
    for call in (conversations.turns, conversations.delete):
        with pytest.raises(UnknownConversation, match="There is no such conversation"):
            call(conversation)


def test_what_is_deleted_is_gone_from_the_disk_too_and_stays_so(tmp_path: Path) -> None:
    other = kept(tmp_path / FILE, "something else", "and more")
    conversation = kept(tmp_path / FILE, "a very private question", "and another one")
    assert b"a very private question" in (tmp_path / FILE).read_bytes()
    conversations = Conversations(tmp_path / FILE)
    conversations.delete(conversation)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"private" not in left
    conversations.keep(answer(conversation, "a late turn"), first=False)
    with pytest.raises(UnknownConversation):
        conversations.turns(conversation)
    assert len(conversations.turns(other)) == 2


def test_a_first_turn_can_be_read_and_deleted_too(tmp_path: Path) -> None:
    conversations = Conversations(tmp_path / FILE)
    conversations.keep(answer("a", "one"), first=True)
    assert [turn["question"] for turn in conversations.turns("a")] == ["one"]
    conversations.delete("a")
    with pytest.raises(UnknownConversation):
        conversations.turns("a")


def test_many_first_turns_do_not_fill_the_memory(tmp_path: Path) -> None:
    conversations = Conversations(tmp_path / FILE)
    for number in range(600):
        conversations.keep(answer(str(number), "one"), first=True)
    with pytest.raises(UnknownConversation):
        conversations.turns("0")
    assert conversations.turns("599")


def test_turns_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    conversations = Conversations(tmp_path / FILE)
    conversations.keep(answer("a", "0"), first=True)

    def add(number: int) -> None:
        Conversations.keep(conversations, answer("a", str(number)), first=False)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(1, 25)))
    turns = conversations.turns("a")
    assert turns[0]["question"] == "0"
    assert {turn["question"] for turn in turns} == {str(number) for number in range(25)}
    with sqlite3.connect(tmp_path / FILE) as connection:
        numbers = connection.execute("SELECT number FROM turns ORDER BY number").fetchall()
    connection.close()
    assert numbers == [(number,) for number in range(1, 26)]


def test_what_was_cited_is_read_again_with_its_title_and_headings(store: Store) -> None:
    old, new = "Bakers earn $120,000.\nBakers rise early.\n", "Bakers earn $150,000.\n"
    store.publish(Changes([prepared("pay.md", old, ("Bakers", "Pay"), "Bakers of today")]))
    with store.reading() as snapshot:
        document = snapshot.documents()[0].document.id
        turn = answer("a", "What do bakers earn?")
        turn["citations"] = [
            {"document_id": document, "title": "kept", "quote": "Bakers earn $120,000."},
            {"document_id": "gone", "title": "kept", "quote": "Bakers rise early."},
        ]
        cited = Cited("Bakers of today", ("Bakers", "Pay"), "Bakers earn $120,000.")
        assert recalled([turn], snapshot)[0].cited == (cited,)
    store.publish(Changes([prepared("pay.md", new)]))
    with store.reading() as snapshot:
        assert recalled([turn], snapshot)[0].cited == ()
        assert not recalled([turn | {"status": "unclear"}], snapshot)


def test_questions_without_answers_are_understood_one_after_another() -> None:
    past = asked_before(["What do bakers earn?", "and chefs?"], Subjects(["Bakers", "Chefs"]))
    assert past[-1].question == "What do chefs earn?"
