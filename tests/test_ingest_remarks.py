"""What is said about the documents of a run."""

from pathlib import Path

import pytest

from ingest import ingest
from ingest.formats.loaded import Loaded
from ingest.prepare import Origin, cleaned, prepare
from ingest.remarks import is_english, remarks
from ingest.settings import Settings
from tests.conftest import BagOfWords
from vectorstore import Prepared, Store

FERRY = """# The Ferry

The ferry crosses the fjord every hour from early in the morning.

## Fares

A single ticket for grown-up passengers costs 40 crowns at the kiosk.

Children under the age of 12 travel free of charge with a parent.

## Boats

The larger of the two boats carries some sixty cars and their drivers.
"""


def made(**texts: str) -> list[Prepared]:
    return [
        prepare(cleaned(Loaded((text,))), Origin(f"{name}.md", name, len(text)), BagOfWords())[0]
        for name, text in texts.items()
    ]


def said(prepared: list[Prepared], others: list[Prepared] | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for remark in remarks(prepared, others or []):
        found.setdefault(remark.source, []).append(remark.reason)
    return found


def test_near_duplicates_with_other_figures_are_told_with_both_figures_and_their_places() -> None:
    newer = FERRY.replace("costs 40", "costs 55")
    reasons = said(made(a=FERRY, b=newer))["a.md"]
    assert (
        "it says nearly the same as b.md, but with other figures: “A single ticket for grown-up "
        "passengers costs 40 crowns at the kiosk.” (The Ferry › Fares) here, “A single ticket for "
        "grown-up passengers costs 55 crowns at the kiosk.” (The Ferry › Fares) there"
    ) in reasons


def test_each_pair_is_told_once_and_exact_copies_are_not_told_here() -> None:
    reasons = [
        r for rs in said(made(a=FERRY, b=FERRY + "\nIt is red.\n", c=FERRY)).values() for r in rs
    ]
    assert sum("nearly the same" in reason for reason in reasons) == 2


def test_a_document_of_an_earlier_run_counts_too() -> None:
    (new,), others = made(b=FERRY.replace("costs 40", "costs 55")), made(a=FERRY)
    assert "nearly the same as a.md" in said([new], others)["b.md"][0]


def test_a_document_without_a_date_is_told_and_one_with_front_matter_is_not() -> None:
    told = said(made(a="---\ntitle: A\nas_of: 2024\n---\n" + FERRY, b=FERRY + "\nIt is red.\n"))
    assert not any("date" in reason or "front" in reason for reason in told.get("a.md", []))
    assert "it states no date of its own" in told["b.md"]


def test_short_documents_and_those_that_are_mostly_navigation_are_told_in_one_line() -> None:
    menu = "\n\n".join(f"- {word}" for word in ["Share this page"] * 40)
    told = said(made(a="Short.", b="Brief.", c=f"# C\n\nA sentence.\n\n{menu}\n"))
    assert told["a.md"][0] == "it is very short; the same holds for b.md"
    assert any("less than a third" in reason for reason in told["c.md"])


@pytest.mark.parametrize(
    ("english", "sentence"),
    [
        (True, "The boat that you see is older than the house for which it was built."),
        (False, "Das Boot ist nicht für den Fluss, auf dem sich die Leute mit dem Rad treffen."),
        (False, "Le bateau est pour vous, et les gens ne sont pas sur une île dans la mer."),
        (False, "El barco es para los que no se van con su casa, y lo más bonito son las olas."),
        (False, "Лодка стоит у берега, и никто не знает, чья она и зачем она здесь."),
        (False, "Het schip dat wij zien is ouder dan het huis waarvoor het werd gebouwd."),
        (True, "Pay 20 30 40 kg cm mm"),
    ],
)
def test_another_language_is_noticed_without_a_model(english: bool, sentence: str) -> None:
    assert is_english(" ".join([sentence] * 5)) == english


def test_cells_of_names_and_figures_tell_no_language_but_sentences_in_cells_do() -> None:
    names = "| Harbour pilots | 48 crowns | High school diploma |\n" * 40
    german = "| Lotse | Der Lotse bringt jedes Schiff sicher durch den engen Fjord. |\n" * 40
    head = "# Pay\n\n| Role | Pay | Education |\n|---|---|---|\n"
    told = said(made(names=head + names, german=head + german))
    assert not any("English" in reason for reason in told["names.md"])
    assert any("English" in reason for reason in told["german.md"])


def test_a_run_reports_remarks_also_against_what_the_store_has(
    tmp_path: Path, store: Store
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.md").write_text(FERRY, "utf-8")
    ingest(folder, store, Settings(), lambda *_: None)
    (folder / "b.md").write_text(FERRY.replace("costs 40", "costs 55"), "utf-8")
    report = ingest(folder, store, Settings(), lambda *_: None)
    (found,) = [remark for remark in report.warnings if "nearly" in remark.reason]
    assert found.source == "b.md"
    assert "costs 55" in found.reason
    assert "costs 40" in found.reason
