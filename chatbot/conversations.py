"""The conversations, kept apart from the documents: to go on with them and to show them again."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from chatbot.follow_up import Cited, Past, Subjects, choose, readings
from vectorstore import Snapshot

Kept = dict[str, Any]  # an answer object as it was sent

_STARTED = 500  # conversations of one turn, which are in memory only
_TURNS = """
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL, number INTEGER NOT NULL, asked_at TEXT NOT NULL,
    answer TEXT NOT NULL, PRIMARY KEY (conversation, number)
) WITHOUT ROWID
"""
_ADD = """
INSERT INTO turns SELECT ?1, coalesce(max(number), 0) + 1, datetime('now'), ?2 FROM turns
WHERE conversation = ?1
"""


class UnknownConversation(Exception):
    """There is no such conversation, or it was deleted; said to whoever asked for it."""

    def __init__(self) -> None:
        super().__init__(
            "There is no such conversation: it was deleted, or it had one question only when the "
            "server was started anew. Ask without a conversation_id to begin another one."
        )


def recalled(turns: Sequence[Kept], snapshot: Snapshot) -> list[Past]:
    """What the turns before asked, and what they cited as far as it still stands in the documents.

    Titles, headings and quotes are read again: nothing is understood by text that was kept.
    """
    return [
        Past(turn["searched_for"], tuple(_read_again(turn["citations"], snapshot)))
        for turn in turns
        if turn["status"] != "unclear"
    ]


def _read_again(citations: Sequence[Kept], snapshot: Snapshot) -> Iterator[Cited]:
    for citation in citations:
        passages = snapshot.passages(citation["document_id"])
        quoted = next((p for p in passages if citation["quote"] in p.text), None)
        if quoted:
            yield Cited(quoted.document.title, quoted.heading, citation["quote"])


def asked_before(questions: Sequence[str], known: Subjects) -> list[Past]:
    """The same of questions that nothing was kept of, each understood after those before it."""
    past: list[Past] = []
    for question in questions:
        past.append(Past(choose(readings(question, past, known)).text))
    return past


def new_id() -> str:
    """An id that nobody guesses: 128 random bits."""
    return secrets.token_hex(16)


class Conversations:
    """What was asked and answered, by conversation; who knows its id may read and delete it.

    A first turn stays in memory, so that a single question leaves no trace; from the second turn on
    all are in one SQLite file, which is made then, readable by its owner only. What is kept is for
    showing again and for understanding the next message; no answer is ever drawn from it.
    """

    def __init__(self, path: Path) -> None:
        """Keep them in the file at `path`."""
        self._path = path
        self._started: dict[str, Kept] = {}
        self._lock = threading.Lock()

    def turns(self, conversation: str, last: int = -1) -> list[Kept]:
        """The answers of a conversation, or the last few, in order; `UnknownConversation`."""
        with self._lock:
            if not (found := self._found(conversation, last)):
                raise UnknownConversation
            return found

    def has(self, conversation: str) -> bool:
        """Whether there is such a conversation."""
        with self._lock:
            return bool(self._found(conversation, 1))

    def keep(self, answer: Kept, first: bool) -> None:
        """Add a turn; where it is not the first, but the conversation was deleted, nothing."""
        conversation = answer["conversation_id"]
        with self._lock:
            before = self._started.pop(conversation, None)
            if first:
                self._started[conversation] = answer
                if len(self._started) > _STARTED:
                    del self._started[next(iter(self._started))]
            elif before or self._found(conversation, 1):
                with self._connected() as connection:
                    turns = [json.dumps(turn) for turn in (before, answer) if turn]
                    connection.executemany(_ADD, [(conversation, turn) for turn in turns])

    def delete(self, conversation: str) -> None:
        """Forget a conversation for good, its bytes on the disk too; `UnknownConversation`."""
        self.turns(conversation, last=1)
        with self._lock:
            self._started.pop(conversation, None)
            if self._path.exists():
                with self._connected() as connection:
                    connection.execute("DELETE FROM turns WHERE conversation = ?", (conversation,))

    def _found(self, conversation: str, last: int) -> list[Kept]:
        if conversation in self._started:
            return [self._started[conversation]]
        if not self._path.exists():
            return []
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT answer FROM turns WHERE conversation = ? ORDER BY number DESC LIMIT ?",
                (conversation, last),
            ).fetchall()
        return [json.loads(answer) for (answer,) in reversed(rows)]

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A transaction of its own: turns are rare, and every thread and process may write."""
        self._path.touch(0o600)
        with closing(sqlite3.connect(self._path, timeout=30)) as connection, connection:
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            connection.execute(_TURNS)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
