"""Short forms: found where a document defines them, and written out in questions."""

import pytest

from chatbot.abbreviations import defined, written_out
from chatbot.answer import Turn
from chatbot.chat import Chat
from tests.conftest import prepared
from vectorstore import Changes, Store

TEXT = (
    "Work in machine learning (ML) and Generative AI (GenAI) with large language models (LLMs). "
    "In our five states (Ohio) and remote (US) a Registered Nurse (RN) may start at once (Jan)."
)
KNOWN = defined([TEXT])


def test_a_short_form_stands_for_the_words_before_it() -> None:
    assert KNOWN == {
        "ML": "machine learning",
        "GENAI": "generative ai",
        "LLM": "large language models",
        "RN": "registered nurse",
    }


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("What does an ML engineer do?", "What does an machine learning engineer do?"),
        ("what does an ml engineer do", "what does an machine learning engineer do"),
        ("Do LLMs matter for GenAI?", "Do large language models matter for generative ai?"),
        ("Is it for rn?", "Is it for registered nurse?"),
        ("What about SQL?", "What about SQL?"),
    ],
)
def test_it_is_written_out_where_it_is_meant(question: str, full: str) -> None:
    assert written_out(question, KNOWN, {"it"}) == full


def test_a_question_with_a_short_form_finds_what_is_written_in_full(store: Store) -> None:
    guide = "A field officer (FO) is sent abroad.\n\nThe field officer earns $52,000 a year."
    other = "The front office earns $31,000 a year."
    store.publish(
        Changes([prepared("g.md", guide, ("Guide",)), prepared("o.md", other, ("Other",))])
    )
    answer = Chat(store).ask(Turn("How much is an FO paid?"))
    assert "$52,000" in answer.text
    assert answer.searched_for == "How much is an FO paid?"
