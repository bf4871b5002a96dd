"""What a question names has to stand in what answers it; a near miss is a miss."""

import pytest

from chatbot.answer import Answer, Turn
from chatbot.calibration import UNCALIBRATED, calibration_for
from chatbot.chat import Chat
from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, Settings, Store

BAKER = prepared(
    "baker.md",
    "A baker earns 40,000 dollars, $40,000.\nThe highest 10 percent of bakers earn $70,000.\n"
    "Training of a baker takes 3 years.",
    ("Baker", "Pay in Texas, 2024"),
    "Baker",
)
PILOT = prepared("pilot.md", "A pilot flies planes from an airport.", ("Pilot", "Work"), "Pilot")


@pytest.fixture
def chat(store: Store) -> Chat:
    store.publish(Changes([BAKER, PILOT]))
    return Chat(store)


@pytest.mark.parametrize(
    "question",
    [
        "What does a baker earn?",
        "What does a baker earn in Texas in 2024?",
        "What does the top 10 percent of bakers earn?",
        "What is the 90th percentile of the pay of a baker?",
        "How long is the training of a baker?",
    ],
)
def test_what_the_documents_have_is_answered(chat: Chat, question: str) -> None:
    assert chat.ask(Turn(question)).status == "answered"


@pytest.mark.parametrize(
    "question",
    [
        "What does a pilot earn?",
        "What does a sommelier earn?",
        "What does a baker earn in norway?",
        "What does a baker earn in Ohio?",
        "What did a baker earn in 2019?",
        "What does the bottom 10 percent of bakers earn?",
        "What does a baker earn at Heineken?",
        "What is the divorce rate of bakers?",
        "How many weeks of vacation does a baker get?",
    ],
)
def test_another_role_place_year_rank_company_or_measure_is_refused(
    chat: Chat, question: str
) -> None:
    answer = chat.ask(Turn(question))
    assert answer.status == "not_found"
    assert answer.nearest_topics
    assert not answer.citations


def test_a_refusal_for_another_role_names_the_figure_that_there_is(chat: Chat) -> None:
    answer = chat.ask(Turn("What does a pilot earn?"))
    assert "They give no such figure for it." in answer.text
    quotes = [t.hit.passage.quote(t.unit) for t in answer.nearest_topics]
    assert any("$40,000" in quote for quote in quotes)


def test_a_part_that_is_not_covered_is_named_and_the_other_answered(chat: Chat) -> None:
    answer = chat.ask(Turn("What does a baker earn and how many children does a pilot have?"))
    assert answer.status == "partial"
    assert "$40,000" in answer.text
    assert answer.text.endswith("The documents do not say: how many children does a pilot have?")


def test_an_embedder_that_was_not_measured_answers_and_refuses_without_cosines(
    settings: Settings,
) -> None:
    embedder = BagOfWords("another", size=64)
    assert calibration_for(embedder.fingerprint) is UNCALIBRATED
    with Store.open(settings, embedder, "text-1") as store:
        store.publish(Changes([BAKER, PILOT]))
        chat = Chat(store)
        answers: list[Answer] = [
            chat.ask(Turn(q)) for q in ("What does a baker earn?", "Is lasagne tasty?")
        ]
    assert [answer.status for answer in answers] == ["answered", "not_found"]


def test_the_bundled_embedder_was_measured() -> None:
    measured = calibration_for("53aa51172d142c89d9012cce15ae4d6c:256:normalised")
    assert measured.uses_cosines
    assert 0 < measured.near < measured.fits
