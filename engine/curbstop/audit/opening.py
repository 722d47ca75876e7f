"""From an address to a log."""

from __future__ import annotations

from pathlib import Path

from curbstop.audit.database import Database
from curbstop.audit.errors import LogUnavailableError
from curbstop.audit.keyring import Keyring
from curbstop.audit.keys import Keys, needed_library
from curbstop.audit.log import AuditLog, is_new
from curbstop.audit.sqlite import Sqlite

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")


def open_log(url: str | Path, *, keys: str | Path | Keys | None = None, create: bool = True) -> AuditLog:
    """The log at `sqlite:///FILE`, at the path of a file, or at `postgresql://USER@HOST/DATABASE`.

    `keys` are the operator's keys, or their file; of a log in a file they are beside it, as `FILE.keys`, unless said
    otherwise. They are made with a new log where the file is not there. `create` is whether a log that is not there is
    made. Raises LogUnavailableError.
    """
    database, where = _opened(str(url), create=create)
    try:
        if isinstance(keys, Keys):
            return AuditLog(database, Keyring([keys]))
        if keys is not None:
            where = Path(keys)
        if where is not None and create and not where.exists() and is_new(database):
            Keyring.create(where)
        found = Keyring.read(where) if where is not None and (where.exists() or keys is not None) else None
        return AuditLog(database, found, f"the keys `{where}`" if where else "the keys of the log")
    except BaseException:
        database.close()
        raise


def _opened(address: str, *, create: bool) -> tuple[Database, Path | None]:
    """The database at an address, and where its keys are unless somebody says otherwise."""
    if address.startswith(_POSTGRES):
        from curbstop.audit.postgres import Postgres

        return Postgres(address.replace("postgres://", "postgresql://", 1), create=create), None
    if "://" in address and not address.startswith(_SQLITE):
        raise LogUnavailableError("a log is at `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`")
    file = Path(address.removeprefix(_SQLITE))
    if not file.name:
        raise LogUnavailableError("the address of the log names no file")
    needed_library()
    return Sqlite(file, create=create), file.with_name(f"{file.name}.keys")
