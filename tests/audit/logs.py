"""Decisions to log, and a log as an attacker has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from curbstop import Pack, load_pack
from curbstop.audit import Decided
from curbstop.load.accounts import read_account_file

ACCOUNTS = Path(__file__).parents[2] / "fixtures" / "accounts"
AS_OF = date(2026, 4, 3)
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgres"], indirect=True)


@cache
def the_pack() -> Pack:
    return load_pack("pasadena/discontinuation", guard="adverse")


def decided(account: str = "oxygen-concentrator", decision: str = "shutoff", pack: Pack | None = None) -> Decided:
    pack = pack or the_pack()
    facts = pack.account(read_account_file(str(ACCOUNTS / f"{account}.yaml"), None), as_of=AS_OF)
    return Decided(pack, facts, pack.decide(decision, facts), "tests", {"decide": 0.001})


@contextmanager
def behind_its_back(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file of the log without its triggers, as an attacker has it who may write the file."""
    with closing(sqlite3.connect(folder / "decisions.db")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
