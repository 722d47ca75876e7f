"""Private facts: nowhere in the open, gone with their key, and everything else still checked."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.audit.logs import ACCOUNTS, AS_OF, BOTH, NOON, decided, the_pack

from curbstop import load_pack
from curbstop.audit import AuditLog, Decided, Record
from curbstop.audit.definitions import read_back
from curbstop.audit.draft import Place, draft, text_of
from curbstop.audit.keyring import Keyring
from curbstop.audit.masked_check import check_masked
from curbstop.audit.masks import Hidden, Masks, commitment, is_mask, put_back, shown
from curbstop.audit.privacy import PackPrivacy
from curbstop.audit.record import stamp
from curbstop.audit.shapes import unfolded
from curbstop.checker import check
from curbstop.load import default_rules_root
from curbstop.load.accounts import read_account_file

MARKED = {
    "account.id": "A-77",
    "customer.category": "residential",
    "bill.date": "2025-12-15",
    "bill.unpaid_amount": "263.90",
    "household.size": 17,
    "household.annual_income": "41234.57",
    "household.programs": ["calfresh"],
    "household.income_proof": True,
}


def marked(decision: str) -> Decided:
    account = the_pack().account(MARKED, as_of=AS_OF)
    return Decided(the_pack(), account, the_pack().decide(decision, account), "tests", {})


@pytest.mark.parametrize("decision", ["shutoff", "hardship", "penalty-waiver", "appeal"])
def test_no_private_value_stands_in_the_open(log: AuditLog, tmp_path: Path, decision: str) -> None:
    one = marked(decision)
    assert "41234.57" in one.decision.to_json()
    entry = log.append_many([one])[0]
    record = log.get(entry.id)
    assert record is not None
    text = json.dumps(record.body, ensure_ascii=False)
    masked = json.dumps(
        {**record.as_json(), "saved": {**record.saved, "trace": {**record.saved["trace"], "definitions": {}}}}
    )
    for place in (text, masked):
        assert "41234.57" not in place
        assert '"calfresh"' not in place
    assert record.facts["household.size"] == "(private)"
    assert "seal" not in record.saved
    assert b"41234.57" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("decision", ["hardship", "penalty-waiver"])
def test_no_private_value_stands_in_a_sentence(log: AuditLog, decision: str) -> None:
    """The limit tells how large the household is."""
    rich = {**MARKED, "household.annual_income": "412340.57", "household.programs": []}
    account = the_pack().account(rich, as_of=AS_OF)
    made = the_pack().decide(decision, account)
    assert "213,680.00" in json.dumps(made.as_json()["reasons"])
    entry = log.append_many([Decided(the_pack(), account, made, "tests", {})])[0]
    record = log.get(entry.id)
    assert record is not None
    assert "213,680.00" not in json.dumps([record.body, record.as_json()])
    assert "below (private)." in json.dumps(record.saved["reasons"])


@pytest.mark.parametrize("name", sorted(path.stem for path in ACCOUNTS.glob("*.yaml")))
def test_every_masked_decision_verifies_in_all_but_the_masked_conditions(name: str, tmp_path: Path) -> None:
    pack = the_pack()
    privacy, key = PackPrivacy(pack), ("k", bytes(32))
    account = pack.account(read_account_file(str(ACCOUNTS / f"{name}.yaml"), None), as_of=AS_OF)
    for decision in ("shutoff", "hardship", "penalty-waiver", "appeal", "amortization"):
        made = pack.decide(decision, account)
        one = draft(Decided(pack, account, made, "tests", {}), privacy, "sha256:files", str)
        text, box = text_of(one, Place("id", 1, None, stamp(NOON)), key)
        body = unfolded(json.loads(text), json.loads(json.dumps(one.shape.item)))
        listed = one.shape.rests_on.items()
        items = {hash_: read_back(json.loads(json.dumps(item)), hash_) for hash_, item in listed}
        whole = Record(body, items, "", json.loads(one.opened) if one.opened else None)
        assert whole.saved == json.loads(made.to_json())
        if box is None:
            continue
        found = check_masked(Record(body, items, ""))
        assert found.faults == [], decision
        assert set(found.unchecked) <= {*made.trace["definitions"], "contested"}


def test_a_masked_decision_with_other_verdicts_or_facts_is_refused(log: AuditLog) -> None:
    log.append_many([decided()])
    record = log.search()[0]
    body = json.loads(json.dumps(record.body))
    body["decision"]["trace"]["verdicts"]["nothing-unpaid"] = True
    found = check_masked(Record(body, record.items, ""))
    assert "the verdicts are not what the conditions give" in found.faults
    body = json.loads(json.dumps(record.body))
    body["facts"]["bill.date"] = "2026-03-30"
    assert check_masked(Record(body, record.items, "")).faults[0] == (
        "the values of the trace are not what the facts give"
    )


@pytest.mark.parametrize(
    ("name", "missing"),
    [("plain-delinquent", "notices"), ("oxygen-concentrator", "household.programs"), ("proof-missing", "plan.status")],
)
def test_a_masked_search_leaves_all_that_is_known_to_be_checked(log: AuditLog, name: str, missing: str) -> None:
    pack = the_pack()
    facts = pack.plain_facts(decided(name).account)
    account = pack.account({name: value for name, value in facts.items() if name != missing}, as_of=AS_OF)
    log.append_many([Decided(pack, account, made := pack.decide("shutoff", account), "tests", {})])
    assert "completions" in made.trace
    record = log.search()[0]
    found = check_masked(record)
    assert (found.faults, found.unchecked[-1]) == ([], "decision:shutoff")

    def faults_with(path: tuple[str, ...], value: object) -> list[str]:
        body = json.loads(json.dumps(record.body))
        place = body["decision"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return check_masked(Record(body, record.items, "")).faults

    for rule, verdict in made.trace["verdicts"].items():
        for other in {True, False, None} - {verdict}:
            assert faults_with(("trace", "verdicts", rule), other), rule
    assert faults_with(("outcome",), "not_covered") == ["the verdicts do not allow `not_covered`"]


@BOTH
def test_erasing_an_account_removes_its_values_and_leaves_every_hash_valid(opened: Callable[[], AuditLog]) -> None:
    log = opened()
    log.append_many([decided("oxygen-concentrator"), decided("plain-delinquent"), decided("oxygen-concentrator")])
    kept = log.checkpoint()
    assert log.erase("A-1002") == 1
    assert log.erase("A-1002") == 0
    for one in (log, opened()):
        first, second, third = one.search(private=True)
        assert [record.whole is None for record in (first, second, third)] == [True, False, True]
        assert (first.erased, second.erased, third.erased) == (True, False, True)
        assert one.replay(first).differences == ("it cannot be decided again: its private facts were erased",)
        found = one.verify([kept], decisions=True)
        assert found.faults == []
        assert set(found.unchecked) == {first.id, third.id}
        assert found.unchecked[first.id] == [
            "derived:medical_need",
            "derived:income_limit",
            "derived:low_income",
            "rule:shutoff/appeal-pending",
        ]
    fourth = log.append_many([decided("oxygen-concentrator")])[0]
    record = log.get(fourth.id, private=True)
    assert record is not None
    assert record.whole is not None


def test_an_erased_key_is_nowhere_in_the_file(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided()])
    with log._database.reading() as session:
        row = session.first("SELECT wrapped FROM account_keys")
    assert row is not None
    wrapped = bytes(row[0])

    def is_stored() -> bool:
        return any(wrapped in file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("decisions.db"))

    assert is_stored()
    log.erase("A-1002")
    assert not is_stored()


def test_without_keys_a_log_is_read_masked_and_verified_but_not_written(address: str, log: AuditLog) -> None:
    from curbstop.audit import LogUnavailableError, open_log

    log.append_many([decided()])
    with open_log(address) as other:
        assert other.search(private=True)[0].whole is None
        assert other.verify(decisions=True).faults == []
        with pytest.raises(LogUnavailableError, match="are missing, and nothing is appended or signed without them"):
            other.append_many([decided()])


def test_keys_of_another_log_are_refused(address: str, log: AuditLog, tmp_path: Path) -> None:
    from curbstop.audit import LogUnavailableError, open_log

    other = tmp_path / "other.keys"
    Keyring.create(other)
    with pytest.raises(LogUnavailableError) as raised:
        open_log(address, keys=other)
    assert str(raised.value) == f"the keys `{other}` are those of another log"
    assert (other.stat().st_mode & 0o777) == 0o600


def test_a_commitment_tells_a_changed_value() -> None:
    masks = Masks()
    data = {"a": masks.take("/a", [True, 3]), "b": masks.take("/b", "text", "shown"), "c": 1}
    assert is_mask(data["a"])
    assert shown(data) == {"a": "(private)", "b": "shown", "c": 1}
    text = masks.opened()
    assert text is not None
    opened, committed = json.loads(text), commitment(text)
    assert put_back(data, opened, committed) == {"a": [True, 3], "b": "text", "c": 1}
    for values in ({**opened["values"], "/a": [False, 3]}, {"/a": [True, 3]}):
        with pytest.raises(ValueError, match="the private values are not those that were recorded"):
            put_back(data, {**opened, "values": values}, committed)
    with pytest.raises(ValueError, match="the private value at /d is not there"):
        put_back({"d": data["a"]}, opened, committed)
    again = masks.opened()
    assert again is not None
    assert commitment(again) != committed


def test_private_entries_are_hidden_where_they_are_there() -> None:
    masks, data = Masks(), {"a": [True, 3], "b": "text", "c": 1}
    masks.hide(data, [Hidden("a", "/a", slice(1)), Hidden("b", "/b"), Hidden("d", "/d")])
    assert shown(data) == {"a": [True], "b": "(private)", "c": 1}
    assert json.loads(masks.opened() or b"")["values"] == {"/a": [True, 3], "/b": "text"}


def test_no_record_without_private_values_commits_to_any() -> None:
    assert Masks().opened() is None


def test_the_account_on_another_day_still_replays(log: AuditLog) -> None:
    pack = the_pack().with_choices(readings={"income-proof": "declaration-suffices"})
    facts = pack.account(MARKED, as_of=date(2026, 2, 2))
    log.append(pack, facts, pack.decide("shutoff", facts), caller="tests")
    record = log.search(private=True)[0]
    assert check(record.saved) == []
    assert log.replay(record).differences == ()


def test_an_account_whose_id_is_private_has_a_pseudonym(log: AuditLog, tmp_path: Path) -> None:
    root = tmp_path / "rules"
    shutil.copytree(default_rules_root(), root)
    file = root / "pasadena" / "discontinuation" / "facts.yaml"
    text = file.read_text(encoding="utf-8")
    at = text.index("type: text", text.index("account.id:"))
    file.write_text(f"{text[:at]}private: true\n    {text[at:]}", encoding="utf-8")
    log.append_many([decided(pack=load_pack("pasadena/discontinuation", rules=root))])
    masked, whole = log.search()[0], log.search(account="A-1002", private=True)[0]
    assert masked.account is not None
    assert masked.account.startswith("account:")
    assert [record.id for record in log.search(account=masked.account)] == [whole.id]
    assert whole.account == "A-1002"
    assert "A-1002" not in json.dumps(masked.body)
    assert log.replay(whole).differences == ()
    assert log.verify(decisions=True).faults == []
    assert log.erase("A-1002") == 1
    assert log.verify(decisions=True).faults == []
    files = [file.read_bytes() for file in tmp_path.iterdir() if file.is_file()]
    assert not any(b"A-1002" in data for data in files)


@BOTH
def test_many_accounts_are_appended_at_once_each_under_its_own_key(opened: Callable[[], AuditLog]) -> None:
    log, pack = opened(), the_pack()
    names = [f"A-{number}" for number in range(600)]
    accounts = [pack.account({**MARKED, "account.id": name}, as_of=AS_OF) for name in names]
    one_each = [Decided(pack, account, pack.decide("hardship", account), "tests", {}) for account in accounts]
    log.append_many(one_each)
    assert log.erase("A-599") == 1
    log.append_many(one_each[-1:])
    again = log.search(account="A-599", private=True)
    assert [record.whole is None for record in again] == [True, False]
    assert log.search(account="A-598", private=True)[0].facts["household.annual_income"] == "41234.57"
    assert log.erase("A-599") == 1
