"""Accounts for the benchmarks: seeded, with every fact that the five main decisions read, nested as a caller has them.

Each account starts from a household whose water may be shut off; what stands against a shutoff is then added to it.
So the share of adverse outcomes is exact, and it is counted again by whoever decides about the accounts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

DECISIONS = ("shutoff", "penalty-waiver", "deferral", "amortization", "appeal")

Facts = dict[str, Any]
PROGRAMS = ("calworks", "calfresh", "general_assistance", "medi_cal", "ssi_ssp", "wic")
FIRST_DAY, LAST_DAY = date(2026, 2, 2), date(2026, 12, 18)


@dataclass(frozen=True, slots=True)
class Account:
    """Facts, and the day the decisions are about."""

    facts: Facts
    as_of: date


def adverse_mix(count: int, seed: int = 20_260_101) -> list[Account]:
    """Accounts of every kind; in one of five the water may be shut off, the only adverse outcome of the five."""
    return _mix(count, seed, adverse_every=5, ordinary=False)


def ordinary_mix(count: int, seed: int = 20_260_102) -> list[Account]:
    """What a billing run meets: mostly young or paid bills and few papers; a shutoff is possible for one in fifty."""
    return _mix(count, seed, adverse_every=50, ordinary=True)


def _mix(count: int, seed: int, adverse_every: int, ordinary: bool) -> list[Account]:
    random = Random(seed)
    accounts = []
    for number in range(count):
        as_of = FIRST_DAY + timedelta(random.randrange((LAST_DAY - FIRST_DAY).days))
        facts = _shutoff_possible(random, as_of, number)
        if number % adverse_every:
            if ordinary:
                if random.random() < 0.08:
                    _hardship(random, facts, as_of)
                random.choices((_young_bill, _paid), (3, 1))[0](random, facts, as_of)
            else:
                for stop in random.sample(STOPS, random.choice((1, 1, 2, 2, 3))):
                    stop(random, facts, as_of)
        accounts.append(Account(facts, as_of))
    random.shuffle(accounts)
    return accounts


def _shutoff_possible(random: Random, as_of: date, number: int) -> Facts:
    """A household with a bill long unpaid, told in time, with nothing that stands against a shutoff."""
    bill_date = _back(as_of, random.randint(91, 200))
    occupancy = random.choices(("owner_occupied", "tenant_individual_meter", "tenants_master_meter"), (7, 2, 1))[0]
    size = random.choices(range(1, 11), (8, 9, 6, 6, 4, 2, 1, 1, 1, 1))[0]
    unpaid = f"{random.randint(1_500, 90_000) / 100:.2f}"
    form = random.random() < 0.2
    submitted = random.choice((0, 5, 14, 15, 16, 30)) if form else 0
    return {
        "account": {"id": f"A-{1000 + number}", "occupancy": occupancy},
        "customer": {"category": "residential", "accepts_payment_agreement": random.random() < 0.5},
        "bill": {"date": _iso(bill_date), "unpaid_amount": unpaid, "disputed": False},
        "household": {
            "size": size,
            "annual_income": f"{(10_280 + 5_680 * size) * 2 * random.choice((0.5, 0.8, 1.0, 1.2, 2.0)):.2f}",
            "income_proof": random.random() < 0.4,
            "programs": random.sample(PROGRAMS, random.choices((0, 1, 2), (7, 2, 1))[0]),
        },
        "medical": {
            "certification_submitted": random.random() < 0.2,
            "certifier_is_primary_care_provider": False,
            "threat_to_resident": random.random() < 0.2,
        },
        "notices": _notices(random, as_of, bill_date, occupancy),
        "posting": {"each_door_practical": random.random() < 0.6},
        "penalty_waivers": [
            {"granted_on": _iso(_back(as_of, days))} for days in random.choice(((), (), (900,), (365,), (400, 100)))
        ],
        "extensions": [
            {"granted_on": _iso(_back(as_of, days)), "days": random.randint(3, 14)}
            for days in random.choice(((), (), (60,), (366, 40), (300, 150), (500, 450, 30)))
        ],
        "extension_request": {"days": random.choice((0, 1, 7, 10, 14, 15, 21))},
        "plan": {"status": "none", "noncompliant_since": "none", "current_unpaid_since": "none"},
        "plan_request": {"balance": unpaid, "first_due": _iso(as_of + timedelta(random.randint(10, 40)))},
        "inquiry": {"status": "none", "closed_on": "none"},
        "appeal": {
            "status": "decided" if form else "none",
            "contacted_on": _iso(bill_date + timedelta(submitted)) if form else "none",
            "form_submitted_on": _iso(bill_date + timedelta(submitted)) if form else "none",
            "valid": form,
        },
        "appeals": [{"filed_on": _iso(_back(as_of, days))} for days in random.choice(((), (), (700,), (200,)))],
        "investigation": {"fraud_evidence": random.random() < 0.02},
    }


def _notices(random: Random, as_of: date, bill_date: date, occupancy: str) -> list[Facts]:
    first = bill_date + timedelta(random.randint(35, 70))
    notices = [{"kind": "written", "served_on": _iso(first), "method": random.choice(("mail", "personal"))}]
    if random.random() < 0.4:
        later = _back(as_of, random.randint(0, 12))
        notices.append({"kind": "written", "served_on": _iso(later), "method": "mail"})
    if random.random() < 0.1:
        notices.append({"kind": "written", "served_on": _iso(_back(bill_date, 20)), "method": "mail"})
    if occupancy == "tenant_individual_meter":
        notices.append({"kind": "occupant", "served_on": _iso(first), "method": "mail"})
    if occupancy == "tenants_master_meter":
        notices.append({"kind": "occupant", "served_on": _iso(first), "method": "posted_each_door"})
    return notices


# --- What stands against a shutoff; each is enough by itself, whatever was added before ---------------------------


def _young_bill(random: Random, facts: Facts, as_of: date) -> None:
    bill_date = _back(as_of, random.choice((5, 12, 20, 29, 30, 31, 32, 45, 60, 75, 89, 90)))
    facts["bill"]["date"] = _iso(bill_date)
    age = (as_of - bill_date).days
    facts["notices"] = []
    if age > 35:
        served = bill_date + timedelta(random.randint(30, age))
        facts["notices"] = [{"kind": "written", "served_on": _iso(served), "method": "mail"}]
    if facts["appeal"]["status"] != "none":
        asked = _iso(bill_date + timedelta(min(age, random.choice((1, 9, 14, 15, 16)))))
        facts["appeal"] |= {"contacted_on": asked, "form_submitted_on": asked}


def _paid(random: Random, facts: Facts, as_of: date) -> None:
    facts["bill"]["unpaid_amount"] = "0.00"


def _commercial(random: Random, facts: Facts, as_of: date) -> None:
    facts["customer"]["category"] = random.choice(("commercial", "municipal"))


def _late_notice(random: Random, facts: Facts, as_of: date) -> None:
    served = _iso(_back(as_of, random.choice((0, 5, 13, 14))))
    facts["notices"] = [{"kind": "written", "served_on": served, "method": "mail"}]


def _tenant_not_told(random: Random, facts: Facts, as_of: date) -> None:
    facts["account"]["occupancy"] = "tenant_individual_meter"
    facts["notices"] = [notice for notice in facts["notices"] if notice["kind"] != "occupant"]


def _master_meter_not_told(random: Random, facts: Facts, as_of: date) -> None:
    facts["account"]["occupancy"] = "tenants_master_meter"
    facts["posting"]["each_door_practical"] = True
    told = {"kind": "occupant", "served_on": _iso(_back(as_of, 20)), "method": "posted_common_area"}
    facts["notices"] = [notice for notice in facts["notices"] if notice["kind"] != "occupant"] + [told]


def _hardship(random: Random, facts: Facts, as_of: date) -> None:
    facts["customer"] |= {"category": "residential", "accepts_payment_agreement": True}
    facts["medical"] = dict.fromkeys(facts["medical"], True)
    facts["household"]["programs"] = random.sample(PROGRAMS, random.randint(1, 2))
    facts["plan"] = {"status": "none", "noncompliant_since": "none", "current_unpaid_since": "none"}


def _plan_kept(random: Random, facts: Facts, as_of: date) -> None:
    broken = random.choice(("none", _iso(_back(as_of, 30)), _iso(_back(as_of, 59))))
    facts["plan"] = {"status": "active", "noncompliant_since": broken, "current_unpaid_since": "none"}


def _plan_in_default(random: Random, facts: Facts, as_of: date) -> None:
    since = _iso(_back(as_of, random.choice((60, 61, 90))))
    facts["plan"] = {"status": "active", "noncompliant_since": "none", "current_unpaid_since": since}
    posted = {"kind": "final", "served_on": _iso(_back(as_of, random.randint(0, 4))), "method": "posted_property"}
    facts["notices"] = [notice for notice in facts["notices"] if notice["kind"] != "final"] + [posted]


def _extension_running(random: Random, facts: Facts, as_of: date) -> None:
    days = random.randint(1, 14)
    granted = _iso(_back(as_of, random.randint(0, days)))
    facts["extensions"] = [*facts["extensions"], {"granted_on": granted, "days": days}]


def _appeal_pending(random: Random, facts: Facts, as_of: date) -> None:
    bill_date = date.fromisoformat(facts["bill"]["date"])
    closed = _back(as_of, random.randint(0, 20))
    facts["bill"]["disputed"] = True
    facts["investigation"]["fraud_evidence"] = False
    if closed > bill_date and random.random() < 0.5:
        facts["inquiry"] = {"status": "closed", "closed_on": _iso(closed)}
        asked = min(as_of, closed + timedelta(random.choice((0, 7, 15))))
    else:
        facts["inquiry"] = {"status": "open", "closed_on": "none"}
        asked = min(as_of, bill_date + timedelta(random.choice((1, 10, 15))))
    appeal = {"status": "pending", "contacted_on": _iso(asked), "form_submitted_on": _iso(asked), "valid": True}
    facts["appeal"] = appeal


Stop = Callable[[Random, Facts, date], None]
STOPS: tuple[Stop, ...] = (
    _young_bill,
    _paid,
    _commercial,
    _late_notice,
    _tenant_not_told,
    _master_meter_not_told,
    _hardship,
    _plan_kept,
    _plan_in_default,
    _extension_running,
    _appeal_pending,
)


def _back(day: date, days: int) -> date:
    return day - timedelta(days)


def _iso(day: date) -> str:
    return day.isoformat()
