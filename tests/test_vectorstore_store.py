"""Publishing and reading: one step, one version, nothing lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, EmbedderMismatch, Prepared, Settings, Store, StoreBusy, StoreError
from vectorstore.doctor import examine

PAY = prepared("pay.md", "A data scientist earns 112,590 dollars.\nThe bonus is extra.", ("Pay",))
DUTIES = prepared("duties.md", "A data scientist builds models.", ("Duties",))


def found(store: Store, question: str) -> list[str]:
    with store.reading() as snapshot:
        return [hit.passage.document.source for hit in snapshot.search(question)]


def test_what_is_published_is_found_and_read_back_whole(store: Store) -> None:
    assert store.publish(Changes([PAY, DUTIES], folder="/documents")) == 1
    assert store.folder == "/documents"
    assert [document.source for document in store.documents()] == ["duties.md", "pay.md"]
    with store.reading() as snapshot:
        (hit, *_) = snapshot.search("what does a scientist earn in dollars")
        assert hit.passage == PAY.passages[0]
        assert len(hit.similarities) == len(hit.passage.units)
        kept = snapshot.document(PAY.document.id)
        assert kept is not None and kept.text == PAY.text


def test_a_changed_document_replaces_its_old_version_in_dense_and_lexical_search(
    store: Store,
) -> None:
    store.publish(Changes([PAY]))
    store.publish(
        Changes([prepared("pay.md", "A data scientist earns 150,000 dollars.", ("Pay",))])
    )
    with store.reading() as snapshot:
        texts = [hit.passage.text for hit in snapshot.search("112,590 bonus scientist earns")]
    assert texts == ["A data scientist earns 150,000 dollars."]


def test_an_old_version_can_still_be_read_by_its_hash(store: Store) -> None:
    store.publish(Changes([PAY]))
    store.publish(Changes([prepared("pay.md", "Changed.")]))
    with store.reading() as snapshot:
        kept = snapshot.document(PAY.document.id, PAY.document.version)
        assert kept is not None and kept.text == PAY.text
        assert snapshot.document(PAY.document.id, "0" * 64) is None


def test_a_reader_sees_one_version_while_another_is_published(store: Store) -> None:
    store.publish(Changes([PAY]))
    with store.reading() as snapshot:
        store.publish(Changes([DUTIES], removed=["pay.md"]))
        assert snapshot.corpus_version == 1
        assert [hit.passage.document.source for hit in snapshot.search("earns")] == ["pay.md"]
    assert found(store, "earns builds") == ["duties.md"]


def test_a_publish_that_fails_half_way_changes_nothing(store: Store) -> None:
    store.publish(Changes([PAY]))
    broken = replace(DUTIES, passages=[replace(DUTIES.passages[0], kind=None)])  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.publish(Changes([broken], removed=["pay.md"]))
    assert store.corpus_version == 1
    assert found(store, "scientist") == ["pay.md"]


def test_only_texts_without_a_vector_are_embedded(store: Store, embedder: BagOfWords) -> None:
    store.publish(Changes([PAY, DUTIES]))
    before = len(embedder.embedded)
    moved = prepared("moved/pay.md", PAY.text, ("Pay",))
    store.publish(Changes([moved], removed=["pay.md"]))
    assert len(embedder.embedded) == before
    assert "moved/pay.md" in found(store, "earns")


def test_a_paragraph_of_two_documents_lives_on_when_one_of_them_goes(store: Store) -> None:
    twin = prepared("twin.md", PAY.text, ("Pay",))
    store.publish(Changes([PAY, twin]))
    with store.reading() as snapshot:
        (hit,) = snapshot.search("earns")
        assert {hit.passage.document.source, *hit.also_in} == {"pay.md", "twin.md"}
        assert snapshot.also_in("the bonus is  EXTRA.") == ["pay.md", "twin.md"]
    store.publish(Changes(removed=["pay.md"]))
    with store.reading() as snapshot:
        (hit,) = snapshot.search("earns")
        assert (hit.passage.document.source, hit.also_in) == ("twin.md", ())


@pytest.mark.parametrize(
    ("globs", "sources"),
    [
        (["jobs/*"], {"jobs/a/one.md", "jobs/two [x].md"}),
        (["jobs/two [x].md"], {"jobs/two [x].md"}),
        (["*.txt"], {"three.txt"}),
        (["nothing"], set()),
    ],
    ids=["star-crosses-slash", "a-name-with-brackets", "suffix", "no-match"],
)
def test_sources_limit_the_search(store: Store, globs: list[str], sources: set[str]) -> None:
    names = ["jobs/a/one.md", "jobs/two [x].md", "three.txt"]
    store.publish(Changes([prepared(name, f"Engineers write {name}.") for name in names]))
    with store.reading() as snapshot:
        hits = snapshot.search("engineers", sources=globs)
    assert {hit.passage.document.source for hit in hits} == sources


@pytest.mark.parametrize(
    "question", ['"', "NEAR(", "a* OR (b", "col:x", "C++ C#", "", "\x00", "😀"]
)
def test_no_question_is_full_text_syntax(store: Store, question: str) -> None:
    store.publish(Changes([prepared("c.md", "Engineers write C++ and C#.")]))
    with store.reading() as snapshot:
        snapshot.search(question)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_accents_count_alike_however_they_were_typed(store: Store, form: str, asked: str) -> None:
    def typed(how: str, text: str) -> str:
        return unicodedata.normalize(how, text)  # type: ignore[arg-type]

    store.publish(
        Changes(
            [
                prepared(typed(form, "메뉴/Café.md"), typed(form, "ガイド: Ärzte und 요리사.")),
                prepared("other.md", "カイト: Kiste."),
            ]
        )
    )
    with store.reading() as snapshot:
        for words in ("ガイド", "요리사", "Ärzte"):
            (hit, *_) = snapshot.search("nothing", words=typed(asked, words))
            assert hit.passage.document.source == typed(form, "메뉴/Café.md")
        (hit,) = snapshot.search("nothing", sources=[typed(asked, "*/Café.md")])
        assert snapshot.also_in(typed(asked, "ガイド: Ärzte und 요리사.")) == [
            hit.passage.document.source
        ]
    assert examine(store).findings == ()


def test_plus_and_hash_belong_to_a_word(store: Store) -> None:
    store.publish(Changes([prepared("c.md", "They write C++."), prepared("d.md", "They write C.")]))
    assert found(store, "c++")[0] == "c.md"


@pytest.mark.parametrize("size", [384, 100], ids=["same-dimension", "other-dimension"])
def test_a_store_of_another_embedder_is_noticed_and_made_anew_by_a_publisher(
    settings: Settings, size: int
) -> None:
    with Store.open(settings, BagOfWords("one"), "text-1") as store:
        store.publish(Changes([PAY, DUTIES]))
    other = BagOfWords("other", size)
    with pytest.raises(EmbedderMismatch, match="python -m ingest"):
        Store.open(settings, other)
    with Store.open(settings, other, "text-1") as store:
        assert store.outdated
        store.publish(Changes([PAY]))  # what is not named is embedded anew as well
        assert set(found(store, "data scientist")) == {"pay.md", "duties.md"}
    Store.open(settings, other).close()


def test_another_splitter_makes_a_store_outdated_for_publishers_only(settings: Settings) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes([PAY]))
    with Store.open(settings, BagOfWords(), "text-2") as store:
        assert store.outdated
    with Store.open(settings, BagOfWords()) as store:
        assert not store.outdated


def test_a_lost_chroma_is_rebuilt_from_the_catalog_without_embedding(settings: Settings) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes([PAY, DUTIES]))
    shutil.rmtree(settings.path / "chroma")
    embedder = BagOfWords()
    with Store.open(settings, embedder) as store:
        assert set(found(store, "data scientist")) == {"pay.md", "duties.md"}
    assert embedder.embedded == []


def different(count: int) -> list[Prepared]:
    """Documents that have no word in common."""
    words = [sha256(str(n).encode()).hexdigest() for n in range(count)]
    return [prepared(f"{n}.md", f"{word[:9]} {word[9:]}.") for n, word in enumerate(words)]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("chroma.sqlite3", 1),
        # Of more than 1,000 vectors Chroma keeps files of its own.
        pytest.param("header.bin", 1_100, marks=pytest.mark.slow),
        pytest.param("index_metadata.pickle", 1_100, marks=pytest.mark.slow),
    ],
)
def test_a_damaged_chroma_is_rebuilt_and_said_aloud(
    settings: Settings, name: str, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes([*different(count), PAY]))
    (file,) = (settings.path / "chroma").rglob(name)
    file.write_bytes(b"damaged" * 20)
    with Store.open(settings, BagOfWords()) as store:
        assert found(store, "data scientist")[0] == "pay.md"
        assert len(store.owner.ask("ids")) == count + 1
    assert "made anew from the catalog" in caplog.text


@pytest.mark.slow
def test_a_chroma_that_crashes_the_process_is_rebuilt_the_next_time(settings: Settings) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes([*different(1_100), PAY]))
    (file,) = (settings.path / "chroma").rglob("data_level0.bin")
    file.write_bytes(os.urandom(file.stat().st_size))
    doctor = [sys.executable, "-m", "vectorstore", "doctor"]
    environment = os.environ | {"VECTORSTORE_PATH": str(settings.path)}
    crashed = subprocess.run(doctor, env=environment, capture_output=True, check=False)
    assert crashed.returncode != 0
    with Store.open(settings, BagOfWords()) as store:
        assert found(store, "data scientist")[0] == "pay.md"
        assert examine(store).findings == ()


def test_a_damaged_catalog_is_said_in_a_sentence(settings: Settings) -> None:
    settings.path.mkdir(parents=True)
    (settings.path / "catalog.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match=r"cannot be read or written .* python -m ingest"):
        Store.open(settings, BagOfWords())


@pytest.mark.slow
@pytest.mark.parametrize("reads", [True, False], ids=["to-open-it", "to-publish"])
def test_a_catalog_locked_by_another_program_is_said_in_a_sentence(
    store: Store, settings: Settings, reads: bool
) -> None:
    if reads:
        store.close()
    file = settings.path / "catalog.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute(f"PRAGMA locking_mode = {'EXCLUSIVE' if reads else 'NORMAL'}")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy, match=r"locked by another program.* Close that one"):
            Store.empty(settings) if reads else store.publish(Changes([PAY]))


def test_a_catalog_of_a_newer_program_is_refused(settings: Settings) -> None:
    Store.open(settings, BagOfWords()).close()
    with sqlite3.connect(settings.path / "catalog.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        Store.open(settings, BagOfWords())


def test_a_store_in_a_place_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="VECTORSTORE_PATH"):
        Store.open(Settings(path=tmp_path / "file" / "store"), BagOfWords())


def test_a_store_is_empty_until_something_is_published(settings: Settings) -> None:
    assert Store.empty(settings)
    with Store.open(settings, BagOfWords(), "text-1") as store:
        assert Store.empty(settings)
        store.publish(Changes([PAY]))
    assert not Store.empty(settings)
