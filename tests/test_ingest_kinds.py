"""What is furniture, a byline or an advertisement, and what only has their words in it."""

import pytest

from ingest.blocks import read_blocks
from ingest.kinds import label


def labels(text: str) -> dict[str, str]:
    blocks = read_blocks(text)
    return {block.text: name for block, name in zip(blocks, label(blocks), strict=True)}


@pytest.mark.parametrize(
    "line",
    ["Copyright lawyer", "Logo designer", "200 shares", "Share repair", "Follow the safety rules",
     "Menu planner", "Print finisher", "Search engineer", "Jump master", "Cookie baker"],
)  # fmt: skip
def test_content_is_no_furniture_for_a_word(line: str) -> None:
    text = f"# Trades\n\n## {line}\n\nA portfolio is needed.\n\n## Fitter\n\n{line}\n"
    assert labels(text)[line] == "text"


@pytest.mark.parametrize(
    "line",
    ["Share this page", "Back to top", "© 2024 Example", "Copyright 2023 Example Ltd", "Log in",
     "Home / Trades / Fitters", "Guild › Trades › Fitters", "Jump to: Pay, Tools",
     "Posts · About · Newsletter · RSS", "HOME   TOOLS   PAY",
     "Skip to main content", "Accept all cookies", "Please enable JavaScript.", "Page 3 of 9"],
)  # fmt: skip
def test_furniture_is_noise(line: str) -> None:
    assert labels(f"# Trades\n\nA portfolio is needed.\n\n{line}\n")[line] == "noise"


def test_the_other_lines_of_a_menu_are_furniture_too() -> None:
    said = labels("Menu\nHome\nCountries\nForum\n\nTrades\n\nA portfolio is needed.\n")
    assert {line for line, name in said.items() if name == "text"} == {
        "Trades", "A portfolio is needed.",
    }  # fmt: skip
