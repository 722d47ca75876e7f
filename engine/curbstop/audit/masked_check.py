"""Checks a decision whose private values are masked: everything but the conditions on them.

What is left of a decision without its private leaves is a decision again: where a condition was masked, its conclusion
stands, taken as said. The independent checker checks that one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from curbstop.audit.masks import is_mask, shown, what_is_shown
from curbstop.audit.record import Record
from curbstop.checker import Rules, check, digest

_UNKNOWN = ["derived", "(masked)"]
_SEARCH = ("completions", "branches")
_NOT_SHOWN = ("nothing shows that it is `undetermined`", "`missing` is not what is open")
"""What the checker says of a decision whose search was taken away, and of nothing else here."""


class MaskedCheck(NamedTuple):
    """What does not hold of a masked decision, and what could not be checked, by the names of items."""

    faults: list[str]
    unchecked: list[str]


def check_masked(record: Record) -> MaskedCheck:
    """The check of a record whose private values cannot be read."""
    decision, facts = record.body["decision"], record.body["facts"]
    trace = decision["trace"]
    unchecked = [name for name, value in trace["values"].items() if is_mask(value)]
    reduced = _without_values(_without_masked(record.built(record.body), unchecked, facts))
    if any(is_mask(trace.get(part)) for part in _SEARCH) or _is_open(decision):
        return MaskedCheck(_faults_without_search(reduced), [*unchecked, f"decision:{record.decision}"])
    if unchecked and record.outcome in reduced["trace"]["definitions"][f"decision:{record.decision}"]["adverse"]:
        # Under another reading a masked condition may come to something else.
        reduced["contested"] = []
        return MaskedCheck(_check(reduced, every_reading=False), [*unchecked, "contested"])
    return MaskedCheck(_check(reduced), unchecked)


def _check(built: dict[str, Any], *, every_reading: bool = True) -> list[str]:
    return check(built, Rules(built["trace"]["definitions"]), every_reading=every_reading)


def _is_open(decision: dict[str, Any]) -> bool:
    """Whether the decision is open only because a private value is."""
    return decision["outcome"] == "undetermined" and any(is_mask(value) for value in decision["values"].values())


def _without_masked(built: dict[str, Any], masked: list[str], facts: dict[str, Any]) -> dict[str, Any]:
    """The decision with conclusions in place of masked conditions, and without private facts and values."""
    trace, definitions, values = built["trace"], dict[str, Any](), dict[str, Any]()
    for name, item in trace["definitions"].items():
        if is_mask(facts.get(name.removeprefix("fact:"))) and name.startswith("fact:"):
            continue
        if name not in masked:
            definitions[name] = item
        elif conclusion := what_is_shown(trace["values"][name]):
            definitions[name] = _hashed(name, {**item, "tree": _constant(conclusion[0])})
            values[name] = [None] if conclusion[0] is None else []
    values |= {name: value for name, value in trace["values"].items() if name not in masked}
    for duty in built["duties"]:
        for name, item in definitions.items():
            if is_mask(duty["by"]) and name.startswith("duty:"):
                definitions[name] = _hashed(name, {key: item[key] for key in item if key != "by"})
    known = {name: value for name, value in trace["facts"].items() if not is_mask(value)}
    return {**built, "trace": {**trace, "facts": known, "definitions": definitions, "values": values}}


def _without_values(built: dict[str, Any]) -> dict[str, Any]:
    """The decision without masked results, and with masked sentences as everybody may read them."""
    values = {name: value for name, value in built["values"].items() if not is_mask(value)}
    return {**shown({**built, "values": values}), "contested": list(built["contested"])}


def _faults_without_search(built: dict[str, Any]) -> list[str]:
    """What does not hold of what is known, and whether its verdicts allow the outcome that the masked search led to."""
    decision, outcome = built["trace"]["definitions"][f"decision:{built['decision']}"], built["outcome"]
    is_sole = len(decision["outcomes"]) == 1
    reduced = _without_search(built, exact=is_sole)
    faults = [fault for fault in _check(reduced) if fault not in _NOT_SHOWN]
    possible = _possible(decision, built["trace"]["verdicts"])
    if outcome not in possible and (outcome != "undetermined" or (len(possible) == 1 and not is_sole)):
        faults.append(f"the verdicts do not allow `{outcome}`")
    return faults


def _possible(decision: dict[str, Any], verdicts: dict[str, bool | None]) -> list[str]:
    """The outcomes that the verdicts allow, as TRACE.md finds them."""
    *rules, (_, otherwise) = decision["rules"]
    possible = list[str]()
    for outcome in decision["outcomes"]:
        own = [verdicts[rule] for rule, leads in rules if leads == outcome]
        if True in own:
            return [*possible, outcome]
        if None in own:
            possible.append(outcome)
    return [*dict.fromkeys([*possible, otherwise])]


def _without_search(built: dict[str, Any], *, exact: bool) -> dict[str, Any]:
    """The decision as if what is missing had not been searched: open, with all that is known, and no results."""
    trace = {key: part for key, part in built["trace"].items() if key not in _SEARCH}
    for part in ("definitions", "values"):
        trace[part] = {name: one for name, one in trace[part].items() if not name.startswith(("value:", "duty:"))}
    nothing = {"outcome": "undetermined", "exact": exact, "values": {}}
    return {**built, **nothing, "trace": trace, **{part: [] for part in ("reasons", "duties", "missing", "contested")}}


def _constant(conclusion: bool | None) -> list[str]:
    return _UNKNOWN if conclusion is None else ["true"] if conclusion else ["false"]


def _hashed(name: str, item: dict[str, Any]) -> dict[str, Any]:
    bare = {key: value for key, value in item.items() if key != "hash"}
    return {**bare, "hash": digest({"item": name, **bare})}
