"""What breaks re-ingest elsewhere, one test each (D1, D2, … are the defects that were found)."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from ingest import IngestError, Report, Settings, ingest
from ingest.pipeline import Wishes, remove_upload, undo, upload
from tests.conftest import BagOfWords
from vectorstore import EmbedderError, Store, StoreBusy, document_id
from vectorstore import Settings as StoreSettings
from vectorstore.doctor import examine

Run = Callable[..., Report]


class Failing(BagOfWords):
    """Embeds until it is told what to fail at."""

    error: Exception | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.error and any("$150,000" in text for text in texts):
            raise self.error
        return super().embed_documents(texts)


@pytest.fixture
def embedder() -> Failing:
    return Failing()


@pytest.fixture
def run(store: Store, folder: Path) -> Run:
    def run(**wishes: bool) -> Report:
        return ingest(folder, store, Settings(), lambda *told: None, Wishes(**wishes))

    return run


def cited(store: Store, question: str) -> list[tuple[str, str]]:
    """Source and text of what is found, as a citation would have it."""
    with store.reading() as snapshot:
        hits = snapshot.search(question)
        for hit in hits:
            passage = hit.passage
            kept = snapshot.document(passage.document.id)
            assert kept and kept.text[passage.start : passage.end] == passage.text
    return [(hit.passage.document.source, hit.passage.text) for hit in hits]


def sources(store: Store) -> list[str]:
    return [document.source for document in store.documents()]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("broken", ["parser", "embedder"])
def test_d1_a_failed_new_version_leaves_the_old_one_cited_and_is_named(
    store: Store, embedder: Failing, run: Run, folder: Path, broken: str
) -> None:
    run()
    if broken == "parser":
        (folder / "pay.md").write_bytes(b"\0\0\0")
    else:
        edit(folder / "pay.md", "$120,000", "$150,000")
        embedder.error = RuntimeError("no memory")
    edit(folder / "work.md", "winter", "spring")
    report = run()
    assert [remark.source for remark in report.failed] == ["pay.md"]
    assert "stays in use" in report.failed[0].reason
    assert cited(store, "What does a keeper earn?")[0] == (
        "pay.md", "A keeper earns $120,000 a year."
    )  # fmt: skip
    assert "spring" in cited(store, "When does a keeper prune trees?")[0][1]


def test_d1_what_is_no_files_fault_ends_the_run_and_changes_nothing(
    store: Store, embedder: Failing, run: Run, folder: Path
) -> None:
    run()
    edit(folder / "pay.md", "$120,000", "$150,000")
    (folder / "work.md").unlink()
    embedder.error = EmbedderError("The model is gone.")
    with pytest.raises(EmbedderError):
        run()
    assert (sources(store), store.corpus_version) == (["pay.md", "work.md"], 1)


def test_d2_one_byte_counts_where_name_size_and_time_are_as_before(
    store: Store, run: Run, folder: Path
) -> None:
    for name in "ab":
        (folder / name).mkdir()
        (folder / name / "guide.md").write_text(f"# Guide\n\nThe gate {name} opens at 7.\n")
    run()
    path = folder / "a" / "guide.md"
    before = path.stat()
    edit(path, "at 7", "at 9")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert run().changed == ("a/guide.md",)
    found = dict(cited(store, "When does the gate open?"))
    assert found["a/guide.md"].endswith("at 9.") and found["b/guide.md"].endswith("at 7.")


def test_d3_a_paragraph_that_leaves_one_document_is_still_cited_from_the_other(
    settings: StoreSettings, folder: Path
) -> None:
    shared = "\n## Cider\n\nBoth hold this paragraph about cider presses.\n"
    few = settings.model_copy(update={"keep": 2})
    with Store.open(few, BagOfWords(), "text-1") as store:
        ingest_now = partial(ingest, folder, store, Settings(), lambda *told: None)
        for path in folder.iterdir():
            path.write_text(path.read_text() + shared)
        ingest_now()
        edit(folder / "pay.md", shared, "")
        assert ingest_now().embedded == 0
        for day in range(3):  # until no kept version has it twice
            (folder / "pay.md").write_text(f"# Pay\n\nA keeper earns ${day} a year.\n")
            ingest_now()
        found = cited(store, "paragraph about cider presses")
        assert examine(store).findings == ()  # its vector, too, is there
    assert [source for source, text in found if "cider" in text] == ["work.md"]


def test_d7_a_file_that_failed_is_tried_again_though_it_is_as_it_was(
    store: Store, run: Run, folder: Path, tmp_path: Path
) -> None:
    whole = (folder / "work.md").read_bytes()
    (folder / "work.md").write_bytes(b"\0" + whole)
    assert [remark.source for remark in run().failed] == ["work.md"]
    assert [remark.source for remark in run().failed] == ["work.md"]
    assert sources(store) == ["pay.md"]
    (folder / "work.md").write_bytes(whole)
    assert run().new == ("work.md",)
    with store.reading() as snapshot:
        assert {listed.document.source: listed.passages for listed in snapshot.documents()} == {
            "pay.md": 1, "work.md": 1,
        }  # fmt: skip


def test_d7_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    store: Store, run: Run, folder: Path
) -> None:
    path = folder / "work.md"

    def being_written(done: int, total: int, source: str) -> None:
        if source == "work.md":
            path.write_text(path.read_text() + "\nHalf a sent")

    report = ingest(folder, store, Settings(), being_written)
    assert [remark.source for remark in report.failed] == ["work.md"]
    assert "changed while it was read" in report.failed[0].reason
    assert (report.new, run().new) == (("pay.md",), ("work.md",))


def test_d13_the_folders_run_leaves_uploads_alone(
    store: Store, run: Run, folder: Path, tmp_path: Path
) -> None:
    run()
    (tmp_path / "hand.md").write_text("# By hand\n\nA lantern needs oil.\n")
    upload(tmp_path / "hand.md", store, Settings(), lambda *told: None)
    (folder / "work.md").unlink()
    report = run()
    assert (report.removed, report.unchanged) == (("work.md",), 1)
    assert sources(store) == ["pay.md", "uploads/hand.md"]
    assert cited(store, "What does a lantern need?")[0][0] == "uploads/hand.md"


def test_d13_a_folder_that_is_suddenly_empty_empties_no_store(
    store: Store, run: Run, folder: Path
) -> None:
    run()
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(IngestError, match=r"2 of the 2 documents .*--yes"):
        run()
    assert (len(sources(store)), store.corpus_version) == (2, 1)
    assert run(confirmed=True).removed == ("pay.md", "work.md")
    assert (sources(store), run().corpus_version) == ([], 2)


LONG = [
    f"Paragraph {number} tells of the {word} season. " + f"The {word} wind blows from {number} "
    f"gates and {number + 3} towers, and nobody counts the {word} lanterns. " * (1 + number % 4)
    for number, word in enumerate(sha256(str(n).encode()).hexdigest()[:9] for n in range(120))
]


@pytest.mark.parametrize("place", [0, 60])
@pytest.mark.parametrize("change", ["grows", "shrinks", "goes", "comes"])
def test_one_edited_paragraph_of_a_long_document_embeds_three_passages_at_most(
    run: Run, folder: Path, place: int, change: str
) -> None:
    paragraphs = list(LONG)
    (folder / "long.md").write_text("# Long\n\n" + "\n\n".join(paragraphs))
    assert run().embedded > 30
    match change:
        case "grows":
            paragraphs[place] += " Then the bell was moved to the harbour for good." * 9
        case "shrinks":
            paragraphs[place] = "Nothing is left of it."
        case "goes":
            del paragraphs[place]
        case "comes":
            paragraphs.insert(place, "A ferry was built here. It carries nine people and a cart.")
    (folder / "long.md").write_text("# Long\n\n" + "\n\n".join(paragraphs))
    report = run()
    assert report.changed == ("long.md",) and report.embedded <= 3


def test_what_did_not_change_or_only_moved_is_not_embedded(
    embedder: Failing, run: Run, folder: Path
) -> None:
    run()
    embedder.embedded.clear()
    assert (run().total, embedder.embedded) == (0, [])
    (folder / "pay.md").rename(folder / "salaries.md")
    report = run()
    assert [(m.from_source, m.to_source) for m in report.moved] == [("pay.md", "salaries.md")]
    assert (report.removed, report.embedded, embedder.embedded) == ((), 0, [])


def test_the_id_of_a_moved_document_leads_to_it(store: Store, run: Run, folder: Path) -> None:
    run()
    (folder / "pay.md").rename(folder / "salaries.md")
    run()
    with store.reading() as snapshot:
        kept = snapshot.document(document_id("pay.md"))
    assert kept and kept.document.source == "salaries.md"


def content(path: Path) -> list[str]:
    """All that a store's catalog holds; Chroma writes into its files when it is opened."""
    with closing(sqlite3.connect(path / "catalog.sqlite3")) as connection:
        return list(connection.iterdump())


