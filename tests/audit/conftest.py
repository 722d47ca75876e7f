"""Logs to try things on: in SQLite, and in PostgreSQL on a server of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curbstop.audit import AuditLog, open_log
from curbstop.audit.keyring import Keyring


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new log is to lie; in SQLite unless a test asks for `postgres`."""
    if getattr(request, "param", "sqlite") == "postgres":
        found: str = request.getfixturevalue("server").new_database()
        return found
    return f"sqlite:///{tmp_path}/decisions.db"


@pytest.fixture
def opened(address: str, tmp_path: Path) -> Iterator[Callable[[], AuditLog]]:
    """Opens the log, each time anew."""
    keys = tmp_path / "the.keys"
    Keyring.create(keys)
    logs: list[AuditLog] = []

    def once_more() -> AuditLog:
        logs.append(open_log(address, keys=keys))
        return logs[-1]

    yield once_more
    for log in logs:
        log.close()


@pytest.fixture
def log(opened: Callable[[], AuditLog]) -> AuditLog:
    return opened()
