"""Threads give each answer once, in time or not at all, and finish what they began."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from curbstop.service.threads import Threads


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser of another test may have left a loop running in this one."""

    async def in_time() -> None:
        await asyncio.wait_for(work, 20)

    with ThreadPoolExecutor(1) as other:
        other.submit(lambda: asyncio.run(in_time())).result()


def test_an_answer_is_what_the_thread_made_or_raised() -> None:
    async def work() -> None:
        threads = Threads(2)
        assert await threads.made(threading.get_ident, 5) != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await threads.made(lambda: 1 // 0, 5)
        assert threads.waiting == 0
        threads.close()

    run(work())


def test_what_takes_too_long_is_given_up_and_finished_all_the_same() -> None:
    async def work() -> None:
        threads, go, finished = Threads(1), threading.Event(), list[int]()

        def slow() -> None:
            go.wait(10)
            finished.append(1)

        with pytest.raises(TimeoutError):
            await threads.made(slow, 0.01)
        assert (threads.waiting, finished) == (1, [])
        go.set()
        while threads.waiting:
            await asyncio.sleep(0.005)
        assert finished == [1]
        threads.close()

    run(work())


def test_who_leaves_takes_nothing_from_the_others() -> None:
    async def work() -> None:
        threads, go = Threads(1), threading.Event()
        leaving = asyncio.create_task(threads.made(lambda: go.wait(10), 10))
        staying = asyncio.create_task(threads.made(lambda: "here", 10))
        await asyncio.sleep(0.01)
        leaving.cancel()
        go.set()
        assert await staying == "here"
        threads.close()

    run(work())
