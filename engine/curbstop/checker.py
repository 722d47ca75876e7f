"""Checks a saved decision from its file alone; `decision/TRACE.md` says what is checked and what is not.

It shares no code with what decided: standard library only, nothing of curbstop, an evaluator of its own.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

_KEYS = {"decision", "outcome", "exact", "as_of", "account", "reasons", "values", "duties", "missing", "readings"}
_KEYS |= {"rules", "notes", "trace", "contested", "seal", "other_readings", "other_readings_every"}
_TRACE = {"format", "facts", "parameters", "verdicts", "values", "definitions", "completions", "branches", "lenient"}
_CONSTANTS = {"none", "true", "false", "set", "number", "money", "date", "text"}
_LEAVES = {"fact", "derived", "value", "as-of", "element", "field", "reading"}
_LOOPS = {"any", "all", "count", "sum", "min", "max", "select"}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OPEN = {"undetermined": True}


class _Money(Fraction): ...


class _Day(int): ...


@dataclass(frozen=True)
class _Bounds:
    low: Any
    high: Any


_NONE = type("_None", (), {})()  # the value `none`; Python's None is unknown


def check(record: dict[str, Any]) -> list[str]:
    """What does not hold of a saved decision, in sentences; empty where everything does."""
    faults: list[str] = []
    try:
        hashes = seal({key: value for key, value in record.items() if key != "seal"})
        faults += [
            f"the hash `{name}` of the seal does not fit" for name in hashes if record["seal"].get(name) != hashes[name]
        ]
        for name, item in record["trace"]["definitions"].items():
            bare = {"item": name, **{key: item[key] for key in item if key != "hash"}}
            faults += [] if item["hash"] == digest(bare) else [f"`{name}` does not have its hash"]
        faults += [claim for claim, holds in _claims(record, record["trace"]["definitions"]) if not holds]
    except Exception as error:  # a hostile file may lead to anything, and all of it is a reason to refuse it
        faults.append(f"the record is not built as it should be: {type(error).__name__}, {error}")
    return faults


def digest(data: object) -> str:
    """`sha256:` and the hash of the canonical JSON."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def seal(record: dict[str, Any]) -> dict[str, str]:
    """The hashes that a record of these contents carries."""
    trace = record["trace"]
    asked = {key: record[key] for key in ("decision", "account", "as_of", "readings", "rules")}
    leaves = [*trace.get("completions", ()), *trace.get("branches", ())]
    asked["supposed"] = [[leaf[key] for key in ("with", "facts", "answers") if key in leaf] for leaf in leaves]
    hashes = {"facts": digest(trace["facts"]), "asked": digest(asked)}
    return {**hashes, "record": digest({**record, "seal": hashes})}


def _same(one: object, other: object) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _read(plain: Any, type_: str) -> Any:
    base = type_.removesuffix(" or none")
    if plain is None or (plain == "none" and base != type_):
        return None if plain is None else _NONE
    if isinstance(plain, dict):
        return _Bounds(_read(plain["from"], base), _read(plain["to"], base))
    kind, _, choices = base.partition(" of ")
    makers: dict[str, Any] = {"number": Fraction, "set": frozenset, "money": lambda text: _Money(Fraction(text))}
    makers |= {"date": lambda day: _Day(date.fromisoformat(day).toordinal()), "unrounded money": makers["money"]}
    value = makers.get(kind, lambda given: given)(plain)
    sort = {"yes/no": bool, "whole number": int, "text": str, "choice": str}.get(kind, type(value))
    members = {*(plain if kind == "set" else [plain])} if choices else set()
    if not _same(_show(value), plain) or type(value) is not sort or not members <= {*choices.split(", ")}:
        raise ValueError(f"{json.dumps(plain)} is not a value of the type `{type_}`")
    return value


