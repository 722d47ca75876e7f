"""PostgreSQL, for a log that several machines write. The only place of SQLAlchemy and psycopg."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from curbstop.audit.database import APPEND_ONLY, APPEND_ONLY_MESSAGE, TABLES, Row, Session
from curbstop.audit.errors import LogUnavailableError, MissingExtraError

_ONE_WRITER = 0x63757262  # "curb": the number of the lock that a writer holds
_AT_ONCE = 200
_PATIENCE = {"connect_timeout": "10", "tcp_user_timeout": "30000"}
"""What libpq waits for a server (seconds, and milliseconds) where the address says nothing else."""
_BEGIN = (
    "SELECT set_config('synchronous_commit', 'on', true), set_config('lock_timeout', '30s', true), "
    "pg_advisory_xact_lock(:lock)"
)
_TOLD = {"53100": "its disk is full", "55P03": "another writer has held the log for too long"}
"""What anybody may know of an error of the server, by its SQLSTATE."""


class PostgresSession:
    """Statements within one transaction of a connection."""

    def __init__(self, connection: Any, text: Any) -> None:
        self._connection, self._text = connection, text

    def rows(self, sql: str, **parameters: Any) -> Iterator[Row]:
        """The rows of a query, as they come."""
        streaming = {"yield_per": _AT_ONCE}
        with self._connection.execute(self._text(sql), parameters, execution_options=streaming) as result:
            yield from result

    def all(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a query that has few of them, at once: without a cursor on the server."""
        return list(self._connection.execute(self._text(sql), parameters))

    def first(self, sql: str, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        row: Row | None = self._connection.execute(self._text(sql), parameters).first()
        return row

    def run(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
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
            if "@" in (parsed.host or ""):  # the end of a password
                raise ValueError
        except (sqlalchemy.exc.ArgumentError, ValueError):  # its own words may show a password
            said = "this is not the address of a PostgreSQL database; signs in a password are written as %40 for `@`"
            raise LogUnavailableError(said) from None
        shown = {"host": parsed.query["host"]} if "host" in parsed.query else {}
        self._hidden = [
            str(one) for name, one in (("", parsed.password), *parsed.query.items()) if one and name != "host"
        ]
        self._shown = parsed.set(password=None, query=shown).render_as_string().replace("+psycopg", "")
        patient = parsed.update_query_dict({**_PATIENCE, **parsed.query})
        self._engine = sqlalchemy.create_engine(
            patient, pool_pre_ping=True, isolation_level="REPEATABLE READ", hide_parameters=True
        )
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
            connection.execute(self._text(_BEGIN), {"lock": _ONE_WRITER})
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
            reason, told = _said(getattr(error, "orig", None) or error)
            for secret in self._hidden:
                reason = reason.replace(secret, "***")
            why = f"the audit log `{self._shown}` cannot be {doing}: {reason}"
            raise LogUnavailableError(why, f"the log cannot be {doing}: {told}") from None


def _said(error: Any) -> tuple[str, str]:
    """What is wrong in the words of the server, and as anybody may read it.

    Of an error of the server only the first sentence: what follows may repeat a whole row.
    """
    state = getattr(error, "sqlstate", None)
    if state is None:
        return " ".join(str(error).split()), "the database does not answer"
    return str(error.diag.message_primary), _TOLD.get(state, f"the database refuses it (SQLSTATE {state})")


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
