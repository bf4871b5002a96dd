"""One process owns Chroma; every other asks it, and sees the same."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, EmbedderMismatch, Settings, Store, StoreBusy, StoreError
from vectorstore.lock import FileLock
from vectorstore.owner_socket import Listener, ask_owner

ROOT = Path(__file__).parents[1]
PAY = prepared("pay.md", "A data scientist earns 112,590 dollars.", ("Pay",))


def found(store: Store, question: str, words: str | None = None) -> list[str]:
    with store.reading() as snapshot:
        return [hit.passage.text for hit in snapshot.search(question, words=words)]


@pytest.fixture
def beside(store: Store, settings: Settings) -> Iterator[Store]:
    """A store that is opened while another one owns it."""
    with Store.open(settings, BagOfWords(), "text-1") as opened:
        assert (store.owns, opened.owns) == (True, False)
        yield opened


def test_a_store_beside_the_owner_publishes_and_both_answer_from_the_new_text(
    store: Store, beside: Store
) -> None:
    assert beside.publish(Changes([PAY], folder="/documents")) == 1
    for one in (store, beside):
        assert one.folder == "/documents"
        assert found(one, "scientist") == found(one, "scientist", words="") == [PAY.text]
        assert found(one, "a word that is in no document", words="112,590") == [PAY.text]
    beside.publish(Changes([prepared("pay.md", "A data scientist earns 150,000 dollars.")]))
    assert beside.undo() == 3
    assert found(store, "scientist") == found(beside, "scientist") == [PAY.text]


def test_nothing_is_embedded_twice_whoever_embedded_it(store: Store, settings: Settings) -> None:
    store.publish(Changes([PAY]))
    embedder = BagOfWords()
    with Store.open(settings, embedder, "text-1") as beside:
        assert beside.missing([*PAY.embedded_texts, "new", "new"]) == 1
        beside.publish(
            Changes([prepared("moved.md", PAY.text, ("Pay",))], moved=[("pay.md", "moved.md")])
        )
        beside.undo()
    assert embedder.embedded == []


def test_whoever_is_left_takes_the_owners_place(settings: Settings) -> None:
    owner = Store.open(settings, BagOfWords(), "text-1")
    owner.publish(Changes([PAY]))
    with Store.open(settings, BagOfWords(), "text-1") as left:
        owner.close()
        with ThreadPoolExecutor(8) as pool:
            assert (
                list(pool.map(lambda _: found(left, "scientist"), range(16))) == [[PAY.text]] * 16
            )
        assert left.owns
        with Store.open(settings, BagOfWords()) as beside:
            assert not beside.owns and found(beside, "scientist") == [PAY.text]


def test_the_socket_is_the_users_own_and_a_stale_one_is_in_nobodys_way(settings: Settings) -> None:
    settings.path.mkdir()
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(settings.path / "owner.sock"))
    stale.close()
    before = os.umask(0)
    try:
        with Store.open(settings, BagOfWords(), "text-1"):
            assert (settings.path / "owner.sock").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert not (settings.path / "owner.sock").exists()


def test_a_path_that_is_too_long_for_a_socket_is_reached_all_the_same(tmp_path: Path) -> None:
    settings = Settings(path=tmp_path / ("deep" * 30) / "store")
    with (
        Store.open(settings, BagOfWords(), "text-1") as store,
        Store.open(settings, BagOfWords(), "text-1") as beside,
    ):
        beside.publish(Changes([PAY]))
        assert found(store, "scientist") == [PAY.text]


def test_a_child_that_is_forked_does_not_keep_the_store(settings: Settings) -> None:
    store = Store.open(settings, BagOfWords(), "text-1")
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(write)
        os.read(read, 1)
        os._exit(0)
    os.close(read)
    try:
        store.close()
        with Store.open(settings, BagOfWords()) as again:
            assert again.owns
    finally:
        os.close(write)
        os.waitpid(child, 0)


@pytest.mark.slow
def test_an_owner_that_does_not_listen_is_said_in_a_sentence(settings: Settings) -> None:
    settings.path.mkdir()
    lock = FileLock(settings.path / "owner.lock")
    with pytest.raises(StoreBusy, match=rf"process id {os.getpid()}.*VECTORSTORE_PATH"):
        Store.open(settings, BagOfWords())
    lock.release()


def test_an_owner_that_does_not_answer_is_given_up_after_a_time(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    with pytest.raises(StoreError, match="not answered"):
        ask_owner(tmp_path, {"do": "hello"}, 0.1)
    listener.close()


def test_the_owners_refusal_and_its_failure_arrive_as_they_are_there(tmp_path: Path) -> None:
    def answer(request: object) -> object:
        raise EmbedderMismatch("Another model.") if request == {"do": "a"} else ZeroDivisionError

    listener = Listener(tmp_path)
    listener.start(answer)
    with pytest.raises(EmbedderMismatch, match=r"^Another model\.$"):
        ask_owner(tmp_path, {"do": "a"}, 5)
    with pytest.raises(StoreError, match="ZeroDivisionError"):
        ask_owner(tmp_path, {"do": "b"}, 5)
    listener.close()


def test_of_two_writers_the_second_is_told_who_is_at_work(store: Store, beside: Store) -> None:
    with store.writing():
        store.publish(Changes([PAY]))  # the one at work is not in its own way
        with pytest.raises(StoreBusy, match=rf"process id {os.getpid()}"), beside.writing():
            pass
        with pytest.raises(StoreBusy), ThreadPoolExecutor(1) as pool:
            pool.submit(store.undo).result()
    with beside.writing():
        pass


def test_another_embedder_is_published_only_when_no_process_answers_with_the_old_one(
    store: Store, settings: Settings
) -> None:
    store.publish(Changes([PAY]))
    other = BagOfWords("other")
    with pytest.raises(EmbedderMismatch):
        Store.open(settings, other)
    with Store.open(settings, other, "text-1") as publisher:
        assert publisher.outdated
        with pytest.raises(EmbedderMismatch, match="Stop it and run python -m ingest again"):
            publisher.publish(Changes([PAY]))
    assert found(store, "scientist") == found(store, "scientist", words="") == [PAY.text]
    store.close()
    embedded = len(other.embedded)
    with Store.open(settings, other, "text-1") as publisher:
        publisher.publish(Changes([PAY]))
        assert len(other.embedded) == embedded and not publisher.outdated
        assert found(publisher, "scientist", words="") == [PAY.text]


def test_who_searches_with_the_former_embedder_is_told_to_start_again(settings: Settings) -> None:
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes([PAY]))
    with (
        Store.open(settings, BagOfWords("other"), "text-1") as publisher,
        Store.open(settings, BagOfWords()) as asker,
    ):
        assert found(asker, "scientist", words="") == [PAY.text]
        publisher.publish(Changes([PAY]))
        with pytest.raises(EmbedderMismatch, match="Start it again"):
            found(asker, "scientist")
        assert found(publisher, "scientist", words="") == [PAY.text]
        with pytest.raises(StoreError, match="another embedding model"):
            publisher.undo()


def test_chroma_that_is_deleted_under_a_running_owner_is_made_anew(store: Store) -> None:
    store.publish(Changes([PAY]))
    shutil.rmtree(store.path / "chroma")
    store.publish(Changes([prepared("new.md", "A keeper prunes trees.")]))
    assert found(store, "keeper prunes", words="")[0] == "A keeper prunes trees."
    assert set(found(store, "data scientist", words="")) == {PAY.text, "A keeper prunes trees."}


# Two documents that are changed together: an answer with two numbers would mix two versions.
REINGEST = """
import sys
from pathlib import Path
from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, Settings, Store

