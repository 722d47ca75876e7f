"""Random accounts of the discontinuation pack whose days and amounts stand on and beside its boundaries."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from discontinuation_oracle import Facts, low_income_limit, months_later

FIRST, LAST = date(2020, 3, 1), date(2030, 11, 1)
PROGRAMS = ("calworks", "calfresh", "general_assistance", "medi_cal", "ssi_ssp", "wic")
METHODS = ("mail", "personal", "posted_each_door", "posted_common_area", "posted_property")
SPECIAL = (date(2024, 2, 29), date(2025, 2, 28), date(2028, 2, 29), date(2024, 12, 31), date(2025, 1, 1))


class Accounts:
    """Draws accounts with every fact known; the same seed draws the same accounts."""

    def __init__(self, seed: int, holidays: Iterable[date]) -> None:
        self.random = random.Random(seed)
        self.holidays = sorted(day for day in holidays if FIRST <= day <= LAST)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def near(self, day: date, *ages: int) -> date:
        """A day so long before another, one of `ages` or, now and then, anything."""
        age = self.random.choice(ages) if ages and self.chance(0.85) else self.random.randint(-20, 400)
        return day - timedelta(age)

    def today(self) -> date:
        pick = self.random.random()
        if pick < 0.15:
            return self.random.choice(SPECIAL) + timedelta(self.random.randint(-1, 1))
        if pick < 0.35:
            return self.random.choice(self.holidays) + timedelta(self.random.randint(-3, 8))
        return FIRST + timedelta(self.random.randint(0, (LAST - FIRST).days))

    def or_none(self, day: date, share: float = 0.25) -> date | str:
        return "none" if self.chance(share) else day

    def within_a_year(self, end: date) -> date:
        edge = self.random.choice([months_later(end, -12), date(end.year, 1, 1), end])
        return edge + timedelta(self.random.randint(-1, 1))

    def draw(self) -> tuple[date, Facts]:
        pick, chance = self.random.choice, self.chance
        today = self.today()
        lenient = chance(0.5)
        bill = self.near(today, 29, 30, 31, 32, 89, 90, 91, 92, 95, 120, 14, 15, 16, 0, -1)
        if lenient:
            bill = self.near(today, 90, 91, 92, 100, 150)
        size = self.random.randint(1, 8) if chance(0.7) else self.random.randint(1, 20)
        limit = low_income_limit(today, size)
        income = pick([limit - Decimal("0.01"), limit, limit + Decimal("0.01"), Decimal(0), limit * 2])
        active = chance(0.35)
        closed = chance(0.3)
        asked = chance(0.8)
        inquiry = "closed" if closed else pick(["none", "open", "abandoned"])
        requested = self.near(bill, -14, -15, -16, 0, 1) if chance(0.9) else "none"
        over = "none"
        if closed:
            start = requested if isinstance(requested, date) else bill
            over = start + timedelta(self.random.randint(0, 40))
        deadline_base = over if isinstance(over, date) else bill
        contact, form = (self.near(deadline_base, -14, -15, -16, 0) for _ in range(2))
        determined = self.or_none(self.near(today, 14, 15, 16, 0, -1))
        review = determined + timedelta(pick([0, 14, 15, 16])) if isinstance(determined, date) else today
        facts: Facts = {
            "account.id": f"A-{self.random.randint(1, 999)}",
            "account.occupancy": pick(["owner_occupied", "tenant_individual_meter", "tenants_master_meter"]),
            "customer.category": pick(["commercial", "municipal"]) if chance(0.1) else "residential",
            "customer.accepts_payment_agreement": chance(0.7),
            "bill.date": bill,
            "bill.unpaid_amount": pick([Decimal("0.01"), Decimal("120.50")]) if chance(0.9) else Decimal(0),
            "bill.disputed": chance(0.6),
            "household.size": size,
            "household.annual_income": income,
            "household.income_proof": chance(0.6),
            "household.programs": self.random.sample(PROGRAMS, self.random.randint(1, 2)) if chance(0.3) else [],
            "medical.certification_submitted": chance(0.8),
            "medical.certifier_is_primary_care_provider": chance(0.8),
            "medical.threat_to_resident": chance(0.8),
            "notices": self.notices(today, bill, lenient),
            "posting.each_door_practical": chance(0.5),
            "penalty_waivers": [{"granted_on": self.within_a_year(today)} for _ in range(pick([0, 0, 1, 2]))],
            "extensions": self.extensions(today, bill),
            "extension_request.days": pick([0, 1, 2, 13, 14, 15, 30]),
            "plan.status": "active" if active else "none",
            "plan.noncompliant_since": self.or_none(self.near(today, 59, 60, 61, 0, 1, -1)) if active else "none",
            "plan.current_unpaid_since": self.or_none(self.near(today, 59, 60, 61, 0, -1)) if active else "none",
            "plan_request.balance": Decimal(self.random.randint(0, 200_000)) / 100,
            "plan_request.first_due": today + timedelta(self.random.randint(0, 40)),
            "inquiry.status": inquiry,
            "inquiry.requested_on": requested,
            "inquiry.postmarked_on": self.or_none(self.near(bill, -14, -15, -16), 0.1),
            "inquiry.closed_on": over,
            "inquiry.channel": pick(["telephone", "in_writing", "in_person"]),
            "inquiry.good_faith_payment": pick(["not_required", "required_unpaid", "required_paid"]),
            "appeal.status": pick(["none", "pending", "pending", "decided"]),
            "appeal.contacted_on": contact if asked else "none",
            "appeal.form_submitted_on": form if asked or chance(0.3) else "none",
            "appeal.determination_on": determined,
            "appeal.review_requested_on": self.or_none(review),
            "appeal.valid": chance(0.75),
            "appeal.final_decision": pick(["none", "none", "accepted_and_complied", "not_complied"]),
            "appeals": [{"filed_on": self.within_a_year(form)} for _ in range(pick([0, 0, 1, 2]))],
            "investigation.fraud_evidence": chance(0.25),
            "other_charges.paid": chance(0.5),
            "tenant.accepts_later_charges": chance(0.7),
            "tenant.tenancy_proof": chance(0.7),
            "shutoff.planned_on": self.or_none(today + timedelta(self.random.randint(0, 40))),
            "adjustment.direction": pick(["overbilled", "undercharged", "none"]),
            "adjustment.found_on": pick([today, date(2024, 2, 29), self.near(today, 0, 1)]),
            "estimate.conditions_unchanged": chance(0.6),
            "estimate.prior_year_known": chance(0.6),
        }
        return today, facts

    def notices(self, today: date, bill: date, lenient: bool) -> list[dict[str, object]]:
        """Up to four notices; a lenient account has the written one in time."""
        found = [
            self.notice(self.near(today, 13, 14, 15, 16, 4, 5, 6, 7, 8, 9)) for _ in range(self.random.choice(range(4)))
        ]
        if lenient:
            found.append({"kind": "written", "served_on": self.near(today, 15, 16), "method": "mail"})
            found.append({**self.notice(self.near(today, 15, 16)), "kind": "occupant"})
        if self.chance(0.2):
            found.append(self.notice(bill - timedelta(self.random.randint(-1, 1))))
        self.random.shuffle(found)
        return found

    def notice(self, served: date) -> dict[str, object]:
        kind = self.random.choice(["written", "occupant", "final"])
        method = "posted_property" if kind == "final" and self.chance(0.7) else self.random.choice(METHODS)
        served = max(served, date(2020, 1, 2)) if kind == "final" else served
        return {"kind": kind, "served_on": served, "method": method}

    def extensions(self, today: date, bill: date) -> list[dict[str, object]]:
        if self.chance(0.6):
            return []
        found = []
        for _ in range(self.random.randint(1, 3)):
            days = self.random.choice([1, 7, 14, 15, 60, 61])
            granted = self.random.choice(
                [today - timedelta(days + self.random.randint(-1, 1)), self.within_a_year(today)]
            )
            found.append({"granted_on": granted, "days": days})
        return found
