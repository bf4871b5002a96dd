"""A conversation from question to question: understood, grounded in the documents of now, kept."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat
from chatbot.conversations import UnknownConversation
from tests.conftest import prepared
from vectorstore import Changes, Prepared, Store

PAY = "A senior boat builder earns $120,000 a year in Boston."
TOOLS = "A senior boat builder uses saws and planes as tools."


def documents(pay: str = PAY) -> list[Prepared]:
    """A small guide, one document a heading."""
    return [
        prepared("pay.md", f"{pay}\n", ("Boat builders", "Pay"), "Senior Boat Builder"),
        prepared("tools.md", f"{TOOLS}\n", ("Boat builders", "Tools"), "Tools"),
        prepared("chef.md", "A chef uses knives and pans as tools.\n", ("Chefs", "Tools"), "Chefs"),
    ]


@pytest.fixture
def chat(store: Store) -> Chat:
    store.publish(Changes(documents()))
    return Chat(store)


def talk(chat: Chat, *questions: str) -> list[Answer]:
    """The answers to the questions of one conversation."""
    answers: list[Answer] = []
    for question in questions:
        conversation = answers[-1].conversation_id if answers else None
        answers.append(chat.ask(Turn(question, conversation)))
    return answers


def test_a_follow_up_is_searched_for_as_the_question_that_it_stands_for(chat: Chat) -> None:
    first, second, third = talk(
        chat, "What does a senior boat builder earn?", "What tools do they use?", "and chefs?"
    )
    assert first.searched_for == "What does a senior boat builder earn?"
    assert second.searched_for == "What tools do senior boat builders use?"
    assert TOOLS in second.text
    assert third.searched_for == "What tools do chefs use?"
    assert {answer.conversation_id for answer in (second, third)} == {first.conversation_id}
    assert third.question == "and chefs?"


def test_without_a_conversation_nothing_is_carried(chat: Chat) -> None:
    chat.ask(Turn("What does a senior boat builder earn?"))
    assert chat.ask(Turn("What tools do they use?")).searched_for == "What tools do they use?"


def test_earlier_questions_that_a_client_sends_are_the_conversation(chat: Chat) -> None:
    earlier = ("What does a senior boat builder earn?", "and in Boston?")
    answer = chat.ask(Turn("What tools do they use?", earlier=earlier))
    assert answer.searched_for == "What tools do senior boat builders use?"


def test_a_near_miss_in_a_follow_up_is_refused(chat: Chat) -> None:
    first, second = talk(chat, "What does a senior boat builder earn?", "and in Germany?")
    assert first.status == "answered"
    assert second.searched_for == "What does a senior boat builder earn in Germany?"
    assert second.status == "not_found"


def test_what_the_documents_said_before_does_not_come_back(chat: Chat, store: Store) -> None:
    question = "What does a senior boat builder earn in Boston?"
    (first,) = talk(chat, question)
    assert "$120,000" in first.text
    store.publish(Changes(documents(PAY.replace("120", "150"))))
    for asked in ("how much is that?", "tell me more", "why?", "and the pay?", question):
        answer = chat.ask(Turn(asked, first.conversation_id))
        told = [answer.text, answer.searched_for, *answer.follow_ups]
        told += [hit.passage.text for hit in answer.passages]
        assert "120,000" not in " ".join(told)
    assert "$150,000" in answer.text


def test_thanks_are_answered_without_a_search_and_change_no_topic(chat: Chat) -> None:
    *_, thanks, tools = talk(
        chat, "What does a senior boat builder earn?", "thanks!", "What tools do they use?"
    )
    assert thanks.status == "unclear"
    assert not thanks.passages
    assert tools.searched_for == "What tools do senior boat builders use?"


def test_it_goes_on_after_a_restart_and_not_after_it_is_deleted(chat: Chat, store: Store) -> None:
    conversation = talk(chat, "What does a chef do?", "and chefs?")[0].conversation_id
    again = Chat(store)
    tools = again.ask(Turn("What tools do they use?", conversation))
    assert tools.searched_for == "What tools do chefs use?"
    assert [turn["question"] for turn in again.conversations.turns(conversation)] == [
        "What does a chef do?", "and chefs?", "What tools do they use?",
    ]  # fmt: skip
    again.conversations.delete(conversation)
    with pytest.raises(UnknownConversation):
        again.ask(Turn("and pay?", conversation))


def test_what_is_suggested_has_an_answer_and_was_not_asked(chat: Chat, store: Store) -> None:
    skills = "The skills that chefs need are cooking and planning."
    work = f"A chef cooks meals and plans menus.\n\n{skills}\n"
    store.publish(Changes([prepared("work.md", work, ("Chefs", "Work"), "Chefs")]))
    first = chat.ask(Turn("What do chefs do?"))
    assert first.follow_ups
    assert "What do chefs do?" not in first.follow_ups
    second = chat.ask(Turn(first.follow_ups[0], first.conversation_id))
    assert second.status == "answered"
    assert first.follow_ups[0] not in second.follow_ups


@pytest.mark.slow
def test_a_conversation_of_500_turns_stays_as_quick_as_a_short_one(chat: Chat) -> None:
    conversation, took = None, []
    for number in range(500):
        started = time.perf_counter()
        question = "What tools do they use?" if number else "What does a chef do?"
        answer = chat.ask(Turn(question, conversation))
        conversation = answer.conversation_id
        took.append(time.perf_counter() - started)
    assert answer.searched_for == "What tools do chefs use?"
    assert len(chat.conversations.turns(answer.conversation_id)) == 500
    assert sorted(took[-50:])[25] < 3 * sorted(took[1:51])[25]


def test_questions_at_the_same_time_in_one_conversation_are_all_answered(chat: Chat) -> None:
    conversation = talk(chat, "What does a chef do?", "and chefs?")[0].conversation_id
    asked = ["What tools do they use?", "and senior boat builders?", "thanks"] * 4

    def ask(question: str) -> Answer:
        return chat.ask(Turn(question, conversation))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, asked))
    assert [answer.question for answer in answers] == asked
    kept = [turn["question"] for turn in chat.conversations.turns(conversation)]
    assert sorted(kept[2:]) == sorted(asked)


@pytest.mark.parametrize("message", ["and in New York?", "why?", "the second one", "tell me more"])
def test_a_follow_up_to_nothing_is_asked_as_it_stands(chat: Chat, message: str) -> None:
    answer = chat.ask(Turn(message))
    assert answer.searched_for == message
    assert answer.status in ("unclear", "not_found")


def test_a_message_in_another_language_is_left_as_it_is(chat: Chat) -> None:
    *_, other, tools = talk(
        chat, "What does a senior boat builder earn?", "¿Y cuánto ganan los cocineros?",
        "What tools do senior boat builders use?",
    )  # fmt: skip
    assert other.searched_for == "¿Y cuánto ganan los cocineros?"
    assert other.status == "not_found"
    assert TOOLS in tools.text
