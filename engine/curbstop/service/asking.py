"""The routes that answer about an account. The body is the account, as in a file, with `as_of` beside its facts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from curbstop.diagnostics import Faults
from curbstop.service.batch import Numbered, Streamed, groups, written
from curbstop.service.callers import Caller, require
from curbstop.service.counter import Counter
from curbstop.service.desk import Asking, Desk
from curbstop.service.edge import noted
from curbstop.service.keys import Scope
from curbstop.service.limits import chunks, read_body
from curbstop.service.problems import Problem, problem_of
from curbstop.service.queries import Query
from curbstop.service.reading import read_account
from curbstop.service.routes import posted
from curbstop.service.rules import Served

JSON = ("application/json",)
JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
_PACK = ("pack",)
_READING = ("reading",)
_SHOWING = ("trace", "ask_next")
MOST_DECISIONS = 50


def asking_routes(counter: Counter) -> list[Route]:
    """The routes with `POST`."""

    async def decide_several(request: Request) -> Response:
        caller = counter.admit(request, Scope.DECIDE)
        query = Query(request, (*_PACK, *_SHOWING), ("decision", *_READING))
        names = query.every("decision")
        if not 1 <= len(names) <= MOST_DECISIONS:
            hint = "write `?decision=FIRST&decision=SECOND`"
            raise Problem(400, "bad-query", f"1 to {MOST_DECISIONS} decisions can be asked for", hint=hint)
        rules = counter.watch.current
        having = [rules.having(name, query.text("pack")) for name in names]
        if any(served is not having[0] for served in having):
            raise Problem(400, "bad-query", "one request is decided by one pack", hint="ask for each pack by itself")
        asking, body = _asking(caller, having[0], query), await _body(counter, request)
        return await counter.answer(lambda: {"decisions": counter.desk.decide(asking, names, read_account(body))})

    async def decide(request: Request) -> Response:
        decision = request.path_params["decision"]
        caller = counter.admit(request, Scope.DECIDE)
        query = Query(request, (*_PACK, *_SHOWING), _READING)
        asking = _asking(caller, counter.watch.current.having(decision, query.text("pack")), query)
        body = await _body(counter, request)
        return await counter.answer(lambda: counter.desk.decide(asking, [decision], read_account(body))[0])

    async def decide_batch(request: Request) -> Response:
        decision = request.path_params["decision"]
        caller = counter.admit(request, Scope.DECIDE)
        query = Query(request, (*_PACK, *_SHOWING), _READING)
        asking = _asking(caller, counter.watch.current.having(decision, query.text("pack")), query)
        asking.pack.assembler(decision)
        _check_media_type(request, JSON_LINES)
        parts = chunks(request, counter.settings.seconds)
        return Streamed(lambda: _answers(counter, asking, decision, parts), counter.settings.seconds)

    async def timeline(request: Request) -> Response:
        decision = request.path_params["decision"]
        caller = counter.admit(request, Scope.DECIDE)
        query = Query(request, (*_PACK, "days"), _READING)
        asking = _asking(caller, counter.watch.current.having(decision, query.text("pack")), query)
        days, body = query.days(180), await _body(counter, request)
        return await counter.answer(lambda: counter.desk.timeline(asking, decision, read_account(body), days))

    async def explain(request: Request) -> Response:
        decision = request.path_params["decision"]
        caller = counter.admit(request, Scope.DECIDE)
        query = Query(request, (*_PACK, "days", "want", "by"), _READING)
        asking = _asking(caller, counter.watch.current.having(decision, query.text("pack")), query)
        want, by, days = query.needed("want"), query.text("by") or "customer", query.days(180)
        body = await _body(counter, request)
        return await counter.answer(lambda: counter.desk.explain(asking, decision, read_account(body), want, by, days))

    return [
        posted("/v1/decisions", decide_several),
        posted("/v1/decisions/{decision}", decide),
        posted("/v1/decisions/{decision}/batch", decide_batch),
        posted("/v1/timeline/{decision}", timeline),
        posted("/v1/explain/{decision}", explain),
    ]


def _asking(caller: Caller, served: Served, query: Query) -> Asking:
    readings = query.readings()
    try:
        served.whole.under(readings)
    except Faults as faults:
        raise problem_of(faults) from None
    trace, ask_next = (query.flag(name) if name in query.known else False for name in _SHOWING)
    if trace:
        require(caller, Scope.READ_PRIVATE)
    return Asking(caller, served, readings, trace, ask_next)


async def _body(counter: Counter, request: Request) -> bytes:
    _check_media_type(request, JSON)
    return await read_body(request, counter.settings.body_bytes, counter.settings.seconds)


async def _answers(
    counter: Counter, asking: Asking, decision: str, parts: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """The answer to each line, in their order; what stops the stream is its last line."""
    number = 0
    try:
        async for group in groups(parts):
            number = group[-1][0]
            while waits := counter.rate.wait(asking.caller.name, len(group)):
                await asyncio.sleep(waits)
            yield await counter.made(partial(_decided, counter.desk, asking, decision, group))
    except Exception as error:
        yield written({"line": number + 1, "problem": noted(error).as_json()})


def _decided(desk: Desk, asking: Asking, decision: str, group: list[Numbered]) -> bytes:
    """The answers to some lines, as they are written."""
    lines = [line if isinstance(line, Faults) else read_account(line, number) for number, line in group]
    found = desk.decide_lines(asking, decision, lines)
    return b"".join(
        written(
            {"line": number, "problem": noted(answer).as_json()}
            if isinstance(answer, Exception)
            else {"line": number, **answer}
        )
        for (number, _), answer in zip(group, found, strict=True)
    )


def _check_media_type(request: Request, accepted: tuple[str, ...]) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in accepted:
        raise Problem(415, "wrong-media-type", f"the body must be sent as `{accepted[0]}`")
