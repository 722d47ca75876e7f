"""The outermost part of the service: every answer is counted and logged once, and nothing leaves as a traceback.

A line of the log has the route's pattern, never the address, and no word that a caller sent.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curbstop.audit import LogUnavailableError
from curbstop.service.metrics import Metrics
from curbstop.service.problems import Problem, problem_of

LOG = logging.getLogger("curbstop.service")
_SECURITY = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """Wraps the routes."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and account for its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", []), *_SECURITY]}
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:  # what nobody expected; its own words could hold a private fact
            problem = noted(error)
            if not status:
                await problem.response()(scope, receive, sent)
        seconds = time.perf_counter() - begun
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.answered(method, _route(scope), status, seconds)
        caller = scope.get("curbstop.caller", "-")
        LOG.info("%s %s %d %.1f ms %s", method, _route(scope), status, 1000 * seconds, caller)


def noted(error: Exception) -> Problem:
    """The problem that an error is; a line of the log says where it comes from if it is a fault of this side."""
    problem = problem_of(error)
    if problem.status >= 500 and problem is not error:
        said = f": {error}" if isinstance(error, LogUnavailableError) else ""
        LOG.error("%s: %s%s", problem.code, _place(error), said)
    return problem


def _route(scope: Scope) -> str:
    """The pattern of the route that answered, `-` where there is none."""
    route: Any = scope.get("route")
    return getattr(route, "path", "-")


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    return f"{type(error).__name__} at {code.co_name}:{trace.tb_lineno}" if code and trace else type(error).__name__