def _show(value: Any) -> Any:
    if isinstance(value, _Bounds):
        return {"from": _show(value.low), "to": _show(value.high)}
    if isinstance(value, frozenset | tuple):
        return sorted(value) if isinstance(value, frozenset) else len(value)
    if isinstance(value, _Day):
        year, month, day = _civil(value)
        sign = "" if 0 < year < 10_000 else "-" if year < 0 else "+"
        return f"{sign}{abs(year):0{5 if sign else 4}d}-{month:02d}-{day:02d}"
    if isinstance(value, Fraction):
        places = next((n for n in range(200) if 10**n % value.denominator == 0), -1)
        places = 2 if isinstance(value, _Money) and places in (0, 1) else places
        digits = f"{abs(int(value * 10 ** max(places, 0))):0{places + 1}d}"
        shown = f"{digits[:-places]}.{digits[-places:]}" if places else digits
        return f"{'-' if value < 0 else ''}{shown}" if places >= 0 else f"{value.numerator}/{value.denominator}"
    return "none" if value is _NONE else value


def _civil(day: int) -> tuple[int, int, int]:
    cycles, rest = divmod(day - 1, 146_097)  # days in 400 years, after which the calendar repeats
    civil = date.fromordinal(rest + 1)
    return civil.year + 400 * cycles, civil.month, civil.day


def _add_months(start: int, count: int) -> _Day:
    year, month, day = _civil(start)
    cycles, rest = divmod(year * 12 + month - 1 + count - 12, 4800)
    year, month = rest // 12 + 1, rest % 12 + 1
    return _Day(date(year, month, min(day, monthrange(year, month)[1])).toordinal() + cycles * 146_097)


def _like(value: Any, *operands: Any) -> Any:
    kinds = [kind for kind in (_Money, Fraction, _Day) if any(isinstance(operand, kind) for operand in operands)]
    days = sum(isinstance(operand, _Day) for operand in operands)
    return kinds[0](value) if kinds and days < 2 else int(value)


def _half_up(value: Any, unit: int) -> Fraction:
    return Fraction(floor(abs(value) * unit + Fraction(1, 2)) * (-1 if value < 0 else 1), unit)


def _divided(left: Any, right: Any) -> Any:
    kind = _Money if isinstance(left, _Money) and not isinstance(right, _Money) else Fraction
    return kind(Fraction(left) / Fraction(right)) if right else _NONE


def _kleene(values: list[Any], absorbing: bool) -> Any:
    return absorbing if absorbing in values else None if None in values else not absorbing


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, _Bounds) else (value, value)


def _hull(values: Any, low: Any = min, high: Any = max) -> Any:
    least, most = low(_ends(value)[0] for value in values), high(_ends(value)[1] for value in values)
    return least if least == most else _Bounds(least, most)


def _ordered(head: str, a: Any, b: Any, c: Any, d: Any) -> Any:
    if head in ("=", "!="):
        equal = True if a == b == c == d else False if b < c or a > d else None
        return equal if head == "=" or equal is None else not equal
    if head[0] == ">":  # `x > y` is `y < x`
        a, b, c, d = c, d, a, b
    surely, possibly = (b <= c, a <= d) if head.endswith("=") else (b < c, a < d)
    return True if surely else None if possibly else False


_EXACT: dict[str, Any] = {
    "+": lambda a, b: _like(a + b, a, b),
    "-": lambda a, b: _like(a - b, a, b),
    "*": lambda a, b: _like(a * b, a, b),
    "/": _divided,
    "in": lambda a, b: a in b,
    "year": lambda a: _civil(a)[0],
    "start-of-year": lambda a: _add_months(a - _civil(a)[2] + 1, 1 - _civil(a)[1]),
    "add-months": _add_months,
    "weekday": lambda a: _WEEK[(a - 1) % 7],
    "floor-cents": lambda a: _Money(floor(a * 100), 100),
    "round-cents": lambda a: _Money(_half_up(a, 100)),
    "round-half-up": lambda a, places: _half_up(a, 10**places) if places else int(_half_up(a, 1)),
}


