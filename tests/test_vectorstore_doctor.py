"""The doctor finds what does not agree, and repairs what can be made anew."""

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, Settings, Store
from vectorstore.__main__ import main
from vectorstore.doctor import examine, repair

DOCUMENTS = [prepared(f"{n}.md", f"A keeper of {n} trees.\nHe prunes them.") for n in range(5)]


@pytest.fixture
def filled(store: Store) -> Store:
    store.publish(Changes(DOCUMENTS))
    store.publish(Changes([prepared("0.md", "A smith hammers.")]))
    assert examine(store).findings == ()
    return store


def found(store: Store) -> str:
    return " ".join(examine(store).findings)


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE documents SET text = 'X' || text WHERE key = 2", "not the text at its place"),
        ("UPDATE passages SET heading = '[\"X\"]' WHERE key = 2", "vector of another text"),
        ("UPDATE units SET end = 999 WHERE passage = 2", "unit outside itself"),
        ("UPDATE documents SET id = 'X' WHERE key = 2", "has the id X"),
        ("DELETE FROM vectors WHERE id = (SELECT min(vector) FROM units)", "lost their vector"),
        (
            "UPDATE vectors SET vector = x'00000000' WHERE id = (SELECT min(vector) FROM passages)",
            "different lengths",
        ),
        ("DELETE FROM lifetimes WHERE document = 2", "published with 5 documents and has 4"),
        ("UPDATE lifetimes SET added = 9 WHERE document = 2", "lives from version 9"),
        ("UPDATE documents SET source = '3.md' WHERE key = 2", "at 4 sources"),
        ("DELETE FROM lexical WHERE rowid = 2", "Full-text index: 1 passages are missing"),
        ("INSERT INTO lexical (rowid, text) VALUES (99, 'X')", "index: 1 passages are left over"),
        ("UPDATE lexical SET text = 'X' WHERE rowid = 2", "index: 1 passages have another text"),
        ("DELETE FROM lexical_data WHERE id > 10", "Full-text index: it cannot be read"),
        ("DELETE FROM lexical_data", "Full-text index: it cannot be read"),
    ],
    ids=lambda value: value if " " not in value else None,
)
def test_what_does_not_agree_in_the_catalog_is_found(
    filled: Store, damage: str, finding: str
) -> None:
    with closing(sqlite3.connect(filled.catalog.path, isolation_level=None)) as connection:
        connection.execute(damage)
    assert finding in found(filled)


def test_a_broken_full_text_index_is_made_anew(filled: Store) -> None:
    with filled.reading() as snapshot:
        before = snapshot.search("keeper of 3 trees")
    for damage in ("DELETE FROM lexical_data WHERE id > 10", "DELETE FROM lexical_content"):
        with closing(sqlite3.connect(filled.catalog.path, isolation_level=None)) as connection:
            connection.execute(damage)
        assert "Full-text index" in found(filled)
        repair(filled)
        assert found(filled) == ""
    with filled.reading() as snapshot:
        assert snapshot.search("keeper of 3 trees") == before


def test_chroma_that_lacks_or_keeps_something_is_found_and_made_anew(
    filled: Store, embedder: BagOfWords
) -> None:
    embedded = len(embedder.embedded)
    index = filled.owner._owner._index  # type: ignore[union-attr]
    ids = sorted(index.ids())
    index._collection.delete(ids=ids[:1])
    index._collection.upsert(ids=["left over"], embeddings=np.ones((1, 384), np.float32))
    assert "1 vectors are missing" in found(filled) and "1 vectors are left over" in found(filled)
    repair(filled)
    assert found(filled) == ""
    index = filled.owner._owner._index  # type: ignore[union-attr]
    index._collection.upsert(ids=ids, embeddings=-np.ones((len(ids), 384), np.float32))
    assert "not found by their own vector" in found(filled)
    repair(filled)
    assert found(filled) == ""
    assert len(embedder.embedded) == embedded


def test_the_command_works_beside_an_owner_and_alone(
    filled: Store,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("VECTORSTORE_PATH", str(settings.path))
    for owned in (True, False):
        if not owned:
            filled.close()
        assert main(["doctor"]) == 0
        said = capsys.readouterr().out
        assert "Version 2: 5 documents, 5 passages; 9 sentences, list items and table rows" in said
        assert "Chroma: 5 vectors of these passages" in said and ", 1 of older versions" in said
        assert main(["doctor", "--repair", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["findings"] == []
        assert main(["versions", "--json"]) == 0
        newest, first = json.loads(capsys.readouterr().out)
        assert (newest["number"], newest["changed"], first["added"]) == (2, 1, 5)
        assert main(["versions"]) == 0
        assert "5 documents: 0 added, 1 changed, 0 removed" in capsys.readouterr().out


def test_a_finding_is_exit_status_1_and_no_store_2(
    filled: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VECTORSTORE_PATH", str(filled.path))
    with filled.catalog.writing() as connection:
        connection.execute("DELETE FROM lexical WHERE rowid = 2")
    assert main(["doctor"]) == 1
    assert "python -m vectorstore doctor --repair" in capsys.readouterr().out
    with filled.writing():
        assert main(["doctor"]) == 2
    assert "changing the documents" in capsys.readouterr().err
    monkeypatch.setenv("VECTORSTORE_PATH", str(filled.path / "none"))
    assert main(["versions"]) == 2
    assert "python -m ingest" in capsys.readouterr().err
