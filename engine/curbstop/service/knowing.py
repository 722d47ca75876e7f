"""The routes that answer about rules, records and the service itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from curbstop.audit import DamagedRecordError, LogUnavailableError
from curbstop.load.accounts.schema import account_schema
from curbstop.service.counter import Counter
from curbstop.service.desk import Desk
from curbstop.service.edge import LOG, noted
from curbstop.service.keys import Scope
from curbstop.service.openapi import DRAFT, openapi
from curbstop.service.problems import Problem, log_unavailable
from curbstop.service.queries import Query
from curbstop.service.rules import Served
from curbstop.workbench.showing import find, shown

_WHERE = ("file", "line", "tested_by")


def knowing_routes(counter: Counter) -> APIRouter:
    """The routes with `GET`."""
    routes = APIRouter()

    @routes.get("/v1/decisions/{id}")
    async def record(request: Request, id: str) -> Response:
        caller = counter.admit(request, Scope.READ_AUDIT)
        Query(request, ())
        private = caller.may(Scope.READ_PRIVATE)
        found = await counter.made(lambda: _record(counter.desk, id, private=private))
        if found is None:
            raise Problem(
                404, "unknown-record", "there is no record of this id", hint="a decision is asked for by POST"
            )
        return JSONResponse(found)

    @routes.get("/v1/packs")
    async def packs(request: Request) -> Response:
        counter.admit(request, None)
        Query(request, ())
        return JSONResponse({"packs": [_pack(served) for served in counter.watch.current.packs.values()]})

    @routes.get("/v1/packs/{pack:path}/rules/{rule:path}")
    async def rule(request: Request, pack: str, rule: str) -> Response:
        counter.admit(request, None)
        Query(request, ())
        served = counter.watch.current.pack(pack)
        found = [one for one in find(served.whole.definition, rule) if one.kind == "rule"]
        if not found:
            raise Problem(404, "unknown-rule", "the pack has no rule of this name", hint="/v1/packs lists all")
        if len(found) > 1:
            names = ", ".join(f"`{one.name}`" for one in found)
            raise Problem(404, "unknown-rule", "several rules have this name", hint=f"write one of {names}")
        whole = shown(served.whole.definition, found[0]).as_json()
        return JSONResponse({name: said for name, said in whole.items() if name not in _WHERE})

    @routes.get("/v1/facts")
    async def facts(request: Request) -> Response:
        counter.admit(request, None)
        asked = Query(request, ("pack",)).text("pack")
        rules = counter.watch.current
        if asked is not None:
            schema = account_schema(rules.pack(asked).whole.definition.facts)
            return JSONResponse({"$schema": DRAFT, "title": asked, **schema})
        every = {name: account_schema(served.whole.definition.facts) for name, served in rules.packs.items()}
        ways = [{"$ref": f"#/$defs/{name.replace('/', '~1')}"} for name in every]
        return JSONResponse({"$schema": DRAFT, "anyOf": ways, "$defs": every})

    @routes.get("/openapi.json")
    async def document(request: Request) -> Response:
        counter.admit(request, None)
        Query(request, ())
        return JSONResponse(openapi(counter.watch.current))

    @routes.api_route("/health", methods=["GET", "HEAD"])
    async def health() -> Response:
        return JSONResponse({"status": "alive"})

    @routes.api_route("/ready", methods=["GET", "HEAD"])
    async def ready() -> Response:
        fault = await counter.health.fault()
        able = fault is None or counter.settings.unlogged
        refused = counter.watch.refused
        said = {
            "ready": able,
            "log": {"writable": fault is None, "fault": fault},
            "keys": {"refused_edit": counter.keys_refused()},
            "rules": {
                "packs": {name: served.whole.digest for name, served in counter.watch.current.packs.items()},
                "refused_edit": refused,
            },
        }
        return JSONResponse(said, 200 if able else 503)

    @routes.get("/metrics")
    async def metrics(request: Request) -> Response:
        counter.admit(request, Scope.ADMIN)
        text = counter.metrics.text(counter.watch.current)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes


def _record(desk: Desk, id_: str, *, private: bool) -> dict[str, Any] | None:
    try:
        known = UUID(id_)
    except ValueError:
        return None
    try:
        return desk.record(str(known), private=private)
    except DamagedRecordError as error:
        LOG.error("a record was asked for that was changed: %s", error)
        raise Problem(500, "damaged-record", error.told) from None
    except LogUnavailableError as error:
        noted(error)
        raise log_unavailable("the log cannot be read") from None


def _pack(served: Served) -> dict[str, Any]:
    pack = served.whole.definition
    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "digest": served.whole.digest,
        "in_force_from": pack.in_force_from.isoformat(),
        "in_force_until": pack.in_force_until.isoformat() if pack.in_force_until else None,
        "time_zone": pack.time_zone,
        "beside": pack.beside,
        "decisions": [
            {
                "decision": decision.name,
                "asks": decision.asks,
                "outcomes": list(decision.outcomes),
                "adverse": sorted(decision.adverse),
                "rules": [rule.id for rule in decision.rules] + [decision.otherwise.id],
            }
            for decision in pack.decisions.values()
        ],
        "readings": [
            {"reading": r.name, "question": r.question, "choices": [choice for choice, _ in r.choices]}
            for r in pack.readings.values()
        ],
    }
