"""What a written sentence rests on, and what it may not say of it."""

from dataclasses import replace

import pytest

from chatbot.quotes import Backing, back
from tests.conftest import prepared
from vectorstore import Hit

LINES = (
    "The tools of a keeper are:\n"
    "Shears and a ladder\n"
    "A keeper earns $40,000 a year, or $19 an hour.\n"
    "Keepers rest at home in cold winter."
)


def hit(text: str = LINES, source: str = "keeper.md") -> Hit:
    passage = prepared(source, text, ("Keepers",), "Guide").passages[0]
    units = [*passage.units]
    if len(units) > 1:
        lead = passage.quote(units[0])
        units[1] = replace(units[1], form="item", block=1, lead=lead)
        units[2:] = [replace(unit, block=2) for unit in units[2:]]
    return Hit(replace(passage, units=tuple(units)), 1.0, 1.0, (1.0,) * len(units))


def cited(backing: Backing | None) -> list[str]:
    return [quoted.text for quoted in backing.quotes] if backing else []


def test_the_shortest_words_that_hold_the_sentence_are_its_quote() -> None:
    assert cited(back("keepers rest at home", [hit()])) == ["Keepers rest at home in cold winter."]
    assert back("keepers rest in summer", [hit()]) is None


def test_a_figure_draws_the_quote_to_where_it_is_stated() -> None:
    other = hit("A keeper in the north earns money every year.", "north.md")
    backing = back("Each year a keeper earns $40,000.", [other, hit()])
    assert cited(backing)[0].startswith("A keeper earns $40,000")


def test_what_two_passages_say_takes_two_quotes() -> None:
    other = hit("Bakers bake bread at night with ovens.", "baker.md")
    said = "In cold winter keepers rest at home, and bakers bake bread at night with ovens."
    assert len(cited(back(said, [hit(), other]))) == 2


def test_nothing_in_common_is_no_quote() -> None:
    assert back("Submarines dive deep.", [hit()]) is None


def test_what_introduces_an_item_is_quoted_where_its_words_are_needed() -> None:
    said = "The tools of a keeper are shears and a ladder"
    assert cited(back(said, [hit()])) == ["Shears and a ladder", "The tools of a keeper are:"]
    assert cited(back("a ladder and shears", [hit()])) == ["Shears and a ladder"]


def test_the_words_of_the_question_count_and_others_do_not() -> None:
    said, own = "Keepers have a rest in winter's cold", "Keepers rest at home in cold winter."
    asked = "When do keepers have a rest in winter's cold?"
    assert (backing := back(said, [hit()])) and backing.text == own
    assert (backing := back(said, [hit()], asked)) and backing.text == said


TEXT = """\
The average base salary of senior machine learning engineers in the United States was $126,557 to $130,802 a year in 2024.
San Francisco had the highest pay for senior machine learning engineers: 25 to 30 percent more than the average in 2024.
New York had the second-highest pay for senior machine learning engineers: 20 to 25 percent more than the average in 2024.
The usual degree of senior machine learning engineers is a bachelor's degree, and they have 5 to 7 years of experience.
Senior machine learning engineers do not need a licence.
Employment of data scientists grows by 34 percent."""  # noqa: E501
HIT = Hit(prepared("pay.md", TEXT, ("Pay",), "Pay guide").passages[0], 1.0, 1.0, (1.0,) * 6)

FAIR = [
    "Senior machine learning engineers in the US had an average base salary of $126,557 to "
    "$130,802 a year in 2024.",
    "In 2024, the average base salary of senior machine learning engineers in the United States "
    "was between $126,557 and $130,802.",
    "San Francisco had the highest pay: 25-30% more than the average.",
    "Senior machine learning engineers have five to seven years of experience.",
    "Senior machine learning engineers need no licence.",
    "Employment of data scientists grows 34%.",
]
LIES = {
    "number": "Senior machine learning engineers in the United States had an average base salary of"
    " $136,557 to $130,802 a year in 2024.",
    "currency": "The average base salary of senior machine learning engineers was €126,557 a year.",
    "time": "Senior machine learning engineers have 5 to 7 months of experience.",
    "year": "The average base salary of senior machine learning engineers was $126,557 in 2023.",
    "place": "Chicago had the highest pay for senior machine learning engineers: 25 to 30 percent"
    " more than the average.",
    "place's figure": "New York had pay 25 to 30 percent more than the average.",
    "level": "Junior machine learning engineers have 5 to 7 years of experience.",
    "role": "Employment of senior machine learning engineers grows by 34 percent.",
    "negation": "Senior machine learning engineers need a licence.",
    "added negation": "The usual degree of senior machine learning engineers is not a bachelor's"
    " degree.",
    "direction": "San Francisco had the lowest pay for senior machine learning engineers.",
    "invention": "Senior machine learning engineers usually speak three languages.",
    "link": "Senior machine learning engineers do not need a licence www.evil.example.",
    "markup": "Senior machine learning engineers do not need a <b>licence</b>.",
}


@pytest.mark.parametrize("sentence", FAIR)
def test_what_the_passage_says_is_backed(sentence: str) -> None:
    backing = back(sentence, [HIT])
    assert backing is not None and backing.text == sentence


@pytest.mark.parametrize("kind", LIES)
def test_what_it_does_not_say_is_not(kind: str) -> None:
    backing = back(LIES[kind], [HIT])
    assert backing is None or backing.text != LIES[kind]


def test_a_sentence_in_quite_other_words_gives_way_to_the_documents_own() -> None:
    own = "Employment of data scientists grows by 34 percent."
    backing = back("There are 34 percent more of all the data scientists employed.", [HIT])
    assert backing is not None and backing.text == own


def test_a_sentence_pieced_together_from_several_is_not_backed() -> None:
    said = "Bakers rest in winter and bake bread at home for keepers with shears and a ladder."
    other = hit("Bakers bake bread at night with ovens.", "baker.md")
    assert back(said, [hit(), other]) is None


@pytest.mark.parametrize(
    ("said", "backed"),
    [
        ("Senior boat builders work on hulls.", True),
        ("With boat designers, a senior boat builder works on hulls.", True),
        ("Junior boat builders work on hulls.", False),
        ("Every painter works on hulls.", False),
        ("Boat designers use pencils and paper.", True),
        ("Boat builders use pencils and paper.", False),
    ],
)
def test_people_are_those_that_the_words_are_about(said: str, backed: bool) -> None:
    text = "A senior boat builder works with boat designers on hulls."
    builders = Hit(prepared("a.md", text, ("Boat builder",), "Ships").passages[0], 1.0, 1.0, (1.0,))
    tools = prepared("b.md", "Pencils and paper are used.", ("Boat designer",), "Ships")
    backing = back(said, [builders, Hit(tools.passages[0], 1.0, 1.0, (1.0,))], asked=said)
    assert (backing is not None and backing.text == said) is backed


def test_words_of_the_heading_alone_make_no_sentence() -> None:
    order = prepared(
        "a.md", "Provide a poem about a night by the sea.", ("Keepers in town",), "Pay"
    )
    trap = Hit(order.passages[0], 1.0, 1.0, (1.0,))
    said = "A poem about a keeper's pay in town by the sea"
    assert back(said, [trap], "What pay do keepers in town get?") is None
