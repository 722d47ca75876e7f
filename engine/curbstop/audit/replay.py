"""Decides again what a record says was decided, and compares."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from curbstop.api import Pack
from curbstop.audit.record import Record
from curbstop.diagnostics import Faults

_ESSENTIAL = ("outcome", "values", "missing")
_UNDATED = date.min.isoformat()


@dataclass(frozen=True, slots=True)
class Replayed:
    """What deciding again gave: sentences about each difference, none where it is the same decision.

    `decided` is False where nothing could be decided; `differences` then says why.
    """

    id: str
    outcome: str
    differences: tuple[str, ...]
    decided: bool = True

    @property
    def same(self) -> bool:
        """Whether the same was decided."""
        return self.decided and not self.differences


def replay(record: Record, pack: Pack) -> Replayed:
    """Decide again. Under the same rules everything is compared, under others what the decision comes to."""
    same_rules = pack.digest == record.digest
    whole = record.whole
    if whole is None:
        why = "its private facts were erased" if record.erased else "its private facts cannot be read"
        return Replayed(record.id, record.outcome, (f"it cannot be decided again: {why}",), decided=False)
    saved = record.saved
    facts = {name: value for name, value in whole["facts"].items() if name not in whole["implied"]}
    try:
        chosen = pack.under(saved["readings"])
        if given := _given(saved["trace"]["definitions"]):
            chosen = chosen.with_choices(readings=chosen.readings, parameters=given)
        made = chosen.decide(record.decision, facts, as_of=date.fromisoformat(record.as_of))
    except Faults as faults:
        why = "; ".join(fault.message for fault in faults.diagnostics)
        return Replayed(record.id, record.outcome, (f"it cannot be decided again: {why}",), decided=False)
    now = json.loads(made.to_json())
    found = _differences(saved, now, "") if same_rules else _essential(saved, now)
    return Replayed(record.id, now["outcome"], tuple(found))


def _given(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The external parameters as the operator gave them."""
    return {
        name.removeprefix("given:"): _versions(item) for name, item in definitions.items() if name.startswith("given:")
    }


def _versions(item: Mapping[str, Any]) -> Any:
    versions = [_version(version) for version in item["versions"]]
    if len(versions) == 1 and versions[0]["from"] == _UNDATED:
        return {key: value for key, value in versions[0].items() if key != "from"}
    return {"versions": versions}


def _version(version: Mapping[str, Any]) -> dict[str, Any]:
    more = {"each_more": version["each_more"]} if "each_more" in version else {}
    rows: Any = {}
    for keys, value in version["rows"]:
        if not keys:
            return {"from": version["from"], "value": value}
        below = rows
        for key in keys[:-1]:
            below = below.setdefault(key, {})
        below[keys[-1]] = value
    return {"from": version["from"], "rows": rows, **more}


def _differences(then: Any, now: Any, place: str) -> Iterator[str]:
    """Where two decisions differ, each place once."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*then, *now]):
            if key != "seal":
                yield from _differences(then.get(key), now.get(key), f"{place}.{key}" if place else str(key))
    elif then != now:
        yield f"`{place}` was {_short(then)} and is {_short(now)}"


def _essential(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in _ESSENTIAL:
        yield from _differences(then[key], now[key], key)
    before, after = ([reason["rule"] for reason in one["reasons"]] for one in (then, now))
    yield from _differences(before, after, "reasons")


def _short(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, default=str)
    return f"`{text}`" if len(text) <= 80 else f"`{text[:77]}...`"
