"""The service under load beside ZEN behind the same FastAPI and uvicorn, in the same run, with a client on loopback."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .accounts import adverse_mix
from .http_client import lines_a_second, measure
from .output import show
from .servers import Running, started
from .sides import PATH, PEERS, Side, sides

AT_ONCE = 16
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
    accounts = adverse_mix(200)
    table = Table()
    for heading in ("side", "workers", *HEADINGS):
        table.add_column(heading, justify="left" if heading == "side" else "right")
    loads: dict[tuple[str, int], Load] = {}
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, 2):
            for side in sides(accounts, Path(folder), workers):
                with started(side.command, side.requests, side.environment) as server:
                    loads[side.title, workers] = load = _load(side, server, seconds, batches)
                table.add_row(side.title, str(workers), *load.cells)
    title = f"{PATH} on {len(accounts)} accounts, {AT_ONCE} connections, the client on the same machine"
    show(console, title, table)
    _ratios(console, loads)
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


def _ratios(console: Console, loads: Mapping[tuple[str, int], Load]) -> None:
    """How much less CPU than each ZEN every side takes; a busy machine disturbs that least."""
    table = Table()
    for heading in ("side", "workers", *(f"{what} / {zen}" for zen in PEERS for what in ("requests", "lines"))):
        table.add_column(heading, justify="left" if heading == "side" else "right")
    for (title, workers), load in loads.items():
        if title in PEERS or not (load.cpu and load.batch_cpu):
            continue
        peers = [loads[zen, workers] for zen in PEERS]
        ratios = [ratio for peer in peers for ratio in (peer.cpu / load.cpu, peer.batch_cpu / load.batch_cpu)]
        table.add_row(title, str(workers), *(f"{ratio:.2f}" for ratio in ratios))
    show(console, "How many times as fast by CPU as ZEN; above 1 is faster", table)
