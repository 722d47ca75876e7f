"""What stands before every route: who calls, how often, and a free thread in which the answer is made."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from curbstop.audit.json_text import json_text
from curbstop.service.callers import Caller, Callers, require
from curbstop.service.desk import Desk
from curbstop.service.edge import noted
from curbstop.service.keys import Scope
from curbstop.service.limits import Rate
from curbstop.service.log_health import LogHealth
from curbstop.service.metrics import Metrics
from curbstop.service.problems import Problem
from curbstop.service.settings import Settings
from curbstop.service.watch import RulesWatch

_Made = TypeVar("_Made")


class Counter:
    """Shared by the routes. Answers are made in threads, so that a long one does not hold up the others."""

    def __init__(self, settings: Settings, watch: RulesWatch, desk: Desk, health: LogHealth, metrics: Metrics) -> None:
        self.settings, self.watch, self.desk, self.health, self.metrics = settings, watch, desk, health, metrics
        self.rate = Rate(settings.rate, settings.burst)
        self._callers = Callers(settings)
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="curbstop")
        self._waiting = 0

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Who calls, if they may: known, with the scope, and not too often."""
        if self.settings.insecure and not _is_local(request.url.hostname):
            raise Problem(403, "not-allowed", "without keys only requests to a loopback address are answered")
        caller = self._callers.caller(request.headers.get("authorization"))
        request.scope["curbstop.caller"] = json.dumps(caller.name[:80])
        if caller.key is not None:
            self.metrics.used(caller.name, caller.key)
        self.rate.take(caller.name)
        if scope is not None:
            require(caller, scope)
        return caller

    async def made(self, make: Callable[[], _Made]) -> _Made:
        """What a thread makes of it, or a problem; 503 where too many wait already, 504 where it takes too long.

        What was begun is finished all the same.
        """
        if self._waiting >= self.settings.waiting:
            headers = {"Retry-After": "1"}
            raise Problem(503, "busy", "too many requests are waiting already", headers=headers)
        self._waiting += 1
        running = asyncio.get_running_loop().run_in_executor(self._threads, make)
        running.add_done_callback(self._done)
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await asyncio.shield(running)
        except TimeoutError:
            hint = "a decision may have been recorded all the same"
            raise Problem(504, "took-too-long", "the answer took too long", hint=hint) from None
        except Exception as error:
            raise noted(error) from None

    async def answer(self, make: Callable[[], Any]) -> Response:
        """The same as JSON."""

        def body() -> bytes:
            return json_text(make())

        return Response(await self.made(body), media_type="application/json")

    async def watch_keys(self) -> None:
        """Take up edits of the files of keys until cancelled."""
        while True:
            await asyncio.sleep(self.settings.poll)
            try:
                await asyncio.to_thread(self._callers.look)
            except Exception as error:  # the next look comes, whatever it is
                noted(error)

    def keys_refused(self) -> bool:
        """Whether a file of keys was changed and cannot be used."""
        return self._callers.refused()

    def close(self) -> None:
        """Finish what was begun."""
        self._threads.shutdown(wait=True)

    def _done(self, running: asyncio.Future[Any]) -> None:
        self._waiting -= 1
        if not running.cancelled():
            running.exception()  # a failure that nobody waits for any more is not shouted about


def _is_local(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
