"""The service under load beside ZEN behind the same FastAPI and uvicorn, in the same run, with a client on loopback."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from curbstop.service.batch import TOGETHER

from .accounts import adverse_mix, ordinary_mix
from .http_client import lines_a_second, measure
from .output import show
from .servers import Running, started
from .sides import ORDINARY, PATH, ZEN, ZEN_LOGGED, Side, sides

AT_ONCE = 16
_WHAT = ("requests", "lines")
_LEGEND = f"""\
One account in five has an adverse outcome, of {ORDINARY} one in fifty; they stand beside ZEN with the same ones.
By default curbstop makes every decision twice, by two evaluators that must agree, and a checker of its own confirms
adverse ones once more from their trace. Guard always does without that checker; guard adverse makes only adverse and
undetermined decisions twice. ZEN makes every decision once, so guard adverse is what compares best.
Both logs have the same tables and flushes, {TOGETHER} lines in a transaction at most, a chain of hashes, and keys of
accounts that can be erased. Curbstop's also keeps the rules, and all in it but private values can be read and checked
without a key. ZEN answers with its trace, curbstop with its reasons.
"""
HEADINGS = ("requests/s", "p50", "p99", "CPU us", "p50 at half", "p99", "times p50", "lines/s", "CPU us a line")


@dataclass(frozen=True, slots=True)
class Load:
    """What a side did; times of requests in milliseconds, CPU in microseconds of the server."""

    rate: float
    cells: tuple[str, ...]
    cpu: float
    batch_cpu: float


def run(console: Console, *, quick: bool) -> bool:
    """Measure every side, print the tables and the ratios; slow is no error."""
    seconds, batches = (2.0, 10) if quick else (8.0, 50)
    accounts, ordinary = adverse_mix(200), ordinary_mix(200)
    table = Table()
    for heading in ("side", "workers", *HEADINGS):
        table.add_column(heading, justify="left" if heading == "side" else "right")
    loads: dict[tuple[str, int], tuple[Side, Load]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, 2):
            for side in sides(accounts, ordinary, Path(folder), workers):
                with started(side.command, side.requests, side.environment) as server:
                    load = _load(side, server, seconds, batches)
                loads[side.title, workers] = side, load
                table.add_row(side.title, str(workers), *load.cells)
    title = f"{PATH} on {len(accounts)} accounts, {AT_ONCE} connections, the client on the same machine"
    show(console, title, table)
    _ratios(console, loads)
    console.print(_LEGEND)
    return True


def _load(side: Side, server: Running, seconds: float, batches: int) -> Load:
    measure(server.port, side.requests, seconds / 4, AT_ONCE)
    before = server.cpu
    full = measure(server.port, side.requests, seconds, AT_ONCE)
    cpu = 1e6 * (server.cpu - before) / full.answered
    half = measure(server.port, side.requests, seconds, AT_ONCE, full.rate / 2)
    before, lines = server.cpu, side.lines * batches
    batch = lines_a_second(server.port, side.batch_path, lines)
    batch_cpu = 1e6 * (server.cpu - before) / len(lines)
    shown = [f"{full.rate:,.0f}", f"{full.at(0.5):.1f}", f"{full.at(0.99):.1f}", f"{cpu:,.0f}"]
    shown += [f"{half.at(0.5):.1f}", f"{half.at(0.99):.1f}", f"{half.at(0.99) / half.at(0.5):.1f}"]
    shown += [f"{batch:,.0f}", f"{batch_cpu:,.0f}"]
    return Load(full.rate, tuple(shown), cpu, batch_cpu)


def _ratios(console: Console, loads: Mapping[tuple[str, int], tuple[Side, Load]]) -> None:
    """How much less CPU than each ZEN every side takes; a busy machine disturbs that least."""
    table = Table()
    for heading in ("side", "workers", *(f"{what} / {zen}" for zen in (ZEN, ZEN_LOGGED) for what in _WHAT)):
        table.add_column(heading, justify="left" if heading == "side" else "right")
    for (title, workers), (side, load) in loads.items():
        if any(side.peers) and load.cpu and load.batch_cpu:
            cells = [cell for peer in side.peers for cell in _beside(load, loads[peer, workers][1] if peer else None)]
            table.add_row(title, str(workers), *cells)
    show(console, "How many times as fast by CPU as ZEN; above 1 is faster", table)


def _beside(load: Load, peer: Load | None) -> tuple[str, str]:
    """How many times as much CPU the other takes for a request, and for a line."""
    return (f"{peer.cpu / load.cpu:.2f}", f"{peer.batch_cpu / load.batch_cpu:.2f}") if peer else ("", "")
