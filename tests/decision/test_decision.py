"""A decision as objects, as plain data and as JSON text: three forms of the same."""

import copy
import json
import pickle
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from curbstop import Decision, load_pack
from curbstop.decision.askers import Askers
from curbstop.load import default_rules_root, pack_ids
from curbstop.semantics.evaluate import Evaluator

BILL = {"bill": {"date": "2026-01-02", "unpaid_amount": "184.37"}}


@pytest.fixture(scope="module")
def decisions() -> list[Decision]:
    pack = load_pack("pasadena/discontinuation")
    return [
        decision
        for facts in ({}, BILL, {**BILL, "account.id": "Ä-1"})
        for decision in pack.decide_all(pack.decisions, facts, as_of=date(2026, 3, 2))
    ]


def test_json_text_is_that_of_the_sealed_plain_data(decisions: list[Decision]) -> None:
    for decision in decisions:
        assert decision.to_json() == json.dumps(decision.sealed(), ensure_ascii=False)
        assert json.loads(decision.to_json(indent=2)) == json.loads(decision.to_json())


def test_objects_say_what_plain_data_say(decisions: list[Decision]) -> None:
    for decision in decisions:
        plain = json.loads(json.dumps(decision.as_json()))
        assert [reason.as_json() for reason in decision.reasons] == plain["reasons"]
        assert [[duty.do, duty.by] for duty in decision.duties] == [
            [duty["do"], duty["by"]] for duty in plain["duties"]
        ]
        assert [other._asdict() for other in decision.contested] == plain["contested"]
        assert decision.rules._asdict() == plain["rules"]
        for part in ("decision", "outcome", "exact", "as_of", "account", "values", "missing", "readings", "notes"):
            assert getattr(decision, part) == plain[part]


def test_what_decisions_share_cannot_be_changed(decisions: list[Decision]) -> None:
    plain = next(decision for decision in decisions if decision.reasons).as_json()
    shared = (plain["readings"], plain["rules"], plain["reasons"][0]["citations"][0], plain["trace"]["definitions"])
    for part in shared:
        with pytest.raises(TypeError, match="is shared and cannot be changed"):
            part["more"] = ""
    plain["outcome"] = "another"
    assert "another" not in {decision.outcome for decision in decisions}


def test_a_decision_can_be_copied_and_sent_to_another_process(decisions: list[Decision]) -> None:
    for decision in decisions:
        for same in (copy.copy(decision), copy.deepcopy(decision), pickle.loads(pickle.dumps(decision))):
            assert same == decision
            assert same.to_json() == decision.to_json()


def test_a_decision_is_shown_in_a_line_and_cannot_be_changed(decisions: list[Decision]) -> None:
    first = decisions[0]
    assert repr(first) == f"<Decision: {first.decision} is {first.outcome} on 2026-03-02>"
    with pytest.raises(FrozenInstanceError):
        first.outcome = "another"  # type: ignore[assignment]


def test_what_was_decided_without_a_trace_is_not_sealed() -> None:
    decided = load_pack("pasadena/discontinuation").untraced().decide("shutoff", BILL, as_of=date(2026, 3, 2))
    for saved in (decided.sealed, decided.to_json):
        with pytest.raises(ValueError, match="a decision without a trace cannot be sealed, for nobody could check it"):
            saved()
    with pytest.raises(ValueError, match=r'`guard="certificate"` checks traces'):
        load_pack("pasadena/discontinuation", guard="certificate").untraced()


def test_what_open_values_wait_for_is_the_same_without_traces() -> None:
    pack = load_pack("pasadena/water-rates")
    facts = {"service.category": "single_family", "service.meter_size": "1", "period.kind": "monthly"}
    for decision in pack.decisions:
        made, bare = (one.decide(decision, facts, as_of=date(2025, 11, 10)) for one in (pack, pack.untraced()))
        assert bare.as_json() == {**made.as_json(), "trace": {}}


@pytest.mark.parametrize("pack_id", pack_ids(default_rules_root()))
def test_who_asked_for_a_day_is_known_of_no_account_that_was_decided(pack_id: str) -> None:
    """Whatever a decision consists of can be asked whether it was the one."""
    pack = load_pack(pack_id)
    evaluator, account = Evaluator(pack.definition, pack.readings), pack.account({}, as_of=date(2026, 3, 2))
    for decision in pack.definition.decisions.values():
        assert Askers(decision, evaluator).of(account.state) is None
