"""A small vocabulary with one fact of every type, and one as large as a real pack's."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from curbstop.ir.pack import Fact
from curbstop.ir.types import BOOL, DATE, MONEY, NUMBER, TEXT, WHOLE, Kind, Type

METHODS = Type(Kind.CHOICE, choices=("mail", "personal", "posted"))
PROGRAMS = Type(Kind.SET, choices=("calfresh", "medi_cal", "wic"))
NOTICE_FIELDS = (
    Fact(name="kind", type=Type(Kind.CHOICE, choices=("written", "final")), description="What it is"),
    Fact(name="served_on", type=DATE, description="When it was served"),
    Fact(name="method", type=METHODS, description="How it was served"),
)
NOTICES = Type(Kind.LIST, fields=tuple((f.name, f.type) for f in NOTICE_FIELDS))
VISIT_FIELDS = (
    Fact(name="on", type=DATE, description="The day"),
    Fact(name="by", type=TEXT, description="Who came", private=True),
)
VISITS = Type(Kind.LIST, fields=tuple((f.name, f.type) for f in VISIT_FIELDS))
STATUS = Type(Kind.CHOICE, choices=("none", "active"))


def of(*facts: Fact) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts}


SMALL = of(
    Fact(name="account.id", type=TEXT, description="The number of the account", example="A-1001"),
    Fact(
        name="customer.category",
        type=Type(Kind.CHOICE, choices=("residential", "commercial", "municipal")),
        description="What the service is for",
        labels=(("residential", "A home"), ("commercial", "A business")),
        example="residential",
    ),
    Fact(name="bill.date", type=DATE, description="The day of the bill", example=date(2026, 1, 2).toordinal()),
    Fact(
        name="bill.unpaid_amount",
        type=MONEY,
        description="What is unpaid of the bill",
        unit="dollars",
        minimum=0,
        example=12050,
    ),
    Fact(name="bill.disputed", type=BOOL, description="The pending appeal is about this bill"),
    Fact(name="household.size", type=WHOLE, description="Persons living there", unit="persons", minimum=1, maximum=20),
    Fact(name="household.income", type=MONEY, description="Income a year", minimum=0, private=True),
    Fact(name="household.programs", type=PROGRAMS, description="Programs now received", private=True),
    Fact(name="pump.share", type=NUMBER, description="A share", minimum=Fraction(0), maximum=Fraction(1)),
    Fact(name="notices", type=NOTICES, description="Notices about the bill", max_items=50, fields=NOTICE_FIELDS),
    Fact(name="visits", type=VISITS, description="Visits", max_items=3, fields=VISIT_FIELDS),
    Fact(name="plan.status", type=STATUS, description="Whether there is a plan"),
    Fact(name="plan.broken_since", type=DATE.or_none(), description="Since when it is broken"),
    Fact(name="contact.mail", type=TEXT.or_none(), description="Postal address"),
    Fact(name="contact.days", type=WHOLE.or_none(), description="Days", unit="days", minimum=0),
    Fact(name="meter.reading.last_on", type=DATE, description="A name of three parts"),
)


def large() -> dict[str, Fact]:
    """Forty-five facts in groups, as in a real pack."""
    kinds = [DATE, MONEY, WHOLE, BOOL, METHODS, DATE.or_none(), TEXT]
    facts = [Fact(name=f"group_{i // 5}.fact_{i}", type=kinds[i % len(kinds)], description="A fact") for i in range(43)]
    programs = Fact(name="programs", type=PROGRAMS, description="Programs")
    notices = Fact(name="notices", type=NOTICES, description="Notices", max_items=50, fields=NOTICE_FIELDS)
    return of(*facts, programs, notices)


def large_account() -> dict[str, object]:
    """A nested account with each fact of `large` and three notices."""
    samples = ["2026-01-02", "120.50", 4, True, "mail", "none", "A-1001"]
    account: dict[str, dict[str, object]] = {}
    for i in range(43):
        account.setdefault(f"group_{i // 5}", {})[f"fact_{i}"] = samples[i % len(samples)]
    notice = {"kind": "written", "served_on": "2026-01-10", "method": "mail"}
    return {**account, "programs": ["wic", "medi_cal"], "notices": [dict(notice) for _ in range(3)]}
