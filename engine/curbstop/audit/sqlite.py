"""The embedded database: SQLite in write-ahead mode, flushed to the disk at every commit."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from curbstop.audit.database import APPEND_ONLY, APPEND_ONLY_MESSAGE, TABLES, Row, Session
from curbstop.audit.errors import LogUnavailableError

PATIENCE = 30
"""Seconds for which a writer waits for another process."""


class SqliteSession:
    """Statements within one transaction of a connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, **parameters: Any) -> Iterator[Row]:
        """The rows of a query, as they come."""
        return iter(self._connection.execute(sql, parameters))

    def all(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a query that has few of them, at once."""
        return list(self._connection.execute(sql, parameters))

    def first(self, sql: str, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    def run(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """A statement once for each of the parameter sets."""
        self._connection.executemany(sql, rows)


class Sqlite:
    """A log in one file. `create` is whether a file that is not there is made."""

    def __init__(self, file: Path, *, create: bool = True) -> None:
        self._file = file
        if not create and not file.is_file():
            raise LogUnavailableError(f"there is no audit log `{file}`")
        self._writing = Lock()
        with self._failures("opened"):
            if not create:
                self._check_there()
            self._writer = self._connect()
            try:
                if not self._has_tables(self._writer):
                    self._create_tables()
                self._identity = self._found()
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that nobody else writes in, in this process or another."""
        with self._writing, self._failures("written"):
            self._check_identity()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteSession(self._writer)
                self._writer.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One state of everything, whatever is appended meanwhile."""
        with self._failures("read"):
            self._check_identity()
            connection = self._connect()
            try:
                connection.execute("BEGIN")
                yield SqliteSession(connection)
            finally:
                connection.close()

    def forget(self) -> None:
        """Empty the write-ahead file: pages that held what was deleted are overwritten already."""
        with self._writing, self._failures("written"):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._writing:
            self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_there(self) -> None:
        """Who only reads must not put the tables of a log into a database of something else."""
        with closing(sqlite3.connect(self._file)) as plain:
            if not self._has_tables(plain):
                raise LogUnavailableError(f"there is no audit log in `{self._file}`")

    def _check_identity(self) -> None:
        """SQLite would go on with a file that was removed, which nobody finds again, and make another to read from."""
        if self._found() != self._identity:
            raise sqlite3.OperationalError("its file was moved, removed or replaced")

    def _found(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._file)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @staticmethod
    def _has_tables(connection: sqlite3.Connection) -> bool:
        return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'log'").fetchone() is not None

    def _create_tables(self) -> None:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            if not self._has_tables(self._writer):
                for statement in [*_strict_tables(), *_guards()]:
                    self._writer.execute(statement)
            self._writer.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise

    @contextmanager
    def _failures(self, doing: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            told = f"the log cannot be {doing}: {error}"
            raise LogUnavailableError(f"the audit log `{self._file}` cannot be {doing}: {error}", told) from error


def _strict_tables() -> Iterator[str]:
    for statement in TABLES.strip().split(";\n"):
        whole = statement.rstrip(";").replace("BIGINT", "INTEGER")
        yield f"{whole} STRICT" if whole.startswith("CREATE TABLE") else whole


def _guards() -> Iterator[str]:
    """Triggers that refuse changes; `INSERT OR REPLACE` removes a row without asking those on DELETE."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY_MESSAGE}'); END"
    keys = {"log": ("id",), "records": ("position", "id"), "items": ("hash",), "packs": ("files",)}
    keys |= {"checkpoints": ("size",), "key_changes": ("number",), "erasures": ("key",)}
    for table in APPEND_ONLY:
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
        same = " OR ".join(f"{key} = NEW.{key}" for key in keys[table])
        is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {refuse}"
