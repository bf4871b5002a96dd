"""A follow-up becomes the question that a person would type; what stands alone stays as it is."""

from collections import Counter

import pytest

from chatbot.follow_up import is_small_talk, resolve
from chatbot.grammar import plural, singular, with_article
from chatbot.phrases import Names, phrases_of
from chatbot.talk import Past

TITLES = ["Bakers", "Chefs and Head Cooks", "Senior Boat Builder compared with Boat Designer"]
HEADINGS = [
    "Pay", "Work Environment", "Job Outlook", "How to Become One", "Lead Boat Builder",
    "Required Skills", "Yacht Designer", "Tools",
]  # fmt: skip
KNOWN = Counter({"baker": 9, "pay": 9, "bonus": 3, "tools": 4, "work": 9, "degree": 2})
NAMES = Names(HEADINGS, TITLES, KNOWN)


def said(message: str, *before: str, quotes: tuple[str, ...] = ()) -> str:
    """The message understood after those before it."""
    past: list[Past] = []
    for question in before:
        past.append(Past(resolve(question, past, NAMES)))
    if past:
        past[-1] = Past(past[-1].searched_for, quotes)
    return resolve(message, past, NAMES)


@pytest.mark.parametrize(
    ("message", "before", "meant"),
    [
        # What is left out
        ("and chefs?", "What do bakers earn?", "What do chefs earn?"),
        ("And in New York?", "What do bakers earn?", "What do bakers earn in New York?"),
        ("and in Germany?", "What do bakers earn in France?", "What do bakers earn in Germany?"),
        ("Chicago?", "What do bakers earn in New York?", "What do bakers earn in Chicago?"),
        ("and in 2021?", "What did bakers earn in 2019?", "What did bakers earn in 2021?"),
        ("and the tools?", "What does a baker earn?", "What are the tools for a baker?"),
        ("and for bonuses?", "What does a baker earn?", "What are bonuses for a baker?"),
        ("What's the pay?", "What does a baker do?", "What is the pay for a baker?"),
        ("the yacht one?", "Which tools does a boat designer use?",
         "Which tools does a yacht designer use?"),
        ("what about a lead?", "Which tools does a senior boat builder use?",
         "Which tools does a lead boat builder use?"),
        ("and plumbers?", "What do bakers earn?", "What do plumbers earn?"),
        # What is pointed at
        ("What tools do they use?", "What does a baker do?", "What tools do bakers use?"),
        ("what is their pay?", "What does a baker do?", "What is bakers' pay?"),
        ("How much experience for that?", "What is the pay of a baker?",
         "How much experience for a baker?"),
        ("Does it pay off?", "Would a degree count as experience for a baker?",
         "Does a degree pay off for a baker?"),
        ("Is that job dangerous?", "What does a baker earn?",
         "Is the job of a baker dangerous?"),
        ("Who says so?", "How fast is demand for bakers growing?",
         "How fast is demand for bakers growing: who says so?"),
        ("how big is it?", "Do bakers get a bonus?", "How big is the bonus of a baker?"),
        ("and a boat painter?", "What does a baker earn?", "What does a boat painter earn?"),
        ("how do I become one?", "What does a baker earn?", "How do I become a baker?"),
        ("Which tools?", "What does a baker do?", "Which tools for a baker?"),
        ("and for planes?", "What are good tools for saws?", "What are good tools for planes?"),
        ("mid level?", "salary for entry level?", "Salary for mid level?"),
        ("in which cities?", "Do bakers earn much?", "In which cities do bakers earn much?"),
        ("and ovens?", "Do bakers need knives?", "Do bakers need ovens?"),
        ("sorry, the 25th", "What do bakers earn at the 75th?", "What do bakers earn at the 25th?"),
        # Compared, corrected, taken up again
        ("How does that compare with a chef?", "What tools does a baker use?",
         "What tools does a baker use, and what tools does a chef use?"),
        ("No, I meant chefs", "What do bakers earn?", "What do chefs earn?"),
        ("sorry, I meant Boston", "What do bakers earn in Chicago?",
         "What do bakers earn in Boston?"),
        ("why?", "Do bakers need a degree?", "Why do bakers need a degree?"),
        ("tell me more", "Which tools do bakers use?", "Tell me more about bakers."),
    ],
)  # fmt: skip
def test_a_follow_up_is_made_self_contained(message: str, before: str, meant: str) -> None:
    assert said(message, before) == meant


def test_a_name_cut_short_is_known_and_one_is_compared_with_the_other() -> None:
    names = Names(["Pay"], ["Veterinarians", "Bakers"], KNOWN)
    past = [Past("What does a veterinarian earn?"), Past("What does a baker earn?")]
    assert resolve("how much more do the vets earn?", past, names) == (
        "How much more do the veterinarians earn than a baker?"
    )


