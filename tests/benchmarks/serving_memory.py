"""Does the service hold more as requests come? Lines in batches with a log, then single requests, and what it holds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .accounts import adverse_mix
from .http_client import lines_a_second, measure
from .output import progress_bar, show
from .servers import Running, started
from .sides import Side, sides

STEPS = 10
LINES_A_BATCH = 1_000
AT_ONCE = 16
LOGGED = "curbstop, guard always, logged"


def run(console: Console, *, quick: bool) -> bool:
    """Send 200,000 lines, and a tenth as many single requests; print what the server holds on the way."""
    lines, requests = (20_000, 2_000) if quick else (200_000, 20_000)
    table = Table()
    for heading in ("sent", "lines in batches", "MB", "single requests", "MB"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        (side,) = (one for one in sides(adverse_mix(LINES_A_BATCH), [], Path(folder), 1) if one.title == LOGGED)
        by_lines = _held(console, side, lines, _send_lines)
        by_requests = _held(console, side, requests, _send_requests)
    for step, (sent, alone) in enumerate(zip(by_lines, by_requests, strict=True)):
        table.add_row(f"{step}/{STEPS}", f"{sent[0]:,}", f"{sent[1]:.1f}", f"{alone[0]:,}", f"{alone[1]:.1f}")
    show(console, f"Memory of one worker, {LOGGED}, after a first step to warm up", table)
    for what, held in (("lines", by_lines), ("requests", by_requests)):
        console.print(f"{what}: {held[-1][1] - held[0][1]:+.1f} MB over {held[-1][0] - held[0][0]:,}")
    console.print()
    return True


def _held(
    console: Console, side: Side, whole: int, send: Callable[[Side, Running, int], None]
) -> list[tuple[int, float]]:
    """What a new server holds after each step; the first step is before the first number."""
    step, held = whole // STEPS, list[tuple[int, float]]()
    with started(side.command, side.requests, side.environment) as server, progress_bar(console) as progress:
        task = progress.add_task(send.__name__.removeprefix("_").replace("_", " "), total=whole + step)
        for number in range(STEPS + 1):
            send(side, server, step)
            held.append((number * step, server.held))
            progress.advance(task, step)
    return held


def _send_lines(side: Side, server: Running, count: int) -> None:
    for _ in range(count // len(side.accounts)):
        lines_a_second(server.port, side.batch_path, side.lines)


def _send_requests(side: Side, server: Running, count: int) -> None:
    sent = 0
    while sent < count:
        sent += measure(server.port, side.requests, 1.0, AT_ONCE).answered
