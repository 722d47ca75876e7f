"""The discontinuation pack once more, in plain Python: written from the contract's words, never from the rule files.

Only for accounts of which everything is known. `decide` answers one question as `(outcome, values, sections)`; the
sections are given for a shutoff that is prohibited or permitted, else None.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

Answer = tuple[str, dict[str, object], set[str] | None]
Facts = dict[str, object]

FIRST_PERSON = {
    2020: (12760, 4480),
    2021: (12880, 4540),
    2022: (13590, 4720),
    2023: (14580, 5140),
    2024: (15060, 5380),
    2025: (15650, 5500),
    2026: (15960, 5680),
}


def months_later(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def low_income_limit(day: date, persons: int) -> Decimal:
    first, step = FIRST_PERSON[min(max(FIRST_PERSON), day.year)]
    return Decimal(2 * (first + step * (persons - 1)))


@dataclass(frozen=True)
class Oracle:
    holidays: frozenset[date]
    readings: dict[str, str] = field(default_factory=dict)
    operator_limit: dict[int, int] = field(default_factory=dict)

    def decide(self, decision: str, facts: Facts, as_of: date) -> Answer:
        case = Case(facts, as_of, self)
        answer: Callable[[], Answer] = getattr(case, decision.replace("-", "_"))
        return answer()

    def reads(self, name: str, choice: str) -> bool:
        return self.readings.get(name) == choice

    def open_on(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def business_days_after(self, day: date, count: int) -> date:
        while count:
            day += timedelta(1)
            count -= self.open_on(day)
        return day


@dataclass(frozen=True)
class Case:
    facts: Facts
    today: date
    oracle: Oracle

    def __getitem__(self, name: str):
        return self.facts[name]

    def happened(self, day: date | str) -> bool:
        return isinstance(day, date) and day <= self.today

    def ago(self, day: date | str) -> int:
        """Days since something happened; -1 if it has not."""
        return (self.today - day).days if self.happened(day) else -1

    def past(self, days: int) -> bool:
        return self["bill.unpaid_amount"] > 0 and self.today >= self["bill.date"] + timedelta(days)

    @property
    def due(self) -> date:
        return self["bill.date"] + timedelta(30)

    def in_twelve_months(self, days: list[date], end: date) -> int:
        if self.oracle.reads("twelve-months", "calendar-year"):
            return sum(day.year == end.year and day <= end for day in days)
        return sum(months_later(end, -12) < day <= end for day in days)

    # what several decisions share

    @property
    def residential(self) -> bool:
        return self["customer.category"] == "residential"

    @property
    def low_income(self) -> bool:
        persons = self["household.size"]
        low = self["household.annual_income"] < low_income_limit(self.today, persons)
        if self.oracle.reads("low-income-requirements", "operator-table"):
            low = low and self["household.annual_income"] < self.oracle.operator_limit[persons]
        proved = self["household.income_proof"] or self.oracle.reads("income-proof", "declaration-suffices")
        return bool(self["household.programs"]) or (low and proved)

    @property
    def qualifies(self) -> bool:
        medical = ("certification_submitted", "certifier_is_primary_care_provider", "threat_to_resident")
        return (
            self.residential
            and all(self[f"medical.{name}"] for name in medical)
            and self.low_income
            and self["customer.accepts_payment_agreement"]
        )

    @property
    def penalty(self) -> bool:
        return self.past(30 if self.oracle.reads("penalty-day", "day-30") else 31)

    @property
    def plan(self) -> str:
        if self["plan.status"] == "none":
            return "no_plan"
        since = [self.ago(self["plan.noncompliant_since"]), self.ago(self["plan.current_unpaid_since"])]
        return "in_default" if max(since) >= 60 else "in_breach" if max(since) >= 0 else "in_good_standing"

    @property
    def appeal_deadline(self) -> date:
        closed = self["inquiry.closed_on"]
        if self["inquiry.status"] == "closed" and self.happened(closed):
            return closed + timedelta(15)
        return self["bill.date"] + timedelta(15)

    @property
    def appeal_in_time(self) -> bool:
        deadline = self.appeal_deadline
        days = (self["appeal.contacted_on"], self["appeal.form_submitted_on"])
        return all(self.happened(day) and day <= deadline for day in days)

    def noticed(self, kind: str, *methods: str) -> bool:
        """Whether a notice about this bill was served 15 days ago or earlier."""
        return any(
            notice["kind"] == kind
            and notice["served_on"] >= self["bill.date"]
            and self.ago(notice["served_on"]) >= 15
            and (not methods or notice["method"] in methods)
            for notice in self["notices"]
        )

    # the decisions

    def delinquency(self) -> Answer:
        values = {"due_date": self.due, "delinquent_on": self.due + timedelta(1)}
        return "delinquent" if self.past(31) else "current", values, None

    def delinquency_penalty(self) -> Answer:
        return "assessed" if self.penalty else "not_assessed", {}, None

    def penalty_waiver(self) -> Answer:
        waivers = [waiver["granted_on"] for waiver in self["penalty_waivers"]]
        free = not self.in_twelve_months(waivers, self.today)
        granted = self.residential and self.low_income and self.penalty and free
        return "granted" if granted else "denied", {}, None

    def hardship(self) -> Answer:
        return "qualifies" if self.qualifies else "does_not_qualify", {}, None

    def shutoff(self) -> Answer:
        if not self.residential:
            return "not_covered", {}, None
        against = self._against_shutoff()
        return ("prohibited", {}, against) if against else ("permitted", {}, {"1(A)(1)"})

    def _against_shutoff(self) -> set[str]:
        found: set[str] = set()
        if self["bill.unpaid_amount"] == 0:
            found.add("1(A)(1)")
        start = self.due if self.oracle.reads("delinquency-clock", "past-due-date") else self.due + timedelta(1)
        if (self.today - start).days < 60:
            found.add("2(A)(1)")
        if not self.noticed("written"):
            found.add("2(A)(2)")
        if self["account.occupancy"] == "tenant_individual_meter" and not self.noticed("occupant"):
            found.add("2(A)(3)(a)")
        if self["account.occupancy"] == "tenants_master_meter":
            places = ["posted_each_door"] + ["posted_common_area"] * (not self["posting.each_door_practical"])
            if not self.noticed("occupant", *places):
                found.add("2(A)(4)(a)")
        if self.qualifies and self.plan != "in_default":
            found.add("2(A)(5)")
        if self.plan in ("in_good_standing", "in_breach"):
            found.add("3(B)(1)")
        if self.plan == "in_default" and not self._final_notice():
            found.add("2(A)(6)")
        if any(self._running(extension) for extension in self["extensions"]):
            found.add("3(A)(1)")
        stays = self["appeal.status"] == "pending" and self["bill.disputed"] and self.appeal_in_time
        if stays and self["appeal.valid"] and not self["investigation.fraud_evidence"]:
            found |= {"4-Appeals(B)(2)", "4-Appeals(B)(3)(d)"}
        if self.oracle.reads("published-service-days", "on") and self._published_bar():
            found.add("1(A)(1)")
        return found

    def _final_notice(self) -> bool:
        return any(
            notice["kind"] == "final"
            and notice["method"] == "posted_property"
            and self["bill.date"] <= notice["served_on"]
            and self.oracle.business_days_after(notice["served_on"], 5) <= self.today
            for notice in self["notices"]
        )

    def _running(self, extension: dict[str, object]) -> bool:
        granted = extension["granted_on"]
        if self.oracle.reads("extension-runs-from", "from-due-date"):
            about_this_bill = self.happened(granted) and granted >= self["bill.date"]
            return about_this_bill and self.today <= self.due + timedelta(extension["days"])
        return self.happened(granted) and self.today <= granted + timedelta(extension["days"])

    def _published_bar(self) -> bool:
        if self.today.weekday() == 4:
            return True
        day = self.today + timedelta(1)
        while not self.oracle.open_on(day):
            if day in self.oracle.holidays:
                return self.oracle.open_on(self.today)
            day += timedelta(1)
        return False

    def occupant_notice(self) -> Answer:
        occupancy = self["account.occupancy"]
        if occupancy == "owner_occupied":
            return "not_required", {}, None
        planned = self["shutoff.planned_on"]
        values = {"serve_by": planned - timedelta(15)} if isinstance(planned, date) else {}
        if occupancy == "tenant_individual_meter":
            return "individual_notice", values, None
        return ("post_each_door" if self["posting.each_door_practical"] else "post_common_area"), values, None

    def tenant_takeover(self) -> Answer:
        allowed = self["tenant.accepts_later_charges"] and self["tenant.tenancy_proof"]
        return "allowed_without_debt" if allowed else "denied", {}, None

    def deferral(self) -> Answer:
        granted = self.in_twelve_months([extension["granted_on"] for extension in self["extensions"]], self.today)
        days = self["extension_request.days"]
        if granted >= 2 or not 1 <= days <= 14:
            return "denied", {}, None
        start = self.due if self.oracle.reads("extension-runs-from", "from-due-date") else self.today
        return "granted", {"extended_until": start + timedelta(days)}, None

    def amortization(self) -> Answer:
        if not self.qualifies or self["plan.status"] == "active":
            return "denied", {}, None
        cents = int(self["plan_request.balance"] * 100)
        amounts = [cents // 12] * 11 + [cents - cents // 12 * 11]
        rows = [
            {"due_on": months_later(self["plan_request.first_due"], k), "amount": Decimal(amount) / 100}
            for k, amount in enumerate(amounts)
        ]
        return "eligible", {"installments": rows}, None

    def plan_standing(self) -> Answer:
        return self.plan, {}, None

    def high_bill_inquiry(self) -> Answer:
        deadline = self["bill.date"] + timedelta(15)
        values = {"deadline": deadline}
        if self["inquiry.status"] == "abandoned" or self["inquiry.good_faith_payment"] == "required_unpaid":
            return "abandoned", values, None
        by_letter = self["inquiry.channel"] == "in_writing"
        asked = self["inquiry.postmarked_on" if by_letter else "inquiry.requested_on"]
        return "accepted" if self.happened(asked) and asked <= deadline else "late", values, None

    def appeal(self) -> Answer:
        values = {"deadline": self.appeal_deadline}
        if not (self.qualifies and self.appeal_in_time):
            return "rejected", values, None
        others = [appeal["filed_on"] for appeal in self["appeals"]]
        again = self.in_twelve_months(others, self["appeal.form_submitted_on"])
        return "rejected" if again else "accepted", values, None

    def manager_review(self) -> Answer:
        determined, asked = self["appeal.determination_on"], self["appeal.review_requested_on"]
        if not self.happened(determined):
            return "late", {}, None
        deadline = determined + timedelta(15)
        return "accepted" if self.happened(asked) and asked <= deadline else "late", {"deadline": deadline}, None

    def service_during_appeal(self) -> Answer:
        pending = self["appeal.status"] == "pending"
        ends = pending and (self["investigation.fraud_evidence"] or not self["appeal.valid"])
        refused = self["appeal.status"] != "none" and self["appeal.final_decision"] == "not_complied"
        ends = ends or refused
        return "may_be_discontinued" if ends else "continues", {}, None

    def electric_shutoff_during_appeal(self) -> Answer:
        unpaid = self["appeal.status"] == "pending" and not self["other_charges.paid"]
        return "permitted" if unpaid else "prohibited", {}, None

    def bill_adjustment(self) -> Answer:
        direction = self["adjustment.direction"]
        if direction == "none" or not self.happened(self["adjustment.found_on"]):
            return "none", {}, None
        values = {"adjustable_from": months_later(self["adjustment.found_on"], -36)}
        return {"overbilled": "credit", "undercharged": "charge"}[direction], values, None

    def usage_estimate(self) -> Answer:
        prior = self["estimate.conditions_unchanged"] and self["estimate.prior_year_known"]
        return "prior_year_same_season" if prior else "similar_customers", {}, None

    def reconnection_fee(self) -> Answer:
        income_alone = self.oracle.reads("reconnection-cap", "income-alone")
        capped = self.residential and self.low_income if income_alone else self.qualifies
        return "capped_at_fee_schedule" if capped else "uncapped", {}, None
