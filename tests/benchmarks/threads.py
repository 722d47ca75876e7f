"""Eight threads that share one pack, and the same accounts decided by one thread: the answers must be equal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from rich.console import Console
from rich.table import Table

from curbstop import load_pack
from curbstop.api import Pack

from .accounts import DECISIONS, Account, adverse_mix
from .output import show

PACK = "pasadena/discontinuation"
THREADS = 8


def run(console: Console, *, quick: bool) -> bool:
    """Compare every decision as JSON text; False if one differs."""
    accounts = adverse_mix(60 if quick else 300, seed=8)
    pack = load_pack(PACK, guard="always")
    started = perf_counter()
    alone = _decided(load_pack(PACK, guard="always"), accounts, shift=0)
    one = perf_counter() - started
    started = perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(_decided, pack, accounts, shift=thread * 7) for thread in range(THREADS)]
        answers = [future.result() for future in futures]
    together = perf_counter() - started
    wrong = sum(answer[key] != text for answer in answers for key, text in alone.items())
    made = THREADS * len(alone)
    table = Table()
    for heading in ("decisions", "wrong", "decisions/s, 8 threads", "decisions/s, 1 thread"):
        table.add_column(heading, justify="right")
    table.add_row(f"{made:,}", f"{wrong:,}", f"{made / together:,.0f}", f"{len(alone) / one:,.0f}")
    show(console, f"{THREADS} threads share one pack, guard on, first use included", table)
    return not wrong


def _decided(pack: Pack, accounts: list[Account], shift: int) -> dict[tuple[int, str], str]:
    """Every decision as JSON text; threads begin at different accounts, so that they meet on different ones."""
    found = {}
    for place in range(len(accounts)):
        number = (place + shift) % len(accounts)
        account = accounts[number]
        for decision in pack.decide_all(DECISIONS, account.facts, as_of=account.as_of):
            found[number, decision.decision] = decision.to_json()
    return found
