"""What a log needs of a database: exclusive transactions to write, snapshots to read, the same SQL in both.

Statements have named parameters (`:name`). Whatever the driver raises becomes LogUnavailableError with one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = Sequence[Any]


class Session(Protocol):
    """Statements within one transaction."""

    def rows(self, sql: str, **parameters: Any) -> Iterator[Row]:
        """The rows of a query, as they come."""
        ...

    def all(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a query that has few of them, at once."""
        ...

    def first(self, sql: str, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        ...

    def run(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """A statement once for each of the parameter sets."""
        ...


class Database(Protocol):
    """A place where a log lies; shared between threads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction that nobody else writes in; on the disk when the block is left, or nothing of it."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """One state of everything."""
        ...

    def forget(self) -> None:
        """Overwrite what was deleted, as far as the database can."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


APPEND_ONLY = ("log", "records", "items", "packs", "checkpoints", "key_changes", "erasures")
"""The tables of which nothing may be changed or removed; the others are `account_keys`, and `probe`, which is empty."""

TABLES = """
CREATE TABLE log (id TEXT NOT NULL, format TEXT NOT NULL, public_key TEXT NOT NULL);
CREATE TABLE records (
    position BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    recorded_at TEXT NOT NULL,
    account TEXT,
    digest TEXT NOT NULL,
    decision TEXT NOT NULL,
    outcome TEXT NOT NULL,
    rules TEXT NOT NULL,
    sections TEXT NOT NULL,
    hash BLOB NOT NULL,
    body TEXT NOT NULL,
    box BLOB
);
CREATE INDEX records_by_account ON records (account, position);
CREATE INDEX records_by_time ON records (recorded_at);
CREATE TABLE items (hash TEXT PRIMARY KEY, item TEXT NOT NULL);
CREATE TABLE packs (files TEXT PRIMARY KEY, digest TEXT NOT NULL, pack TEXT NOT NULL);
CREATE TABLE checkpoints (size BIGINT PRIMARY KEY, checkpoint TEXT NOT NULL);
CREATE TABLE account_keys (key TEXT PRIMARY KEY, account TEXT NOT NULL, wrapped BLOB NOT NULL);
CREATE INDEX account_keys_by_account ON account_keys (account);
CREATE TABLE key_changes (number BIGINT PRIMARY KEY, public_key TEXT NOT NULL, change TEXT NOT NULL);
CREATE TABLE probe (filler BLOB NOT NULL);
CREATE TABLE erasures (key TEXT PRIMARY KEY, account TEXT NOT NULL, erased_at TEXT NOT NULL);
"""
"""The schema, in the words of SQLite; `position` counts records from 1."""

APPEND_ONLY_MESSAGE = "the audit log is append-only"
