"""The service under load beside ZEN behind the same FastAPI and uvicorn, in the same run, with a client on loopback."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from .accounts import Account, adverse_mix
from .flat import flattened
from .http_client import lines_a_second, measure, request
from .output import show
from .servers import Running, started

PATH = "/v1/decisions/shutoff"
AT_ONCE = 16
ZEN = "ZEN, with trace"
HEADINGS = ("requests/s", "p50", "p99", "CPU us", "p50 at half", "p99 at half", "lines/s", "CPU us a line")


@dataclass(frozen=True, slots=True)
class Side:
    """What is started, and the accounts it is sent."""

    title: str
    workers: int
    command: tuple[str, ...]
    bodies: list[dict[str, Any]]
    query: str = ""

    @property
    def requests(self) -> list[bytes]:
        return [request(PATH + self.query, body) for body in self.bodies]

    @property
    def lines(self) -> list[bytes]:
        return [json.dumps(body).encode() + b"\n" for body in self.bodies]


@dataclass(frozen=True, slots=True)
class Load:
    """What a side did; times of requests in milliseconds, CPU in microseconds of the server."""

    rate: float
    cells: tuple[str, ...]
    cpu: float
    batch_cpu: float


def run(console: Console, *, quick: bool) -> bool:
    """Measure every side, print the tables and the ratios; slow is no error."""
    seconds, batches, count = (2.0, 2, 4_000) if quick else (8.0, 50, 200_000)
    accounts = adverse_mix(200)
    table = Table()
    for heading in ("side", "workers", *HEADINGS):
        table.add_column(heading, justify="left" if heading == "side" else "right")
    loads: dict[tuple[str, int], Load] = {}
    with tempfile.TemporaryDirectory() as folder:
        sides = _sides(accounts, Path(folder))
        for side in sides:
            with started(side.command, side.requests) as server:
                loads[side.title, side.workers] = load = _load(side, server, seconds, batches)
            table.add_row(side.title, str(side.workers), *load.cells)
        title = f"shutoff on {len(accounts)} accounts, {AT_ONCE} connections, the client on the same machine"
        show(console, title, table)
        _ratios(console, loads)
        _memory(console, sides[0], count)
    return True


def _sides(accounts: list[Account], folder: Path) -> list[Side]:
    ours = [{**account.facts, "as_of": account.as_of.isoformat()} for account in accounts]
    flats = [dict(flattened(account)) for account in accounts]
    found = []
    for workers in (1, 2):
        serve = ("-m", "curbstop", "serve", "--insecure", "--rate", "1000000", "--workers", str(workers))
        log = ("--log", f"sqlite:///{folder / f'log-{workers}.db'}")
        zen = ("-m", "uvicorn", "tests.benchmarks.zen_service:app", "--no-access-log", "--workers", str(workers))
        found += [
            Side("curbstop, with reasons", workers, serve, ours),
            Side("curbstop, logged", workers, (*serve, *log), ours),
            Side("curbstop, logged, guard always", workers, (*serve, *log, "--guard", "always"), ours),
            Side("curbstop, with trace", workers, serve, ours, "?trace=true"),
            Side(ZEN, workers, zen, flats),
        ]
    return found


def _load(side: Side, server: Running, seconds: float, batches: int) -> Load:
    measure(server.port, side.requests, seconds / 4, AT_ONCE)
    before = server.cpu
    full = measure(server.port, side.requests, seconds, AT_ONCE)
    cpu = 1e6 * (server.cpu - before) / full.answered
    half = measure(server.port, side.requests, seconds, AT_ONCE, full.rate / 2)
    before, lines = server.cpu, side.lines * batches
    batch = lines_a_second(server.port, f"{PATH}/batch{side.query}", lines)
    batch_cpu = 1e6 * (server.cpu - before) / len(lines)
    shown = [f"{full.rate:,.0f}", f"{full.at(0.5):.1f}", f"{full.at(0.99):.1f}", f"{cpu:,.0f}"]
    shown += [f"{half.at(0.5):.1f}", f"{half.at(0.99):.1f}", f"{batch:,.0f}", f"{batch_cpu:,.0f}"]
    return Load(full.rate, tuple(shown), cpu, batch_cpu)


def _ratios(console: Console, loads: dict[tuple[str, int], Load]) -> None:
    """How much less CPU than ZEN each side takes; a busy machine disturbs that least."""
    for (title, workers), load in loads.items():
        zen = loads[ZEN, workers]
        if title != ZEN and load.cpu and load.batch_cpu:
            by_request, by_line = zen.cpu / load.cpu, zen.batch_cpu / load.batch_cpu
            said = f"requests {load.rate / zen.rate:.2f}, by CPU {by_request:.2f}, lines by CPU {by_line:.2f}"
            console.print(f"{title}, {workers} workers / ZEN: {said}", highlight=False)


def _memory(console: Console, side: Side, count: int) -> None:
    """What the server holds as requests come."""
    with started(side.command, side.requests) as server:
        held, done = [], 0
        while done < count:
            done += measure(server.port, side.requests, max(1.0, count / 10_000), AT_ONCE).answered
            held.append((done, server.held))
    said = ", ".join(f"{number:,}: {megabytes:.1f}" for number, megabytes in held)
    console.print(f"\nMB held after so many requests, one worker, no log: {said}\n", highlight=False)
