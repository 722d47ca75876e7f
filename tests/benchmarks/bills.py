"""Water bills, each explained: how many a second in one process, beside ZEN working out the same bills."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from curbstop import load_pack
from curbstop.api import Pack

from .accounts import Facts
from .clock import Side, in_turns, ratios
from .drawn_bills import AS_OF, drawn_bills, flat_bill
from .output import progress_bar, show
from .zen_bill import TIERS, ZenBill

PACK = "pasadena/water-rates"
FLOOR = 10_000
"""Explained bills a second that a billing system shall be able to rely on."""


def run(console: Console, *, quick: bool) -> bool:
    """Compare, then measure and print; False if a bill differs."""
    count, rounds = (200, 5) if quick else (1_000, 15)
    sparing, always = load_pack(PACK, guard="adverse"), load_pack(PACK, guard="always")
    zen = ZenBill(sparing)
    bills = drawn_bills(300 if quick else 2_000, seed=0)
    differing = differences(sparing, zen, bills)
    for difference in differing[:10]:
        console.print(f"[bold]differs:[/bold] {difference}")
    console.print(f"{len(bills):,} bills compared with ZEN: {len(differing)} differences\n")

    def batches(seed: int) -> list[list[Facts]]:
        return [drawn_bills(count, seed=1_000 * seed + round_) for round_ in range(rounds + 1)]

    same = batches(1)
    flat = [list(map(flat_bill, batch)) for batch in same]
    sides = {
        "explained": each_batch(same, lambda bill: decided(sparing, bill)),
        "ZEN with trace": each_batch(flat, zen.explained),
        "explained, as JSON text": each_batch(batches(2), lambda bill: json.dumps(decided(sparing, bill))),
        "explained, guard always": each_batch(batches(3), lambda bill: decided(always, bill)),
        "ZEN without trace": each_batch(flat, zen.billed),
    }
    with progress_bar(console) as progress:
        seconds = in_turns(sides, rounds, progress, "bills")
    title = (
        f"Bills a second of CPU in one process, {rounds} rounds of {count:,} bills in turns, no bill asked about twice"
    )
    show(console, title, _table(seconds, count))
    return not differing


def decided(pack: Pack, bill: Facts) -> dict[str, Any]:
    """The bill from facts as they come: reasons, values, duties and the whole trace, all as plain data."""
    return pack.decide("water-bill", bill, as_of=AS_OF).as_json()


def differences(pack: Pack, zen: ZenBill, bills: Sequence[Facts]) -> list[str]:
    """Where ZEN's charge, amounts, adjustment or total is another one, to the decimals that curbstop shows."""
    found = []
    for bill in bills:
        values = pack.decide("water-bill", bill, as_of=AS_OF).values
        amounts = [tier["amount"] for tier in values["tiers"]]
        ours = [values["fixed_charge"], *amounts, values["drought_adjustment"], values["total"]]
        answer = zen.billed(flat_bill(bill))
        theirs = [answer[key] for key in ("fixed_charge", *(f"amount_{tier}" for tier in TIERS), "drought", "total")]
        if list(map(Decimal, ours)) != list(map(_shown, theirs)):
            found.append(f"{bill['account']['id']}: curbstop {ours}, zen {theirs}")
    return found


def _shown(number: float) -> Decimal:
    return Decimal(repr(number)).quantize(Decimal("0.00001"), ROUND_HALF_UP)


def each_batch(batches: Sequence[Sequence[Facts]], ask: Callable[[Facts], object]) -> Side:
    """A side that asks about the bills of the next batch each time it is called."""
    left: Iterator[Sequence[Facts]] = iter(batches)

    def side() -> None:
        for bill in next(left):
            ask(bill)

    return side


def _table(seconds: dict[str, list[float]], count: int) -> Table:
    table = Table()
    for heading in ("measure", "median", "least", "most", "to ZEN with trace", "rounds", "floor", ""):
        table.add_column(heading, justify="left" if heading in ("measure", "") else "right")
    for name, spent in seconds.items():
        each = [count / one for one in spent]
        ratio, least, most = ratios(spent, seconds["ZEN with trace"])
        floor = name == "explained"
        table.add_row(
            name,
            *(f"{rate:,.0f}" for rate in (median(each), min(each), max(each))),
            f"{ratio:.2f}",
            f"{least:.2f} to {most:.2f}",
            f">= {FLOOR:,}" if floor else "",
            "" if not floor else "reached" if median(each) >= FLOOR else "[bold]short of it[/bold]",
        )
    return table
