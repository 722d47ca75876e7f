"""The schemas of answers that no rule file changes."""

from __future__ import annotations

from typing import Any

_REASONS = {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}
_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}

ANSWER: dict[str, Any] = {
    "description": "A decision with the id of its record; `unlogged` where no record was kept.",
    "type": "object",
    "properties": {
        "id": {"type": ["string", "null"], "format": "uuid"},
        "unlogged": {"type": "boolean"},
        "decision": {"$ref": "#/components/schemas/Decision"},
    },
    "required": ["id", "unlogged", "decision"],
    "additionalProperties": False,
}

SCHEMAS: dict[str, Any] = {
    "Problem": {
        "description": "What went wrong (RFC 9457); each of `errors` points to what is wrong in the body (RFC 6901).",
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "hint": _TEXT,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "pointer": {"type": "string", "format": "json-pointer"},
                        "code": _TEXT,
                        "detail": _TEXT,
                        "hint": _TEXT,
                        "line": {"type": "integer"},
                        "column": {"type": "integer"},
                    },
                    "required": ["pointer", "code", "detail"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": False,
    },
    "Answer": ANSWER,
    "Answers": {
        "type": "object",
        "properties": {"decisions": {"type": "array", "items": {"$ref": "#/components/schemas/Answer"}}},
        "required": ["decisions"],
        "additionalProperties": False,
    },
    "BatchLine": {
        "description": "The answer to one line of a batch, which counts from 1: as `Answer`, or a problem.",
        "type": "object",
        "properties": {
            "line": {"type": "integer", "minimum": 1},
            **ANSWER["properties"],
            "problem": {"$ref": "#/components/schemas/Problem"},
        },
        "required": ["line"],
        "additionalProperties": False,
    },
    "Reason": {
        "type": "object",
        "properties": {
            "rule": _TEXT,
            "says": _TEXT,
            "citations": {"type": "array", "items": {"type": "object"}},
            "if": {"type": "object"},
        },
        "required": ["rule", "says", "citations"],
        "additionalProperties": False,
    },
    "Timeline": {
        "description": "Stretches of days with one outcome; `reasons` are those of the last day of each.",
        "type": "object",
        "properties": {
            "decision": _TEXT,
            "from": _DAY,
            "days": {"type": "integer"},
            "changes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"from": _DAY, "outcome": _TEXT, "reasons": _REASONS},
                    "required": ["from", "outcome", "reasons"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["decision", "from", "days", "changes"],
        "additionalProperties": False,
    },
    "Explanation": {
        "description": "A decision, the outcome that is wanted, and the smallest ways to it.",
        "type": "object",
        "properties": {
            "decision": _TEXT,
            "account": {"type": ["string", "null"]},
            "as_of": _DAY,
            "outcome": _TEXT,
            "reasons": _REASONS,
            "missing": {"type": "array", "items": _TEXT},
            "want": _TEXT,
            "reached": {"type": "boolean"},
            "says": _TEXT,
            "by": _TEXT,
            "most_changes": {"type": "integer"},
            "waiting_until": _DAY,
            "exact": {"type": "boolean"},
            "ways": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["decision", "as_of", "outcome", "reasons", "want", "reached", "says", "ways"],
        "additionalProperties": False,
    },
}