def test_a_plan_says_what_the_run_then_does_and_changes_nothing(
    settings: StoreSettings, folder: Path
) -> None:
    def once(**wishes: bool) -> Report:
        with Store.open(settings, BagOfWords(), "text-1") as store:
            return ingest(folder, store, Settings(), lambda *told: None, Wishes(**wishes))

    once()
    edit(folder / "pay.md", "year", "month")
    text = "# New\n\nA page that is new.\n\n## Part\n\nAnother paragraph.\n"
    (folder / "new.md").write_text(text)
    (folder / "new too.md").write_text(text + "\nWith more of it.\n")
    (folder / "bad.md").write_bytes(b"\0")
    before = content(settings.path)
    plan = once(dry_run=True)
    assert (plan.state, plan.corpus_version) == ("planned", 1)
    assert content(settings.path) == before
    done = once()
    assert done.new == plan.new == ("new too.md", "new.md") and plan.changed == ("pay.md",)
    assert (done.failed, done.embedded, done.reused) == (plan.failed, plan.embedded, plan.reused)
    assert done.embedded_texts == plan.embedded_texts > plan.embedded > 0 < plan.reused


def test_a_plan_shows_the_loss_that_a_run_would_refuse(run: Run, folder: Path) -> None:
    run()
    for path in folder.iterdir():
        path.unlink()
    plan = run(dry_run=True)
    assert plan.removed == ("pay.md", "work.md")
    assert any("--yes" in remark.reason for remark in plan.warnings)


