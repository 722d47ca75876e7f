"""What durable-rules is asked before a decision leaves, and what becomes of a decision that it does not confirm."""

from collections.abc import Sequence
from datetime import date

import pytest

from curbstop import EvaluatorsDisagreeError, load_pack
from curbstop.backends.durable import Runner

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
