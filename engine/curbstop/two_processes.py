"""Work that a second process shares, where there are two processors.

This process takes the pieces from the front on, the other one from the end back, until all are taken. `os.fork` and
pipes do it: `multiprocessing` takes longer to import than two processes save on a small pack.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

PIECES_AT_MOST = 4096
"""What a pipe holds everywhere in bytes; beyond that, neighbours are taken together."""

_Done = TypeVar("_Done")


def by_two(do: Callable[[int], _Done], order: Sequence[int]) -> dict[int, _Done]:
    """What `do` gives for each position, in this order or the other way round; without those for which it raises.

    There is nothing where one processor is all there is, or where a fork is not safe because other threads run; less
    where the other process comes to an end without a word. Whoever needs the rest does it again, and meets the error
    that was raised.
    """
    can_fork = hasattr(os, "fork") and threading.active_count() == 1
    if not can_fork or processors() < 2 or len(order) < 2:
        return {}
    together = -(-len(order) // PIECES_AT_MOST)
    pieces = [order[at : at + together] for at in range(0, len(order), together)]
    left = _Left(len(pieces))
    receiver, sender = os.pipe()
    other = os.fork()
    if other == 0:
        _send(sender, do, pieces[::-1], left)
    os.close(sender)
    try:
        found = _take(do, pieces, left)
        with open(receiver, "rb", closefd=False) as told, suppress(EOFError, pickle.UnpicklingError):
            found |= pickle.load(told)  # noqa: S301 - what this program itself has written
    finally:
        os.kill(other, signal.SIGKILL)
        os.waitpid(other, 0)
        os.close(receiver)
        left.close()
    return found


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Left:
    """How many pieces nobody has taken yet: as many bytes in a pipe, of which each process reads one for a piece."""

    def __init__(self, count: int) -> None:
        self._reader, writer = os.pipe()
        os.write(writer, bytes(count))
        os.close(writer)

    def take(self) -> bool:
        """Whether there was one."""
        return bool(os.read(self._reader, 1))

    def close(self) -> None:
        os.close(self._reader)


def _send(sender: int, *work: Any) -> NoReturn:
    """All that the other process does. It leaves nothing to be done at its end, which is this process's to do."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        told = pickle.dumps(_take(*work))
        with open(sender, "wb") as stream:
            stream.write(told)
    finally:
        os._exit(0)


def _take(do: Callable[[int], _Done], pieces: Iterable[Sequence[int]], left: _Left) -> dict[int, _Done]:
    """What this process has done when the two have taken all."""
    found: dict[int, _Done] = {}
    for piece in pieces:
        if not left.take():
            break
        for at in piece:
            with suppress(Exception):
                found[at] = do(at)
    return found
