"""Questions beyond an outcome: CPU of timelines, of what is missing, of what would change it, and of certificates."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from statistics import median

import yaml
from rich.console import Console
from rich.table import Table

from curbstop import load_pack
from curbstop.questions import ask_next, explain, timeline

from .accounts import Facts
from .clock import Side, in_turns
from .output import progress_bar, show

PACK = "pasadena/discontinuation"
AS_OF = date(2026, 4, 3)
ACCOUNTS = Path(__file__).parents[2] / "fixtures" / "accounts"
FORGOTTEN = ("bill.date", "household.size", "household.annual_income", "inquiry.status", "appeal.status")
"""Five facts of which nothing is known any more."""


def run(console: Console, *, quick: bool) -> bool:
    """Measure each question about one account and print medians."""
    rounds = 5 if quick else 25
    certified, always = load_pack(PACK, guard="certificate"), load_pack(PACK, guard="always")
    plain, proof_missing = _facts("plain-delinquent"), _facts("proof-missing")
    unsure = {name: value for name, value in _dotted(plain).items() if name not in FORGOTTEN}

    sides: dict[str, tuple[Side, float | None]] = {
        "timeline of 365 days": (lambda: timeline(always, "shutoff", plain, start=AS_OF, days=365), 100),
        "decision with five unknown facts": (lambda: always.decide("shutoff", unsure, as_of=AS_OF), 20),
        "what to ask next about it": (lambda: ask_next(always, "shutoff", unsure, as_of=AS_OF), None),
        "what would change it": (
            lambda: explain(always, "shutoff", proof_missing, want="prohibited", as_of=AS_OF),
            None,
        ),
        "adverse decision": (lambda: always.decide("shutoff", plain, as_of=AS_OF), None),
        "adverse decision, certified": (lambda: certified.decide("shutoff", plain, as_of=AS_OF), None),
    }
    with progress_bar(console) as progress:
        seconds = in_turns({name: side for name, (side, _) in sides.items()}, rounds, progress, "questions")
    table = Table()
    table.add_column("question")
    for heading in ("ms", "least", "most", "target"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for name, (_, target) in sides.items():
        spent = [1_000 * one for one in seconds[name]]
        found = median(spent)
        asked = ("", "") if target is None else (f"< {target}", "reached" if found < target else "[bold]short[/bold]")
        table.add_row(name, f"{found:.1f}", f"{min(spent):.1f}", f"{max(spent):.1f}", *asked)
    show(console, f"Questions about one account, medians of {rounds} rounds", table)
    return True


def _facts(name: str) -> Facts:
    facts: Facts = yaml.safe_load((ACCOUNTS / f"{name}.yaml").read_text(encoding="utf-8"))
    return facts


def _dotted(facts: Facts, before: str = "") -> Facts:
    flat: Facts = {}
    for name, value in facts.items():
        flat |= _dotted(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return flat
