"""PostgreSQL, for a log that several machines write. The only place of SQLAlchemy and psycopg."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from curbstop.audit.database import APPEND_ONLY, APPEND_ONLY_MESSAGE, TABLES, Row, Session
from curbstop.audit.errors import LogUnavailableError, MissingExtraError

_ONE_WRITER = 0x63757262  # "curb": the number of the lock that a writer holds
_AT_ONCE = 200


class PostgresSession:
    """Statements within one transaction of a connection."""

    def __init__(self, connection: Any, text: Any) -> None:
        self._connection, self._text = connection, text

    def rows(self, sql: str, **parameters: Any) -> Iterator[Row]:
        """The rows of a query, as they come."""
        streaming = {"yield_per": _AT_ONCE}
        with self._connection.execute(self._text(sql), parameters, execution_options=streaming) as result:
            yield from result

    def first(self, sql: str, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        row: Row | None = self._connection.execute(self._text(sql), parameters).first()
        return row

    def run(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A statement once for each of the parameter sets."""
        self._connection.execute(self._text(sql), list(rows))


class Postgres:
    """A log in a database of a server; `create` is whether a database without tables gets them."""

    def __init__(self, url: str, *, create: bool = True) -> None:
        try:
            import psycopg  # noqa: F401 - SQLAlchemy would only say so later
            import sqlalchemy
        except ImportError as error:
            raise MissingExtraError("an audit log in PostgreSQL", "postgres") from error
        self._text, self._error = sqlalchemy.text, sqlalchemy.exc.SQLAlchemyError
        try:
            parsed = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
        except sqlalchemy.exc.ArgumentError as error:
            raise LogUnavailableError("this is not the address of a PostgreSQL database") from error
        self._shown = parsed.render_as_string(hide_password=True).replace("+psycopg", "")
        self._engine = sqlalchemy.create_engine(parsed, pool_pre_ping=True, isolation_level="REPEATABLE READ")
        try:
            self._prepare(create=create)
        except BaseException:
            self.close()
            raise

    def _prepare(self, *, create: bool) -> None:
        """The tables, where they are not there yet."""
        with self.writing() as session:
            if session.first("SELECT 1 WHERE to_regclass('log') IS NOT NULL"):
                return
            if not create:
                raise LogUnavailableError(f"there is no audit log in `{self._shown}`")
            for statement in _tables():
                session.run(statement, [{}])

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that nobody else writes in, on this machine or another."""
        # Committed state is read after the lock is held, which one snapshot from before would not show.
        with (
            self._failures("written"),
            self._engine.connect().execution_options(isolation_level="READ COMMITTED") as connection,
            connection.begin(),
        ):
            connection.execute(self._text("SET LOCAL synchronous_commit = on"))
            connection.execute(self._text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_WRITER})
            yield PostgresSession(connection, self._text)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One state of everything, whatever is appended meanwhile."""
        with self._failures("read"), self._engine.connect() as connection:
            yield PostgresSession(connection, self._text)

    def forget(self) -> None:
        """Nothing: PostgreSQL overwrites deleted rows when it vacuums, and says in its manual what else keeps them."""

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _failures(self, doing: str) -> Iterator[None]:
        try:
            yield
        except self._error as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            raise LogUnavailableError(f"the audit log `{self._shown}` cannot be {doing}: {reason}") from error


def _tables() -> Iterator[str]:
    for statement in TABLES.strip().split(";\n"):
        yield statement.rstrip(";").replace("BLOB", "BYTEA")
    yield (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY_MESSAGE}'; END $$"
    )
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
