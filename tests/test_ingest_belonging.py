"""Which folder a store belongs to."""

from pathlib import Path

import pytest

from ingest.belonging import SAMPLE, check_belongs, choose_folder, is_placeholder
from ingest.errors import OtherFolder
from tests.conftest import prepared
from vectorstore import Changes, Store


def test_a_named_folder_comes_before_the_remembered_and_that_before_the_configured() -> None:
    named, configured = Path("named"), Path("configured")
    assert choose_folder(named, configured, "kept") == named
    assert choose_folder(None, configured, "kept") == Path("kept")
    assert choose_folder(None, configured, None) == configured
    assert choose_folder(None, None, None) == SAMPLE


def test_another_folder_is_refused_with_the_two_ways_on(store: Store, tmp_path: Path) -> None:
    store.publish(Changes([prepared("a.md", "Text.")], folder=str(tmp_path)))
    assert check_belongs(store, tmp_path, replace=False) == str(tmp_path)
    with pytest.raises(OtherFolder, match=r"--replace.*VECTORSTORE_PATH"):
        check_belongs(store, tmp_path / "other", replace=False)
    assert check_belongs(store, tmp_path / "other", replace=True) == str(tmp_path / "other")


def test_only_the_bundled_documents_are_a_placeholder(store: Store) -> None:
    assert is_placeholder(store)
    bundled = next(path.name for path in SAMPLE.iterdir() if not path.name.startswith("."))
    store.publish(Changes([prepared(bundled, "Text.")]))
    assert is_placeholder(store)
    store.publish(Changes([prepared("from a loader", "Text.")]))
    assert not is_placeholder(store)
