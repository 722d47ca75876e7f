"""Old decisions are made again under the rules of their day, and under those of today."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.audit.logs import ACCOUNTS, AS_OF, decided, the_pack

from curbstop import load_pack
from curbstop.audit import AuditLog
from curbstop.decision.models import Decision
from curbstop.load import default_rules_root
from curbstop.load.rule_texts import RuleTexts

PACK = "pasadena/discontinuation"


@pytest.fixture
def changed_rules(tmp_path: Path) -> Path:
    """The rules with another number of days, as somebody changed them."""
    root = tmp_path / "rules"
    shutil.copytree(default_rules_root(), root)
    file = root / PACK / "parameters.yaml"
    text = file.read_text(encoding="utf-8")
    block = text.index("shutoff_delinquency:")
    file.write_text(text[:block] + text[block:].replace("value: 60", "value: 90", 1), encoding="utf-8")
    return root


@pytest.mark.parametrize("name", sorted(path.stem for path in ACCOUNTS.glob("*.yaml"))[::3])
def test_every_decision_comes_out_the_same_from_the_stored_rules(log: AuditLog, name: str) -> None:
    names = ["shutoff", "amortization", "appeal", "occupant-notice"]
    log.append_many([decided(name, decision) for decision in names])
    pack = log.rules(the_pack().digest)
    assert [log.replay(record, pack).differences for record in log.search(private=True)] == [()] * len(names)


def test_stored_rules_do_not_change_with_the_folder(log: AuditLog, changed_rules: Path) -> None:
    old = decided("plain-delinquent", pack=load_pack(PACK, rules=changed_rules))
    log.append_many([old])
    shutil.rmtree(changed_rules)
    record = log.search(private=True)[0]
    assert (record.outcome, log.replay(record).differences) == ("prohibited", ())
    today = log.replay(record, the_pack())
    assert (today.outcome, today.same) == ("permitted", False)
    assert today.differences == (
        '`outcome` was `"prohibited"` and is `"permitted"`',
        '`reasons` was `["not-yet-60-days-delinquent"]` and is `["past-due"]`',
    )


def test_a_decision_under_other_rules_than_it_names_is_found(log: AuditLog, changed_rules: Path) -> None:
    """All hashes fit: somebody who holds the keys appended it."""
    other = decided("plain-delinquent", pack=load_pack(PACK, rules=changed_rules))
    plain = {**other.decision.plain, "rules": decided().decision.plain["rules"]}
    log.append_many([decided("plain-delinquent"), other._replace(pack=the_pack(), decision=Decision(plain))])
    assert log.verify().faults == []
    (fault,) = log.verify(decisions=True).faults
    assert fault.endswith(f": its definitions are not those of the rules {the_pack().digest}")


def test_readings_and_external_parameters_are_replayed(log: AuditLog) -> None:
    rows = {size: f"{size}0000" for size in range(1, 21)}
    pack = the_pack().with_choices(
        readings={"low-income-requirements": "operator-table", "delinquency-clock": "past-due-date"},
        parameters={"low_income_limit": rows},
    )
    dated = the_pack().with_choices(
        readings={"low-income-requirements": "operator-table"},
        parameters={"low_income_limit": {"versions": [{"from": date(2026, 1, 1), "rows": rows, "each_more": "10"}]}},
    )
    for one in (pack, dated):
        log.append_many([decided("proof-missing", pack=one), decided("plain-delinquent", "hardship", pack=one)])
    found = log.search(private=True)
    assert any("given:low_income_limit" in record.saved["trace"]["definitions"] for record in found)
    assert [log.replay(record).differences for record in found] == [()] * 4


def test_a_fact_that_was_filled_in_is_filled_in_again(log: AuditLog) -> None:
    pack = load_pack("pasadena/water-rates")
    facts = {"drought": {"stage": 0}, "service": {"category": "single_family"}}
    account = pack.account(facts, as_of=date(2025, 11, 10))
    log.append(pack, account, pack.decide("drought-adjustment", account), caller="tests")
    record = log.search(private=True)[0]
    assert record.body["implied"]
    assert log.replay(record).differences == ()


def test_stored_rules_that_lead_out_of_their_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"the path `\.\./x\.yaml` leads out of the rules folder"):
        RuleTexts("a", {"../x.yaml": ""}).write(tmp_path)


def test_the_day_is_that_of_the_decision(log: AuditLog) -> None:
    log.append_many([decided()])
    assert log.search()[0].as_of == AS_OF.isoformat()
