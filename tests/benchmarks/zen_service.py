"""ZEN behind the same FastAPI and uvicorn, in the way that is fastest for it: no threads, flat facts, no checks."""

from __future__ import annotations

import json

from fastapi import FastAPI, Request
from starlette.responses import Response

from .zen_engine import Zen

app = FastAPI(openapi_url=None)
zen = Zen(values=True)


@app.post("/v1/decisions/{decision}")
async def decide(request: Request, decision: str) -> Response:
    answer = zen.explained(decision, json.loads(await request.body()))
    return Response(json.dumps(answer), media_type="application/json")


@app.post("/v1/decisions/{decision}/batch")
async def batch(request: Request, decision: str) -> Response:
    lines = (await request.body()).splitlines()
    answers = [json.dumps(zen.explained(decision, json.loads(line))) for line in lines]
    return Response("\n".join(answers) + "\n", media_type="application/jsonl")


@app.get("/health")
async def health() -> Response:
    return Response("{}")