def test_what_was_undone_stays_out_until_it_changes_or_again_is_said(
    store: Store, run: Run, folder: Path
) -> None:
    run()
    edit(folder / "pay.md", "$120,000", "$130,000")
    (folder / "new.md").write_text("# New\n\nA page that is new.\n")
    (folder / "work.md").unlink()
    run()
    back = undo(store)
    assert (back.new, back.changed, back.removed) == (("work.md",), ("pay.md",), ("new.md",))
    report = run()
    assert (report.corpus_version, report.embedded, report.removed) == (3, 0, ())
    assert {remark.source for remark in report.warnings} >= {"pay.md", "new.md", "work.md"}
    assert "$120,000" in cited(store, "What does a keeper earn?")[0][1]
    edit(folder / "pay.md", "$130,000", "$140,000")
    assert run().changed == ("pay.md",)
    report = run(again=True)
    assert (report.new, report.removed, report.changed) == (("new.md",), ("work.md",), ())


def test_a_second_run_is_told_who_is_at_work(
    settings: StoreSettings, store: Store, run: Run
) -> None:
    with store.writing(), Store.open(settings, BagOfWords(), "text-1") as other:
        assert not other.owns
        with pytest.raises(StoreBusy, match=str(os.getpid())):
            upload(Path("any.md"), other, Settings(), lambda *told: None)


def test_a_folder_in_which_nothing_can_be_read_takes_no_place(
    store: Store, run: Run, tmp_path: Path
) -> None:
    run()
    other = tmp_path / "other"
    other.mkdir()
    (other / "bad.md").write_bytes(b"\0")
    report = ingest(other, store, Settings(), lambda *told: None, Wishes(replace=True))
    assert (report.removed, report.corpus_version, len(report.failed)) == ((), 1, 1)
    assert sources(store) == ["pay.md", "work.md"] and store.folder != str(other)


def test_uploads_stay_when_another_folder_takes_the_place(
    store: Store, run: Run, tmp_path: Path
) -> None:
    run()
    (tmp_path / "hand.md").write_text("# By hand\n\nA lantern needs oil.\n")
    upload(tmp_path / "hand.md", store, Settings(), lambda *told: None)
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("# B\n\nSomething else.\n")
    ingest(other, store, Settings(), lambda *told: None, Wishes(replace=True))
    assert sources(store) == ["b.md", "uploads/hand.md"]
    assert remove_upload("hand.md", store).removed == ("uploads/hand.md",)
