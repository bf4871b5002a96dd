"""What is said and how: asked through the front door, with the reader's own weights."""

from dataclasses import replace

import pytest

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat
from tests.conftest import prepared
from vectorstore import Changes, Document, Passage, Prepared, Store


def ask(store: Store, question: str, *documents: Prepared) -> Answer:
    store.publish(Changes(list(documents)))
    return Chat(store).ask(Turn(question))


PLUMBERS = prepared(
    "plumbers.md",
    "A plumber in Texas earns $61,550 a year.\nPlumbers fit pipes and drains.",
    ("Plumbers", "Pay in Texas"),
)


def test_the_pay_of_another_place_is_no_answer(store: Store) -> None:
    answer = ask(store, "What does a plumber earn in Ohio?", PLUMBERS)
    assert answer.status == "not_found"
    assert "for Ohio" in answer.text.replace("ohio", "Ohio")
    assert "61,550" not in answer.text and not answer.statements
    assert answer.text.endswith("The nearest that they have is about “Plumbers – Pay in Texas”.")


def test_of_two_places_that_are_asked_for_the_one_that_is_there_is_said(store: Store) -> None:
    answer = ask(store, "What does a plumber earn in Texas and in Ohio?", PLUMBERS)
    assert answer.status == "partial" and "$61,550" in answer.text
    assert answer.text.endswith("The documents do not answer this for Ohio.")


def test_a_line_of_a_table_of_contents_is_no_answer(store: Store) -> None:
    text = "Holidays of plumbers ........ 12\nPlumbers have 25 days of holiday a year."
    book = prepared("book.md", text, ("Plumbers",))
    assert "...." not in ask(store, "How much holiday do plumbers have?", book).text


def test_the_pay_of_the_place_that_is_asked_for_is_one(store: Store) -> None:
    assert "$61,550" in ask(store, "What does a plumber earn in Texas?", PLUMBERS).text


def test_the_figure_of_another_year_is_no_answer(store: Store) -> None:
    pay = prepared("pay.md", "In 2023 a plumber earned $61,550.", ("Plumbers", "Pay"))
    assert ask(store, "What did a plumber earn in 2015?", pay).status == "not_found"


def test_an_organisation_that_no_document_has_is_no_answer(store: Store) -> None:
    answer = ask(store, "What does a plumber earn at Hagebutt Industries?", PLUMBERS)
    assert answer.status == "not_found"
    assert "for Hagebutt Industries" in answer.text


def test_what_is_said_in_the_first_person_is_quoted_as_that(store: Store) -> None:
    handbook = prepared(
        "handbook.md",
        "We give every employee 25 days of paid leave a year.",
        ("Leave",),
        "Handbook",
    )
    answer = ask(store, "How many days of paid leave does an employee get?", handbook)
    assert answer.text == ("Handbook: “We give every employee 25 days of paid leave a year.” [1]")


def test_a_sentence_that_points_back_is_said_with_what_it_points_to(store: Store) -> None:
    text = "Bakers begin with a course called first heat.\nIt lasts nine weeks."
    answer = ask(store, "How long is the first course of bakers?",
                 prepared("baker.md", text, ("Baker", "Training")))  # fmt: skip
    assert "first heat. It lasts nine weeks. [1]" in answer.text
    assert answer.citations[0].quote == text


def test_two_sources_that_differ_stand_side_by_side_with_their_names(store: Store) -> None:
    one = prepared("a.md", "The median pay of a diver is $52,000.", ("Divers",), "Survey A")
    other = prepared("b.md", "The median pay of a diver is $58,000.", ("Divers",), "Survey B")
    text = ask(store, "What is the median pay of a diver?", one, other).text
    assert "Survey A" in text
    assert "Survey B" in text
    assert "$52,000" in text
    assert "$58,000" in text


def test_the_part_that_is_not_there_is_named_in_the_questions_words(store: Store) -> None:
    answer = ask(store, "What does a plumber earn in Texas and how many goats does a plumber own?",
                 PLUMBERS)  # fmt: skip
    assert answer.status == "partial"
    assert "“how many goats does a plumber own?”" in answer.text


