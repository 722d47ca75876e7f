"""A run over a population: pieces of it to processes, their counts added in the order of the file."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing

from curbstop.workbench.impact.counting import Counting, Tally
from curbstop.workbench.impact.plan import Plan
from curbstop.workbench.impact.reading import Piece, pieces

Progress = Callable[[int, float], None]
"""Told after each piece how many accounts are done, and which part of the file that is, from 0 to 1."""

Counted = Generator[tuple[Piece, Tally], None, None]

WAITING_FOR_EACH = 3
"""How many pieces wait for each process, so that memory does not grow with the file."""

_counting: Counting | None = None


def run(plan: Plan, *, jobs: int, progress: Progress) -> tuple[Tally, bool]:
    """The counts of the whole file, and whether it was read to its end: an interrupt keeps what is done so far."""
    total = Tally()
    done = _by_processes if jobs > 1 else _by_itself
    with closing(done(plan, jobs)) as counted:
        try:
            for piece, tally in counted:
                total.add(tally)
                progress(total.accounts, piece.part)
        except KeyboardInterrupt:
            return total, False
    return total, True


def usable_processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _by_itself(plan: Plan, _: int) -> Counted:
    counting = Counting(plan)
    for piece in pieces(plan.file):
        yield piece, counting.count(piece.accounts(plan.file))


def _by_processes(plan: Plan, jobs: int) -> Counted:
    waiting: deque[tuple[Piece, Future[Tally]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(plan,)) as pool:
        try:
            for piece in pieces(plan.file):
                waiting.append((Piece(piece.before, b"", piece.part), pool.submit(_count, piece, plan.file)))
                if len(waiting) >= jobs * WAITING_FOR_EACH:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _start(plan: Plan) -> None:
    global _counting
    # The one process that everybody sees decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _counting = Counting(plan)


def _count(piece: Piece, file: str) -> Tally:
    assert _counting is not None  # noqa: S101
    return _counting.count(piece.accounts(file))
