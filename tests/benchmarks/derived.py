"""What follows from the flat facts, for an engine that cannot compute with dates: the answers a rule then tests."""

from __future__ import annotations

from datetime import date

from .flat import Flat


def with_derived(flat: Flat) -> Flat:
    """The flat facts and what a durable-rules user would work out before; None is left out, as unknown there."""
    known = {name: value for name, value in flat.items() if value is not None}
    today = _ordinal(flat["as_of"])
    age = {name: today - _ordinal(flat[name]) for name in DATED if flat[name] is not None}
    closed = flat["inquiry_status"] == "closed" and age.get("inquiry_closed_on", -1) >= 0
    counted_from = age["inquiry_closed_on"] if closed else age["bill_date"]
    last_day = max(0, counted_from - 15)
    size, income = flat["household_size"], flat["annual_income"]
    assert isinstance(size, int)
    assert isinstance(income, float)
    proved = income < 2 * (10_280 + 5_680 * size) and flat["income_proof"]
    low_income = bool(flat["programs"] or proved)
    medical = flat["certified"] and flat["primary_care"] and flat["threat"]
    residential = flat["category"] == "residential"
    broken = max(age.get("noncompliant_since", 0), age.get("current_unpaid_since", 0))
    common_area = not flat["each_door_practical"] and age.get("first_common_area_notice", -1) >= 15
    return known | {
        "days_delinquent": max(0, age["bill_date"] - 31),
        "past_due": flat["unpaid"] != 0 and age["bill_date"] >= 31,
        "low_income": low_income,
        "hardship": bool(residential and medical and low_income and flat["accepts_agreement"]),
        "written_notice": age.get("first_written_notice", -1) >= 15,
        "occupant_notice": age.get("first_occupant_notice", -1) >= 15,
        "master_meter_notice": age.get("first_door_notice", -1) >= 15 or common_area,
        "plan_in_default": bool(flat["plan_active"] and broken >= 60),
        "extension_running": age.get("extended_through", 1) <= 0,
        "contact_in_time": age.get("contacted_on", -1) >= last_day,
        "form_in_time": age.get("form_submitted_on", -1) >= last_day,
    }


DATED = (
    "bill_date",
    "first_written_notice",
    "first_occupant_notice",
    "first_door_notice",
    "first_common_area_notice",
    "extended_through",
    "noncompliant_since",
    "current_unpaid_since",
    "inquiry_closed_on",
    "contacted_on",
    "form_submitted_on",
)


def _ordinal(written: object) -> int:
    return date.fromisoformat(str(written)).toordinal()
