"""The learned reader: what it makes of a question and a passage, with its real weights."""

import logging
from pathlib import Path

import pytest

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.reader import FILE, Reader, load_reader, sheet
from tests.conftest import prepared
from vectorstore import Changes, Store

TEXT = """\
A glazier cuts glass and sets it into frames.
The work is hard on the back and on the knees.
Glaziers earn $53,010 a year in the median.
Most learn the trade in an apprenticeship of four years."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    loaded = load_reader()
    assert loaded is not None
    return loaded


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What does a glazier earn?", 2),
        ("Will my body suffer in this job?", 1),
        ("how long is the training of glaziers", 3),
        ("What does a glazier do?", 0),
    ],
)
def test_the_unit_that_answers_scores_best(reader: Reader, question: str, answer: int) -> None:
    (passage,) = prepared("glazier.md", TEXT, ("Glaziers",)).passages
    (logits,) = reader.logits(question, [passage])
    assert logits.index(max(logits)) == answer


def test_another_measure_scores_less_than_the_one_that_is_there(reader: Reader) -> None:
    (passage,) = prepared("glazier.md", TEXT, ("Glaziers",)).passages
    (there,) = reader.logits("What do glaziers earn in the median?", [passage])
    (miss,) = reader.logits("How many glaziers are members of a union?", [passage])
    assert max(miss) < max(there)


def test_a_passage_is_read_the_same_alone_and_with_others(reader: Reader) -> None:
    (one,) = prepared("glazier.md", TEXT, ("Glaziers",)).passages
    (other,) = prepared("baker.md", "Bakers bake. They rise early.", ("Bakers",)).passages
    (alone,) = reader.logits("What do glaziers earn?", [one])
    together, _ = reader.logits("What do glaziers earn?", [one, other])
    assert together == pytest.approx(alone, abs=1e-3)


def test_a_lead_is_read_once_before_its_items() -> None:
    read = sheet(lambda text: [len(word) for word in text.split()], "a", ["bb"],
                 [("ccc", "dddd"), ("ccc", "eeeee")])  # fmt: skip
    assert read.ids == [101, 1, 102, 2, 102, 3, 4, 5]
    assert read.units == [(6, 7), (7, 8)]


def test_what_does_not_fit_is_not_scored() -> None:
    read = sheet(lambda text: [1] * int(text), "1", ["1"], [("", "400"), ("", "3")])
    assert len(read.ids) <= 320
    start, end = read.units[1]
    assert start == end


def test_a_damaged_file_is_said_and_answers_come_by_similarity(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, store: Store
) -> None:
    damaged = tmp_path / "reader.safetensors"
    damaged.write_bytes(FILE.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING):
        assert load_reader(damaged) is None
    assert "answers are chosen by similarity alone" in caplog.text
    store.publish(Changes([prepared("glazier.md", TEXT, ("Glaziers",))]))
    chat = Chat(store, reads=lambda: None)
    answer = chat.ask(Turn("What do glaziers earn a year in the median?"))
    assert answer.citations[0].quote.startswith("Glaziers earn")
