"""What is appended is there, can be found, and is what was decided."""

import gc
import json
import weakref
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from tests.audit.logs import AS_OF, BOTH, NOON, decided, the_pack

from curbstop import load_pack
from curbstop.audit import AuditLog, Decided, LogUnavailableError, logged_decide


@BOTH
def test_an_appended_decision_is_read_back_whole(log: AuditLog) -> None:
    one = decided()
    entry = log.append(one.pack, one.account, one.decision, caller="billing", durations={"decide": 0.5}, now=NOON)
    record = log.get(entry.id, private=True)
    assert record is not None
    assert record.saved == json.loads(one.decision.to_json())
    assert (record.position, record.caller, record.account) == (1, "billing", "A-1002")
    assert (record.recorded_at, record.durations) == ("2026-04-03T12:00:00.000000Z", {"decide": 0.5})
    assert record.facts["household.annual_income"] == "41200.00"
    assert entry.hash == record.hash
    assert log.get("01a2019f-3856-72aa-b05d-01324faa664f") is None


@BOTH
def test_searches_find_what_fits_all_that_is_given(log: AuditLog) -> None:
    entries = [
        log.append_many([decided(account, decision)], now=NOON + timedelta(hours=hour))[0]
        for hour, (account, decision) in enumerate(
            [("oxygen-concentrator", "shutoff"), ("plain-delinquent", "shutoff"), ("plain-delinquent", "hardship")]
        )
    ]
    first, second, third = (entry.id for entry in entries)

    def found(**fields: object) -> list[str]:
        return [record.id for record in log.search(**fields)]

    assert found() == [first, second, third]
    assert found(account="A-1002") == [first]
    assert found(decision="shutoff", outcome="permitted") == [second]
    assert found(rule="hardship-protects") == [first]
    assert found(rule="hardship_protects") == found(rule="hardship") == found(rule="%") == []
    assert found(section="2(A)(5)") == [first]
    assert found(digest=the_pack().digest[:20]) == found(digest=the_pack().digest[7:20]) == [first, second, third]
    assert found(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=1)) == [second]
    assert found(after=first, limit=1) == [second]
    assert found(account="A-1002", outcome="permitted") == []


@BOTH
def test_writers_at_once_give_one_chain(opened: Callable[[], AuditLog]) -> None:
    one, logs = decided(), [opened(), opened()]

    def append(log: AuditLog) -> None:
        for _ in range(10):
            log.append_many([one, one])

    threads = [Thread(target=append, args=(log,)) for log in logs for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = logs[0].verify()
    assert found.faults == []
    assert found.records == 120


@BOTH
def test_a_clock_that_jumps_back_leaves_ids_in_order(log: AuditLog) -> None:
    times = [NOON, NOON - timedelta(days=400), NOON - timedelta(days=400), NOON + timedelta(seconds=1)]
    ids = [log.append_many([decided()], now=now)[0].id for now in times]
    assert ids == sorted(ids)
    assert len(set(ids)) == 4
    assert log.verify().faults == []
    assert [record.recorded_at[:4] for record in log.search()] == ["2026", "2025", "2025", "2026"]


@BOTH
def test_nothing_can_be_changed_or_removed_through_sql(log: AuditLog) -> None:
    log.append_many([decided()])
    log.checkpoint()
    statements = [
        statement
        for table, column in [("records", "body"), ("items", "item"), ("packs", "pack"), ("checkpoints", "checkpoint")]
        for statement in (f"UPDATE {table} SET {column} = ''", f"DELETE FROM {table}")
    ]
    for statement in statements:
        with (
            pytest.raises(LogUnavailableError, match="the audit log is append-only"),
            log._database.writing() as session,
        ):
            session.run(statement, [{}])
    assert log.verify().faults == []


def test_replacing_a_row_is_refused_too(log: AuditLog) -> None:
    log.append_many([decided()])
    with pytest.raises(LogUnavailableError) as raised, log._database.writing() as session:
        session.run("INSERT OR REPLACE INTO records SELECT * FROM records", [{}])
    assert str(raised.value).endswith("cannot be written: the audit log is append-only")


def test_deciding_and_logging_in_one_call(log: AuditLog) -> None:
    account = decided().account
    made, entry = logged_decide(log, the_pack(), "hardship", account, caller="portal")
    record = log.get(entry.id, private=True)
    assert record is not None
    assert record.saved == json.loads(made.to_json())
    assert record.durations["decide"] > 0
    assert record.as_of == AS_OF.isoformat()


def test_a_batch_is_stored_as_a_whole_or_not_at_all(log: AuditLog) -> None:
    good, pack = decided(), the_pack().with_choices()
    pack.texts = None
    bad = Decided(pack, good.account, good.decision, "tests", {})
    with pytest.raises(ValueError, match="was not loaded from files") as raised:
        log.append_many([good, bad])
    wanted = "the pack `pasadena/discontinuation` was not loaded from files, so that its rules cannot be kept"
    assert str(raised.value) == wanted
    assert log.count() == 0


def test_rules_that_nobody_uses_any_more_are_forgotten(log: AuditLog) -> None:
    pack = load_pack("pasadena/service-center")
    logged_decide(log, pack, "bulky-pickup", pack.account({}, as_of=AS_OF), caller="tests")
    used = weakref.ref(pack)
    del pack
    gc.collect()
    assert used() is None
