"""Checks a saved decision from its file alone; `decision/TRACE.md` says what is checked and what is not.

It shares no code with what decided: standard library only, nothing of curbstop, an evaluator of its own.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import floor
from typing import Any, NamedTuple

_RECORD = "account as_of contested decision duties exact missing notes outcome readings reasons rules seal trace values"
_TRACE = "definitions facts format values verdicts"
_OPTIONAL = {"ask_next", "other_readings", "other_readings_every", "lenient", "consistent", "completions", "branches"}
_STEPS = {"whole number": 1, "date": 1, "money": Fraction(1, 100), "number": Fraction(1, 10**15), "unrounded money": 0}
_ANSWERS = {"any": "yes/no", "all": "yes/no", "in": "yes/no", "empty": "yes/no", "count": "whole number"}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NONE = type("_None", (), {})()  # the value `none`; Python's None is unknown
_Known = dict[str, Any]
"""Values by name: `fact:N`, a field as `fact:N[0].F`, `derived:N`, `value:N`, `parameter:N`, `reading:N`, `as-of`."""


class _Number(NamedTuple):
    """A number, an amount, or a day as its number; or the bounds between which it lies."""

    low: Any
    high: Any
    is_day: bool = False


def check(record: dict[str, Any]) -> list[str]:
    """What does not hold of a saved decision, in sentences; empty where everything does."""
    try:
        faults = [claim for claim, holds in _hashes(record) if not holds]
        return faults or [claim for claim, holds in _claims(record, record["trace"]) if not holds]
    except Exception as error:  # a hostile file may lead to anything, and all of it is a reason to refuse it
        return [f"the record is not built as it should be: {type(error).__name__}, {error}"]


def digest(data: object) -> str:
    """`sha256:` and the hash of the canonical JSON."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def seal(record: dict[str, Any]) -> dict[str, str]:
    """The hashes of what a record of these contents was given, and of the whole record."""
    given = [record.get(key) for key in ("decision", "account", "as_of", "readings", "rules", "other_readings")]
    given += [[[name, item.get("hash")] for name, item in sorted(_items(record["trace"]).items())]]
    given += [record["trace"].get(key) for key in ("facts", "completions", "branches")]
    given += [record["trace"].get("consistent", {}).get("facts")]
    return {"given": digest(given), "record": digest({**record, "seal": {"given": digest(given)}})}


def _hashes(record: Any) -> Iterator[tuple[str, bool]]:
    own = seal({key: value for key, value in record.items() if key != "seal"})
    yield "the hashes of the seal do not fit", record["seal"] == own
    for name, item in _items(record["trace"]).items():
        bare = {"item": name, **{key: item[key] for key in item if key != "hash"}}
        yield f"`{name}` does not have its hash", item["hash"] == digest(bare)


def _items(trace: Any) -> dict[str, Any]:
    return {**trace["definitions"], **trace.get("consistent", {"definitions": {}})["definitions"]}


# Values


def _read(plain: Any, type_: str) -> Any:
    """A value of a type from plain data."""
    base = type_.removesuffix(" or none")
    if plain is None or (plain == "none" and base != type_):
        return None if plain is None else _NONE
    if base not in _STEPS:
        return frozenset(plain) if isinstance(plain, list) else plain
    ends = (plain["from"], plain["to"]) if isinstance(plain, dict) else (plain, plain)
    if base == "date":
        low, high = (date.fromisoformat(end).toordinal() for end in ends)
        return _Number(low, high, True)
    number: Any = int if base == "whole number" else Fraction
    return _Number(number(ends[0]), number(ends[1]))


def _says(plain: Any, value: Any) -> bool:
    """Whether plain data says a value, or the values of a list or of named parts."""
    if isinstance(value, _Number):
        kind = "date" if value.is_day else "number"
        return type(plain) in (int, str, dict) and bool(_read(plain, kind) == value)
    if isinstance(value, list | dict):
        keys = range(len(value)) if isinstance(value, list) else value
        return type(plain) is type(value) and len(plain) == len(value) and all(_says(plain[k], value[k]) for k in keys)
    if isinstance(value, frozenset | tuple):
        value = sorted(value) if isinstance(value, frozenset) else len(value)
    return json.dumps(plain) == json.dumps("none" if value is _NONE else value)


