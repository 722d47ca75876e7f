"""Work that a second process shares, where there are two processors.

This process takes the pieces from the front on, the other one from the end back, until all are taken.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Semaphore

_Done = TypeVar("_Done")


def by_two(do: Callable[[int], _Done], order: Sequence[int]) -> dict[int, _Done]:
    """What `do` gives for each position, in this order or the other way round; without those for which it raises.

    There is nothing where one processor is all there is, or where a fork is not safe because other threads run; less
    where the other process comes to an end without a word. Whoever needs the rest does it again, and meets the error
    that was raised.
    """
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if not can_fork or processors() < 2 or len(order) < 2:
        return {}
    fork = multiprocessing.get_context("fork")
    left = fork.Semaphore(len(order))
    receiver, sender = fork.Pipe(duplex=False)
    other = fork.Process(target=_send, args=(sender, do, order[::-1], left), daemon=True)
    other.start()
    sender.close()
    try:
        found = _take(do, order, left)
        with suppress(EOFError):
            found |= receiver.recv()
    finally:
        other.terminate()
        other.join()
    return found


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _send(sender: Connection, *work: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sender.send(_take(*work))


def _take(do: Callable[[int], _Done], order: Iterable[int], left: Semaphore) -> dict[int, _Done]:
    """What this process has done when the two have taken all."""
    found: dict[int, _Done] = {}
    for at in order:
        if not left.acquire(block=False):
            break
        with suppress(Exception):
            found[at] = do(at)
    return found
