"""The five main decisions with durable-rules, used as its README uses it: `ruleset`, `when_all`, `post`.

One ruleset for each decision, one rule for each row, `pri` for their order. A posted event goes to the first rule
that matches and is gone, which is the first-hit policy. Dates are worked out beforehand; the library has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from durable.lang import m, post, pri, ruleset, when_all

from .flat import Flat

Row = tuple[Any, str, str]
"""Condition, outcome, rule."""


class Readme:
    """The five rulesets. Made once in a process: the library keeps them in a global host."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []
        for name, rows in _ROWS.items():
            with ruleset(name):
                for index, (condition, outcome, rule) in enumerate(rows, start=1):
                    when_all(pri(index), condition)(self._action(outcome, rule))

    def _action(self, outcome: str, rule: str) -> Callable[[Any], None]:
        def action(c: Any) -> None:
            self._found.append((outcome, rule))

        action.__name__ = rule
        return action

    def decide(self, decision: str, facts: Flat) -> tuple[str, str]:
        """The outcome, and the rule that settled it."""
        self._found.clear()
        post(decision, facts)
        (found,) = self._found
        return found


def _yes(name: str) -> Any:
    return getattr(m, name) == True  # noqa: E712


def _no(name: str) -> Any:
    return getattr(m, name) == False  # noqa: E712


_ALWAYS = +m.as_of
_ROWS: dict[str, list[Row]] = {
    "shutoff": [
        (m.category != "residential", "not_covered", "not-residential"),
        (m.unpaid == 0, "prohibited", "nothing-unpaid"),
        (m.days_delinquent < 60, "prohibited", "not-yet-60-days-delinquent"),
        (_no("written_notice"), "prohibited", "no-timely-written-notice"),
        (
            (m.occupancy == "tenant_individual_meter") & (_no("occupant_notice")),
            "prohibited",
            "no-timely-occupant-notice",
        ),
        (
            (m.occupancy == "tenants_master_meter") & (_no("master_meter_notice")),
            "prohibited",
            "no-timely-master-meter-notice",
        ),
        ((_yes("hardship")) & (_no("plan_in_default")), "prohibited", "hardship-protects"),
        ((_yes("plan_active")) & (_no("plan_in_default")), "prohibited", "plan-protects"),
        (
            (_yes("plan_in_default")) & (_no("final_notice_in_time")),
            "prohibited",
            "no-timely-final-notice",
        ),
        (_yes("extension_running"), "prohibited", "extension-running"),
        (
            (m.appeal_status == "pending")
            & (_yes("disputed"))
            & (_yes("contact_in_time"))
            & (_yes("form_in_time"))
            & (_yes("appeal_valid"))
            & (_no("fraud")),
            "prohibited",
            "appeal-pending",
        ),
        (_yes("past_due"), "permitted", "past-due"),
        (_ALWAYS, "prohibited", "nothing-past-due"),
    ],
    "penalty-waiver": [
        (m.category != "residential", "denied", "not-residential"),
        (_no("past_due"), "denied", "no-penalty-assessed"),
        (_no("low_income"), "denied", "not-low-income"),
        (m.waivers_in_year >= 1, "denied", "already-waived"),
        (_ALWAYS, "granted", "may-have-it-waived"),
    ],
    "deferral": [
        (m.extensions_in_year >= 2, "denied", "extensions-used-up"),
        (m.days_asked > 14, "denied", "more-days-than-allowed"),
        (m.days_asked < 1, "denied", "no-days-asked"),
        (_ALWAYS, "granted", "extension-available"),
    ],
    "amortization": [
        (_no("hardship"), "denied", "hardship-conditions-not-met"),
        (_yes("plan_active"), "denied", "plan-already-active"),
        (_ALWAYS, "eligible", "may-request-a-plan"),
    ],
    "appeal": [
        (_no("hardship"), "rejected", "hardship-conditions-not-met"),
        (_no("contact_in_time"), "rejected", "no-contact-in-time"),
        (_no("form_in_time"), "rejected", "no-form-in-time"),
        (m.other_appeals >= 1, "rejected", "already-appealed"),
        (_ALWAYS, "accepted", "appeal-in-order"),
    ],
}
