"""The catalog's tables, and how an older catalog becomes a newer one."""

import sqlite3

from vectorstore.errors import StoreError

# One script per schema version, applied in order. What has been released is never edited.
_MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    -- One row per published change; `restores` is the version whose state an undo brought back.
    CREATE TABLE versions (
        number INTEGER PRIMARY KEY, published_at TEXT NOT NULL, cause TEXT NOT NULL,
        restores INTEGER REFERENCES versions (number)
    );

    -- One row per version of a document; rows never change, `lifetimes` says when they count.
    CREATE TABLE documents (
        key INTEGER PRIMARY KEY, id TEXT NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL,
        version TEXT NOT NULL, bytes INTEGER NOT NULL, as_of TEXT, origin TEXT NOT NULL,
        added_at TEXT NOT NULL, text TEXT NOT NULL
    );
    CREATE INDEX documents_by_id ON documents (id, version);

    -- A document version is valid from corpus version `added` up to, not including, `removed`.
    -- An undo opens a second lifetime for the same row, so that it copies and embeds nothing.
    CREATE TABLE lifetimes (
        document INTEGER NOT NULL REFERENCES documents (key), added INTEGER NOT NULL,
        removed INTEGER
    );
    CREATE UNIQUE INDEX lifetimes_live ON lifetimes (document) WHERE removed IS NULL;

    CREATE TABLE passages (
        key INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (key),
        heading TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        page INTEGER, kind TEXT NOT NULL, vector TEXT NOT NULL
    );
    CREATE INDEX passages_by_document ON passages (document);
    CREATE INDEX passages_by_vector ON passages (vector);

    CREATE TABLE units (
        passage INTEGER NOT NULL REFERENCES passages (key), position INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, form TEXT NOT NULL, block INTEGER NOT NULL,
        depth INTEGER NOT NULL, lead TEXT NOT NULL, vector TEXT NOT NULL, fold TEXT NOT NULL,
        PRIMARY KEY (passage, position)
    ) WITHOUT ROWID;
    CREATE INDEX units_by_fold ON units (fold);

    -- Content-addressed: `id` is a hash of the embedded text and the embedder's fingerprint.
    CREATE TABLE vectors (id TEXT PRIMARY KEY, vector BLOB NOT NULL);

    -- Vectors that are about to be written to Chroma; what a crash leaves here is swept at start.
    CREATE TABLE intents (vector TEXT PRIMARY KEY) WITHOUT ROWID;

    -- What an undo took back is not brought back by the next sync.
    CREATE TABLE skipped (source TEXT, version TEXT, PRIMARY KEY (source, version)) WITHOUT ROWID;

    -- The id of a moved document leads to its new one.
    CREATE TABLE moves (old_id TEXT PRIMARY KEY, new_id TEXT NOT NULL) WITHOUT ROWID;

    -- Exactly the newest version's passages (rowid = passages.key): dead rows would shift BM25.
    CREATE VIRTUAL TABLE lexical USING fts5 (
        heading, text, tokenize = "porter unicode61 tokenchars '+#'"
    );
    CREATE VIRTUAL TABLE lexical_words USING fts5vocab (lexical, row);
    """,
    """
    -- What a list of versions shows; made anew, for `restores` may name one no longer kept.
    CREATE TABLE kept_versions (
        number INTEGER PRIMARY KEY, published_at TEXT NOT NULL, cause TEXT NOT NULL,
        restores INTEGER, text_version TEXT, documents INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0
    );
    INSERT INTO kept_versions (number, published_at, cause, restores, text_version)
        SELECT number, published_at, cause, restores,
        (SELECT value FROM meta WHERE key = 'text_version') FROM versions;
    DROP TABLE versions;
    ALTER TABLE kept_versions RENAME TO versions;
    UPDATE versions SET documents = (
        SELECT count(*) FROM lifetimes
        WHERE added <= number AND (removed IS NULL OR removed > number)
    );
    CREATE INDEX lifetimes_by_document ON lifetimes (document);

    -- Chroma holds the vectors of one embedder at a time, the catalog those of all kept versions.
    ALTER TABLE documents ADD COLUMN embedder TEXT;
    UPDATE documents SET embedder = (SELECT value FROM meta WHERE key = 'embedder');
    CREATE INDEX documents_by_embedder ON documents (embedder);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the catalog to the newest schema; raises `StoreError` if it is newer."""
    if sqlite3.sqlite_version_info < (3, 40):
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} is too old: 3.40 or newer is needed. "
            "Use a newer Python or system SQLite."
        )
    if _version(connection) == len(_MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")  # of two that open a store at once, one migrates it
    version = _version(connection)
    if version > len(_MIGRATIONS):
        raise StoreError(
            f"This store was made by a newer version of career-chatbot (schema {version}, this one "
            f"knows {len(_MIGRATIONS)}). Upgrade, or choose another store with VECTORSTORE_PATH."
        )
    # One by one, because `executescript` would end the transaction that they belong to.
    for statement in ";\n".join(_MIGRATIONS[version:]).split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