def test_after_another_topic_all_is_said_anew() -> None:
    message = "Different topic: is it hard to bake?"
    assert said(message, "What does a chef earn?") == "Is it hard to bake?"


def test_the_first_question_comes_back() -> None:
    before = ("What bonus do bakers get?", "Which tools do chefs use?")
    assert said("what was the first one again?", *before) == before[0]


def test_two_that_were_talked_about_are_both_meant() -> None:
    before = ("What does a baker earn?", "and a chef?")
    assert said("Which of them pays more?", *before) == "Which pays more, a baker or a chef?"
    assert said("What tools do both use?", *before) == "What tools do a baker and a chef use?"
    assert said("And what does the other one do?", *before) == "What does a baker do?"


def test_one_comes_back_to_what_was_asked_before() -> None:
    before = ("What bonus do bakers get?", "Which tools do chefs use?")
    assert said("back to the bonus", *before) == before[0]
    assert said("Back to the bakers: which tools were those?", *before) == (
        "Which tools for the baker?"
    )


def test_the_second_one_is_the_second_of_what_the_answer_listed() -> None:
    quotes = ("Annual bonus: 10%\nSigning bonus: $5,000", "Shares: from 2%")
    before = "What do bakers get besides pay?"
    assert said("How much is the second one?", before, quotes=quotes) == (
        "How much is signing bonus for a baker?"
    )
    assert said("How much is the annual one?", before, quotes=quotes) == (
        "How much is annual bonus for a baker?"
    )


def test_one_of_what_a_sentence_lists_is_named_in_full() -> None:
    quotes = ("New fields such as solar yachts, racing canoes and AI sails may create jobs.",)
    assert said("Is there a job in the canoes one?", "What is new?", quotes=quotes) == (
        "Is there a job in racing canoes?"
    )


def test_he_is_who_the_answer_names() -> None:
    quotes = ("Call Ada Brown for advice.",)
    assert said("What does she offer?", "Who gives advice?", quotes=quotes) == (
        "What does Ada Brown offer?"
    )


@pytest.mark.parametrize(
    "message",
    [
        "What does a chef earn in New York?",
        "How big is the world market for wooden boats?",
        "Which tools does a yacht designer use?",
        "¿Cuánto gana un panadero en la ciudad de México?",
        "Is it hard to become a chef?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(message: str) -> None:
    assert said(message, "What does a baker earn?") == message


@pytest.mark.parametrize(
    "message", ["and in New York?", "what do they use?", "the second one", "?"]
)
def test_the_first_message_of_a_conversation_is_left_as_it_is(message: str) -> None:
    assert said(message) == message


@pytest.mark.parametrize(
    "message",
    ["thanks", "Thank you!", "ok, thanks", "Hello", "that's all.", "Great, thank you so much!"],
)
def test_small_talk_asks_for_nothing(message: str) -> None:
    assert is_small_talk(message)
    assert said(message, "What does a baker earn?") == message


@pytest.mark.parametrize("message", ["is that all?", "is it good", "ok, and Boston?", "so much?"])
def test_a_question_is_no_small_talk(message: str) -> None:
    assert not is_small_talk(message)


def test_a_question_does_not_grow_from_turn_to_turn() -> None:
    past = [Past("What does a baker earn?")]
    for _ in range(40):
        for message in ("and so what should I do instead?", "How does that compare with a chef?"):
            past.append(Past(resolve(message, past, NAMES)))
    assert max(len(turn.searched_for) for turn in past) < 200


@pytest.mark.parametrize(
    "message", ["\x00", "(", "[a](b)", "..." * 900, "and " * 900, "🙂", "the one"]
)
def test_odd_messages_do_no_harm(message: str) -> None:
    assert len(said(message, "What does a baker earn?")) <= len(message) + 300


def test_names_come_from_titles_and_headings() -> None:
    kinds = {p.core: p.kind for p in phrases_of("Does a yacht designer bake for chefs?", NAMES)}
    assert kinds["yacht designer"] == kinds["chefs"] == "subject"
    assert NAMES.complete("designer", "yacht") == "yacht designer"
    assert NAMES.complete("lead", "a senior boat builder") == "lead boat builder"
    assert NAMES.many("lead boat builder") == "lead boat builders"


def test_words_are_inflected() -> None:
    words = {"bonuses": "bonus", "nurses": "nurse", "duties": "duty", "boss": "boss", "ML": "ml"}
    assert {word: singular(word) for word in words} == words
    assert [plural(w) for w in ("baker", "duty", "coach")] == ["bakers", "duties", "coaches"]
    assert [with_article(n) for n in ("ML engineer", "user", "actor", "HR clerk")] == [
        "an ML engineer", "a user", "an actor", "an HR clerk",
    ]  # fmt: skip