class _Account:
    """What everything is worth for one account on one day; `wide` where it stands for many accounts."""

    def __init__(self, record: dict[str, Any], leaf: dict[str, Any], readings: dict[str, str]) -> None:
        name, self.items = record["decision"], record["trace"]["definitions"]
        self.leaf, self.readings, self.as_of = leaf, readings, _read(record["as_of"], "date")
        self.wide, self.blind = "answers" in leaf or "lenient" in leaf, 0
        self.facts = {fact: self._fact(plain, self.items[f"fact:{fact}"]) for fact, plain in leaf["facts"].items()}
        self.answers = {json.dumps(tree): _read(plain, type_) for tree, type_, plain in leaf.get("answers", ())}
        self.known: dict[str, Any] = {}
        self.business: list[int] = []
        self.entries: dict[str, Any] = {}
        for item in self.items:
            if item.startswith(("derived:", f"rule:{name}/")):
                self.add(item)
        self.otherwise = next(item for item in self.items if item.startswith(f"otherwise:{name}/"))
        self.rules = {rule: f"rule:{name}/{rule}" for rule in self.items[f"decision:{name}"]["rules"]}
        self.verdicts = {rule: self.known[item] for rule, item in self.rules.items()}
        self.possible: list[str] = []
        for outcome in self.items[f"decision:{name}"]["outcomes"]:
            found = _kleene([self.verdicts[rule] for rule in self.leading(outcome)], True)
            self.possible += [outcome] if found is not False else []
            if found:
                return
        self.possible = [*dict.fromkeys([*self.possible, self.items[self.otherwise]["outcome"]])]

    def leading(self, outcome: str, *verdicts: Any) -> list[str]:
        """The rules that lead to the outcome, with these verdicts or any."""
        ours = [rule for rule, item in self.rules.items() if self.items[item]["outcome"] == outcome]
        return [rule for rule in ours if not verdicts or self.verdicts[rule] in verdicts]

    def deciding(self, outcome: str) -> list[str]:
        """The rules that hold and lead to the outcome; else the otherwise."""
        return self.leading(outcome, True) or [self.otherwise.rpartition("/")[2]]

    def add(self, item: str) -> Any:
        """The value of an item with a tree; the values of its nodes are put into `entries`."""
        self.entries[item] = []
        self.known[item] = self.value(self.items[item]["tree"], {}, self.entries[item])
        return self.known[item]

    def _fact(self, plain: Any, item: Any) -> Any:
        if item["type"] != "list":
            return _read(plain, item["type"])
        types = dict(item["fields"])
        return tuple((True, {name: _read(value, types[name]) for name, value in part.items()}) for part in plain)

    def settled(self, tree: Any) -> Any:
        """What the readings and constants alone make of a condition."""
        self.blind += 1
        found = self.value(tree, {}, [])
        self.blind -= 1
        return found if isinstance(found, bool) else None

    def value(self, tree: Any, env: dict[str, Any], out: list[Any], skip: bool = False) -> Any:
        """The value of an expression; that of each node is added to `out`, with `skip`: whether it may be left out."""
        head, *parts = tree
        if head in ("true", "false", "none", "set"):
            return {"true": True, "false": False, "none": _NONE}.get(head, frozenset(parts))
        if head in _CONSTANTS:
            whole = head == "number" and isinstance(parts[0], int)
            return _Money(Fraction(parts[0])) if head == "money" else parts[0] if whole else _read(parts[0], head)
        if head == "clause":
            return self.value(parts[0], env, out, skip)
        at = len(out)
        out.append(None)
        if head in _LEAVES:
            found = self._leaf(head, parts, env)
        elif head in _LOOPS and isinstance(parts[0], str):
            found = self._loop(tree, parts, env, out, skip)
        else:
            found = self._apply(tree, head, parts, env, out, skip)
        out[at] = (_show(found), skip)
        return found

    def _leaf(self, head: str, parts: Any, env: Any) -> Any:
        if self.blind or head == "reading":
            return self.readings[parts[0]] if head == "reading" else None
        if head in ("element", "field"):
            return env[parts[0]] if head == "element" else env[parts[0]][1].get(parts[1])
        if head in ("as-of", "fact"):
            return self.as_of if head == "as-of" else self.facts.get(parts[0])
        return self.known.get(f"derived:{parts[0]}" if head == "derived" else parts[0])

    def _loop(self, tree: Any, parts: Any, env: Any, out: list[Any], skip: bool) -> Any:
        head, source = tree[0], self.value(parts[1], env, out, skip)
        rows: list[Any] = []
        out.append((rows, skip))
        found: list[Any] = []
        for element in sorted(source) if isinstance(source, frozenset) else source or ():
            rows.append([])
            inner, member = {**env, parts[0]: element}, element[0] if isinstance(element, tuple) else True
            member = _kleene([member, self.value(parts[2], inner, rows[-1], skip)], False)
            body = element[1] if head == "select" else self.value(parts[3], inner, rows[-1], skip or member is False)
            found += [(member, body)] if member is not False else []
        if source is None or self.blind:
            return None if self.blind else self.answers.get(json.dumps(tree))
        if head == "select":
            return tuple(found)
        if head in ("any", "all"):
            is_any = head == "any"
            met = _kleene([_kleene([m, v if is_any or v is None else not v], False) for m, v in found], True)
            return met if is_any or met is None else not met
        sure = [value for member, value in found if member is True and value is not None]
        doubt = [value for member, value in found if member is not True or value is None]
        if head == "count":
            low = sum(value is True for value in sure)
            return _hull([low, low + sum(value is not False for value in doubt)])
        if head == "sum" and None not in doubt:
            zero: Any = {"whole number": 0, "number": Fraction(0)}.get(parts[4], _Money(0))
            ends = [_ends(value) for value in (*sure, *(_hull([value, zero]) for value in doubt))]
            return _hull([_like(sum((end[side] for end in ends), zero), zero) for side in (0, 1)])
        choose = min if head == "min" else max
        if not sure or None in doubt:
            return None if found else _NONE
        best = _hull(sure, choose, choose)
        return best if not doubt or (best == _hull([best, *doubt], choose, choose) and best == _ends(best)[0]) else None

    def _apply(self, tree: Any, head: str, parts: Any, env: Any, out: list[Any], skip: bool) -> Any:
        asks = head in ("and", "or", "not", "in") or head[0] in "=!<>"
        settled = self.settled(tree) if asks and not self.blind else None
        taken = self.settled(parts[0]) if head == "if" and not self.blind else None
        found: list[Any] = []
        for place, part in enumerate(part for part in parts if isinstance(part, list | tuple)):
            hidden = skip or settled is not None or (taken is not None and place != (1 if taken else 2))
            hidden = hidden or (head in ("and", "or") and not self.blind and self.settled(part) is not None)
            found.append(self.value(part[1] if part[0] == "on" else part, env, out, hidden))
        if head in ("and", "or"):
            return _kleene(found, head == "or")
        if head == "if":
            sides = found[1:] if found[0] is None else [found[1 if found[0] else 2]]
            ranked = all(isinstance(end, _Bounds | Fraction | int) and not isinstance(end, bool) for end in sides)
            value = sides[0] if sides[0] == sides[-1] else _hull(sides) if self.wide and ranked else None
            return Fraction(value) if parts[3:] and type(value) is int else value
        if head == "parameter" or (head in ("in", "empty") and self.wide and found[-1] is None):
            known = None if self.blind or head == "parameter" else self.answers.get(json.dumps(tree))
            return self._parameter(parts, found) if head == "parameter" and not self.blind else known
        if head in ("not", "is-none"):
            return None if found[0] is None else found[0] is _NONE if head == "is-none" else not found[0]
        comparing = head[0] in "=!<>"
        if _NONE in found or None in found:
            no = comparing or head in ("in", "empty", "is-business-day")
            return None if _NONE not in found else False if no else _NONE
        if comparing:
            return _ordered(head, *_ends(found[0]), *_ends(found[1]))
        if head == "empty":
            members = [True if isinstance(found[0], frozenset) else element[0] for element in found[0]]
            return False if True in members else None if members else True
        if head in ("min", "max"):
            value = _hull(found, min, min) if head == "min" else _hull(found, max, max)
            return Fraction(value) if type(value) is int and any(isinstance(end, Fraction) for end in found) else value
        if head in ("in", "/", "weekday", "is-business-day") and any(isinstance(value, _Bounds) for value in found):
            return None
        sides = [[value] if isinstance(value, frozenset) else {*_ends(value)} for value in found]
        corners = [_EXACT[head](*c) if head in _EXACT else self._business(head, *c) for c in product(*sides)]
        return corners[0] if len(corners) == 1 else None if None in corners else _hull(corners)

    def _business(self, head: str, left: Any, right: Any = 0) -> Any:
        item = next(item for name, item in self.items.items() if name.startswith("calendar:"))
        days = [date.fromisoformat(day).toordinal() for day in (item["from"], item["until"], *item["holidays"])]
        if not self.business:
            closed = {*(_WEEK.index(day) for day in item["weekend"])}, {*days[2:]}
            every = range(days[0], days[1] + 1)
            self.business = [day for day in every if (day - 1) % 7 not in closed[0] and day not in closed[1]]
        business = self.business
        if head == "add-business-days" and right == 0:
            return left
        if not all(days[0] <= d <= days[1] for d in ([left, right] if head == "business-days-between" else [left])):
            return None
        if head == "is-business-day":
            return left in business
        if head == "business-days-between":
            return bisect_right(business, right) - bisect_right(business, left)
        at = (bisect_right(business, left) - 1 if right > 0 else bisect_left(business, left)) + right
        return _Day(business[at]) if 0 <= at < len(business) else None

    def _parameter(self, parts: Any, found: list[Any]) -> Any:
        dated = isinstance(parts[-1], list | tuple) and parts[-1][0] == "on"
        day, keys = (found[-1], found[:-1]) if dated else (self.as_of, found)
        supposed, type_ = (
            self.leaf.get("with", {}).get(f"parameter:{parts[0]}"),
            self.items[f"parameter:{parts[0]}"]["type"],
        )
        if supposed is not None and not dated:
            return _read(supposed, type_)
        version = self.version(parts[0], day) if isinstance(day, _Day) else None
        ranges = any(isinstance(key, _Bounds) for key in keys)
        if version is None or None in keys or _NONE in keys or (ranges and not self.wide):
            return None
        rows = {tuple(key): _read(value, type_) for key, value in version["rows"]}
        sides = [range(key.low, key.high + 1) if isinstance(key, _Bounds) else (key,) for key in keys]
        if any(len(side) > 200 for side in sides):
            return None
        cells = {key: rows.get(key) for key in product(*sides)}
        if "each_more" in version:
            last, step = max(key[0] for key in rows), _read(version["each_more"], type_)
            cells |= {key: _like(rows[last,] + (key[0] - last) * step, step) for key in cells if key[0] > last}
        return None if None in cells.values() else _hull(cells.values())

    def version(self, name: str, day: int) -> Any:
        """The version of a parameter that is in force on a day."""
        item = self.items.get(f"given:{name}", self.items[f"parameter:{name}"])
        held = [one for one in item["versions"] if date.fromisoformat(one["from"]).toordinal() <= day]
        return held[-1] if held else None


