"""All benchmarks, from the root of the repository: `python -m tests.benchmarks`.

Slow is reported, never an error: the run ends with 1 only if two engines, or two threads, answer differently.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

NAMES = ("ratios", "bills", "answers", "loading", "threads", "scaling", "memory", "serving", "memory-service")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were asked for; 0, or 1 where answers differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure curbstop beside others.")
    parser.add_argument("--quick", action="store_true", help="fewer accounts and rounds: seconds, and less steady")
    parser.add_argument("--only", metavar="NAME", action="append", choices=NAMES, help=f"one of {', '.join(NAMES)}")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="write the plot of `scaling` as SVG")
    chosen = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=130)
    console.print(f"Python {platform.python_version()}, {platform.machine()}; times are CPU of this process\n")
    try:
        agreed = [_runner(name, chosen.plot)(console, chosen.quick) for name in chosen.only or NAMES]
    except KeyboardInterrupt:
        console.print("stopped")
        return 130
    return int(not all(agreed))


def _runner(name: str, plot: Path | None) -> Callable[[Console, bool], bool]:
    """One benchmark, imported only if it runs; only `ratios` and `bills` need zen-engine."""
    from . import answers, loading, memory, scaling, threads

    if name in ("ratios", "bills"):
        try:
            from . import bills, ratios
        except ModuleNotFoundError as missing:
            if missing.name != "zen":
                raise
            sys.exit(f"zen-engine is not installed; `pip install zen-engine`, or leave `{name}` out with --only")
        beside_zen = ratios if name == "ratios" else bills
        return lambda console, quick: beside_zen.run(console, quick=quick)
    if name == "scaling":
        return lambda console, quick: scaling.run(console, quick=quick, plot=plot)
    if name == "serving":
        from . import serving

        return lambda console, quick: serving.run(console, quick=quick)
    if name == "memory-service":
        from . import serving_memory

        return lambda console, quick: serving_memory.run(console, quick=quick)
    module = {"answers": answers, "loading": loading, "memory": memory, "threads": threads}[name]
    return lambda console, quick: module.run(console, quick=quick)


if __name__ == "__main__":
    sys.exit(main())
