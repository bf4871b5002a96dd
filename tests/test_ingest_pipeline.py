"""The documents' way into a real store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.documents import Document as LangChainDocument

import vectorstore
from ingest import IngestError, OtherFolder, Report, Settings, from_langchain, ingest, ingest_loaded
from ingest.belonging import SAMPLE
from ingest.pipeline import Wishes
from tests.conftest import BagOfWords
from vectorstore import Store, document_id

Run = Callable[..., Report]


@pytest.fixture
def run(store: Store, folder: Path) -> Run:
    """Bring the store in line with the folder, or with another one."""

    def run(other: Path | None = None, replace: bool = False) -> Report:
        return ingest(
            other or folder,
            store,
            Settings(max_bytes=5000),
            lambda *told: None,
            Wishes(replace=replace),
        )

    return run


def texts(store: Store, source: str) -> str:
    with store.reading() as snapshot:
        kept = snapshot.document(document_id(source))
    assert kept is not None
    return kept.text


def test_the_first_run_takes_all_and_the_second_changes_nothing(store: Store, run: Run) -> None:
    first = run()
    assert (first.new, first.total, first.corpus_version) == (("pay.md", "work.md"), 2, 1)
    assert first.embedded > 0
    second = run()
    assert (second.unchanged, second.total, second.embedded, second.corpus_version) == (2, 0, 0, 1)


def test_a_changed_file_is_replaced_and_only_what_changed_is_embedded(
    store: Store, run: Run, folder: Path
) -> None:
    run()
    path = folder / "pay.md"
    path.write_text(path.read_text() + "\n## City\n\nIn a city it is $150,000.\n")
    report = run()
    assert (report.changed, report.unchanged, report.corpus_version) == (("pay.md",), 1, 2)
    assert (report.embedded, report.embedded_texts) == (1, 2)  # the passage, and its sentence
    assert "$150,000" in texts(store, "pay.md")


def test_a_moved_file_is_not_embedded_again_and_a_removed_one_is_dropped(
    store: Store, run: Run, folder: Path
) -> None:
    run()
    (folder / "old").mkdir()
    (folder / "pay.md").rename(folder / "old" / "pay.md")
    (folder / "work.md").unlink()
    report = run()
    assert [(m.from_source, m.to_source) for m in report.moved] == [("pay.md", "old/pay.md")]
    assert (report.removed, report.embedded) == (("work.md",), 0)
    assert [document.source for document in store.documents()] == ["old/pay.md"]


def test_a_file_that_fails_keeps_its_last_good_version_and_is_tried_again(
    store: Store, run: Run, folder: Path
) -> None:
    run()
    (folder / "pay.md").write_bytes(b"\0\0\0")
    report = run()
    assert [(remark.source, "binary" in remark.reason) for remark in report.failed] == [
        ("pay.md", True)
    ]
    assert "$120,000" in texts(store, "pay.md")
    assert report.corpus_version == 1
    assert run().failed == report.failed
    (folder / "pay.md").write_text("# Pay\n\nA keeper earns $130,000 a year.\n")
    assert run().changed == ("pay.md",)


def test_one_bad_file_does_not_stop_the_others(store: Store, run: Run, folder: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "big.txt").write_text("x" * 5001)
    (folder / "copy.md").write_bytes((folder / "pay.md").read_bytes())
    report = run()
    assert {remark.source for remark in report.failed} == {"bad.pdf", "big.txt"}
    assert report.new == ("copy.md", "pay.md", "work.md")
    assert ("pay.md", "the same content as copy.md") in [
        (remark.source, remark.reason) for remark in report.warnings
    ]


def test_a_folder_that_is_empty_all_at_once_empties_no_store(
    store: Store, run: Run, folder: Path
) -> None:
    run()
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(IngestError):
        run()
    assert len(store.documents()) == 2


def test_two_files_of_one_name_are_two_documents(store: Store, run: Run, folder: Path) -> None:
    for name in "ab":
        (folder / name).mkdir()
        (folder / name / "guide.md").write_text(f"# Guide\n\nThis is the guide {name}.\n")
    run()
    assert "guide a" in texts(store, "a/guide.md")
    assert "guide b" in texts(store, "b/guide.md")


def test_a_paragraph_shared_by_two_documents_survives_in_one(
    store: Store, run: Run, folder: Path
) -> None:
    shared = "\n## Shared\n\nBoth hold this paragraph about cider.\n"
    for path in folder.iterdir():
        path.write_text(path.read_text() + shared)
    run()
    (folder / "pay.md").write_text("# Pay\n\nIt is gone here.\n")
    run()
    with store.reading() as snapshot:
        hit = snapshot.search("paragraph about cider")[0]
    assert (hit.passage.document.source, hit.also_in) == ("work.md", ())


def test_a_store_belongs_to_one_folder(
    store: Store, run: Run, folder: Path, tmp_path: Path
) -> None:
    run()
    other = tmp_path / "other"
    other.mkdir()
    (other / "new.md").write_text("# New\n\nSomething else.\n")
    with pytest.raises(OtherFolder, match="--replace") as error:
        run(other)
    assert str(folder) in str(error.value) and "VECTORSTORE_PATH" in str(error.value)
    assert run(other, replace=True).removed == ("pay.md", "work.md")
    assert store.folder == str(other)


def test_the_bundled_documents_give_way_to_the_first_folder(store: Store, run: Run) -> None:
    ingest(SAMPLE, store, Settings(), lambda *told: None)
    assert store.folder is None
    report = run()
    assert len(report.removed) == len(list(SAMPLE.glob("[!.]*.*")))
    assert {document.source for document in store.documents()} == {"pay.md", "work.md"}


def test_another_way_of_cutting_prepares_all_documents_again(
    settings: vectorstore.Settings, folder: Path
) -> None:
    for version, expected in [("text-1", 2), ("text-1", 0), ("text-2", 2)]:
        with Store.open(settings, BagOfWords(), version) as store:
            report = ingest(folder, store, Settings(), lambda *told: None)
        assert report.total == expected


def test_progress_counts_documents_and_names_them(store: Store, folder: Path) -> None:
    told: list[tuple[int, int, str]] = []
    ingest(folder, store, Settings(), lambda *args: told.append(args))
    assert told == [(0, 2, "pay.md"), (1, 2, "work.md"), (2, 2, "")]


def test_what_a_langchain_loader_gives_can_be_asked_about(store: Store) -> None:
    pages = [
        LangChainDocument(f"# Part {n}\n\nApples of page {n}.", metadata={"source": "b", "page": n})
        for n in (0, 1)
    ]
    report = ingest_loaded(from_langchain(pages), store, lambda *told: None)
    assert report.new == ("b",)
    with store.reading() as snapshot:
        assert {passage.page for passage in snapshot.passages(document_id("b"))} == {1, 2}
    assert ingest_loaded(from_langchain(pages), store, lambda *told: None).unchanged == 1


def test_the_report_is_the_job_object_of_the_contract(run: Run) -> None:
    import json

    told = json.loads(run().as_json())
    assert list(told) == [
        "state", "done", "total", "new", "changed", "moved", "removed", "unchanged", "embedded",
        "reused", "failed", "warnings", "corpus_version", "embedded_texts",
    ]  # fmt: skip
    assert told["state"] == "done"
