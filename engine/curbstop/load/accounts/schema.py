"""The JSON Schema of an account: every fact by name, with its type, unit, bounds, meaning and an example.

It describes the form that is best sent: names nested by their dots, amounts as texts. A reader that accepts more,
such as a dotted name, accepts all of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from curbstop.ir.pack import Fact
from curbstop.ir.types import Kind
from curbstop.load.accounts.plain import plain_value
from curbstop.load.accounts.wanted import TEXT_AT_MOST, Wanted, wanted
from curbstop.load.accounts.wording import bound, plain_number

Schema = dict[str, Any]

DAY = r"^(19|2[01])[0-9]{2}-[01][0-9]-[0-3][0-9]$"
_AMOUNT = r"^-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?$"
_NUMBER = r"^-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,15})?$"


def account_schema(facts: Mapping[str, Fact]) -> Schema:
    """What may be said about an account, as a schema of draft 2020-12; `null` or leaving out is unknown."""
    top = _group()
    for name, fact in facts.items():
        group = top
        *above, last = name.split(".")
        for part in above:
            group = group["properties"].setdefault(part, _group())
        group["properties"][last] = _fact(fact, wanted(fact))
    return top


def _group() -> Schema:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _fact(fact: Fact, accepts: Wanted) -> Schema:
    schema: Schema = {"description": _description(fact, accepts)}
    if fact.unit:
        schema["x-unit"] = fact.unit
    if accepts.private:
        schema["x-private"] = True
    if fact.example is not None:
        schema["examples"] = [plain_value(accepts, fact.example)]
    shapes = [_shape(fact, accepts), *([{"const": "none"}] if _says_none(fact) else []), {"type": "null"}]
    return {**schema, "anyOf": shapes}


def _says_none(fact: Fact) -> bool:
    return fact.type.optional and "none" not in fact.type.choices


def _description(fact: Fact, accepts: Wanted) -> str:
    parts = [fact.description]
    if fact.unit:
        parts.append(f"In {fact.unit}.")
    if fact.type.kind in (Kind.MONEY, Kind.DATE, Kind.DATE_TIME, Kind.NUMBER):
        parts += [
            f"{word} {bound(accepts, value)}."
            for word, value in (("At least", fact.minimum), ("At most", fact.maximum))
            if value is not None
        ]
    parts += [f"{choice}: {label}." for choice, label in fact.labels]
    if accepts.private:
        parts.append("Private.")
    return " ".join(parts)


def _shape(fact: Fact, accepts: Wanted) -> Schema:
    match fact.type.kind:
        case Kind.BOOL:
            return {"type": "boolean"}
        case Kind.WHOLE:
            return {"type": "integer", **_bounds(accepts)}
        case Kind.MONEY:
            return {"type": "string", "format": "decimal", "pattern": _AMOUNT}
        case Kind.NUMBER:
            return {"type": "string", "format": "decimal", "pattern": _NUMBER}
        case Kind.DATE:
            return {"type": "string", "format": "date", "pattern": DAY}
        case Kind.DATE_TIME:
            return {"type": "string", "description": f"Date and time, ISO 8601; without an offset in {fact.type.zone}."}
        case Kind.TEXT:
            return {"type": "string", "maxLength": TEXT_AT_MOST}
        case Kind.CHOICE:
            return {"enum": list(fact.type.choices)}
        case Kind.SET:
            return {"type": "array", "items": {"enum": list(fact.type.choices)}, "uniqueItems": True}
    fields = {field.name: _fact(field, accepts.fields[field.name][1]) for field in fact.fields}
    item = {"type": "object", "properties": fields, "additionalProperties": False}
    return {"type": "array", "items": item, "maxItems": accepts.items}


def _bounds(accepts: Wanted) -> Schema:
    pairs = (("minimum", accepts.least), ("maximum", accepts.most))
    return {name: int(plain_number(accepts.type, Fraction(value))) for name, value in pairs if value is not None}
