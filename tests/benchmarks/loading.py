"""Starting: CPU of loading and checking the pack in a fresh interpreter; `decide`, `check` and `test` from cold."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from .accounts import adverse_mix
from .output import progress_bar, show

PACK = "pasadena/discontinuation"
LOAD = f"""
from time import process_time
started = process_time()
from curbstop import load_pack
imported = process_time()
load_pack({PACK!r})
loaded = process_time()
print(started, imported - started, loaded - imported)
"""


def run(console: Console, *, quick: bool) -> bool:
    """Run each several times in fresh interpreters and print medians; RuntimeError if one does not run."""
    times = 3 if quick else 9
    account = adverse_mix(5)[0]
    starts, imports, loads, walls, edits = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder, progress_bar(console) as progress:
        facts = Path(folder) / "account.json"
        facts.write_text(json.dumps(account.facts), encoding="utf-8")
        decide = ["-m", "curbstop", "decide", "shutoff", "--facts", str(facts), "--as-of", account.as_of.isoformat()]
        task = progress.add_task("starting interpreters", total=times)
        for _ in range(times):
            start, imported, loaded = map(float, _python("-c", LOAD).split())
            starts.append(start)
            imports.append(imported)
            loads.append(loaded)
            began = perf_counter()
            _python(*decide)
            walls.append(perf_counter() - began)
            began = perf_counter()
            _python("-m", "curbstop", "check")
            _python("-m", "curbstop", "test")
            edits.append(perf_counter() - began)
            progress.advance(task)
    table = Table()
    table.add_column("measure")
    for heading in ("seconds", "least", "most", "target"):
        table.add_column(heading, justify="right")
    table.add_column("")
    _row(table, "Python itself, CPU", starts, None)
    _row(table, "importing curbstop, CPU", imports, None)
    _row(table, "loading and checking the pack, CPU", loads, 0.3)
    _row(table, "`curbstop decide`, on the clock", walls, 0.5)
    _row(table, "`curbstop check`, then `curbstop test`, on the clock", edits, 2)
    show(console, f"Starting, medians of {times} fresh interpreters", table)
    return True


def _python(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`python {' '.join(arguments[:3])}` failed:\n{done.stderr}")
    return done.stdout


def _row(table: Table, title: str, seconds: list[float], target: float | None) -> None:
    found = median(seconds)
    asked = ("", "") if target is None else (f"< {target}", "reached" if found < target else "[bold]short of it[/bold]")
    table.add_row(title, f"{found:.3f}", f"{min(seconds):.3f}", f"{max(seconds):.3f}", *asked)
