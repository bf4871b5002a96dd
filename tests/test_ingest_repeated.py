"""What most documents of a folder repeat."""

from pathlib import Path

import pytest

from ingest import ingest
from ingest.repeated import lines_of, repeated
from ingest.settings import Settings
from ingest.structure import structure
from vectorstore import Store

TOWNS = ["Aarhus", "Bergen", "Cork", "Derby", "Espoo", "Faro", "Ghent", "Halle", "Izmir", "Jaca"]
MENU = "Towns\nMaps\nTickets"
FOOT = "Printed by the Town Union. All figures are rounded, and none is binding for anybody."
TERMS = "The fare is what a single ride costs in the inner zone on a working day. " * 4


def page(town: str) -> str:
    own = f"{town} has trams that run from five in the morning until late at night. " * 8
    return (
        f"{MENU}\n\n# {town}\n\n{own}\n\n## Fares\n\nMost rides are short.\n\n"
        f"## What the words mean\n\n{TERMS.strip()}\n\n"
        f"## Lines\n\n{town} has four lines.\n\n{FOOT}\n"
    )


def folder(count: int = len(TOWNS)) -> dict[str, str]:
    return {f"{town}.md": page(town) for town in TOWNS[:count]}


def indexed(text: str, left_out: frozenset[int]) -> str:
    units = [b.unit for s in structure(text, repeated=left_out).sections for b in s.blocks]
    return "\n".join(text[unit.start : unit.end] for unit in units)


def test_menus_feet_and_standing_sections_are_indexed_in_the_first_document_only() -> None:
    pages = folder()
    left_out = repeated({source: lines_of(text) for source, text in pages.items()})
    for source, text in pages.items():
        found = indexed(text, left_out[source])
        assert (FOOT in found) == (TERMS.strip() in found) == (source == "Aarhus.md")
        assert "has four lines" in found


def test_a_short_fact_that_holds_for_most_stays_in_each() -> None:
    pages = folder()
    left_out = repeated({source: lines_of(text) for source, text in pages.items()})
    assert all("Most rides are short." in indexed(t, left_out[s]) for s, t in pages.items())


def test_a_small_folder_is_left_alone() -> None:
    pages = folder(9)
    assert not any(repeated({s: lines_of(t) for s, t in pages.items()}).values())


def test_a_document_of_which_most_is_repeated_is_a_copy_and_keeps_all() -> None:
    pages = {f"{n}.md": f"# Rules\n\n{TERMS}\n\nNumber {n}.\n" for n in range(12)}
    left_out = repeated({source: lines_of(text) for source, text in pages.items()})
    assert all(TERMS.strip() in indexed(text, left_out[s]) for s, text in pages.items())


@pytest.mark.parametrize("first", [["Jaca"], ["Aarhus", "Bergen", "Cork"], TOWNS[:9]])
def test_the_order_in_which_documents_come_in_changes_nothing(
    tmp_path: Path, store: Store, first: list[str]
) -> None:
    place = tmp_path / "towns"
    place.mkdir()

    def bring(towns: list[str]) -> None:
        for town in towns:
            (place / f"{town}.md").write_text(page(town), "utf-8")
        ingest(place, store, Settings(), lambda *_: None)

    bring(first)
    bring([town for town in TOWNS if town not in first])
    assert holders(store) == ["Aarhus.md"]
    (place / "Aarhus.md").unlink()
    (place / "Kiel.md").write_text(page("Kiel"), "utf-8")
    report = ingest(place, store, Settings(), lambda *_: None)
    assert holders(store) == ["Bergen.md"]
    assert (report.new, report.changed) == (("Kiel.md",), ())


def holders(store: Store) -> list[str]:
    with store.reading() as snapshot:
        return snapshot.also_in(TERMS.strip().split(". ")[0] + ".")
