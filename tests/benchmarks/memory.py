"""Does memory grow with the number of decisions? 200,000 explained decisions in one process, and what it holds."""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from curbstop import load_pack

from .accounts import DECISIONS, adverse_mix
from .output import progress_bar, show

PACK = "pasadena/discontinuation"
STATM = Path("/proc/self/statm")
STEPS = 10


def run(console: Console, *, quick: bool) -> bool:
    """Decide, and print what the process holds before, on the way and after."""
    whole = 20_000 if quick else 200_000
    pack = load_pack(PACK, guard="always")
    accounts = adverse_mix(1_000)
    step = whole // STEPS
    held: list[tuple[int, float]] = []
    with progress_bar(console) as progress:
        task = progress.add_task("deciding", total=whole)
        made = 0
        for _ in range(STEPS + 1):
            for index in range(step // len(DECISIONS)):
                account = accounts[index % len(accounts)]
                checked = pack.account(account.facts, as_of=account.as_of)
                for name in DECISIONS:
                    pack.decide(name, checked).as_json()
            progress.advance(task, step if made else 0)
            held.append((made, _held()))
            made += step
    table = Table()
    table.add_column("decisions", justify="right")
    table.add_column("MB", justify="right")
    for decisions, megabytes in held:
        table.add_row(f"{decisions:,}", f"{megabytes:.1f}")
    show(console, f"Memory held over {whole:,} explained decisions, guard on, after {step:,} to warm up", table)
    console.print(f"before {held[0][1]:.1f} MB, after {held[-1][1]:.1f} MB: {held[-1][1] - held[0][1]:+.1f} MB\n")
    return True


def _held() -> float:
    """Resident memory in MB after a collection; where the system does not tell, the most that was ever held."""
    gc.collect()
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
