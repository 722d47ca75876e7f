"""What records have in common is stored once, by its hash: the names of their values, the rules and the readings.

Billing systems say the same facts of every account, and a decision asks the same of each, so that a log has few
shapes. In a record stand the values alone, in the order of the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from curbstop.audit.definitions import Listed
from curbstop.ir.canonical import digest_of

SHAPE = "shape"
REMEMBERED_SHAPES = 512

_Pairs = tuple[tuple[str, str], ...]


class Shape(NamedTuple):
    """A shape, its hash, and the definitions that the traces of its records rest on."""

    hash: str
    item: Mapping[str, Any]
    rests_on: Listed


class _Common(NamedTuple):
    """What the shape of a record follows from."""

    files: str
    facts: tuple[str, ...]
    readings: _Pairs
    rules: _Pairs
    format: str
    read: tuple[str, ...]
    verdicts: tuple[str, ...]
    values: tuple[str, ...]


def fold(contents: dict[str, Any], files: str, rests_on: Listed) -> Shape:
    """Put the hash of their shape into the contents of a record; of what that has, null or a list of values is left."""
    facts, decision = contents["facts"], contents["decision"]
    trace = decision["trace"]
    verdicts, values = trace["verdicts"], trace["values"]
    common = _Common(
        files,
        tuple(facts),
        tuple(decision["readings"].items()),
        tuple(decision["rules"].items()),
        trace["format"],
        tuple(trace["facts"]),
        tuple(verdicts),
        tuple(values),
    )
    contents["facts"] = [*facts.values()]
    decision["readings"] = decision["rules"] = None
    trace["format"] = trace["facts"] = trace["definitions"] = None
    trace["verdicts"], trace["values"] = [*verdicts.values()], [*values.values()]
    hash_, item = _made(common, rests_on.hash)
    contents[SHAPE] = hash_
    return Shape(hash_, item, rests_on)


def unfolded(body: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a record with all that was taken out in its place. Raises ValueError for another shape's record."""
    decision, same = body["decision"], shape["decision"]
    trace, named = decision["trace"], same["trace"]
    whole = {
        **trace,
        **named,
        "verdicts": _named(named["verdicts"], trace["verdicts"]),
        "values": _named(named["values"], trace["values"]),
    }
    return {
        **body,
        "files": shape["files"],
        "facts": _named(shape["facts"], body["facts"]),
        "decision": {**decision, **same, "trace": whole},
    }


def shape_of(body: Mapping[str, Any]) -> str | None:
    """The hash of the shape that a body has as it was hashed; None in the formats without."""
    found: str | None = body.get(SHAPE)
    return found


def _named(names: list[str], values: list[Any]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


@lru_cache(maxsize=REMEMBERED_SHAPES)
def _made(common: _Common, definitions: str) -> tuple[str, Mapping[str, Any]]:
    trace = {
        "format": common.format,
        "facts": common.read,
        "verdicts": common.verdicts,
        "values": common.values,
        "definitions": definitions,
    }
    decision = {"readings": dict(common.readings), "rules": dict(common.rules), "trace": trace}
    item = {"item": SHAPE, "files": common.files, "facts": common.facts, "decision": decision}
    return digest_of(item), item
