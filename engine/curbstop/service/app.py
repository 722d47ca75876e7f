"""The routes of the service."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from curbstop.audit import AuditLog, open_log
from curbstop.service.asking import asking_routes
from curbstop.service.callers import Callers
from curbstop.service.counter import Counter
from curbstop.service.desk import Desk
from curbstop.service.edge import Edge
from curbstop.service.knowing import knowing_routes
from curbstop.service.log_health import LogHealth
from curbstop.service.metrics import Metrics
from curbstop.service.problems import Problem, problem_of
from curbstop.service.rules import load_rules
from curbstop.service.settings import Settings
from curbstop.service.watch import RulesWatch

_NOWHERE = "there is nothing at this address"


def check(settings: Settings) -> None:
    """Return if the service could start: no worker of several has to say what is wrong, nor to make a new log."""
    Callers(settings)
    load_rules(settings)
    log = _log(settings)
    if log is not None:
        log.close()


def make_app(settings: Settings, stopping: Callable[[], None] = lambda: None) -> FastAPI:
    """The service, ready to be run by any ASGI server; `stopping` is called when it begins to finish what it began.

    Raises RulesRefusedError for faulty rules, Faults for a bad file of keys, LogUnavailableError for a log that cannot
    be opened.
    """
    metrics = Metrics()
    watch = RulesWatch(settings, metrics.edited)
    log = _log(settings)
    health = LogHealth(log)
    desk = Desk(log, health, metrics, unlogged=settings.unlogged)
    counter = Counter(settings, watch, desk, health, metrics)

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        looking = [asyncio.create_task(watch.run()), asyncio.create_task(counter.watch_keys())]
        try:
            yield
        finally:
            stopping()
            for task in looking:
                task.cancel()
            counter.close()
            if log is not None:
                log.close()

    app = FastAPI(
        title="curbstop", lifespan=life, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.router.routes.extend(asking_routes(counter))
    app.include_router(knowing_routes(counter))
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(Problem, _problem)
    app.add_middleware(Edge, metrics=metrics)
    return app


def _log(settings: Settings) -> AuditLog | None:
    return open_log(settings.log, keys=settings.log_keys) if settings.log is not None else None


async def _no_route(_: Request, error: Exception) -> Response:
    match error:
        case HTTPException(status_code=404):
            return Problem(404, "not-found", _NOWHERE, hint="/openapi.json describes all addresses").response()
        case HTTPException(status_code=405, headers=headers):
            takes = (headers or {}).get("Allow", "another method")
            return Problem(405, "not-allowed-here", f"this address takes {takes}", headers=headers).response()
    return problem_of(error).response()


async def _problem(_: Request, error: Exception) -> Response:
    return problem_of(error).response()
