"""Equal texts count once; near ones are not said to be equal."""

from tests.conftest import prepared
from vectorstore.passage import Hit, fold
from vectorstore.search import collapse


def hit(source: str, text: str, score: float) -> Hit:
    return Hit(prepared(source, text).passages[0], score, score, ())


def test_bullets_case_and_spacing_do_not_count() -> None:
    assert fold("  • Python\n\n  • SQL") == fold("- python\n- SQL")
    assert fold("1. Train models") == fold("train   models")
    assert fold("-5 degrees") != fold("5 degrees")


def test_equal_passages_become_one_that_names_the_others() -> None:
    hits = collapse([hit("a", "• Python", 3), hit("b", "- python", 2), hit("c", "Rust", 1)], 8)
    assert [(h.passage.document.source, h.also_in) for h in hits] == [("a", ("b",)), ("c", ())]


WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"


def test_a_near_duplicate_is_left_out_and_not_named() -> None:
    (only,) = collapse([hit("a", WORDS, 2), hit("b", f"{WORDS} nu", 1)], 8)
    assert only.also_in == ()


def test_a_near_duplicate_with_other_figures_stays() -> None:
    hits = collapse([hit("a", f"{WORDS} 74%", 2), hit("b", f"{WORDS} 61%", 1)], 8)
    assert len(hits) == 2


def test_a_copy_behind_the_last_place_is_still_named() -> None:
    hits = collapse([hit("a", "Python", 3), hit("b", "Rust", 2), hit("c", "python", 1)], 1)
    assert [(h.passage.document.source, h.also_in) for h in hits] == [("a", ("c",))]
