"""What a run has to do, from the folder's files and the store's documents alone."""

from dataclasses import replace
from pathlib import Path

from ingest.changes import Known, Plan, compare, duplicates, loss
from ingest.folder import File, Found
from ingest.report import Move, Remark
from vectorstore import Document


def file(source: str, version: str) -> File:
    return File(Path(source), source, version, 1)


def found(**versions: str) -> Found:
    return Found(tuple(file(source, version) for source, version in versions.items()), (), ())


def known(**versions: str) -> Known:
    return Known([Document(s, s, v, 1) for s, v in versions.items()])


def undone(*pairs: tuple[str, str], **versions: str) -> Known:
    return replace(known(**versions), skipped=frozenset(pairs))


def sources(files: tuple[File, ...]) -> list[str]:
    return [file.source for file in files]


def test_the_bytes_decide_and_neither_name_nor_size() -> None:
    plan = compare(found(a="1", b="3", c="4"), known(a="1", b="2", d="9"))
    assert (sources(plan.new), sources(plan.changed), plan.removed) == (["c"], ["b"], ("d",))
    assert (plan.unchanged, sources(plan.to_prepare)) == (1, ["b", "c"])


def test_the_same_bytes_at_another_place_are_a_move_and_each_copy_moves_once() -> None:
    plan = compare(found(x="1", y="1"), known(a="1"))
    assert [move for move, _ in plan.moved] == [Move("a", "x")]
    assert (sources(plan.new), plan.removed) == (["y"], ())


def test_two_files_that_change_places_are_both_changed() -> None:
    assert sources(compare(found(a="2", b="1"), known(a="1", b="2")).changed) == ["a", "b"]


def test_what_an_undo_took_back_stays_out_until_its_bytes_change() -> None:
    store = undone(("a", "2"), ("new", "1"), a="1")
    plan = compare(found(a="2", new="1"), store)
    assert plan.to_prepare == ()
    assert [remark.source for remark in plan.skipped] == ["a", "new"]
    assert "--again" in plan.skipped[0].reason
    plan = compare(found(a="3", new="2"), store)
    assert (sources(plan.changed), sources(plan.new), plan.skipped) == (["a"], ["new"], ())


def test_a_removal_and_a_move_that_were_taken_back_are_not_done_again() -> None:
    store = undone(("old", ""), ("moved", "1"), ("gone", ""), old="1", gone="2")
    plan = compare(found(moved="1"), store)
    assert (plan.moved, plan.new, plan.removed) == ((), (), ())
    assert [remark.source for remark in plan.skipped] == ["moved", "old", "gone"]


def test_what_failed_or_lies_in_a_folder_that_did_is_not_removed() -> None:
    failed = (Remark("a", "closed"), Remark("sub", "closed"))
    plan = compare(Found((), failed, ()), known(a="1", **{"sub/b": "2"}, c="3"))
    assert plan.removed == ("c",)


def test_an_upload_is_not_the_folders_to_change() -> None:
    upload = Document("uploads/a.md", "a", "1", 1, origin="upload")
    assert compare(found(), Known([upload])) == Plan()


def test_in_an_outdated_store_uploads_too_are_prepared_again() -> None:
    plan = compare(
        found(a="1"), Known([Document("a", "a", "1", 1)], [file("uploads/b", "2")], True)
    )
    assert sources(plan.to_prepare) == ["a", "uploads/b"]


def gone(held: int, present: int) -> str:
    names = [f"d{number}" for number in range(held)]
    folder = found(**dict.fromkeys(names[:present], "1"))
    store = known(**dict.fromkeys(names, "1"))
    return loss(compare(folder, store), folder, store)


def test_most_documents_do_not_go_unasked() -> None:
    assert "3 of the 5 documents" in gone(5, 2) and "--yes" in gone(5, 2)
    assert "1 of the 1 documents" in gone(1, 0)  # an empty folder, however small the store
    assert gone(4, 2) == gone(5, 3) == gone(2, 1) == gone(0, 0) == ""


def test_one_of_one_document_may_give_way_to_another() -> None:
    folder, store = found(b="2"), known(a="1")
    assert loss(compare(folder, store), folder, store) == ""


def test_a_copy_is_named() -> None:
    assert duplicates([file("a", "1"), file("b", "1")]) == [Remark("b", "the same content as a")]
