"""ZEN behind the same FastAPI and uvicorn, asked with the same requests, in the way that is fastest for it.

No threads, no checks of the facts; the same JSON library. With ZEN_LOG naming a file, what it answers is logged there
first: a request in a transaction of its own, a batch in transactions of as many lines as curbstop takes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response

from curbstop.service.batch import TOGETHER

from .accounts import Account
from .flat import flattened
from .zen_engine import Zen
from .zen_log import ZenLog

app = FastAPI(openapi_url=None)
zen = Zen(values=True)
log = ZenLog(Path(os.environ["ZEN_LOG"])) if "ZEN_LOG" in os.environ else None


@app.post("/v1/decisions/{decision}")
async def decide(request: Request, decision: str) -> Response:
    (answer,) = _answers(decision, [await request.body()])
    return Response(orjson.dumps(answer), media_type="application/json")


@app.post("/v1/decisions/{decision}/batch")
async def batch(request: Request, decision: str) -> Response:
    lines, answers = (await request.body()).splitlines(), list[bytes]()
    for start in range(0, len(lines), TOGETHER):
        answers += map(orjson.dumps, _answers(decision, lines[start : start + TOGETHER]))
    return Response(b"\n".join(answers) + b"\n", media_type="application/jsonl")


def _answers(decision: str, lines: Sequence[bytes]) -> list[dict[str, Any]]:
    asked = [orjson.loads(line) for line in lines]
    answers = [zen.explained(decision, flattened(_account(facts))) for facts in asked]
    if log is not None:
        log.append(decision, asked, answers)
    return answers


def _account(facts: dict[str, Any]) -> Account:
    return Account(facts, date.fromisoformat(facts["as_of"]))
