"""What one question sees: the corpus at one version, searched and read in one transaction."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from vectorstore import catalog
from vectorstore.chroma import Vector, VectorIndex
from vectorstore.embedder import Embedder
from vectorstore.errors import ANOTHER_MODEL, EmbedderMismatch
from vectorstore.passage import Document, Hit, Passage, composed, fold
from vectorstore.search import Wanted, hybrid_search

_WORD = re.compile(r"[^\W\d_]+")

_LISTED = (
    "source, title, version, bytes, as_of, origin,"
    " (SELECT count(*) FROM passages WHERE document = kept.key), added_at"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a list shows it: with its number of passages and when it was added (UTC)."""

    document: Document
    passages: int
    added_at: str


@dataclass(frozen=True, slots=True)
class Kept(Listed):
    """One kept version of a document with its whole text."""

    text: str


class Snapshot:
    """The corpus at one version; made by `Store.reading`."""

    def __init__(
        self, connection: sqlite3.Connection, index: VectorIndex, embedder: Embedder
    ) -> None:
        """Read through `connection`, which is inside a read transaction."""
        self._connection, self._index, self._embedder = connection, index, embedder
        self._vectors: dict[str, Vector] = {}
        self.corpus_version = catalog.corpus_version(connection)

    def search(
        self, text: str, k: int = 8, sources: Sequence[str] = (), words: str | None = None
    ) -> list[Hit]:
        """The `k` best passages for a text, best first, duplicates collapsed.

        `sources` are globs (`*` crosses `/`) that limit the search; `words` are for the lexical
        search where those are not the text's own, such as the text's with their synonyms.
        """
        if catalog.meta(self._connection, "embedder") not in (None, self._embedder.fingerprint):
            raise EmbedderMismatch(ANOTHER_MODEL)
        among = json.dumps(sorted(self.matching(sources))) if sources else None
        wanted = Wanted(self.vector(text), composed(text if words is None else words), k, among)
        return hybrid_search(self._connection, self._index, wanted)

    def vector(self, text: str) -> Vector:
        """The vector of a question, made once for as long as this snapshot is read."""
        text = composed(text)
        if text not in self._vectors:
            self._vectors[text] = np.asarray(self._embedder.embed_query(text), np.float32)
        return self._vectors[text]

    def matching(self, globs: Sequence[str]) -> set[str]:
        """The sources that some glob names, whether accents are part of their letters or apart.

        A name is also taken as it stands: a bracket in it is no character class then.
        """
        wanted = [composed(glob) for glob in globs]
        return {
            document.source
            for document in catalog.live_documents(self._connection)
            for name in [composed(document.source)]
            if any(name == glob or fnmatchcase(name, glob) for glob in wanted)
        }

    def documents(self) -> list[Listed]:
        """All documents, by source."""
        rows = self._connection.execute(f"SELECT {_LISTED} FROM live AS kept ORDER BY source")
        return [Listed(Document(*row[:6]), *row[6:]) for row in rows]

    def document(self, document_id: str, version: str | None = None) -> Kept | None:
        """A document, the newest or a kept `version` of it; None where there is none.

        The id of a document that was moved leads to where it is now.
        """
        for id_ in self._trail(document_id):
            row = self._connection.execute(
                f"SELECT {_LISTED}, text FROM documents AS kept"
                " JOIN lifetimes ON lifetimes.document = kept.key"
                " WHERE id = :id AND (version = :version OR :version IS NULL AND removed IS NULL)"
                " ORDER BY added DESC LIMIT 1",
                {"id": id_, "version": version},
            ).fetchone()
            if row:
                return Kept(Document(*row[:6]), *row[6:])
        return None

    def _trail(self, document_id: str) -> list[str]:
        """The id, and the ids that the document has had since."""
        moves = dict(self._connection.execute("SELECT old_id, new_id FROM moves"))
        trail = [document_id]
        while moves.get(trail[-1], document_id) not in trail:
            trail.append(moves[trail[-1]])
        return trail

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document of this version, in their order."""
        query = "SELECT key FROM live_passages WHERE id = ?"
        keys = self._connection.execute(query, (document_id,))
        rows = catalog.load_passages(self._connection, [key for (key,) in keys])
        return [row.passage for row in rows]

    def also_in(self, quote: str) -> list[str]:
        """The sources that hold a quote, equal but for bullets, spaces and case."""
        rows = self._connection.execute(
            "SELECT DISTINCT source FROM units JOIN live_passages ON key = passage"
            " WHERE fold = ? ORDER BY source",
            (fold(quote),),
        )
        return [source for (source,) in rows]

    def headings(self, document_id: str | None = None) -> list[tuple[str, ...]]:
        """Every heading path of the own text of a document, or of all in their order."""
        query = "SELECT heading FROM live_passages WHERE kind = 'text' AND id = coalesce(?, id)"
        rows = self._connection.execute(f"{query} ORDER BY key", (document_id,))
        return list(dict.fromkeys(tuple(json.loads(heading)) for (heading,) in rows))

    def words(self) -> Counter[str]:
        """Every word of the corpus, lower case, with its count; costs a walk over all texts."""
        return Counter(word for text in self.texts() for word in _WORD.findall(text.lower()))

    def texts(self) -> Iterator[str]:
        """The text of every passage, under its headings."""
        rows = self._connection.execute("SELECT heading || ' ' || text FROM lexical")
        return (text for (text,) in rows)
