"""Twelve answers as people read them; UPDATE_GOLDEN=1 writes them anew, to be looked at."""

import os
import re
from pathlib import Path

import pytest

from chatbot.answer import Turn
from chatbot.chat import Chat
from vectorstore import Changes, Document, Passage, Prepared, Store, Unit

FOLDER = Path(__file__).parent / "golden" / "answers"

# A line is a unit: "- " an item under the line that ends in a colon, "|" a row, else a sentence.
GUIDE = {
    ("Baker", "Pay", "2024"): (
        "A baker earns $40,000 a year in the median.\n"
        "The highest 10 percent of bakers earn $70,000."
    ),
    ("Baker", "Tools", "2024"): "The tools of a baker are:\n- Ovens\n- Rolling pins\n- Scales",
    ("Baker", "Training", "2024"): (
        "Bakers begin with a course called first heat.\nIt lasts 7 to 9 weeks.\n"
        "A baker does not need a degree."
    ),
    ("Pilot", "Pay", "2023"): "A pilot earns $120,000 a year in the median.",
    ("Pilot", "Training", "2023"): "A pilot needs a license and 250 hours of flying.",
    ("Pilot", "Duties", "2023"): (
        "The duties of a pilot are:\n- Check the weather before a flight\n"
        "- Publish reports of faults"
    ),
    ("Glazier", "Pay by city", "2022"): (
        "Pay above the average:\n- Boston: 10 percent higher\n- Denver: 5 percent higher"
    ),
    ("Glazier", "Openings", "2022"): (
        "| Year | Openings |\n| 2020 | 4,100 |\n| 2021 | 4,700 |"
    ),
}  # fmt: skip

QUESTIONS = {
    "figure": "What does a baker earn?",
    "rank": "How much do the top 10 percent of bakers earn?",
    "list": "Which tools does a baker use?",
    "item-of-a-list": "Does a pilot publish reports of faults?",
    "figure-behind-its-subject": "How long is the first heat course of bakers?",
    "yes-or-no": "Does a baker need a degree?",
    "comparison": "Who earns more a year: a baker or a pilot?",
    "row": "How many openings were there for glaziers in 2021?",
    "false-premise": "Denver pays glaziers 40 percent above the average, right?",
    "another-role": "What does a sommelier earn?",
    "another-place": "What does a baker earn in Norway?",
    "partly-covered": "What does a pilot earn and how many children does a pilot have?",
}


def document(title: str, heading: str, as_of: str, text: str) -> Prepared:
    source = f"{title}-{heading}.md".lower().replace(" ", "-")
    whole = Document(source, title, source.ljust(64, "0"), len(text), as_of)
    units, lead = [], ""
    for match in re.finditer(r"[^\n]+", text):
        line, start = match[0], match.start()
        if line.startswith("- "):
            units.append(Unit(start + 2, match.end(), "item", 1, 0, lead))
        elif line.startswith("|") and lead:
            units.append(Unit(start, match.end(), "row", 1, 0, lead))
        elif line.endswith(":") or line.startswith("|"):
            lead = line
        else:
            units.append(Unit(start, match.end(), "sentence", 2))
    passage = Passage(whole, (title, heading), text, 0, len(text), units=tuple(units))
    return Prepared(whole, text, [passage])


@pytest.fixture
def chat(store: Store) -> Chat:
    store.publish(Changes([document(*place, text) for place, text in GUIDE.items()]))
    return Chat(store)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_reads_as_it_should(chat: Chat, name: str) -> None:
    answer = chat.ask(Turn(QUESTIONS[name]))
    rendered = f"{QUESTIONS[name]}\n\n[{answer.status}]\n\n{answer.text}\n"
    kept = FOLDER / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        kept.write_text(rendered, "utf-8")
    assert rendered == kept.read_text("utf-8")


def test_there_is_one_file_for_each_question() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(QUESTIONS)
