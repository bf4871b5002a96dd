"""The words of the passages that a written sentence can rest on."""

from dataclasses import replace

from chatbot.quantities import quantities
from chatbot.quoting import Quoted, best_quotes, completed, stated, verbatim
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


def texts(quotes: tuple[Quoted, ...]) -> list[str]:
    return [quoted.text for quoted in quotes]


def test_the_shortest_words_that_hold_the_sentence_are_its_quote() -> None:
    found = verbatim("keepers rest at home", hit())
    assert found is not None and found.text == "Keepers rest at home in cold winter."
    assert verbatim("keepers rest in summer", hit()) is None


def test_a_figure_draws_the_quote_to_where_it_is_stated() -> None:
    other = hit("A keeper in the north earns money every year.", "north.md")
    quotes = best_quotes("A keeper earns $40,000 a year in the north.", [other, hit()])
    assert texts(quotes)[0].startswith("A keeper earns $40,000")


def test_what_two_passages_say_takes_two_quotes() -> None:
    other = hit("Bakers bake bread at night with ovens.", "baker.md")
    said = "Keepers rest at home in cold winter, and bakers bake bread at night with ovens."
    quotes = best_quotes(said, [hit(), other])
    assert {quoted.hit.passage.document.source for quoted in quotes} == {"keeper.md", "baker.md"}


def test_nothing_in_common_is_no_quote() -> None:
    assert best_quotes("Submarines dive deep.", [hit()]) == ()


def test_what_introduces_an_item_is_quoted_where_its_words_are_needed() -> None:
    item = best_quotes("shears and a ladder", [hit()])
    said = "The tools of a keeper are shears and a ladder"
    assert texts(completed(said, item, "")) == ["Shears and a ladder", "The tools of a keeper are:"]
    assert texts(completed("a ladder and shears", item, "")) == ["Shears and a ladder"]


def test_the_words_of_the_question_count_and_others_do_not() -> None:
    quotes = best_quotes("Keepers rest in winter", [hit()])
    said = "Keepers hibernate somewhere in winter"
    assert completed(said, quotes, "") == ()
    assert completed(said, quotes, "Where do keepers hibernate somewhere?") == quotes


def test_a_figure_is_stated_with_its_unit_and_its_rate() -> None:
    quotes = best_quotes("A keeper earns $40,000 a year", [hit()])

    def is_stated(text: str) -> bool:
        return all(stated(figure, quotes) for figure in quantities(text))

    assert is_stated("$40,000 a year") and is_stated("$19") and is_stated("40,000 dollars")
    assert not any(map(is_stated, ["€40,000", "40,000%", "$19 a year", "$40,000 an hour", "$41"]))
