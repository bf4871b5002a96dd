"""Passages and units."""

from ingest.clean import clean
from ingest.sections import structure
from ingest.split import split
from tests.conftest import BagOfWords
from vectorstore import Document, Passage

DOCUMENT = Document("a.md", "A", "0", 1)
SENTENCE = "The keeper of an orchard prunes the trees in winter, before they bud."


def passages(text: str, pages: tuple[int, ...] = (), tokens: int = 256) -> list[Passage]:
    text = clean(text)
    embedder = BagOfWords()
    embedder.max_tokens = tokens
    found = split(DOCUMENT, text, structure(text).sections, pages, embedder)
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        assert embedder.count_tokens(passage.embedded_text) <= tokens
        for unit in passage.units:
            assert passage.start <= unit.start < unit.end <= passage.end
            assert unit.form == "row" or unit.end - unit.start <= 400
    return found


def test_a_passage_is_a_piece_of_one_section() -> None:
    found = passages("# A\n\nOne.\n\n## B\n\nTwo.\n\nThree.\n")
    assert [(p.heading, p.text) for p in found] == [
        (("A",), "One."),
        (("A", "B"), "Two.\n\nThree."),
    ]


def test_a_list_is_not_cut_from_the_sentence_that_introduces_it() -> None:
    items = "\n".join(f"- Item {n}: {SENTENCE}" for n in range(5))
    found = passages(f"# A\n\n{SENTENCE * 8} The tasks are:\n\n{items}\n")
    assert found[-1].text.startswith("The tasks are:\n\n- Item 0")


def test_the_rest_of_a_long_list_has_its_lead_as_the_last_heading() -> None:
    items = "\n".join(f"- Item {n}: {SENTENCE}" for n in range(40))
    found = passages(f"# A\n\nThe tasks are:\n\n{items}\n")
    assert len(found) > 2
    assert {passage.heading for passage in found[1:]} == {("A", "The tasks are")}
    assert sum(len(passage.units) for passage in found) == 41


def test_items_are_not_cut_from_the_item_that_heads_them() -> None:
    groups = "\n".join(
        f"- Group {n}:\n" + "\n".join(f"    - {SENTENCE}" for _ in range(4)) for n in range(6)
    )
    found = passages(f"# A\n\n{groups}\n")
    assert all(passage.text.startswith("- Group") for passage in found)


def test_nothing_exceeds_what_the_embedder_reads() -> None:
    found = passages(f"# A\n\n{'word ' * 900}\n\n| H |\n|---|\n| {'cell ' * 300}|\n", tokens=64)
    assert len(found) > 10


def test_a_long_sentence_is_cut_at_clauses_so_that_it_can_be_quoted() -> None:
    clause = "the keeper of the orchard prunes every tree that stands in it"
    (found,) = passages("# A\n\n" + "; ".join([clause] * 9) + ".\n")
    assert len(found.units) == 2
    assert found.quote(found.units[0]).endswith(";")


def test_an_introduction_of_nothing_is_no_passage_unless_it_holds_a_figure() -> None:
    assert (
        passages("# A\n\nThe requirements are the following:\n\n## B\n\n- One\n")[0].text == "- One"
    )
    assert passages("# A\n\nPay of $5 is made up so:\n\n## B\n\n- One\n")[0].text.startswith("Pay")


def test_a_passage_ends_with_its_page() -> None:
    found = passages("One.\n\nTwo.\n\nThree.", pages=(0, 6))
    assert [(passage.text, passage.page) for passage in found] == [
        ("One.", 1), ("Two.\n\nThree.", 2),
    ]  # fmt: skip
