"""What stands before every route: who calls, how often, and a free thread in which the answer is made."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

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
from curbstop.service.threads import Threads
from curbstop.service.watch import RulesWatch

_Made = TypeVar("_Made")


class Counter:
    """Shared by the routes. Answers are made in threads, so that a long one does not hold up the others."""

    def __init__(self, settings: Settings, watch: RulesWatch, desk: Desk, health: LogHealth, metrics: Metrics) -> None:
        self.settings, self.watch, self.desk, self.health, self.metrics = settings, watch, desk, health, metrics
        self.rate = Rate(settings.rate, settings.burst)
        self._callers = Callers(settings)
        self._threads = Threads(settings.threads)

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Who calls, if they may: known, with the scope, and not too often."""
        if self.settings.insecure and not _is_local(request.headers.get("host", "localhost")):
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
        if self._threads.waiting >= self.settings.waiting:
            headers = {"Retry-After": "1"}
            raise Problem(503, "busy", "too many requests are waiting already", headers=headers)
        try:
            return await self._threads.made(make, self.settings.seconds)
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
        self._threads.close()


@lru_cache(maxsize=128)
def _is_local(host: str) -> bool:
    """Whether a request was sent to this machine by a name that nobody else has."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
