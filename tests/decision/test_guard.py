"""What durable-rules is asked before a decision leaves, and what becomes of a decision that it does not confirm."""

from collections.abc import Sequence
from datetime import date

import pytest

from curbstop import EvaluatorsDisagreeError, Faults, Pack, load_pack
from curbstop.backends.durable import Runner
from strategies import AS_OF, parse, small_pack

BILL = {"bill": {"date": "2026-01-02", "unpaid_amount": "184.37"}}
ASSESSED, NOT_ASSESSED = date(2026, 3, 2), date(2026, 1, 5)
given = Runner.verdicts


@pytest.mark.parametrize(
    ("guard", "day", "expected"),
    [
        ("always", ASSESSED, [True]),
        ("always", NOT_ASSESSED, [False]),
        ("adverse", ASSESSED, [True]),
        ("adverse", NOT_ASSESSED, []),
    ],
)
def test_what_fails_is_asked_for_behind_an_adverse_outcome(
    monkeypatch: pytest.MonkeyPatch, guard: str, day: date, expected: list[bool]
) -> None:
    asked = []

    def verdicts(self: Runner, values: Sequence[object], *, asks_what_fails: bool) -> tuple[bool | None, ...]:
        asked.append(asks_what_fails)
        return given(self, values, asks_what_fails=asks_what_fails)

    monkeypatch.setattr(Runner, "verdicts", verdicts)
    load_pack("pasadena/discontinuation", guard=guard).decide("delinquency-penalty", BILL, as_of=day)
    assert asked == expected


@pytest.mark.parametrize("day", [ASSESSED, NOT_ASSESSED])
def test_nothing_is_decided_where_the_evaluators_disagree(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    def verdicts(self: Runner, values: Sequence[object], *, asks_what_fails: bool) -> tuple[bool | None, ...]:
        return tuple(verdict is False for verdict in given(self, values, asks_what_fails=asks_what_fails))

    monkeypatch.setattr(Runner, "verdicts", verdicts)
    with pytest.raises(EvaluatorsDisagreeError, match="nothing was decided"):
        load_pack("pasadena/discontinuation").decide("delinquency-penalty", BILL, as_of=day)


def wrong_where_all_is_known(
    self: Runner, values: Sequence[object], *, asks_what_fails: bool
) -> tuple[bool | None, ...]:
    found = given(self, values, asks_what_fails=asks_what_fails)
    return found if None in found else tuple(not verdict for verdict in found)


def test_an_adverse_outcome_that_is_asked_for_alone_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_pack("pasadena/discontinuation")
    outcomes, state = pack.assembler("delinquency-penalty").outcomes, pack.account(BILL, as_of=ASSESSED).state
    assert outcomes.of(state) == "assessed"
    monkeypatch.setattr(Runner, "verdicts", wrong_where_all_is_known)
    with pytest.raises(EvaluatorsDisagreeError):
        outcomes.of(state)


def test_the_completions_that_show_a_decision_to_be_open_are_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_pack("pasadena/discontinuation")
    assert pack.decide("delinquency-penalty", {}, as_of=ASSESSED).outcome == "undetermined"
    monkeypatch.setattr(Runner, "verdicts", wrong_where_all_is_known)
    with pytest.raises(EvaluatorsDisagreeError):
        pack.decide("delinquency-penalty", {}, as_of=ASSESSED)


@pytest.mark.parametrize("x", [1 - 2**53, 2 - 2**53])
def test_a_number_too_large_for_both_evaluators_is_refused_in_a_sentence(x: int) -> None:
    pack = Pack(small_pack(parse("w.x > w.y and w.y > w.x - 2")))
    with pytest.raises(Faults) as refused:
        pack.decide("question", {"w.x": x, "w.y": 0}, as_of=AS_OF)
    (fault,) = refused.value.diagnostics
    assert (fault.code, fault.message, fault.hint) == (
        "too-large",
        "`w.x - 2` comes to a number that is too large to be compared exactly",
        "whole numbers, and amounts in cents, must be below 9,007,199,254,740,992",
    )
    assert pack.decide("question", {"w.x": 3 - 2**53, "w.y": 0}, as_of=AS_OF).outcome == "no"


def test_no_completion_that_is_shown_has_such_a_number() -> None:
    decision = Pack(small_pack(parse("w.x > w.y and w.y > w.x - 2"))).decide("question", {}, as_of=AS_OF)
    assert (decision.outcome, decision.exact, decision.missing) == ("undetermined", True, ["w.x", "w.y"])
