"""An invented pack small enough to count by hand, and cases about it, for coverage, mutation and boundary cases."""

from __future__ import annotations

from pathlib import Path

from curbstop.workbench import Case, Packs
from curbstop.workbench.cases import cases_in

PACK = """\
pack: oakton
title: Rules of Oakton
version: "1"
language: 1
in_force: {from: 2025-01-01}
time_zone: America/Chicago
documents:
  rules: {title: Rules, file: rules.txt, sections: {"1": {begins: Fines}, "2": {begins: Fees}}}
"""
FACTS = """\
facts:
  days: {type: whole number, min: 0, max: 400, unit: days, description: Days late., example: 3}
  sick: {type: yes/no, description: Somebody is ill., example: no}
  rich: {type: yes/no, description: There is money., example: yes}
  size: {type: choice, choices: [small, large], description: Which meter., example: small}
"""
PARAMETERS = """\
parameters:
  most_days: {type: whole number, description: Days until a fine., from: 2025-01-01, value: 30, cite: "1"}
  fee:
    type: money
    keys: {size: {type: choice, choices: [small, large]}}
    description: The fee.
    cite: "2"
    versions:
      - {from: 2025-01-01, rows: {small: 10, large: 20}}
      - {from: 2026-01-01, rows: {small: 11, large: 22}}
"""
FINE = """\
decision: fine
asks: Is there a fine?
outcomes: [fined, free]
rules:
  - id: late
    outcome: fined
    cite: "1"
    when:
      all:
        - days > most_days
        - any: [not sick, rich]
    says: It is {days|day|days} late.
otherwise: {id: in-time, outcome: free, cite: "1", says: It is in time.}
values:
  amount: {is: fee(size), description: The fee., outcomes: [fined], cite: "2"}
"""


def rules(folder: Path) -> Path:
    """The folder of packs, written."""
    pack = folder / "rules" / "oakton"
    (pack / "decisions").mkdir(parents=True)
    for name, text in (("pack", PACK), ("facts", FACTS), ("parameters", PARAMETERS), ("decisions/fine", FINE)):
        (pack / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "rules"


def case(name: str, facts: str, expect: str, day: str = "2026-03-01") -> str:
    return f"  - {{name: {name}, as_of: {day}, facts: {{{facts}}}, expect: {{{expect}}}}}\n"


LATE = case("Late", "days: 31, sick: no, rich: no, size: small", "outcome: fined, values: {amount: 11.00}")
IN_TIME = case("In time", "days: 30, sick: no, rich: no, size: small", "outcome: free")
ILL = case("Ill", "days: 31, sick: yes, rich: no, size: small", "outcome: free")
RICH = case("Rich", "days: 31, sick: yes, rich: yes, size: large", "outcome: fined, values: {amount: 22.00}")
OLD = [
    case(
        "Old",
        f"days: 31, sick: no, rich: no, size: {size}",
        f"outcome: fined, values: {{amount: {fee}.00}}",
        "2025-12-31",
    )
    for size, fee in (("small", 10), ("large", 20))
]
NEW = case(
    "New year", "days: 31, sick: no, rich: no, size: small", "outcome: fined, values: {amount: 11.00}", "2026-01-01"
)


def cases(packs: Packs, *written: str) -> list[Case]:
    """The cases, all sound."""
    text = f"decision: fine\ncases:\n{''.join(written)}"
    found = cases_in(text, Path("oakton.cases.yaml"), packs, shown="oakton.cases.yaml")
    assert not found.faults, found.faults
    return list(found.cases)
