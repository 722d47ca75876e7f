"""An account as flat scalars, for engines without lists of records or business days.

What such an engine can work out itself from dates and numbers is left to it: only lists become counts, first days
and last days, and the one rule on business days a flag. Made beforehand, outside of every measured time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import yaml

from .accounts import Account, Facts

Flat = dict[str, object]
CALENDAR = Path(__file__).parents[2] / "rules" / "pasadena" / "calendar.yaml"
HOLIDAYS = frozenset(yaml.safe_load(CALENDAR.read_text("utf-8"))["holidays"])


def flattened(account: Account) -> Flat:
    """What the five decisions need of an account, one level deep; dates as ISO 8601, None for what did not happen."""
    facts, as_of = account.facts, account.as_of
    bill_date = _day(facts["bill"]["date"])
    notices = [n for n in facts["notices"] if bill_date <= _day(n["served_on"]) <= as_of]
    occupant = [n for n in notices if n["kind"] == "occupant"]
    granted = [e for e in facts["extensions"] if _day(e["granted_on"]) <= as_of]
    form = facts["appeal"]["form_submitted_on"]
    finals = [n for n in notices if n["kind"] == "final" and n["method"] == "posted_property"]
    return {
        "as_of": as_of.isoformat(),
        "occupancy": facts["account"]["occupancy"],
        "category": facts["customer"]["category"],
        "accepts_agreement": facts["customer"]["accepts_payment_agreement"],
        "bill_date": facts["bill"]["date"],
        "unpaid": float(facts["bill"]["unpaid_amount"]),
        "disputed": facts["bill"]["disputed"],
        "household_size": facts["household"]["size"],
        "annual_income": float(facts["household"]["annual_income"]),
        "income_proof": facts["household"]["income_proof"],
        "programs": len(facts["household"]["programs"]),
        "certified": facts["medical"]["certification_submitted"],
        "primary_care": facts["medical"]["certifier_is_primary_care_provider"],
        "threat": facts["medical"]["threat_to_resident"],
        "first_written_notice": _first(n for n in notices if n["kind"] == "written"),
        "first_occupant_notice": _first(occupant),
        "first_door_notice": _first(n for n in occupant if n["method"] == "posted_each_door"),
        "first_common_area_notice": _first(n for n in occupant if n["method"] == "posted_common_area"),
        "each_door_practical": facts["posting"]["each_door_practical"],
        "final_notice_in_time": any(_business_days_later(_day(n["served_on"]), 5) <= as_of for n in finals),
        "waivers_in_year": _in_year((_day(w["granted_on"]) for w in facts["penalty_waivers"]), as_of),
        "extensions_in_year": _in_year((_day(e["granted_on"]) for e in granted), as_of),
        "extended_through": max((_after(e["granted_on"], e["days"]) for e in granted), default=None),
        "days_asked": facts["extension_request"]["days"],
        "plan_active": facts["plan"]["status"] == "active",
        "noncompliant_since": _or_none(facts["plan"]["noncompliant_since"]),
        "current_unpaid_since": _or_none(facts["plan"]["current_unpaid_since"]),
        "plan_balance": float(facts["plan_request"]["balance"]),
        "plan_first_due": facts["plan_request"]["first_due"],
        "inquiry_status": facts["inquiry"]["status"],
        "inquiry_closed_on": _or_none(facts["inquiry"]["closed_on"]),
        "appeal_status": facts["appeal"]["status"],
        "appeal_valid": facts["appeal"]["valid"],
        "contacted_on": _or_none(facts["appeal"]["contacted_on"]),
        "form_submitted_on": _or_none(form),
        "other_appeals": 0 if form == "none" else _in_year((_day(a["filed_on"]) for a in facts["appeals"]), _day(form)),
        "fraud": facts["investigation"]["fraud_evidence"],
    }


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _or_none(written: str) -> str | None:
    return None if written == "none" else written


def _first(notices: Iterable[Facts]) -> str | None:
    return min((notice["served_on"] for notice in notices), default=None)


def _after(written: str, days: int) -> str:
    return (_day(written) + timedelta(days)).isoformat()


def _in_year(days: Iterable[date], until: date) -> int:
    """How many of the days lie in the twelve months that end on a day."""
    last_day = 28 if (until.month, until.day) == (2, 29) else until.day
    after = until.replace(year=until.year - 1, day=last_day)
    return sum(after < day <= until for day in days)


def _business_days_later(day: date, count: int) -> date:
    while count:
        day += timedelta(1)
        count -= day.weekday() < 5 and day not in HOLIDAYS
    return day
