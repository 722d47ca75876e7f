"""Pages about a household of Elmford that asks for relief, and whose private facts are easy to recognise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.load.accounts import WrittenAccount
from curbstop.questions.findings import findings
from curbstop.render.html import page
from curbstop.render.letter import letter
from curbstop.render.markdown import markdown
from curbstop.render.report import Report, report_of

PACK = load_pack("elmford/relief", rules=Path(__file__).parent / "rules")
DAY = date(2026, 3, 2)
FORMS: dict[str, Callable[[Sequence[Report]], str]] = {"html": page, "md": markdown, "letter": letter}

FACTS: dict[str, Any] = {
    "account.name": "E-7",
    "account.remark": "none",
    "household.size": 57,
    "household.income": "31417.00",
    "household.moved_in": "2019-07-23",
    "household.ill": False,
    "household.aid": ["fuel"],
    "household.pledge": "0.00",
    "bill.unpaid": "80.40",
    "visits": [{"visited_on": "2026-02-02", "finding": "all well", "cost": "20.00"}],
    "doctors": [{"seen_on": "2019-06-11"}, {"seen_on": "2020-08-12"}],
}
DENIED: dict[str, Any] = {**FACTS, "household.size": 2, "household.aid": [], "doctors": []}

SECRETS = (
    # what is said of each private fact, and of what is computed from it
    *("57", "31,417", "31417", "Fuel aid", "23 July", "2019", "11 June", "12 August", "2020"),
    *("290,162", "2,618.08", "2,619.08", "785.43", "26 August"),
)


@cache
def masked(pack: Pack) -> Pack:
    """The pack as it speaks where private values are masked; what it has compiled is used again."""
    return pack.masked()


def reports(
    facts: Mapping[str, object] | WrittenAccount,
    *decisions: str,
    pack: Pack = PACK,
    day: date = DAY,
    show_private: bool = False,
) -> list[Report]:
    """The reports on decisions about an account."""
    speaking = pack if show_private else masked(pack)
    account = speaking.account(facts, as_of=day)
    names = decisions or speaking.decisions
    return [report_of(findings(speaking, name, account), show_private=show_private) for name in names]
