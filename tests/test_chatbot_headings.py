"""A heading becomes the question that it answers, as people would type it."""

import pytest

from chatbot.headings import heading_question
from chatbot.phrases import Names

NAMES = Names(["Pay", "Lead Boat Builder", "What do they use?"], ["Bakers", "Head Cooks"], {})


@pytest.mark.parametrize(
    ("path", "question"),
    [
        (("Bakers", "Pay"), "What is the pay for bakers?"),
        (("Lead Boat Builder", "Required Skills"),
         "What are the required skills for a lead boat builder?"),
        (("Bakers", "Factors Driving Demand"), "What are the factors driving demand for bakers?"),
        (("Bakers", "Training and Licenses"), "Tell me about training and licenses for bakers."),
        (("Bakers", "Salary (US, 2024)"), "What is the salary for bakers?"),
        (("Bakers", "What do they use?"), "What do bakers use?"),
        (("Bakers", "How to Become a Baker"), "How do you become a baker?"),
        (("Head Cooks", "What Head Cooks Do"), "What do head cooks do?"),
        (("Handbook", "Travel Costs"), "Tell me about travel costs (Handbook)."),
    ],
)  # fmt: skip
def test_a_heading_becomes_a_question(path: tuple[str, ...], question: str) -> None:
    assert heading_question(path, NAMES) == question


@pytest.mark.parametrize(
    "path",
    [("Bakers",), ("Bakers", "Overview"), ("Bakers", "More Information", "Wage Links"),
     ("Bakers", "All that a baker has to know before the first day at work"), ("Pay",)],
)  # fmt: skip
def test_a_heading_that_says_too_little_becomes_none(path: tuple[str, ...]) -> None:
    assert heading_question(path, NAMES) == ""
