"""The OpenAPI document, made from what is served: each decision with its facts by name, type and unit."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from curbstop.decision.saved import decision_schema
from curbstop.load.accounts.schema import DAY, account_schema
from curbstop.service.answers_schema import SCHEMAS
from curbstop.service.rules import Rules, Served

Json = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_JSON, _LINES, _PROBLEM = "application/json", "application/jsonl", "application/problem+json"
_ALWAYS = (400, 401, 403, 404, 405, 429, 500)
_ANSWERING = (*_ALWAYS, 408, 413, 415, 422, 503, 504)
_SHOWING: list[Json] = [
    {"name": name, "in": "query", "description": about, "schema": {"type": "boolean", "default": False}}
    for name, about in (
        ("trace", "With the whole trace and its seal, which anybody can verify; needs the scope `read-private`."),
        ("ask_next", "Say of an open decision what to ask next."),
    )
]


def openapi(rules: Rules) -> Json:
    """The document of OpenAPI 3.1."""
    schemas = {**SCHEMAS, "Decision": _decision()}
    for served in rules.packs.values():
        schemas[_name(served)] = _account(served)
    paths: Json = {"/v1/decisions": {"post": _several(rules)}}
    for decision, having in rules.decisions.items():
        paths[f"/v1/decisions/{decision}"] = {"post": _decide(decision, having)}
        paths[f"/v1/decisions/{decision}/batch"] = {"post": _batch(decision, having)}
        paths[f"/v1/timeline/{decision}"] = {"post": _timeline(decision, having)}
        paths[f"/v1/explain/{decision}"] = {"post": _explain(decision, having)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "curbstop",
            "version": version("curbstop"),
            "description": "Decides what a utility may and must do about an account, and shows why.",
        },
        "security": [{"bearer": []}],
        "paths": {**paths, **_knowing(rules)},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "An API key, or a token (JWT)."}
            },
        },
    }


def _decide(decision: str, having: tuple[Served, ...]) -> Json:
    query = [_pack(having), _reading(having), *_SHOWING]
    return _asking(f"decide_{_word(decision)}", _asks(decision, having), having, query, "Answer")


def _several(rules: Rules) -> Json:
    names = {"type": "array", "items": {"enum": list(rules.decisions)}, "minItems": 1, "uniqueItems": True}
    every = tuple(rules.packs.values())
    query = [
        {"name": "decision", "in": "query", "required": True, "explode": True, "schema": names},
        _pack(every),
        _reading(every),
        *_SHOWING,
    ]
    return _asking("decide_several", "Several decisions of one pack about one account.", every, query, "Answers")


def _batch(decision: str, having: tuple[Served, ...]) -> Json:
    query = [_pack(having), _reading(having), *_SHOWING]
    about = f"{_asks(decision, having)} One account a line; read while sending, since answers come at once."
    return {
        "operationId": f"decide_{_word(decision)}_batch",
        "summary": about,
        "parameters": query,
        "requestBody": {"required": True, "content": {_LINES: {"schema": {"type": "string"}}}},
        "responses": {"200": _content("One `BatchLine` for each line.", _LINES, {"type": "string"}), **_problems()},
    }


def _timeline(decision: str, having: tuple[Served, ...]) -> Json:
    query = [_pack(having), _reading(having), _days(1)]
    about = f"The days on which the outcome of {decision} changes if no fact does, from `as_of` on."
    return _asking(f"timeline_{_word(decision)}", about, having, query, "Timeline")


def _explain(decision: str, having: tuple[Served, ...]) -> Json:
    outcomes = {name: None for served in having for name in served.whole.definition.decisions[decision].outcomes}
    want: Json = {"name": "want", "in": "query", "required": True, "schema": {"enum": list(outcomes)}}
    by: Json = {"name": "by", "in": "query", "schema": {"enum": ["customer", "utility"], "default": "customer"}}
    query = [want, by, _pack(having), _reading(having), _days(0)]
    about = f"Every smallest set of changes and waiting that leads {decision} to another outcome."
    return _asking(f"explain_{_word(decision)}", about, having, query, "Explanation")


def _knowing(rules: Rules) -> Json:
    id_ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    pack = {"name": "pack", "in": "path", "required": True, "schema": {"enum": list(rules.packs)}}
    rule = {"name": "rule", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    some = {"type": "object"}
    return {
        "/v1/decisions/{id}": _get("decision_record", "A decision as the log has it.", some, [id_], (503, 504)),
        "/v1/packs": _get("packs", "The packs that are served, with their decisions.", some),
        "/v1/packs/{pack}/rules/{rule}": _get("rule", "A rule beside the section it rests on.", some, [pack, rule]),
        "/v1/facts": _get("facts", "The JSON Schema of accounts.", some, [_pack(tuple(rules.packs.values()))]),
        "/openapi.json": _get("openapi", "This document.", some),
        "/health": {"get": _open("health", "Whether the process answers.", {"200": _content("Yes.", _JSON, some)})},
        "/ready": {
            "get": _open(
                "ready",
                "Whether decisions are given, and what is wrong with the log or with the last edit of the rules.",
                {"200": _content("Yes.", _JSON, some), "503": _content("Not now.", _JSON, some)},
            )
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Numbers for Prometheus.",
                "responses": {"200": _content("Text.", "text/plain", {"type": "string"}), **_problems(_ALWAYS)},
            }
        },
    }


def _asking(id_: str, about: str, having: Iterable[Served], query: list[Json], answer: str) -> Json:
    bodies = [{"$ref": f"#/components/schemas/{_name(served)}"} for served in having]
    body = bodies[0] if len(bodies) == 1 else {"anyOf": bodies}
    return {
        "operationId": id_,
        "summary": about,
        "parameters": query,
        "requestBody": {"required": True, "content": {_JSON: {"schema": body}}},
        "responses": {
            "200": _content("The answer.", _JSON, {"$ref": f"#/components/schemas/{answer}"}),
            **_problems(),
        },
    }


def _get(id_: str, about: str, schema: Json, query: list[Json] | None = None, more: tuple[int, ...] = ()) -> Json:
    responses = {"200": _content("The answer.", _JSON, schema), **_problems((*_ALWAYS, *more))}
    return {"get": {"operationId": id_, "summary": about, "parameters": query or [], "responses": responses}}


def _open(id_: str, about: str, responses: Json) -> Json:
    return {"operationId": id_, "summary": about, "security": [], "responses": {**responses, **_problems((405, 500))}}


def _problems(statuses: tuple[int, ...] = _ANSWERING) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {str(status): _content("A problem.", _PROBLEM, schema) for status in sorted(statuses)}


def _content(about: str, media_type: str, schema: Json) -> Json:
    return {"description": about, "content": {media_type: {"schema": schema}}}


def _pack(having: tuple[Served, ...]) -> Json:
    about = "The pack that decides. Default: the one that has the decision and stands beside no other."
    return {"name": "pack", "in": "query", "description": about, "schema": {"enum": [one.id for one in having]}}


def _reading(having: tuple[Served, ...]) -> Json:
    choices = [
        f"{reading.name}={choice}"
        for served in having
        for reading in served.whole.definition.readings.values()
        for choice, _ in reading.choices
    ]
    about = "A reading of an unclear passage, as `NAME=CHOICE`; may be repeated."
    items: Json = {"enum": list(dict.fromkeys(choices))} if choices else {"type": "string"}
    return {"name": "reading", "in": "query", "description": about, "schema": {"type": "array", "items": items}}


def _days(least: int) -> Json:
    schema = {"type": "integer", "minimum": least, "maximum": 3660, "default": 180}
    return {"name": "days", "in": "query", "schema": schema}


def _account(served: Served) -> Json:
    schema = account_schema(served.whole.definition.facts)
    about = "The day the decision is about. Default: today where the policy holds."
    schema["properties"]["as_of"] = {"description": about, "type": ["string", "null"], "format": "date", "pattern": DAY}
    return {"title": f"An account of {served.id}", **schema}


def _decision() -> Json:
    """The published schema of a decision; trace and seal are there only where they were asked for."""
    schema = _moved({name: part for name, part in decision_schema().items() if name != "$schema"})
    schema["required"] = [name for name in schema["required"] if name != "trace"]
    defined: Json = schema
    return defined


def _moved(part: Any) -> Any:
    """The same, with references to its own definitions from where it stands in the document."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/Decision/$defs/")
            if key == "$ref" and isinstance(value, str)
            else _moved(value)
            for key, value in part.items()
        }
    return [_moved(one) for one in part] if isinstance(part, list) else part


def _asks(decision: str, having: tuple[Served, ...]) -> str:
    return having[0].whole.definition.decisions[decision].asks


def _name(served: Served) -> str:
    return "Account-" + served.id.replace("/", ".")


def _word(decision: str) -> str:
    return decision.replace("-", "_")
