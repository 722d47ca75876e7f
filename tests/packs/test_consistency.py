"""Each `consistent:` rule of a pack refuses an account: a case, which is about an outcome, cannot show that."""

from __future__ import annotations

from datetime import date

import pytest

from curbstop import Faults, load_pack

DAY = date(2026, 4, 3)
PACK = load_pack("pasadena/discontinuation")
NEXT, BEFORE = "2026-03-02", "2026-03-01"
REFUSED = {
    "closed-after-requested": ("inquiry.closed_on", {"inquiry.requested_on": NEXT, "inquiry.closed_on": BEFORE}),
    "review-after-determination": (
        "appeal.review_requested_on",
        {"appeal.determination_on": NEXT, "appeal.review_requested_on": BEFORE},
    ),
    "plan-dates-need-a-plan": ("plan.noncompliant_since", {"plan.status": "none", "plan.noncompliant_since": BEFORE}),
    "plan-dates-need-a-plan, the other day": (
        "plan.current_unpaid_since",
        {"plan.status": "none", "plan.current_unpaid_since": BEFORE},
    ),
}


def test_every_rule_is_tried() -> None:
    assert {rule.id for rule in PACK.definition.consistency} == {name.partition(",")[0] for name in REFUSED}


@pytest.mark.parametrize("name", REFUSED)
def test_an_account_that_contradicts_it_is_refused_and_without_that_fact_is_not(name: str) -> None:
    wrong, facts = REFUSED[name]
    with pytest.raises(Faults) as raised:
        PACK.account(facts, as_of=DAY)
    (fault,) = raised.value.diagnostics
    assert (fault.code, fault.hint) == ("contradiction", f"rule `{name.partition(',')[0]}`")
    PACK.account({fact: value for fact, value in facts.items() if fact != wrong}, as_of=DAY)