def _fits(entries: list[Any], said: Any) -> bool:
    return len(entries) == len(said) and all(
        (skip and claim == "(not read)")
        or (
            _rows_fit(value, claim)
            if isinstance(value, list) and [*map(type, value[:1])] == [list]
            else _same(value, claim)
        )
        for (value, skip), claim in zip(entries, said, strict=True)
    )


def _rows_fit(rows: list[Any], said: Any) -> bool:
    return len(rows) == len(said) and all(map(_fits, rows, said))


def _claims(record: dict[str, Any], items: Any) -> Iterator[tuple[str, bool]]:
    """Every sentence that says what is wrong, with whether all is well."""
    trace, name, outcome, reasons = record["trace"], record["decision"], record["outcome"], record["reasons"]
    decision, main, facts = items[f"decision:{name}"], _Account(record, trace, record["readings"]), trace["facts"]
    yield "there are unknown parts", {*record} <= _KEYS and {*trace} <= _TRACE and trace["format"] == "curbstop-trace/1"
    choices = {item[8:]: [c[0] for c in items[item]["choices"]] for item in items if item.startswith("reading:")}
    chosen = {*choices} == {*record["readings"]} and all(c in choices[r] for r, c in record["readings"].items())
    yield "the readings are not those of the definitions", chosen
    rows = [row for item in items if item.startswith("parameter:") for row in _row(main, item[10:], items[item])]
    yield "the parameters are not those in force on the day", _same(rows, trace["parameters"])
    yield from _leaf_claims("the trace", main, trace)
    completions, branches = trace.get("completions", []), trace.get("branches", [])
    leaves = [_Account(record, leaf, record["readings"]) for leaf in (*completions, *branches)]
    for place, account in enumerate(leaves, start=1):
        leaf, where = account.leaf, f"{'completion' if completions else 'branch'} {place}"
        yield from _leaf_claims(where, account, leaf)
        yield f"{where} does not lead to `{leaf['outcome']}`", account.possible == [leaf["outcome"]]
        yield f"{where} contradicts the facts", all(_extends(leaf["facts"].get(fact), facts[fact]) for fact in facts)
        supposed = {key: value for key, value in leaf["with"].items() if not key.startswith("parameter:")}
        yield f"{where} is not `with` what it says", all(_within(leaf["facts"][key], supposed[key]) for key in supposed)
    sole, undetermined = len(decision["outcomes"]) == 1, outcome == "undetermined"
    under = decision["outcomes"][0] if sole else outcome
    certain = main.leading(under, True) or not main.leading(under, None)
    direct = main.possible == [under] and bool(certain)
    values, duties, is_open = _results(main, under)
    yield "there are values of other items", {*trace["values"]} == {*main.entries}
    for item in (item for item in main.entries if item.startswith(("value:", "duty:"))):
        fits = _rows_fit if "for" in items[item] else _fits
        yield f"the values of `{item}` are not what its parts give", fits(main.entries[item], trace["values"][item])
    yield "the values are not those of the formulas", _same(values, record["values"])
    yield "the duties are not those of the rules", _same(duties, [[d["by"], _cites(d)] for d in record["duties"]])
    yield "`exact` is not right", record["exact"] is (not undetermined or sole or bool(completions))
    unknown = [item[5:] for item in items if item.startswith("fact:") and item[5:] not in facts]
    missing = record["missing"] == unknown if sole and undetermined else all(_open(m, main) for m in record["missing"])
    yield "`missing` is not what is open", missing and (undetermined or not record["missing"])
    if undetermined:
        differ = len({leaf["outcome"] for leaf in completions}) > 1 or not record["exact"]
        yield "nothing shows that it is undetermined", is_open if sole else differ and len(main.possible) > 1
        yield "an undetermined decision has reasons", reasons == [] and not branches
    else:
        yield f"the rules do not lead to `{outcome}`", outcome in decision["outcomes"] and not (sole and is_open)
        yield f"nothing shows that it is `{outcome}`", direct is not bool(branches) and not completions
        yield f"a branch does not lead to `{outcome}`", all(leaf["outcome"] == outcome for leaf in branches)
        said = [reason["rule"] for reason in reasons]
        yield (
            "the reasons are not the rules",
            said == main.deciding(outcome) if direct else len(said) == len({*said}) > 0,
        )
    for reason in reasons:
        cases = [main] if direct else [a for a in leaves if _same(reason.get("if", a.leaf["with"]), a.leaf["with"])]
        settles = bool(cases) and all(reason["rule"] in case.deciding(outcome) for case in cases)
        yield f"`{reason['rule']}` does not settle it", settles and not (direct and "if" in reason)
        item = items.get(f"rule:{name}/{reason['rule']}") or items[f"otherwise:{name}/{reason['rule']}"]
        yield f"the citations of `{reason['rule']}` are not its own", _cites(reason) == [*item["cites"]]
    for other in record["contested"]:
        possible = _Account(record, trace, {**record["readings"], other["reading"]: other["choice"]}).possible
        leads = other["outcome"] in (possible if len(possible) == 1 else [*possible, "undetermined"])
        yield "a contested reading does not lead there", leads and other["choice"] in choices[other["reading"]]


