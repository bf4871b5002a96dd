"""What is found in a folder."""

import os
from pathlib import Path

import pytest

from ingest.errors import IngestError, UnreadableFile
from ingest.folder import Found, check_not_empty, find, read_file

SUFFIXES = (".md", ".txt")


def found(folder: Path, max_bytes: int = 1000) -> Found:
    return find(folder, SUFFIXES, max_bytes)


def test_sources_are_paths_in_the_folder_and_hidden_files_are_skipped(tmp_path: Path) -> None:
    for name in ["a/guide (1).md", "b/guide (1).md", "Ä b.TXT", ".hidden.md", ".git/x.md"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    assert [f.source for f in found(tmp_path).files] == [
        "a/guide (1).md", "b/guide (1).md", "Ä b.TXT",
    ]  # fmt: skip


def test_names_in_decomposed_unicode_are_the_composed_ones(tmp_path: Path) -> None:
    (tmp_path / "fu\u0308r ko\u0308che.md").write_text("text")
    (file,) = found(tmp_path).files
    assert file.source == "für köche.md"
    assert read_file(file) == b"text"
    (tmp_path / "für köche.md").write_text("other")
    result = found(tmp_path)
    assert len(result.files) == 1
    assert "same name" in result.failed[0].reason


def test_the_version_is_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    before = found(tmp_path).files[0]
    stat = (tmp_path / "a.md").stat()
    (tmp_path / "a.md").write_text("two")
    os.utime(tmp_path / "a.md", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert found(tmp_path).files[0].version != before.version


def test_a_link_out_of_the_folder_is_reported_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.md").write_text("text")
    (inside / "out.md").symlink_to(outside / "secret.md")
    (inside / "dir").symlink_to(outside)
    (inside / "same.md").symlink_to(inside / "a.md")
    result = found(inside)
    assert [file.source for file in result.files] == ["a.md", "same.md"]
    assert {remark.source for remark in result.warnings} == {"out.md", "dir"}


def test_a_file_that_is_too_large_fails_with_the_limit_and_the_setting(tmp_path: Path) -> None:
    (tmp_path / "big.md").write_text("x" * 1001)
    (remark,) = found(tmp_path).failed
    assert remark.source == "big.md"
    assert "1,000" in remark.reason and "INGEST_MAX_BYTES=1001" in remark.reason


def test_endings_that_are_not_read_are_named_once(tmp_path: Path) -> None:
    for name in ["a.md", "b.xyz", "c.xyz", "d"]:
        (tmp_path / name).write_text("text")
    warnings = found(tmp_path).warnings
    assert [remark.reason for remark in warnings] == ["not read: no ending", "not read: .xyz"]
    assert warnings[1].source == "b.xyz and 1 more"


def test_a_folder_that_is_missing_empty_or_a_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file.md").write_text("text")
    (tmp_path / "empty").mkdir()
    for name, message in [("no", "no folder"), ("file.md", "is a file"), ("empty", "no document")]:
        with pytest.raises(IngestError, match=message) as error:
            check_not_empty(found(tmp_path / name), tmp_path / name, {".md"})
        assert name in str(error.value)


def test_what_an_office_program_keeps_beside_an_open_document_is_no_document(
    tmp_path: Path,
) -> None:
    (tmp_path / "~$report.md").write_text("text")
    assert found(tmp_path).files == ()


def test_a_name_that_is_no_text_is_reported_in_characters_that_can_be_shown(
    tmp_path: Path,
) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff.md")).write_text("text")
    (remark,) = found(tmp_path).failed
    assert (remark.source, "rename" in remark.reason) == ("a?.md", True)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "gone.md")
    result = found(tmp_path)
    assert [file.source for file in result.files] == ["a.md"]
    assert [remark.reason for remark in result.warnings] == ["a link that leads nowhere"]


def test_a_huge_file_fails_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(1 << 40)  # takes no room on the disk, but hours to read
    (remark,) = found(tmp_path).failed
    assert "1,099,511,627,776 bytes" in remark.reason


def test_what_is_read_is_what_was_found_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    (file,) = found(tmp_path).files
    assert read_file(file) == b"one"
    for other in ("two", "one and more"):
        path.write_text(other)
        with pytest.raises(UnreadableFile, match="changed while it was read"):
            read_file(file)


def test_a_file_that_has_become_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    (file,) = found(tmp_path).files
    file.path.unlink()
    os.mkfifo(file.path)
    with pytest.raises(OSError, match="no file any more"):
        read_file(file)


def test_a_link_in_a_circle_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    assert [remark.reason for remark in found(tmp_path).warnings] == ["a link that leads nowhere"]
