"""A message becomes the question that it stands for; a whole question stays as it is."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from chatbot.follow_up import (
    Cited,
    Held,
    Past,
    Reading,
    Subjects,
    choose,
    is_small_talk,
    readings,
)  # fmt: skip
from chatbot.question import content as stems
from chatbot.wording import many, one, phrases

TURNS = Path(__file__).parent / "follow_ups"
Passage = tuple[str, tuple[str, ...], str]

HARBOUR: list[Passage] = [
    ("Jobs at the harbour", (role,), f"A {role.lower()} earns {pay} a year. Training takes {time}.")
    for role, pay, time in (
        ("Crane operator", "$64,000", "12 months"), ("Rigger", "$52,000", "6 months"),
        ("Dock clerk", "$41,000", "3 months"), ("Diver", "$83,000", "18 months"),
    )
]  # fmt: skip
TRADES: list[Passage] = [
    ("Mathematicians and Statisticians", ("Pay",),
     "Statisticians earn $103,000, all occupations $49,000."),
    ("Mathematicians and Statisticians", ("Work",), "What a statistician does: designs surveys."),
    ("Machine learning market", ("Size",), "The machine learning market is put at $503 billion."),
    ("Registered Nurses", ("Pay",), "In Columbus registered nurses earn $79,000."),
    ("Registered Nurses", ("Training",), "Training of registered nurses: a degree and an exam."),
    ("Welders", ("Pay",), "In Cleveland welders earn $47,000."),
    ("Welders", ("Training",), "Welders have a training of nine months."),
]  # fmt: skip


def held(best: float, ahead: float, cosine: float, named: float) -> Held:
    """What the documents hold for a reading, as search and reader tell it."""
    return {"best": best, "ahead": ahead, "cosine": cosine, "named": named, "stays": 0.0}


def found(text: str, passages: Sequence[Passage]) -> tuple[Passage, Held]:
    """The passage with most of a text's words, and how well it and the next one do.

    It stands in for search and reader, which the choice knows by four numbers only.
    """
    said = stems(text)
    shares = [
        (len(said & stems(" ".join((p[0], *p[1], p[2])))) / max(len(said), 1), p) for p in passages
    ]
    (best, top), (second, _) = sorted(shares, key=lambda pair: -pair[0])[:2]
    sure = best if best > second else best / 2  # what fits several sections answers little
    return top, held(sure, sure - min(second, sure), sure, best)


def understood(passages: Sequence[Passage], *messages: str) -> str:
    """What the last message stands for after those before it, in a world of these passages."""
    known = Subjects({p[0] for p in passages}, {(p[0], *p[1]) for p in passages})
    past: list[Past] = []
    for message in messages:
        made = readings(message, past, known)
        text = choose(made, [found(reading.text, passages)[1] for reading in made]).text
        title, heading, quote = found(text, passages)[0]
        past.append(Past(text, (Cited(title, (title, *heading), quote),)))
    return past[-1].question


@pytest.mark.parametrize(
    ("messages", "meant"),
    [
        (("Compare a rigger and a diver: what do they earn?",
          "How long is the training of the latter?"),
         "How long is the training of a diver?"),
        (("Compare a rigger and a diver: what do they earn?",
          "How long is the training of the former?"),
         "How long is the training of a rigger?"),
        (("What does a diver earn?", "ok and training?"), "What is the training of a diver?"),
        (("What does a diver earn?", "What about the clerk?"), "What does the clerk earn?"),
        (("What does a diver earn?", "How does this compare to the clerk?"),
         "What does a diver earn, and what does the clerk earn?"),
    ],
)  # fmt: skip
def test_at_the_harbour(messages: tuple[str, ...], meant: str) -> None:
    assert understood(HARBOUR, *messages) == meant


@pytest.mark.parametrize(
    ("messages", "meant"),
    [
        (("What does a statistician do?", "What is the median pay of all occupations?"),
         "What is the median pay of all occupations?"),
        (("What does a statistician do?", "how big is the machine learning market?"),
         "how big is the machine learning market?"),
        (("What do welders in Cleveland earn?", "and what about registered nurses in Columbus?"),
         "What do registered nurses in Columbus earn?"),
        (("What do registered nurses earn?", "training?"),
         "What is the training of registered nurses?"),
    ],
)  # fmt: skip
def test_what_a_stranger_saw_first_is_mended(messages: tuple[str, ...], meant: str) -> None:
    assert understood(TRADES, *messages) == meant


def test_the_old_topic_is_spelled_as_the_question_was_searched_for() -> None:
    """The walk mends a typo before it searches, and the mended question is what goes on."""
    past = [Past("What does a statistician earn?", (Cited("Statisticians", (), ""),))]
    assert choose(readings("do they travel?", past)).text == "Do statisticians travel?"


def test_a_subject_needs_no_known_name() -> None:
    """Nothing lists roles: what the question and its citation share is the subject, or who acts."""
    cited = (Cited("Gronks and their care", ("Feeding",), ""),)
    past = [Past("Which leaves does a gronk eat?", cited)]
    assert choose(readings("how long do they sleep?", past)).text == "How long do gronks sleep?"
    past = [Past("Which leaves does a gronk eat?")]
    assert choose(readings("how long do they sleep?", past)).text == "How long do gronks sleep?"


def test_the_second_one_is_what_the_answer_listed_second() -> None:
    listed = (Cited("Pay", (), "- Annual bonus: 10 %"), Cited("Pay", (), "- Signing bonus: $5,000"))
    past = [Past("What do bakers get besides pay?", listed)]
    assert choose(readings("how much is the second one?", past)).text == (
        "How much is Signing bonus?"
    )


def test_of_two_that_were_asked_about_one_after_the_other_both_are_meant() -> None:
    past = [Past("What does a baker earn?"), Past("What does a chef earn?")]
    assert choose(readings("which of them is growing faster?", past)).text == (
        "Which is growing faster, a baker or a chef?"
    )
    assert choose(readings("how long do the two train?", past)).text == (
        "How long do a baker and a chef train?"
    )


def test_after_another_topic_all_is_said_anew() -> None:
    past = [Past("What does a chef earn?")]
    message = "Different topic: is it hard to bake?"
    assert [r.text for r in readings(message, past)] == ["Is it hard to bake?"]


def test_the_first_message_is_left_as_it_is() -> None:
    for message in ("and in New York?", "what do they use?", "the second one", "?"):
        assert [(r.text, r.kind) for r in readings(message, [])] == [(message, "as_is")]


def test_what_the_documents_hold_overrules_the_form() -> None:
    made = readings("the bronze?", [Past("What does a silver medal weigh?")])
    good, bad = held(0.95, 0.85, 0.9, 1.0), held(0.0, 0.0, 0.0, 0.0)
    for text in ("What is the bronze of a silver medal?", "What does the bronze weigh?"):
        assert choose(made, [good if r.text == text else bad for r in made]).text == text


def test_a_whole_question_stays_unless_another_reading_is_clearly_better() -> None:
    made = readings("How long is the training of welders?", [Past("What do nurses earn?")])
    even = [held(0.6, 0.3, 0.6, 0.6)] * len(made)
    assert choose(made, even).text == "How long is the training of welders?"


def test_few_readings_are_searched_for() -> None:
    past = [Past("What does a baker earn in Boston?"), Past("What does a chef earn in Boston?")]
    for message in ("and in Chicago?", "training?", "what do they use?", "which is better?"):
        assert len(readings(message, past)) <= 4


def test_a_question_does_not_grow_from_turn_to_turn() -> None:
    past = [Past("What does a baker earn?")]
    for _ in range(20):
        for message in ("so what should I do instead?", "How does that compare with a chef?"):
            past.append(Past(choose(readings(message, past)).text))
    assert max(len(turn.question) for turn in past) < 1_000


@pytest.mark.parametrize(
    "message", ["\x00", "(", "[a](b)", "..." * 900, "and " * 900, "🙂", "the one", "it's", "—"]
)
def test_odd_messages_do_no_harm(message: str) -> None:
    made = readings(message, [Past("What does a baker earn?"), Past("("), Past("?")])
    assert made[0].text == message
    assert all(len(reading.text) <= len(message) + 300 for reading in made)


@pytest.mark.parametrize(
    "message",
    ["thanks", "Thank you!", "ok, thanks", "Hello", "Great, thank you so much!", "hi"],
)
def test_small_talk_asks_for_nothing(message: str) -> None:
    assert is_small_talk(message)
    assert len(readings(message, [Past("What does a baker earn?")])) == 1


@pytest.mark.parametrize("message", ["is that all?", "ok, and Boston?", "so much?", "pay", ""])
def test_a_question_is_no_small_talk(message: str) -> None:
    assert not is_small_talk(message)


def test_noun_phrases_and_their_number() -> None:
    said = phrases("Does a registered nurse make more than the salary of staff in Leeds?")
    assert [(p.before, p.article, p.text) for p in said] == [
        ("does", "a", "registered nurse"), ("than", "the", "salary"), ("of", "", "staff"),
        ("in", "", "Leeds"),
    ]  # fmt: skip
    assert [many(n) for n in ("baker", "duty", "coach")] == ["bakers", "duties", "coaches"]
    assert [one(n) for n in ("nurses", "HR clerks", "duties", "actor", "UX designer", "boss")] == [
        "a nurse", "an HR clerk", "a duty", "an actor", "a UX designer", "a boss",
    ]  # fmt: skip


def chosen_by_form(talk: dict[str, list[dict[str, str]]]) -> list[tuple[dict[str, str], Reading]]:
    """Each turn of a written talk with what its form alone says that it stands for."""
    past: list[Past] = []
    taken: list[tuple[dict[str, str], Reading]] = []
    for turn in talk["turns"]:
        if past:
            taken.append((turn, choose(readings(turn["question"], past))))
        past.append(Past(turn["standalone"]))
    return taken


def test_on_written_turns_nobody_chose_by_the_form_alone_says_most_of_it() -> None:
    """Measured when the weights were learned; with what is found it is more (the closing note)."""
    lines = (TURNS / "report.jsonl").read_text("utf-8").splitlines()
    taken = [pair for line in lines for pair in chosen_by_form(json.loads(line))]
    whole = [reading.kind == "as_is" for turn, reading in taken if turn["alone"]]
    same = []
    for turn, reading in taken:
        said, wanted = stems(reading.text), stems(turn["standalone"])
        if not turn["alone"]:
            same.append(2 * len(said & wanted) / max(len(said) + len(wanted), 1))
    assert sum(whole) / len(whole) >= 0.9
    assert sum(same) / len(same) >= 0.7


def test_a_measure_is_nothing_that_is_asked_about() -> None:
    made = readings("and sick pay?", [Past("How much holiday do bakers get per year?")])
    assert not any("per sick pay" in reading.text for reading in made)