@pytest.mark.parametrize("question", ["What does a sommelier earn?", "Who won the cup in 1998?"])
def test_what_is_not_there_is_refused_in_one_sentence_and_what_is_there(
    store: Store, question: str
) -> None:
    answer = ask(store, question, PLUMBERS)
    assert answer.status == "not_found"
    assert answer.text.startswith("The documents do not answer this")


SHOPS = "\n".join(
    f"A welder in a shop of kind {n} earns ${40 + n},000 a year in the median, as the yearly "
    f"survey of the shops of that kind and of its {n}0 owners has it for the year it was made in."
    for n in range(2, 9)
)


def test_of_one_passage_at_most_four_sentences_are_said_in_quotes_of_at_most_400_characters(
    store: Store,
) -> None:
    answer = ask(store, "What does a welder in a shop earn?", prepared("w.md", SHOPS, ("Welders",)))
    said = " ".join(statement.text for statement in answer.statements)
    assert 2 <= said.count("A welder in a shop") <= 4
    assert all(len(citation.quote) <= 400 for citation in answer.citations)


def test_at_most_three_places_are_said(store: Store) -> None:
    surveys = [
        prepared(f"{n}.md", f"The median pay of a diver is $5{n},000.", ("Divers",), f"Survey {n}")
        for n in range(5)
    ]
    assert len(ask(store, "What is the median pay of a diver?", *surveys).statements) == 3


def test_what_says_the_same_with_fewer_words_is_not_said_again(store: Store) -> None:
    long = "Divers weld pipes under water and inspect the hulls of ships in dark harbours."
    short = "Divers weld pipes under water and inspect the hulls of ships in harbours."
    documents = prepared("a.md", long, ("Divers",), "A"), prepared("b.md", short, ("Divers",), "B")
    assert len(ask(store, "What do divers do?", *documents).statements) == 1


@pytest.mark.parametrize("name", ["Lodz", "Łódź", "ŁÓDŹ"])
def test_a_name_is_found_however_its_accents_were_typed(store: Store, name: str) -> None:
    lodz = prepared("s.md", "The school in Łódź has 450 pupils.", ("Schools", "Łódź"), "Schools")
    assert "450" in ask(store, f"How many pupils does the school in {name} have?", lodz).text


def test_a_name_that_is_also_a_common_word_is_found(store: Store) -> None:
    intake = prepared("i.md", "The May intake takes 15 trainees.", ("Intakes",), "Intakes")
    assert "15 trainees" in ask(store, "How many trainees does the May intake take?", intake).text


def test_whom_a_statement_is_about_stands_before_it_where_the_question_meant_others(
    store: Store,
) -> None:
    path = ("Principal naval architect", "Degrees")
    degree = prepared("ships.md", "A doctorate in engineering is required.", path, "Ships")
    answer = ask(store, "Is a doctorate in engineering required to be an engineer?", degree)
    assert answer.text.startswith("Principal naval architect: A doctorate in engineering is")


def test_a_list_of_the_documents_own_headings_is_no_answer(store: Store) -> None:
    text = "Pay of plumbers\nTraining of plumbers\n"
    links = prepared("plumbers.md", text, ("Plumbers",), "Plumbers")
    (passage,) = links.passages
    items = tuple(replace(unit, form="item", block=1) for unit in passage.units)
    pay = prepared(
        "plumbers.md", "A plumber earns $61,550 a year.", ("Plumbers", "Pay of plumbers")
    )
    both = Prepared(
        links.document,
        links.text + pay.text,
        [replace(passage, units=items), moved(pay.passages[0], links.document, len(links.text))],
    )
    assert ask(store, "What is the pay of plumbers?", both).text.endswith("$61,550 a year. [1]")


def moved(passage: Passage, document: Document, by: int) -> Passage:
    """The passage further on in another document."""
    units = tuple(replace(u, start=u.start + by, end=u.end + by) for u in passage.units)
    start, end = passage.start + by, passage.end + by
    return replace(passage, document=document, start=start, end=end, units=units)