with Store.open(Settings(path=Path(sys.argv[1])), BagOfWords(), "text-1") as store:
    assert not store.owns
    for number in range(1, 21):
        sys.stdin.readline()
        texts = [f"A {who} earns {number} thousand dollars." for who in ("smith", "baker")]
        store.publish(Changes([prepared(f"{n}.md", text) for n, text in enumerate(texts)]))
        print(number, flush=True)
"""


@pytest.mark.slow
def test_eight_readers_never_see_a_mixture_or_an_old_fact_while_twenty_publishes_pass(
    store: Store, beside: Store
) -> None:
    texts = [f"A {who} earns 0 thousand dollars." for who in ("smith", "baker")]
    store.publish(Changes([prepared(f"{n}.md", text) for n, text in enumerate(texts)]))
    published, over = [0], Event()

    def ask(one: Store) -> int:
        asked = 0
        while not over.is_set():
            known, words = published[0], None if asked % 2 else ""
            texts = found(one, "who earns thousand dollars", words)
            numbers = {int(text.split()[3]) for text in texts}
            assert len(texts) == 2 and len(numbers) == 1, texts
            assert numbers.pop() >= known
            asked += 1
        return asked

    command = [sys.executable, "-c", REINGEST, str(store.path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        subprocess.Popen(command, text=True, cwd=ROOT, **pipes) as ingest,  # type: ignore[call-overload]
        ThreadPoolExecutor(8) as pool,
    ):
        readers = [pool.submit(ask, one) for one in (store, beside) * 4]
        for _ in range(20):
            ingest.stdin.write("\n")
            ingest.stdin.flush()
            published[0] = int(ingest.stdout.readline())
            time.sleep(0.05)
        over.set()
        asked = [reader.result() for reader in readers]
    assert published == [20] and min(asked) >= 20