def _leaf_claims(where: str, account: _Account, leaf: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield f"the verdicts of {where} are not what the conditions give", _same(account.verdicts, leaf["verdicts"])
    for item in (item for item in leaf["values"] if item.startswith(("derived:", "rule:"))):
        holds = _fits(account.entries[item], leaf["values"][item])
        yield f"the values of `{item}` in {where} are not what its parts give", holds


def _row(main: _Account, name: str, item: Any) -> list[Any]:
    version, type_ = main.version(name, main.as_of), item["type"]
    if version is None:
        return []
    cells = [[*key, _show(_read(value, type_))] for key, value in version["rows"]]
    more = [["each-more", _show(_read(version["each_more"], type_))]] if "each_more" in version else []
    return [[name, version["from"], cells if item.get("keys") else cells[0][0], *more]]


def _results(main: _Account, under: str) -> tuple[dict[str, Any], list[Any], bool]:
    values: dict[str, Any] = {}
    duties, is_open = [], False
    for item, body in main.items.items():
        kind, short = item.partition(":")[0], item.rpartition("/")[2]
        applies = kind in ("value", "duty") and under in (body.get("outcomes") or [under])
        if applies and kind == "value":
            shown = _show(main.add(item)) if "tree" in body else _schedule(main, item, body)
            main.known[short] = main.known[item]
            opened = shown is None or isinstance(shown, dict)
            is_open = is_open or opened
            values |= {} if main.known[item] is _NONE else {short: _OPEN if opened else shown}
        elif applies and ("tree" not in body or main.add(item) is True):
            by = main.value(body["by"], {}, []) if "by" in body else None
            duties.append([None if by is _NONE else _show(by), [*body["cites"]]])
        elif kind == "value" and under == "undetermined" and {*body.get("outcomes", ())} & {*main.possible}:
            values[short] = _OPEN
    return values, duties, is_open


def _schedule(main: _Account, item: str, body: Any) -> Any:
    (variable, first, last), rows = body["for"], []
    main.entries[item] = []
    for number in range(first, last + 1):
        main.entries[item].append([])
        into = main.entries[item][-1]
        rows.append({key: main.value(tree, {variable: number}, into) for key, _, tree in body["each"]})
    main.known[item] = tuple((True, row) for row in rows)
    shown = [{key: _show(cell) for key, cell in row.items()} for row in rows]
    return None if any(cell is None or isinstance(cell, dict) for row in shown for cell in row.values()) else shown


def _cites(part: dict[str, Any]) -> list[str]:
    quoted = [f' "{cite["quote"]}"' if "quote" in cite else "" for cite in part["citations"]]
    return [f"{c['document']} {c['section']}{quote}" for c, quote in zip(part["citations"], quoted, strict=True)]


def _extends(more: Any, less: Any) -> bool:
    if isinstance(less, list) and less and isinstance(less[0], dict):
        return len(more) == len(less) and all(x.items() <= m.items() for m, x in zip(more, less, strict=True))
    return _same(more, less)


def _within(value: Any, said: Any) -> bool:
    both = isinstance(said, dict) and isinstance(value, dict)
    return all(_same(value[end], said[end]) for end in said) if both else _same(value, said)


def _open(missing: str, main: _Account) -> bool:
    if missing.startswith("parameter:"):
        return "external" in main.items[missing] and f"given:{missing[10:]}" not in main.items
    name, _, rest = missing.partition("[")
    place, _, field = rest.partition("].")
    if rest:
        return field not in main.facts[name][int(place)][1]
    return f"fact:{name}" in main.items and name not in main.facts
