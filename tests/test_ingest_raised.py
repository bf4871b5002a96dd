"""What becomes of superscripts, whatever format they come from."""

import pytest

from ingest.formats.raised import raised


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        ("$48,000", "1", "$48,000¹"),
        ("12", "1, 2", "12¹, ²"),
        ("10", "6", "10⁶"),
        ("10", "\u22123", "10⁻³"),
        ("m", "2", "m²"),
        ("$48,000", "a", "$48,000ᵃ"),
        ("x", "n", "xⁿ"),
        ("1", "st", "1st"),
        ("1", "er", "1er"),
        ("Career", "TM", "CareerTM"),
        ("5%", "*", "5%*"),
        ("12", "[1]", "12[1]"),
        ("Jobs", "beta version", "Jobs beta version"),
        ("9", "", "9"),
    ],
)
def test_a_superscript_never_reads_as_part_of_the_figure_before_it(
    before: str, text: str, read: str
) -> None:
    assert before + raised(text) == read
