"""Corpus versions: listed, kept for a while, brought back by an undo that embeds nothing."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest

from tests.conftest import BagOfWords, prepared
from vectorstore import (
    Changes,
    Document,
    Hit,
    Settings,
    Store,
    StoreError,
    Version,
    document_id,
    schema,
)
from vectorstore.doctor import examine

ONE = prepared("a.md", "A keeper prunes trees in winter.")
TWO = prepared("a.md", "A keeper prunes trees in spring.")
THREE = prepared("a.md", "A keeper prunes trees in autumn.")
OTHER = prepared("b.md", "A smith hammers iron.")


def texts(store: Store) -> dict[str, str]:
    with store.reading() as snapshot:
        kept = [snapshot.document(listed.document.id) for listed in snapshot.documents()]
    return {one.document.source: one.text for one in kept if one}


def text_at(store: Store, document: Document, version: str | None = None) -> str | None:
    with store.reading() as snapshot:
        kept = snapshot.document(document.id, version)
    return kept.text if kept else None


def test_versions_are_listed_newest_first_with_what_they_changed(store: Store) -> None:
    store.publish(Changes([ONE, OTHER]))
    store.publish(Changes([TWO, prepared("c.md", "New.")], removed=["b.md"], cause="upload"))
    store.undo()
    newest, changed, first = store.versions()
    assert first == Version(1, first.published_at, "ingest", None, 2, 2, 0, 0)
    assert changed == Version(2, changed.published_at, "upload", None, 2, 1, 1, 1)
    assert newest == Version(3, newest.published_at, "undo", 1, 2, 1, 1, 1)


def test_undoing_twice_goes_back_two_steps_and_a_publish_goes_on_from_there(
    store: Store, embedder: BagOfWords
) -> None:
    for version in (ONE, TWO, THREE):
        store.publish(Changes([version]))
    embedded = len(embedder.embedded)
    assert (store.undo(), texts(store)) == (4, {"a.md": TWO.text})
    assert (store.undo(), texts(store)) == (5, {"a.md": ONE.text})
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    assert len(embedder.embedded) == embedded
    store.publish(Changes([OTHER]))
    assert (store.undo(), texts(store)) == (7, {"a.md": ONE.text})
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    assert (store.undo(to=3), texts(store)) == (8, {"a.md": THREE.text})
    assert (store.undo(), texts(store)) == (9, {"a.md": TWO.text})
    assert examine(store).findings == ()


def test_an_empty_store_and_an_unknown_version_are_said_in_a_sentence(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    store.publish(Changes([ONE]))
    with pytest.raises(StoreError, match="Version 7 is not kept"):
        store.undo(to=7)


def test_what_an_undo_took_back_is_skipped_until_its_source_is_published(store: Store) -> None:
    store.publish(Changes([ONE, OTHER]))
    store.publish(Changes([TWO, prepared("c.md", "New.")], removed=["b.md"]))
    new = prepared("c.md", "New.").document.version
    store.undo()
    undone = {("a.md", TWO.document.version), ("b.md", ""), ("c.md", new)}
    assert store.skipped() == undone
    store.publish(Changes([prepared("d.md", "Another.")]))
    assert store.skipped() == undone
    store.publish(Changes([THREE], removed=["b.md"]))
    assert store.skipped() == {("c.md", new)}


def test_only_what_the_folder_holds_is_skipped_and_nothing_when_all_is_brought_back(
    store: Store,
) -> None:
    for version in (ONE, TWO, THREE):
        store.publish(Changes([version]))
    store.undo()
    store.undo()
    assert store.skipped() == {("a.md", THREE.document.version)}
    store.undo(to=3)
    assert store.skipped() == frozenset()


def test_the_id_of_a_moved_document_leads_to_where_it_is_now(store: Store) -> None:
    places = [prepared(f"{name}.md", ONE.text) for name in "abc"]
    store.publish(Changes([places[0]]))
    for old, new in pairwise(places):
        moves = [(old.document.source, new.document.source)]
        store.publish(Changes([new], moved=moves))
    with store.reading() as snapshot:
        for place in places:
            kept = snapshot.document(place.document.id)
            assert kept is not None and kept.document.source == "c.md"
    store.publish(Changes([prepared("a.md", "Another document is here now.")]))
    assert text_at(store, places[0].document) == "Another document is here now."
    assert text_at(store, places[0].document, ONE.document.version) == ONE.text
    assert text_at(store, places[1].document) == ONE.text
    store.publish(Changes(removed=["a.md"]))
    assert text_at(store, places[0].document) is None


def test_there_and_back_again_and_an_undone_move_lead_somewhere(store: Store) -> None:
    here, there = prepared("here.md", ONE.text), prepared("there.md", ONE.text)
    store.publish(Changes([here]))
    store.publish(Changes([there], moved=[("here.md", "there.md")]))
    store.undo()
    assert texts(store) == {"here.md": ONE.text}
    assert text_at(store, here.document) == text_at(store, there.document) == ONE.text
    store.undo(to=2)
    assert texts(store) == {"there.md": ONE.text}
    assert text_at(store, here.document) == text_at(store, there.document) == ONE.text
    store.publish(Changes([here], moved=[("there.md", "here.md")]))
    assert text_at(store, here.document) == text_at(store, there.document) == ONE.text
    store.publish(Changes(removed=["here.md"]))
    assert text_at(store, here.document) is text_at(store, there.document) is None


def test_a_version_no_longer_kept_is_gone_with_all_that_only_it_had(settings: Settings) -> None:
    with Store.open(settings.model_copy(update={"keep": 2}), BagOfWords(), "text-1") as store:
        store.publish(Changes([ONE, OTHER]))
        store.publish(Changes([TWO]))
        assert text_at(store, ONE.document, ONE.document.version) == ONE.text
        store.publish(Changes([THREE]))
        assert text_at(store, ONE.document, ONE.document.version) is None
        assert text_at(store, TWO.document, TWO.document.version) == TWO.text
        assert [version.number for version in store.versions()] == [3, 2]
        with pytest.raises(StoreError, match="not kept"):
            store.undo(to=1)
        assert len(store.owner.ask("ids")) == 3  # THREE, TWO for an undo, OTHER
        with store.catalog.reading() as connection:
            rows = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("documents", "passages", "units", "lifetimes", "intents")
            ]
        assert rows == [3, 3, 3, 3, 0]
        store.undo()
        with pytest.raises(StoreError, match="not kept"):
            store.undo()
        assert examine(store).findings == ()


def test_what_is_staged_is_seen_by_nobody_and_swept_by_the_next_writer(store: Store) -> None:
    store.publish(Changes([ONE]))
    broken = Changes([TWO, OTHER], moved=[("a.md", None)])  # type: ignore[list-item]
    with pytest.raises(AttributeError):
        store.publish(broken)
    with store.catalog.reading() as connection:
        staged = connection.execute("SELECT count(*) FROM documents").fetchone()
    assert (staged, texts(store)) == ((3,), {"a.md": ONE.text})
    assert text_at(store, TWO.document, TWO.document.version) is None
    assert text_at(store, OTHER.document) is None
    with store.writing(), store.catalog.reading() as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    assert examine(store).findings == ()


def test_fifty_reingests_leave_the_live_passage_first_and_an_undo_restores_every_digit(
    settings: Settings,
) -> None:
    """Dead copies would push it out of the nearest, and shift BM25."""
    around = [prepared(f"{n}.md", f"A baker of town {n} earns {n} dollars.") for n in range(5)]

    def search(store: Store, words: str | None) -> list[Hit]:
        with store.reading() as snapshot:
            return snapshot.search("data scientist earns dollars a year", words=words)

    def edited(number: int) -> Changes:
        return Changes([prepared("pay.md", f"A data scientist earns {number} dollars a year.")])

    with Store.open(settings.model_copy(update={"keep": 60}), BagOfWords(), "text-1") as store:
        store.publish(Changes(around))
        store.publish(edited(100))
        before = search(store, None), search(store, "")
        for number in range(101, 151):
            store.publish(edited(number))
        for words in (None, "", "150"):
            assert search(store, words)[0].passage.text.startswith("A data scientist earns 150")
        assert len(store.versions()) == 52
        store.undo(to=2)
        assert (search(store, None), search(store, "")) == before


def test_a_paragraph_of_two_documents_outlives_all_versions_of_one_of_them(
    settings: Settings,
) -> None:
    twin = prepared("twin.md", ONE.text)
    with Store.open(settings.model_copy(update={"keep": 2}), BagOfWords(), "text-1") as store:
        store.publish(Changes([ONE, twin]))
        store.publish(Changes(removed=["a.md"]))
        for number in range(3):
            store.publish(Changes([prepared("b.md", f"A smith hammers {number}.")]))
        with store.reading() as snapshot:
            for words in (None, ""):
                hits = snapshot.search("who prunes trees", words=words)
                assert (hits[0].passage.document.source, hits[0].also_in) == ("twin.md", ())
        assert examine(store).findings == ()


def test_a_store_of_the_first_schema_is_taken_over_with_its_versions(settings: Settings) -> None:
    settings.path.mkdir()
    with closing(sqlite3.connect(settings.path / "catalog.sqlite3")) as connection:
        connection.executescript(schema._MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")
        document = ("a.md", "A", "0" * 64, 1, None, "folder", "2026-01-01T00:00:00Z", "Text.")
        for key in (1, 2):
            connection.execute(
                "INSERT INTO versions VALUES (?, '2026-01-01T00:00:00Z', 'ingest', NULL)", (key,)
            )
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (key, document_id("a.md"), *document),
            )
        connection.executemany("INSERT INTO lifetimes VALUES (?, ?, ?)", [(1, 1, 2), (2, 2, None)])
        connection.execute("INSERT INTO meta VALUES ('embedder', 'bag-of-words')")
        connection.commit()
    with Store.open(settings, BagOfWords()) as store:
        assert [version.documents for version in store.versions()] == [1, 1]
        assert store.undo() == 3
        assert examine(store).findings == ()
