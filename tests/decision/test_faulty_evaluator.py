"""A reference evaluator with a fault: what each guard lets leave. No wrong adverse outcome passes the certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests import faulty

from curbstop import EvaluatorsDisagreeError, Pack, load_pack
from curbstop.audit import logged_decide, open_log
from curbstop.decision.guard import CertificateRefusedError
from curbstop.ir import pack as ir
from curbstop.questions.explain import explain
from curbstop.questions.timeline import timeline
from strategies import AS_OF, parse, small_pack

FIXTURES = Path(__file__).parents[2] / "fixtures" / "accounts"
RULE = "not-yet-60-days-delinquent"
THE_DAY_BEFORE, THE_DAY = date(2026, 4, 2), date(2026, 4, 3)
"""The last day on which the plainly delinquent account may not be shut off, and the first on which it may."""
JUST_POOR = {"household": {"size": 2, "annual_income": "43279.99", "income_proof": True, "programs": []}}
"""An income below twice the guideline of 2026 for two, and above twice that of 2025."""


def account(name: str, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    return {**facts, **changes}


@pytest.fixture(scope="module")
def sound() -> Pack:
    return load_pack("pasadena/discontinuation", guard="certificate")


def shut_off(guard: str, facts: dict[str, Any], day: date) -> str:
    return load_pack("pasadena/discontinuation", guard=guard).decide("shutoff", facts, as_of=day).outcome


PLAIN = account("plain-delinquent"), THE_DAY_BEFORE
UNDATED_EXTENSION = account("plain-delinquent", extensions=[{"days": 14}])
WRONG = {
    "days": (faulty.one_day_too_many, *PLAIN),
    "business days": (faulty.a_business_day_too_few, account("default-final-notice"), date(2026, 2, 17)),
    "holidays": (faulty.no_holidays, account("default-final-notice"), date(2026, 2, 17)),
    "parameter version": (faulty.the_version_before, account("retired-couple", **JUST_POOR), THE_DAY),
    "reading": (faulty.another_reading(delinquency_clock="past-due-date"), *PLAIN),
    "unknown element": (faulty.unknown_elements_do_not_count, UNDATED_EXTENSION, THE_DAY),
    "missing fact": (faulty.only_the_first_part, account("plain-delinquent", plan={}), THE_DAY),
}


@pytest.mark.parametrize(("fault", "facts", "day"), WRONG.values(), ids=WRONG.keys())
def test_the_certificate_refuses_what_rests_on_a_wrong_value(
    sound: Pack, monkeypatch: pytest.MonkeyPatch, fault: faulty.Fault, facts: dict[str, Any], day: date
) -> None:
    assert sound.decide("shutoff", facts, as_of=day).outcome != "permitted"
    fault(monkeypatch)
    assert shut_off("always", facts, day) == "permitted"
    with pytest.raises(CertificateRefusedError, match=r"^the checker refuses the trace of `shutoff`: .*; nothing was"):
        shut_off("certificate", facts, day)


def adverse_pack(condition: str) -> ir.Pack:
    """A pack of one decision, of which `yes` is adverse."""
    pack = small_pack(parse(condition))
    return replace(pack, decisions={"question": replace(pack.decisions["question"], adverse=("yes",))})


def test_the_certificate_refuses_a_wrong_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"kind": "amber", "on": "2026-02-01", "cost": "1.00"}
    question = adverse_pack('sum(n.cost for n in kept if n.kind == "amber") > money("2.00")')
    facts = {"items": [row, row]}
    assert Pack(question, guard="certificate").decide("question", facts, as_of=AS_OF).outcome == "no"
    faulty.a_summand_twice(monkeypatch)
    assert Pack(question).decide("question", facts, as_of=AS_OF).outcome == "yes"
    with pytest.raises(CertificateRefusedError):
        Pack(question, guard="certificate").decide("question", facts, as_of=AS_OF)


@pytest.mark.parametrize("guard", ["always", "adverse", "certificate"])
def test_no_guard_lets_a_wrong_verdict_lead_to_an_adverse_outcome(monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    faulty.wrong_verdict(RULE)(monkeypatch)
    with pytest.raises(EvaluatorsDisagreeError) as refused:
        shut_off(guard, *PLAIN)
    error = refused.value
    assert (error.decision, error.rule, error.reference, error.durable) == ("shutoff", RULE, False, True)
    assert str(error) == (
        f"the evaluators disagree on rule `{RULE}` of `shutoff`: the reference evaluator says it does not hold, "
        "durable-rules says it holds; nothing was decided"
    )


def test_what_is_refused_is_not_logged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    faulty.one_day_too_many(monkeypatch)
    pack = load_pack("pasadena/discontinuation", guard="certificate")
    facts, day = PLAIN
    with open_log(f"sqlite:///{tmp_path / 'log.db'}") as log:
        with pytest.raises(CertificateRefusedError):
            logged_decide(log, pack, "shutoff", pack.account(facts, as_of=day), caller="test")
        assert log.count() == 0


def test_questions_do_not_show_it_either(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty.one_day_too_many(monkeypatch)
    pack = load_pack("pasadena/discontinuation", guard="certificate")
    facts, day = PLAIN
    with pytest.raises(CertificateRefusedError):
        pack.decide_all(["delinquency", "shutoff"], facts, as_of=day)
    with pytest.raises(CertificateRefusedError):
        timeline(pack, "shutoff", facts, start=day, days=2)
    with pytest.raises(CertificateRefusedError):
        explain(pack, "shutoff", facts, want="prohibited", as_of=day)
