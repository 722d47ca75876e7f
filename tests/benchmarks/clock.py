"""Timing of several sides in one run: by CPU seconds of the process, in turns, with medians over the rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time

from rich.progress import Progress

Side = Callable[[], object]


def in_turns(sides: Mapping[str, Side], rounds: int, progress: Progress, title: str) -> dict[str, list[float]]:
    """CPU seconds of each side in each round; the sides take turns, so that a slow moment meets them all.

    The garbage collector stays as it is. One round before the first is not counted.
    """
    task = progress.add_task(title, total=rounds + 1)
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for round_ in range(rounds + 1):
        for name, side in sides.items():
            started = process_time()
            side()
            spent = process_time() - started
            if round_:
                seconds[name].append(spent)
        progress.advance(task)
    progress.remove_task(task)
    return seconds


def per_second(seconds: Sequence[float], decisions: int) -> float:
    """Decisions a second in the median round."""
    return decisions / median(seconds)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """How many times as fast as theirs ours is: median, least and greatest over the rounds."""
    each = [their / our for our, their in zip(ours, theirs, strict=True)]
    return median(each), min(each), max(each)
