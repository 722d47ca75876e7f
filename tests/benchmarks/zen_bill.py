"""The water bill in ZEN under the default readings: tables for what is looked up, one expression node for the sums.

The numbers are the pack's own. ZEN has no dated numbers, so each table has a column for each day of change, and the
expressions weigh them by the days of the period. It counts with 28 digits, so that a third of a cent is not exact.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import zen

from curbstop.api import Pack
from curbstop.semantics.plain import money

from .zen_engine import TRACE

DAY = 86_400
LATER = 2**40
"""A moment after all others, in seconds as ZEN counts them."""
TIERS = (1, 2, 3)

Row = tuple[Mapping[str, str], Mapping[str, str]]
"""A row of a table: what it asks for, and what it gives."""
Dated = list[tuple[date, dict[Any, Any]]]
"""The cells of a parameter by their keys, from each day of change on."""


class ZenBill:
    """The bill in one engine."""

    def __init__(self, pack: Pack) -> None:
        content = {"bill": _model(pack)}
        self._evaluate = zen.ZenEngine({"loader": {"type": "static", "content": content}}).evaluate

    def explained(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Result and trace as plain data."""
        answer: dict[str, Any] = self._evaluate("bill", facts, TRACE)
        return answer

    def billed(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The result alone."""
        result: dict[str, Any] = self._evaluate("bill", facts)["result"]
        return result


def _model(pack: Pack) -> dict[str, Any]:
    rates = _by_day(pack, "variable_rate")
    nodes = [
        {"id": "in", "type": "inputNode", "name": "bill", "position": {"x": 0, "y": 0}},
        _table("classes", _classes(pack)),
        _table("tiers", _tiers(pack, rates)),
        _table("charges", _charges(pack)),
        _table("percents", _percents(pack)),
        _sums([start for start, _ in rates]),
        {"id": "out", "type": "outputNode", "name": "sums", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": f"{a['id']}-{b['id']}", "type": "edge", "sourceId": a["id"], "targetId": b["id"]}
        for a, b in itertools.pairwise(nodes)
    ]
    return {"nodes": nodes, "edges": edges}


def _classes(pack: Pack) -> list[Row]:
    (classes,) = (rows for _, rows in _by_day(pack, "commercial_class"))
    residential = [({"category": _text(kind)}, {"class": _text(kind)}) for kind in ("single_family", "multi_family")]
    return residential + [({"meter_size": _text(size)}, {"class": _text(name)}) for (size,), name in classes.items()]


def _tiers(pack: Pack, rates: Dated) -> list[Row]:
    (bounds,) = (rows for _, rows in _by_day(pack, "tier_bound"))

    def row(name: str) -> Row:
        last = {f"bound_{tier}": str(bounds[name, tier]) for tier in (1, 2)}
        dear = {f"rate_{n}_{tier}": money(at[name, tier]) for n, (_, at) in enumerate(rates) for tier in TIERS}
        return {"class": _text(name)}, last | dear

    return [row(name) for name in dict.fromkeys(name for name, _ in bounds)]


def _charges(pack: Pack) -> list[Row]:
    charges = _by_day(pack, "monthly_fixed_charge")
    return [
        ({"meter_size": _text(size)}, {f"charge_{n}": money(at[size,]) for n, (_, at) in enumerate(charges)})
        for (size,) in charges[0][1]
    ]


def _percents(pack: Pack) -> list[Row]:
    (percents,) = (rows for _, rows in _by_day(pack, "drought_percent"))
    rows: list[Row] = [
        ({"stage": str(stage)}, {f"percent_{tier}": str(percents[stage, tier]) for tier in TIERS})
        for stage in dict.fromkeys(stage for stage, _ in percents)
    ]
    return [*rows, ({}, {f"percent_{tier}": "0" for tier in TIERS})]


def _by_day(pack: Pack, name: str) -> Dated:
    return [(version.effective, dict(version.rows)) for version in pack.definition.parameters[name].versions]


def _text(value: object) -> str:
    return json.dumps(value)


def _table(name: str, rows: Sequence[Row]) -> dict[str, Any]:
    columns = list(dict.fromkeys(column for conditions, _ in rows for column in conditions))
    outputs = list(rows[0][1])
    rules = [
        {"_id": f"{name}{number}"}
        | {f"in_{column}": conditions.get(column, "") for column in columns}
        | {f"out_{key}": found[key] for key in outputs}
        for number, (conditions, found) in enumerate(rows)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"in_{column}", "name": column, "field": column} for column in columns],
        "outputs": [{"id": f"out_{key}", "name": key, "field": key} for key in outputs],
        "rules": rules,
        "passThrough": True,
        "executionMode": "single",
    }
    return {"id": name, "type": "decisionTableNode", "name": name, "position": {"x": 0, "y": 0}, "content": content}


def _sums(starts: Sequence[date]) -> dict[str, Any]:
    """What the period, the tiers and the charges come to; `thirtieths` are the months of the bill times 30."""
    seconds = [(start - date(1970, 1, 1)).days * DAY for start in starts]
    spans = list(itertools.pairwise([*seconds, LATER]))
    each = range(len(spans))
    expressions = {
        "first": "date(start)",
        "last": f"date(end) + {DAY}",
        "days": f"($.last - $.first) / {DAY}",
        "thirtieths": 'kind == "monthly" ? 30 : kind == "bimonthly" ? 60 : $.days',
        **{
            f"days_{n}": f"max([0, min([$.last, {b}]) - max([$.first, {a}])]) / {DAY}" for n, (a, b) in enumerate(spans)
        },
        "fixed_charge": f"({' + '.join(f'$.days_{n} * charge_{n}' for n in each)}) * $.thirtieths / ($.days * 30)",
        "last_1": "min([hcf, floor(bound_1 * dwellings * $.thirtieths / 30 + 0.5)])",
        "last_2": "min([hcf, floor(bound_2 * dwellings * $.thirtieths / 30 + 0.5)])",
        "units_1": "$.last_1",
        "units_2": "$.last_2 - $.last_1",
        "units_3": "hcf - $.last_2",
        **{f"rate_{t}": f"({' + '.join(f'$.days_{n} * rate_{n}_{t}' for n in each)}) / $.days" for t in TIERS},
        **{f"amount_{t}": f"$.units_{t} * $.rate_{t}" for t in TIERS},
        "drought": f"adjusted ? ({' + '.join(f'$.amount_{t} * percent_{t}' for t in TIERS)}) / 100 : 0",
        "variable": " + ".join(f"$.amount_{t}" for t in TIERS),
        "total": "floor(($.fixed_charge + $.variable + $.drought) * 100 + 0.5) / 100",
    }
    content = {
        "expressions": [{"id": key, "key": key, "value": value} for key, value in expressions.items()],
        "passThrough": False,
        "executionMode": "single",
    }
    return {"id": "sums", "type": "expressionNode", "name": "sums", "position": {"x": 0, "y": 0}, "content": content}
