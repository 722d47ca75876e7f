"""Two decisions of Quillport once more, in plain Python: written from the regulations, never from the rule files.

Only for accounts of which everything is known.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

Facts = dict[str, object]

LEAST_DEBT = Decimal("52.75")
FIRST_RELIEF, NEXT_RELIEF = Decimal(2400), Decimal(800)
NEW_RATES = date(2026, 2, 1)


def relief_line(residents: int) -> Decimal:
    return FIRST_RELIEF + NEXT_RELIEF * (residents - 1)


def statement(first: date, last: date, kilogallons: Decimal) -> Decimal:
    """The total of a statement."""
    days = [first + timedelta(passed) for passed in range((last - first).days + 1)]

    def average(old: str, new: str) -> Fraction:
        return sum(Fraction(new if day >= NEW_RATES else old) for day in days) / len(days)

    drawn = Fraction(kilogallons)
    lower, upper = min(drawn, Fraction(11)), max(drawn - 11, Fraction(0))
    exact = average("16.35", "17.10") + lower * average("2.615", "2.745") + upper * average("3.8725", "4.0675")
    return Decimal(floor(exact * 100 + Fraction(1, 2))) / 100


class Quillport:
    """The regulations, with the days on which the Office is closed."""

    def __init__(self, holidays: Collection[date]) -> None:
        self.holidays = sorted(holidays)

    def open_on(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def business_days_after(self, day: date, count: int) -> date:
        while count:
            day += timedelta(1)
            count -= self.open_on(day)
        return day

    def may_disconnect(self, facts: Facts, today: date) -> tuple[str, set[str]]:
        """The outcome, and the sections that lead to it."""
        if facts["service.kind"] != "dwelling":
            return "under_contract", {"Reg. 2.1"}
        if self._shielded(facts, today):
            return "shielded", {"Reg. 2.4"}
        wait = set()
        if facts["dispute.unanswered"] or facts["arrangement.running"]:
            wait.add("Reg. 2.5")
        if not any(self._counts(warning, facts["charge.due_on"], today) for warning in facts["warnings"]):
            wait.add("Reg. 2.2")
        if today.weekday() in (4, 5, 6) or not self.open_on(today) or not self.open_on(today + timedelta(1)):
            wait.add("Reg. 2.3")
        if wait:
            return "must_wait", wait
        overdue = today - facts["charge.due_on"] > timedelta(60) and facts["charge.owed"] >= LEAST_DEBT
        return ("may_proceed" if overdue else "must_wait"), {"Reg. 2.1"}

    def _shielded(self, facts: Facts, today: date) -> bool:
        letter = facts["residents.physician_letter_on"]
        harmed = letter != "none" and timedelta(0) <= today - letter <= timedelta(90)
        poor = facts["residents.monthly_income"] <= relief_line(facts["residents.number"])
        return harmed or poor or facts["residents.youngest_age"] < 5

    def _counts(self, warning: Facts, due: date, today: date) -> bool:
        delivered = warning["delivered_on"]
        in_time = due <= delivered and self.business_days_after(delivered, 10) <= today
        return warning["carrier"] == "registered_letter" and in_time

    def account(self, draw: random.Random) -> tuple[date, Facts]:
        """A day and an account, on and beside the boundaries."""

        def before(day: date, *ages: int) -> date:
            return day - timedelta(draw.choice(ages))

        around = draw.choice(self.holidays[3:-3]) + timedelta(draw.randint(-3, 8))
        today = draw.choice([around, date(2025, 2, 3) + timedelta(draw.randint(0, 900))])
        due = before(today, 59, 60, 61, 62, 90, 120)
        people = draw.randint(1, 12)
        facts: Facts = {
            "service.reference": f"Q-{draw.randint(1, 99)}",
            "service.kind": draw.choice(["dwelling"] * 8 + ["shop", "standpipe"]),
            "charge.due_on": due,
            "charge.owed": LEAST_DEBT + draw.choice([Decimal("-0.01"), Decimal(0), Decimal(90)]),
            "warnings": [
                {
                    "carrier": draw.choice(["registered_letter"] * 3 + ["door_card"]),
                    "delivered_on": draw.choice([due, before(due, 1), before(today, *range(12, 19), 30, 40)]),
                }
                for _ in range(draw.randint(0, 3))
            ],
            "residents.number": people,
            "residents.youngest_age": draw.choice([4, 5, 5, 9, 30, 71]),
            "residents.monthly_income": relief_line(people) + draw.choice([Decimal(0), Decimal("0.01"), Decimal(500)]),
            "residents.physician_letter_on": draw.choice(["none", "none", before(today, 89, 90, 91, 92, 200)]),
            "arrangement.running": draw.random() < 0.1,
            "dispute.unanswered": draw.random() < 0.1,
        }
        return today, facts