def _everything(item: Any) -> tuple[list[Any], _Number | None]:
    """What a fact, parameter or answer may be: each single value, and the bounds of the numbers."""
    base = item["type"].removesuffix(" or none")
    single = [True, False] if base == "yes/no" else [*item["choices"]] if base.startswith("choice") else []
    single += [_NONE] if base != item["type"] else []
    return single, _read({"from": item["range"][0], "to": item["range"][1]}, base) if base in _STEPS else None


def _given(items: Any, given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The facts and external parameters of an account by name; refused where they cannot be that."""
    for name, plain in given.items():
        place = name if name.startswith("parameter:") else f"fact:{name}"
        if items[place]["type"] == "list":
            yield place, tuple((True, f"{place}[{number}]") for number in range(len(plain)))
            rows = {f"{place}[{number}].{field}": one for number, row in enumerate(plain) for field, one in row.items()}
        else:
            rows = {place: plain}
        for inner, one in rows.items():
            item = _item(items, inner)
            (single, numbers), value = _everything(item), _read(one, item["type"])
            fits = item["type"].startswith("text") or any(type(value) is type(s) and value == s for s in single)
            if isinstance(value, _Number) and numbers:
                fits = numbers.low <= value.low == value.high <= numbers.high
            if not (value <= {*item["choices"]} if isinstance(value, frozenset) else fits):
                raise ValueError(f"{json.dumps(one)} is no value of `{inner}`")
            yield inner, value


def _item(items: Any, place: str) -> Any:
    name, _, field = place.partition("].")
    item = items[name.partition("[")[0]]
    if place.startswith("parameter:") and ("external" not in item or f"given:{place[10:]}" in items):
        raise ValueError(f"`{place}` is not asked of anybody")
    return dict(item["fields"])[field] if field else item


# Operators


def _kleene(values: Any, absorbing: bool) -> Any:
    return absorbing if absorbing in values else None if None in values else not absorbing


def _hull(values: Any) -> _Number:
    return _Number(min(value.low for value in values), max(value.high for value in values), values[0].is_day)


def _add_months(start: int, count: Any) -> int:
    day = date.fromordinal(start)
    year, month = divmod(day.year * 12 + day.month - 1 + int(count), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def _half_up(value: Any, unit: int) -> Fraction:
    return Fraction(floor(abs(value) * unit + Fraction(1, 2)) * (-1 if value < 0 else 1), unit)


def _sum(rows: Any) -> Any:
    if any(value is None for _, value in rows):
        return None
    low = sum(value.low if member else min(value.low, 0) for member, value in rows)
    return _Number(low, sum(value.high if member else max(value.high, 0) for member, value in rows))


def _best(rows: Any, choose: Any) -> Any:
    sure, doubt = [[v for m, v in rows if (m is True and v is not None) is known] for known in (True, False)]
    if not sure or None in doubt:
        return None if rows else _NONE
    low, high = choose(value.low for value in sure), choose(value.high for value in sure)
    settled = not doubt or low == high == choose(low, *(end for value in doubt for end in value[:2]))
    return _Number(low, high, sure[0].is_day) if settled else None


_FOLDS: dict[str, Any] = {  # of elements: True, or None where one is in doubt, and the value of each
    "any": lambda rows: _kleene([_kleene(row, False) for row in rows], True),
    "all": lambda rows: _kleene([value if member else value or None for member, value in rows], False),
    "count": lambda rows: _Number(rows.count((True, True)), sum(value is not False for _, value in rows)),
    "sum": _sum,
    "min": lambda rows: _best(rows, min),
    "max": lambda rows: _best(rows, max),
    "select": tuple,
}
_STRICT: dict[str, Any] = {  # of known single values; of bounds what comes out at their ends
    "not": lambda value: not value,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda member, many: member in many,
    "empty": lambda many: not many or (None if all(one[0] is None for one in many) else False),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / b if b else _NONE,
    "min": min,
    "max": max,
    "year": lambda day: date.fromordinal(day).year,
    "start-of-year": lambda day: date.fromordinal(day).replace(month=1, day=1).toordinal(),
    "add-months": _add_months,
    "weekday": lambda day: _WEEK[(day - 1) % 7],
    "floor-cents": lambda amount: Fraction(floor(amount * 100), 100),
    "round-cents": lambda amount: _half_up(amount, 100),
    "round-half-up": lambda number, places: _half_up(number, 10 ** int(places)),
}
_NO_OF_NONE = {"=", "!=", "<", "<=", ">", ">=", "in", "empty", "is-business-day"}  # false of `none`, others are `none`
_UNORDERED = {"in", "/", "weekday", "is-business-day"}  # unknown between bounds
_TO_DAY = {"start-of-year", "add-months", "add-business-days"}


class _Account:
    """What everything is worth for one account, or with `wide` for all accounts between bounds."""

    def __init__(self, record: Any, known: _Known, said: Any = None, wide: bool = False) -> None:
        self.items, self.said, self.wide = _items(record["trace"]), said, wide
        self.fits, self.valued = True, set[str]()
        self.readings = {f"reading:{name}": choice for name, choice in record["readings"].items()}
        self.known: _Known = {"as-of": _read(record["as_of"], "date"), **self.readings, **known}
        for item in self.items:
            if item.startswith(("derived:", "consistent:", "rule:")):
                self.known[item] = self.add(item)
        rules = {item.rpartition("/")[2]: item for item in self.items if item.startswith(("rule:", "otherwise:"))}
        self.leads = {rule: self.items[item]["outcome"] for rule, item in rules.items()}
        self.verdicts = {rule: self.known[item] for rule, item in rules.items() if item in self.known}
        self.broken = [item[11:] for item in self.known if item.startswith("consistent:") and self.known[item] is False]
        self.possible: list[str] = []
        for outcome in self.items[f"decision:{record['decision']}"]["outcomes"]:
            found = _kleene([verdict for rule, verdict in self.verdicts.items() if self.leads[rule] == outcome], True)
            self.possible += [outcome] if found is not False else []
            if found:
                return
        self.possible = [*dict.fromkeys([*self.possible, self.leads[[*rules][-1]]])]

    def deciding(self, outcome: str) -> list[str]:
        """The rules that hold and lead to the outcome; else the otherwise."""
        holding = [rule for rule, verdict in self.verdicts.items() if verdict is True and self.leads[rule] == outcome]
        return holding or [[*self.leads][-1]]

    def add(self, item: str) -> Any:
        """The value of an item's tree."""
        self.valued.add(item)
        return self.compared([self.items[item]["tree"]], (self.said or {}).get(item), self.known)[0]

    def compared(self, trees: Any, said: Any, known: _Known) -> list[Any]:
        """The values of trees; `fits` is false from then on if they are not what is `said` of the trees' nodes."""
        left = None if said is None else iter(said)
        values = [self.value(tree, known, left) for tree in trees]
        self.fits = self.fits and not [*(left or ())]
        return values

    def value(self, tree: Any, known: _Known, said: Any) -> Any:
        """The value of a tree, compared with what is `said` of it and its parts."""
        head, *parts = tree
        if head == "clause":
            return self.value(parts[0], known, said)
        if head in ("true", "false", "none", "set"):
            return frozenset(parts) if head == "set" else {"true": True, "false": False, "none": _NONE}[head]
        if head in ("number", "money", "date", "text"):
            return _read(parts[0], head)
        claim = next(said) if said else None
        if head in _FOLDS and isinstance(parts[0], str):
            found = self._folded(head, parts, known, said)
        elif head in ("fact", "derived", "value", "reading", "as-of", "element"):
            found = known.get(":".join(tree))
        elif head == "field":
            found = known.get(f"{known.get('element:' + parts[0])}.{parts[1]}")
        else:
            found = self._applied(tree, parts, known, said)
        if claim == "(not read)":
            return self.value(tree, self.readings, None)
        found = known.get(json.dumps(tree)) if found is None and self.wide else found
        self.fits = self.fits and (said is None or _says(claim, found))
        return found

    def _folded(self, head: str, parts: Any, known: _Known, said: Any) -> Any:
        elements, found = self.value(parts[1], known, said), []
        rows = next(said) if said else "(not read)"
        for place, element in enumerate(sorted(elements) if isinstance(elements, frozenset) else elements or ()):
            member, name = element if isinstance(element, tuple) else (True, element)
            row = iter(rows[place]) if rows != "(not read)" else None
            inner = {**{k: v for k, v in known.items() if k[0] != "["}, f"element:{parts[0]}": name}
            member = _kleene((member, self.value(parts[2], inner, row)), False)
            value = name if head == "select" else self.value(parts[3], inner, row)
            found += [(member, value)] if member is not False else []
            self.fits = self.fits and not [*(row or ())]
        self.fits = self.fits and (rows == "(not read)" or len(rows) == len(elements or ()))
        return None if elements is None else _FOLDS[head](found)

    def _applied(self, tree: Any, parts: Any, known: _Known, said: Any) -> Any:
        head, trees = tree[0], [part[1] if part[0] in ("on", "until") else part for part in parts if type(part) is list]
        values = [self.value(part, known, said) for part in trees]
        if head in ("and", "or"):
            return _kleene(values, head == "or")
        if head == "if":
            sides = values[1:] if values[0] is None else [values[1 if values[0] else 2]]
            hull = self.wide and all(isinstance(side, _Number) for side in sides)
            return sides[0] if sides[0] == sides[-1] else _hull(sides) if hull else None
        if head == "is-none":
            return None if values[0] is None else values[0] is _NONE
        if head == "parameter":
            return self._parameter(parts, values, known)
        if _NONE in values or None in values:
            return None if _NONE not in values else False if head in _NO_OF_NONE else _NONE
        numbers = [value for value in values if isinstance(value, _Number)]
        between = any(number.low != number.high for number in numbers)
        if between and head in ("=", "!="):
            equal = _kleene([self._applied([one], parts, known, None) for one in ("<=", ">=")], False)
            return equal if head == "=" or equal is None else not equal
        if between and head in _UNORDERED:
            return None
        ends = [{*value[:2]} if isinstance(value, _Number) else [value] for value in values]
        found = [self._strict(head, *corner) for corner in product(*ends)]
        if type(found[0]) not in (int, Fraction) or None in found:
            return found[0] if all(one == found[0] for one in found) else None
        days = [number.is_day for number in numbers].count(True)
        is_day = head in _TO_DAY or (days > 0 and head in ("min", "max")) or (days == 1 and head in ("+", "-"))
        low, high = (int(end) if is_day else end for end in (min(found), max(found)))
        return _Number(low, high, is_day)

    def _strict(self, head: str, *values: Any) -> Any:
        if head in _STRICT:
            return _STRICT[head](*values)
        (item,) = (item for name, item in self.items.items() if name.startswith("calendar:"))
        first, last = (date.fromisoformat(item[end]).toordinal() for end in ("from", "until"))
        day, other = values[0], values[-1]
        if head == "add-business-days" and other == 0:
            return day
        if not first <= day <= last or (head == "business-days-between" and not first <= other <= last):
            return None
        holidays = {*item["holidays"]}

        def is_open(day: int) -> bool:
            return _WEEK[(day - 1) % 7] not in item["weekend"] and date.fromordinal(day).isoformat() not in holidays

        if head == "is-business-day":
            return is_open(day)
        if head == "business-days-between":
            return sum(map(is_open, range(day + 1, other + 1))) - sum(map(is_open, range(other + 1, day + 1)))
        step = 1 if other > 0 else -1
        while other and first <= day + step <= last:
            day, other = day + step, other - step * is_open(day + step)
        return None if other else day

    def _parameter(self, parts: Any, values: list[Any], known: _Known) -> Any:
        count = sum(part[0] in ("on", "until") for part in parts[1:])
        if not count and f"parameter:{parts[0]}" in known:
            return known[f"parameter:{parts[0]}"]
        item = self.items.get(f"given:{parts[0]}", self.items[f"parameter:{parts[0]}"])
        keys, days = values[: len(values) - count], values[len(values) - count :] or [known.get("as-of")]
        if None in values or _NONE in values or None in days or any(day.low != day.high for day in days):
            return None
        sides = [range(int(key.low), int(key.high) + 1) if isinstance(key, _Number) else [key] for key in keys]
        if any(len(side) > (200 if self.wide and count < 2 else 1) for side in sides):
            return None
        cells: list[Any] = []
        for day in range(int(days[0].low), int(days[-1].low) + 1):
            held = [version for version in item["versions"] if date.fromisoformat(version["from"]).toordinal() <= day]
            cells += [_cell(held[-1], key, item["type"]) for key in product(*sides)] if held else [None]
        if None in cells or not cells:
            return None
        average = sum((cell.low for cell in cells if count == 2), Fraction(0)) / len(cells)
        return _Number(average, average) if count == 2 else cells[0] if len(cells) == 1 else _hull(cells)

    def results(self, under: str) -> tuple[dict[str, Any], list[Any]]:
        """The values and duties under an outcome."""
        values, duties = dict[str, Any](), list[Any]()
        for item, body in self.items.items():
            short, applies = item.rpartition("/")[2], under in (body.get("outcomes") or [under])
            if item.startswith("duty:") and applies and ("tree" not in body or self.add(item) is True):
                by = self.value(body["by"], self.known, None) if "by" in body else None
                duties.append([None if by is _NONE else by, [*body["cites"]]])
            elif item.startswith("value:") and applies:
                shown: Any = self._rows(item, body, short) if "for" in body else {short: self.add(item)}
                self.known[f"value:{short}"] = (
                    tuple((True, f"value:{short}[{n}]") for n in range(len(shown))) if "for" in body else shown[short]
                )
                rows = shown if isinstance(shown, list) else [shown]
                if any(v is None or (isinstance(v, _Number) and v.low != v.high) for row in rows for v in row.values()):
                    values[short] = {"undetermined": True}
                elif shown != {short: _NONE}:
                    for name, _, places in body.get("decimals", ()):
                        for row in rows:
                            rounded = _half_up(row[name].low, 10**places)
                            row[name] = _Number(rounded, rounded)
                    values[short] = shown if "for" in body else shown[short]
            elif item.startswith("value:") and under == "undetermined" and {*body["outcomes"]} & {*self.possible}:
                values[short] = {"undetermined": True}
        return values, duties

    def _rows(self, item: str, body: Any, short: str) -> list[Any]:
        self.valued.add(item)
        (variable, first, last), rows = body["for"], list[Any]()
        said = [None] * (last + 1 - first) if self.said is None else self.said[item]
        for number, row in zip(range(first, last + 1), said, strict=True):
            known = {**self.known, f"element:{variable}": _Number(number, number)}
            left, shown = None if row is None else iter(row), dict[str, Any]()
            for name, _, tree in body["each"]:
                shown[name] = self.value(tree, known, left)
                known.setdefault(f"element:{name}", shown[name])
            self.fits = self.fits and not [*(left or ())]
            rows.append(shown)
            self.known |= {f"value:{short}[{len(rows) - 1}].{name}": value for name, value in rows[-1].items()}
        return rows


def _cell(version: Any, key: tuple[Any, ...], type_: str) -> Any:
    rows = {tuple(row): _read(value, type_) for row, value in version["rows"]}
    if key in rows or "each_more" not in version or key[0] < max(row[0] for row in rows):
        return rows.get(key)
    last, step = max(row[0] for row in rows), _read(version["each_more"], type_)
    return _Number(*[rows[last,].low + (key[0] - last) * step.low] * 2)


# What completions there are


def _regions(items: Any, known: _Known, steps: Any) -> Iterator[tuple[_Known, dict[str, Any], Any]]:
    """The parts into which the steps cut all completions, with what each narrows and what the step says of it."""
    lists = [
        (place, value) for place, value in known.items() if isinstance(value, tuple) and not isinstance(value, _Number)
    ]
    open_ = [item for item in items if item.startswith("fact:") and items[item]["type"] != "list"]
    open_ += [f"{name}.{field}" for place, rows in lists for _, name in rows for field, _ in items[place]["fields"]]
    widest = {place: _everything(_item(items, place)) for place in open_ if place not in known}
    region = {**known, **{place: numbers for place, (single, numbers) in widest.items() if numbers and not single}}
    waiting: list[tuple[_Known, dict[str, Any]]] = [(region, {})]
    for step in steps:
        region, path = waiting.pop()
        if "of" not in step:
            yield region, path, step
            continue
        asked, place = isinstance(step["of"], list), step["of"]
        key = json.dumps(place) if asked else place if place.startswith("parameter:") else f"fact:{place}"
        item = _asked(place) if asked else _item(items, key)
        before, base = region.get(key), item["type"].removesuffix(" or none")
        single, numbers = ([], before) if isinstance(before, _Number) else _everything(item)
        if base == "text":
            single = [*single, "(another text)", *_texts([item.get("tree") for item in items.values()])]
        if base.startswith("set"):
            single = [frozenset(some) for count in range(9) for some in combinations(item["choices"], count)]
        parts = [_read(part, item["type"]) for part in step["parts"]]
        ranges = sorted(part for part in parts if isinstance(part, _Number))
        gap = 0 if asked and base == "number" else _STEPS.get(base)
        covers = bool(single or numbers) and all(one in parts for one in single) and {*step} == {"of", "parts"}
        covers = covers and all(after.low - before.high <= gap for before, after in pairwise(ranges))
        if not covers or (numbers and (ranges[0].low > numbers.low or ranges[-1].high < numbers.high)):
            raise ValueError(f"the parts of {json.dumps(place)} do not cover what it may be")
        for part, plain in [*zip(parts, step["parts"], strict=True)][::-1]:
            if isinstance(plain, dict):
                plain = {
                    end: plain[end]
                    for end, last in zip(("from", "to"), item["range"], strict=True)
                    if plain[end] != last
                }
            waiting.append(({**region, key: part}, path if asked else {**path, place: plain}))
    if waiting:
        raise ValueError("the branches do not cover every completion")


def _asked(tree: Any) -> Any:
    type_ = _ANSWERS.get(tree[0]) or tree[5]
    most: Any = "9007199254740992" if type_.startswith("number") else "90071992547409.92"
    if type_.startswith(("date", "whole")):
        return {
            "type": type_,
            "range": ["0001-01-01", "9999-12-31"]
            if type_.startswith("date")
            else [0, 50]
            if tree[0] == "count"
            else [-(2**53), 2**53],
        }
    return {"type": type_, "range": [f"-{most}", most]}


def _texts(tree: Any) -> list[str]:
    if not isinstance(tree, list) or not tree or tree[0] in ("text", "set"):
        return [text for text in tree[1:] if isinstance(text, str)] if isinstance(tree, list) else []
    return [text for part in tree for text in _texts(part)]


# The record


def _claims(record: Any, trace: Any) -> Iterator[tuple[str, bool]]:
    """Every sentence that says what is wrong, with whether all is well."""
    items, outcome = _items(trace), record["outcome"]
    decision = items[f"decision:{record['decision']}"]
    parts = [({*record} - _OPTIONAL, _RECORD), ({*trace} - _OPTIONAL, _TRACE)]
    parts += [({*trace["consistent"]}, "definitions facts")] if "consistent" in trace else []
    whole = all(own == {*named.split()} for own, named in parts) and trace["format"] == "curbstop-trace/2"
    yield "there are unknown parts, or some are missing", whole
    choices = {item[8:]: [one for one, _ in items[item]["choices"]] for item in items if item.startswith("reading:")}
    chosen = {*choices} == {*record["readings"]} and all(record["readings"][one] in choices[one] for one in choices)
    yield "the readings are not those of the definitions", chosen
    facts = {**trace["facts"], **trace.get("consistent", {}).get("facts", {})}
    known, lenient = dict(_given(items, facts)), "lenient" in trace
    main = _Account(record, known, trace["values"], lenient)
    sole, undetermined = len(decision["outcomes"]) == 1, outcome == "undetermined"
    values, duties = main.results(decision["outcomes"][0] if sole else outcome)
    valued = main.fits and {*trace["values"]} == main.valued & {*trace["definitions"]}
    yield "the values of the trace are not what the facts give", valued
    yield "the verdicts are not what the conditions give", _says(trace["verdicts"], main.verdicts)
    yield "the values are not those of the formulas", _says(record["values"], values)
    said = [[duty["by"], _cites(duty)] for duty in record["duties"]]
    yield (
        "the duties are not those of the rules",
        _says(said, duties) and all(len(duty) == 3 for duty in record["duties"]),
    )
    ways, steps, cases = trace.get("completions", []), trace.get("branches"), [(main, dict[str, Any]())]
    for number, way in enumerate(ways, start=1):
        filled = dict(_given(items, {**facts, **way["with"]}))
        account = _Account(record, filled)
        fits = (
            account.possible == [way["outcome"]] and {*way} == {"outcome", "with"} and known.items() <= filled.items()
        )
        yield f"completion {number} does not lead to `{way['outcome']}` from the facts", fits
        yield f"completion {number} breaks the rule `{'`, `'.join(account.broken)}`", not account.broken
    if steps is not None:
        leaves = [
            (_Account(record, region, None, True), path, step) for region, path, step in _regions(items, known, steps)
        ]
        for account, _, step in leaves:
            own = {"rules": account.deciding(outcome)} if not account.broken else {"contradicts": account.broken[0]}
            yield (
                f"a branch does not lead to `{outcome}`",
                step == own and bool(account.broken or account.possible == [outcome]),
            )
        cases = [(account, path) for account, path, _ in leaves if not account.broken]
    under = [verdict for rule, verdict in main.verdicts.items() if main.leads[rule] == outcome]
    direct = main.possible == [outcome] and (True in under or None not in under)
    is_open = sole and {"undetermined": True} in values.values()
    if undetermined:
        differ = len({way["outcome"] for way in ways}) > 1 or not record["exact"]
        yield (
            "nothing shows that it is undetermined",
            steps is None and (is_open if sole else differ and len(main.possible) > 1),
        )
    else:
        yield f"nothing shows that it is `{outcome}`", direct is (steps is None) and not ways and not is_open
    yield "`exact` is not right", record["exact"] is (not undetermined or sole or bool(ways))
    every = [rule for rule in main.verdicts if all(rule in account.deciding(outcome) for account, _ in cases)]
    due = every or [rule for rule in main.leads if any(rule in account.deciding(outcome) for account, _ in cases)]
    rules = [reason["rule"] for reason in record["reasons"]]
    yield "the reasons are not the rules", sorted(rules) == ([] if undetermined else sorted(due))
    for reason in record["reasons"]:
        path = next(path for account, path in cases if reason["rule"] in account.deciding(outcome))
        fits = {*reason} - {"if"} == {"rule", "says", "citations"} and reason.get("if", {}) == ({} if every else path)
        yield f"`{reason['rule']}` does not hold where its reason says", fits
        cites = [
            item["cites"] for name, item in items.items() if name.endswith(f"/{reason['rule']}") and "outcome" in item
        ]
        yield f"the citations of `{reason['rule']}` are not its own", _cites(reason) in cites
    for other in record["contested"]:
        readings = {**record["readings"], other["reading"]: other["choice"]}
        possible = _Account({**record, "readings": readings}, known, None, lenient).possible
        leads = other["outcome"] in (possible if len(possible) == 1 else [*possible, "undetermined"])
        fits = {*other} == {"reading", "choice", "outcome"} and other["choice"] in choices[other["reading"]]
        yield "a contested reading does not lead there", leads and fits and other["outcome"] != outcome
    keys = {m: m if m.startswith("parameter:") else f"fact:{m}" for m in record["missing"]}
    is_right = all(_item(items, key) and key not in known for key in keys.values())
    yield "`missing` is not what is open", not record["missing"] if not undetermined else is_right


def _cites(part: Any) -> list[str]:
    quoted = [f' "{cite["quote"]}"' if "quote" in cite else "" for cite in part["citations"]]
    cites = [f"{c['document']} {c['section']}{quote}" for c, quote in zip(part["citations"], quoted, strict=True)]
    return cites if all({*cite} <= {"document", "section", "quote"} for cite in part["citations"]) else []
