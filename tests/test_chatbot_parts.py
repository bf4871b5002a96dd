"""Two or more things in one question become questions of their own; the headings tell which."""

import pytest

from chatbot.parts import parts_of
from chatbot.question import content

SUBJECTS = [
    frozenset(content(heading))
    for heading in ("Bakers", "Commercial pilot", "Divers", "Pay", "How to become a rigger")
]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        pytest.param(
            "What is the difference between a baker and a pilot?",
            {"baker": "What is a baker?", "pilot": "What is a pilot?"},
            id="between",
        ),
        pytest.param(
            "Does a baker earn more than a pilot?",
            {"baker": "Does a baker earn?", "pilot": "Does a pilot earn?"},
            id="than",
        ),
        pytest.param(
            "Who earns more: a baker or a commercial pilot?",
            {"baker": "What is the pay of a baker?",
             "commercial pilot": "What is the pay of a commercial pilot?"},
            id="or",
        ),
        pytest.param(
            "Which pays more in Denver, a baker or a pilot?",
            {"baker": "What is the pay of a baker in Denver?",
             "pilot": "What is the pay of a pilot in Denver?"},
            id="or, with a place",
        ),
        pytest.param(
            "Compare the pay of bakers and pilots.",
            {"bakers": "What is the pay of bakers", "pilots": "What is the pay of pilots"},
            id="compare",
        ),
        pytest.param(
            "What is the difference in pay between bakers and pilots?",
            {"bakers": "What is the pay of bakers?", "pilots": "What is the pay of pilots?"},
            id="in",
        ),
        pytest.param(
            "How does the pay of bakers, pilots and divers compare?",
            {"bakers": "How does the pay of bakers compare?",
             "pilots": "How does the pay of pilots compare?",
             "divers": "How does the pay of divers compare?"},
            id="three",
        ),
        pytest.param("baker vs diver pay", {"baker": "baker pay", "diver": "diver pay"}, id="vs"),
        pytest.param(
            "Is the pay of divers higher than that of bakers?",
            {"divers": "Is the pay of divers higher?", "bakers": "Is the pay of bakers higher?"},
            id="that of",
        ),
    ],
)  # fmt: skip
def test_what_is_compared_is_asked_for_one_by_one(question: str, parts: dict[str, str]) -> None:
    assert {part.label: part.question for part in parts_of(question, SUBJECTS)} == parts


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Do bakers need flour and water?", id="no headings"),
        pytest.param("What do bakers and divers do?", id="no comparison"),
        pytest.param("What does a baker earn?", id="one"),
        pytest.param("and or than vs", id="joints alone"),
        pytest.param("", id="empty"),
    ],
)
def test_anything_else_stays_one_question(question: str) -> None:
    assert parts_of(question, SUBJECTS) == ()


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        pytest.param(
            "What does a baker earn and how long is the training?",
            ["What does a baker earn?", "how long is the training (a baker)?"],
            id="with the first one's subject",
        ),
        pytest.param(
            "What do divers do? Is the pay of bakers good?",
            ["What do divers do?", "Is the pay of bakers good?"],
            id="each with its own",
        ),
    ],
)
def test_two_matters_are_two_questions(question: str, asked: list[str]) -> None:
    assert [(part.label, part.question) for part in parts_of(question, SUBJECTS)] == [
        ("", one) for one in asked
    ]
