"""Edited copies of an invented pack, for what compares two versions of one."""

from __future__ import annotations

import shutil
from pathlib import Path

from curbstop import load_pack
from curbstop.api import Pack

RULES = Path(__file__).parents[1] / "cli" / "rules"
WATER = "elmford/water"

Change = tuple[str, str, str]
"""A file of the pack, a text in it, and what stands there instead."""

ORDER = ("decisions/end-service.yaml", "outcomes: [stays, ends]", "outcomes: [ends, stays]")
TERM = ("parameters.yaml", "value: 20", "value: 15")
STRICTER = ("derived.yaml", "age(l.sent_on) >= letter_days", "age(l.sent_on) > letter_days")
EXCEPTION_DROPPED = ("decisions/end-service.yaml", "        - plan.missed_on == none\n", "")
NO_LOW_INCOME = (
    "decisions/end-service.yaml",
    """\
  - id: low-income
    outcome: stays
    cite: "2.1"
    when: household.income < low_income
    says: The income is low.
    unless: The income is not low.
""",
    "",
)
SUMMER = (
    "decisions/end-service.yaml",
    "  - id: late\n",
    """\
  - id: much-unpaid
    outcome: ends
    cite: 1.1 "is late"
    when: bill.unpaid > money("500.00")
    says: Much is unpaid.
  - id: late
""",
)


def original() -> Pack:
    return load_pack(WATER, rules=RULES)


def edited(folder: Path, *changes: Change) -> Pack:
    """The pack with some texts replaced, each of which must be there."""
    return load_pack(WATER, rules=copy_of_rules(folder, *changes))


def copy_of_rules(folder: Path, *changes: Change) -> Path:
    rules = folder / "rules"
    shutil.rmtree(rules, ignore_errors=True)
    shutil.copytree(RULES, rules)
    for name, before, after in changes:
        file = rules / WATER / name
        text = file.read_text(encoding="utf-8")
        assert before in text, (name, before)
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return rules
