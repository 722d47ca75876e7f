"""Threads in which answers are made, so that a long one does not hold up the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Made = TypeVar("_Made")


class Threads:
    """A number of threads; `waiting` is how many answers are asked for and not there yet."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="curbstop")
        self.waiting = 0

    async def made(self, make: Callable[[], _Made], seconds: float) -> _Made:
        """What a thread makes, or raises. Raises TimeoutError where it takes longer; it is finished all the same."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[_Made] = loop.create_future()
        self._threads.submit(self._make, make, loop, answer)
        self.waiting += 1
        late = loop.call_later(seconds, _settle, answer, None, TimeoutError())
        try:
            return await answer
        finally:
            late.cancel()

    def close(self) -> None:
        """Finish what was begun."""
        self._threads.shutdown(wait=True)

    def _make(self, make: Callable[[], Any], loop: asyncio.AbstractEventLoop, answer: asyncio.Future[Any]) -> None:
        made, error = None, None
        try:
            made = make()
        except Exception as raised:
            error = raised
        loop.call_soon_threadsafe(self._finish, answer, made, error)

    def _finish(self, answer: asyncio.Future[Any], made: Any, error: Exception | None) -> None:
        self.waiting -= 1
        _settle(answer, made, error)


def _settle(answer: asyncio.Future[Any], made: Any, error: Exception | None) -> None:
    """Give an answer, unless nobody waits for it any more."""
    if answer.done():
        return
    if error is None:
        answer.set_result(made)
    else:
        answer.set_exception(error)
