"""Logs of the formats before, as they were written then: two accounts of Elmford, one of which said its income."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from curbstop import load_pack
from curbstop.audit import AuditLog, DamagedRecordError, LogUnavailableError, open_log

HERE = Path(__file__).parent
RULES = HERE.parent / "cli" / "rules"
INCOME = "31987.65"


def made(folder: Path, text: str) -> Path:
    file = folder / "log.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(text)
    return file


@pytest.fixture(params=["format_2", "format_3"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def before(tmp_path: Path, name: str) -> Iterator[AuditLog]:
    file = made(tmp_path, (HERE / f"{name}.sql").read_text(encoding="utf-8"))
    with open_log(file, keys=HERE / f"{name}.keys") as log:
        yield log


def test_it_is_read_verified_and_replayed(before: AuditLog, name: str) -> None:
    found = before.verify(decisions=True)
    assert (found.records, found.checkpoints, found.faults, found.unchecked) == (4, 1, [], {})
    records = before.search(private=True)
    written = {"format_2": "curbstop-record/1", "format_3": "curbstop-record/2"}
    assert {record.body["format"] for record in records} == {written[name]}
    assert [record.facts.get("household.income") for record in records] == [INCOME, INCOME, None, None]
    assert [before.replay(record).differences for record in records] == [()] * 4
    assert before.search()[0].facts["household.income"] == "(private)"


def test_it_goes_on_with_records_of_this_format(before: AuditLog) -> None:
    kept = before.checkpoint()
    pack = load_pack("elmford/water", rules=RULES)
    account = pack.account({"household.income": INCOME, "plan.status": "none"}, as_of=date(2026, 3, 2))
    entry = before.append(pack, account, pack.decide("plan", account), caller="tests")
    assert (entry.position, before.verify([kept], decisions=True).faults) == (5, [])
    record = before.search(private=True)[-1]
    assert (record.body["format"], record.facts["household.income"]) == ("curbstop-record/3", INCOME)
    assert before.erase("") == 1
    assert [record.erased for record in before.search(private=True)] == [True, True, False, False, True]
    assert before.verify([kept], decisions=True).faults == []


def test_another_value_in_it_is_refused(tmp_path: Path) -> None:
    text = (HERE / "format_2.sql").read_text(encoding="utf-8")
    file = made(tmp_path, text)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER records_no_update")
        body = json.loads(connection.execute("SELECT body FROM records WHERE position = 1").fetchone()[0])
        body["facts"]["household.income"]["(masked)"] = "00" * 32
        connection.execute("UPDATE records SET body = ? WHERE position = 1", (json.dumps(body),))
    with open_log(file, keys=HERE / "format_2.keys") as log:
        with pytest.raises(DamagedRecordError):
            log.search(private=True)
        fault = "the private value at /facts/household.income is not the one that was recorded"
        assert any(one.endswith(fault) for one in log.verify(decisions=True).faults)


def test_a_format_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    text = (HERE / "format_2.sql").read_text(encoding="utf-8").replace("curbstop-log/2", "curbstop-log/9")
    with pytest.raises(LogUnavailableError) as raised:
        open_log(made(tmp_path, text), keys=HERE / "format_2.keys")
    said = "the log is written as curbstop-log/9, and this version of curbstop reads curbstop-log/4"
    assert str(raised.value) == said
