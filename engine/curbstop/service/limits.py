"""Limits of requests: how large a body is, how long it may take, how often a caller may ask."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable

from starlette.requests import ClientDisconnect, Request

from curbstop.service.problems import Problem

CALLERS_AT_MOST = 10_000


class Rate:
    """A bucket of tokens for each caller, in this process alone: `burst` at once, `rate` more each second."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str, count: int = 1) -> float:
        """Seconds until so many may be taken; 0 if they were taken. What is more than `burst` is owed then."""
        now = self._clock()
        left, then = self._buckets.pop(caller, (float(self._burst), now))
        left = min(self._burst, left + (now - then) * self._rate)
        waits = (min(count, self._burst) - left) / self._rate
        self._buckets[caller] = (left if waits > 0 else left - count, now)
        if len(self._buckets) > CALLERS_AT_MOST:
            self._buckets.popitem(last=False)
        return max(0.0, waits)

    def take(self, caller: str) -> None:
        """Return if the caller may ask now; else raise the problem 429."""
        waits = self.wait(caller)
        if waits:
            after = str(math.ceil(waits))
            detail = f"there were too many requests; at most {self._rate:g} a second are answered"
            raise Problem(429, "too-many-requests", detail, headers={"Retry-After": after})


async def read_body(request: Request, most: int, seconds: float) -> bytes:
    """The whole body. Raises the problem 413 for a larger one, 408 for one that takes longer, 400 for an empty one."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise _too_large(most)
    parts, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > most:
                    raise _too_large(most)
                parts.append(chunk)
    except TimeoutError:
        raise _too_slow() from None
    except ClientDisconnect:
        raise _broken_off() from None
    body = b"".join(parts)
    if not body.strip():
        hint = "send the account as JSON; `{}` is one of which nothing is known"
        raise Problem(400, "not-read", "the body is empty", hint=hint)
    return body


async def chunks(request: Request, seconds: float) -> AsyncIterator[bytes]:
    """The parts of a body as they come, each of which may take so many seconds."""
    stream = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(seconds):
                chunk = await anext(stream)
        except TimeoutError:
            raise _too_slow() from None
        except StopAsyncIteration:
            return
        except ClientDisconnect:
            raise _broken_off() from None
        yield chunk


def _too_slow() -> Problem:
    return Problem(408, "too-slow", "the body did not arrive in time", headers={"Connection": "close"})


def _broken_off() -> Problem:
    """What came may look whole and not be."""
    return Problem(400, "not-read", "the body broke off")


def _too_large(most: int) -> Problem:
    detail = f"the body is larger than {most:,} bytes"
    hint = "one account is a few kilobytes; send many to .../batch, one on each line"
    return Problem(413, "too-large", detail, hint=hint, headers={"Connection": "close"})
