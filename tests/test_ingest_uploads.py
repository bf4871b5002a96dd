"""Uploads: what they may be called, where their bytes are, and how they come and go."""

from pathlib import Path

import pytest

from ingest import IngestError, Report, Settings, ingest
from ingest.pipeline import remove_upload, undo, upload
from tests.conftest import BagOfWords
from vectorstore import Settings as StoreSettings
from vectorstore import Store, document_id


def put(store: Store, path: Path, text: str, max_bytes: int = 5000) -> Report:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return upload(path, store, Settings(max_bytes=max_bytes), lambda *told: None)


def kept(store: Store) -> list[str]:
    """The texts of the files that are kept for uploads."""
    return sorted(path.read_text() for path in store.path.glob("uploads/*/*"))


def test_an_upload_comes_changes_and_goes(store: Store, tmp_path: Path) -> None:
    report = put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    assert (report.new, report.corpus_version) == (("uploads/oil.md",), 1)
    assert [(d.source, d.origin) for d in store.documents()] == [("uploads/oil.md", "upload")]
    again = put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    assert (again.unchanged, again.corpus_version) == (1, 1)
    assert put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs wax.\n").changed == (
        "uploads/oil.md",
    )
    with store.reading() as snapshot:
        assert snapshot.search("What does a lantern need?")[0].passage.text.endswith("wax.")
    assert remove_upload("oil.md", store).removed == ("uploads/oil.md",)
    assert store.documents() == []


def test_a_failed_upload_leaves_the_old_one_and_no_file(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    report = put(store, tmp_path / "oil.md", "\0")
    assert "stays in use" in report.failed[0].reason and report.corpus_version == 1
    assert kept(store) == ["# Oil\n\nA lantern needs oil.\n"]


def test_an_upload_of_an_empty_store_needs_no_folder_and_the_first_folder_keeps_it(
    store: Store, tmp_path: Path
) -> None:
    put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nSomething else.\n")
    ingest(folder, store, Settings(), lambda *told: None)
    assert [d.source for d in store.documents()] == ["a.md", "uploads/oil.md"]


def test_an_undone_upload_is_there_again_with_its_bytes(
    settings: StoreSettings, tmp_path: Path
) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
        put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs wax.\n")
        remove_upload("oil.md", store)
        assert undo(store).new == undo(store).changed == ("uploads/oil.md",)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nSomething else.\n")
    with Store.open(settings, BagOfWords(), "text-2") as store:  # all is prepared again
        report = ingest(folder, store, Settings(), lambda *told: None)
        assert (report.failed, report.total, store.outdated) == ((), 2, False)
        with store.reading() as snapshot:
            document = snapshot.document(document_id("uploads/oil.md"))
    assert document and document.text.endswith("oil.")


def test_bytes_that_no_kept_version_uses_are_gone(settings: StoreSettings, tmp_path: Path) -> None:
    few = settings.model_copy(update={"keep": 2})
    with Store.open(few, BagOfWords(), "text-1") as store:
        for number in range(4):
            put(store, tmp_path / "oil.md", f"# Oil\n\nA lantern needs {number} jars.\n")
        assert [text.split()[-2] for text in kept(store)] == ["2", "3"]


@pytest.mark.parametrize(
    ("name", "said"),
    [(".hidden.md", "dot"), ("a\\b.md", "backslashes"), ("a\nb.md", "control"),
     ("program.exe", "no format"), ("n" * 230 + ".md", "too long"), ("no ending", "no format")],
    ids=["hidden", "backslash", "line break", "format", "long", "no ending"],
)  # fmt: skip
def test_a_name_that_cannot_be_kept_is_refused_in_a_sentence(
    store: Store, tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(IngestError, match=said):
        put(store, tmp_path / name, "# Oil\n\nA lantern needs oil.\n")
    assert store.corpus_version == 0 and kept(store) == []


def test_a_file_that_is_too_large_or_missing_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="INGEST_MAX_BYTES"):
        put(store, tmp_path / "oil.md", "x" * 11, max_bytes=10)
    with pytest.raises(IngestError, match="No such file"):
        upload(tmp_path / "none.md", store, Settings(), lambda *told: None)


def test_letters_with_marks_make_one_name_in_either_encoding(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a" / "Gru\u0308n.md", "# Oil\n\nA lantern needs oil.\n")
    put(store, tmp_path / "b" / "Gr\u00fcn.md", "# Oil\n\nA lantern needs wax.\n")
    assert [document.source for document in store.documents()] == ["uploads/Gr\u00fcn.md"]


def test_what_was_not_uploaded_cannot_be_taken_out(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    with pytest.raises(IngestError, match=r"no upload wax.md.*oil.md"):
        remove_upload("wax.md", store)


def test_an_upload_waits_until_an_outdated_store_is_brought_up_to_date(
    settings: StoreSettings, tmp_path: Path
) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    with (
        Store.open(settings, BagOfWords(), "text-2") as store,
        pytest.raises(IngestError, match="python -m ingest"),
    ):
        put(store, tmp_path / "wax.md", "# Wax\n\nA seal needs wax.\n")


def test_a_folder_named_uploads_takes_no_uploads_place(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "oil.md", "# Oil\n\nA lantern needs oil.\n")
    folder = tmp_path / "folder"
    (folder / "uploads").mkdir(parents=True)
    (folder / "uploads" / "oil.md").write_text("# Oil\n\nQuite another text.\n")
    (folder / "a.md").write_text("# A\n\nSomething else.\n")
    report = ingest(folder, store, Settings(), lambda *told: None)
    assert [(remark.source, "rename" in remark.reason) for remark in report.failed] == [
        ("uploads", True)
    ]
    with store.reading() as snapshot:
        document = snapshot.document(document_id("uploads/oil.md"))
    assert document and document.text.endswith("oil.")
