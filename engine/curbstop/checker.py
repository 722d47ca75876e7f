"""Checks a saved decision from its file alone; `decision/TRACE.md` says what is checked and what is not.

It shares no code with what decided: standard library only, nothing of curbstop, an evaluator of its own. A number, an
amount, a day (its ordinal) or a moment (its seconds) is the pair of the bounds between which it lies. None is unknown.
"""

from __future__ import annotations

import hashlib
import json
import operator
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import combinations, product
from math import floor, inf
from typing import Any
from zoneinfo import ZoneInfo

_FOUND = {"contested", "duties", "exact", "missing", "notes", "outcome", "reasons", "seal", "trace", "values"}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLAIN = re.compile(r"-?(0|[1-9]\d*)([./]\d+)?|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d(:\d\d)?)?", re.ASCII)
_NONE = object()  # the value `none`
_ONLY = "[only"  # the one element that counts of each list outside loops


def check(record: dict[str, Any], rules: Rules | None = None, *, every_reading: bool = True) -> list[str]:
    """What does not hold of a saved decision, in sentences; empty where everything does.

    With `rules`, that of a decision that rests on these definitions and is not sealed: nobody saved it yet, or a log
    vouches for it. Without `every_reading` those that `contested` leaves out are not tried: that is much quicker.
    """
    try:
        faults = [] if rules or record["seal"] == seal(record) else ["the hashes of the seal do not fit"]
        rules = rules or Rules(record["trace"]["definitions"])
        faults += rules.faults
        return faults or [claim for claim, holds in _claims(record, record["trace"], rules, every_reading) if not holds]
    except Exception as error:  # a hostile file may lead to anything, and all of it is a reason to refuse it
        return [f"the record is not built as it should be: {type(error).__name__}, {error}"]


def digest(data: object) -> str:
    """`sha256:` and the hash of the canonical JSON."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def seal(record: dict[str, Any]) -> dict[str, str]:
    """The hashes of what a record of these contents was given, and of the whole record."""
    inputs = {key: part for key, part in record.items() if key not in _FOUND}
    hashes = {name: item.get("hash") for name, item in record["trace"]["definitions"].items()}
    trace = {**record["trace"], "definitions": hashes}
    given = digest([inputs, {**trace, "values": sorted(trace["values"]), "verdicts": None}])
    return {"given": given, "record": digest({**record, "trace": trace, "seal": {"given": given}})}


# Values


@lru_cache(10_000, typed=True)
def _number(plain: Any) -> Any:
    if type(plain) is int:
        return plain
    if not _PLAIN.fullmatch(plain):
        raise ValueError(f"{json.dumps(plain)} is no number and no day")
    if plain[4:5] == "-":
        return int(datetime.fromisoformat(plain).timestamp()) if "T" in plain else date.fromisoformat(plain).toordinal()
    return Fraction(plain)


def _says(plain: Any, value: Any) -> bool:
    """Whether plain data says a value, or the values of a list or of named parts."""
    if plain is value:  # true, false or unknown
        return True
    if isinstance(value, tuple):
        ends = [plain["from"], plain["to"]] if isinstance(plain, dict) else [plain, plain]
        return type(plain) in (int, str, dict) and (*map(_number, ends),) == value
    if isinstance(value, list):
        return type(plain) is list and len(plain) == len(value) and all(map(_says, plain, value))
    if isinstance(value, dict):
        return type(plain) is dict and plain.keys() == value.keys() and all(_says(plain[k], value[k]) for k in value)
    value = "none" if value is _NONE else sorted(value) if isinstance(value, frozenset) else value
    return type(plain) is type(value) and bool(plain == value)


def _item(items: Any, name: Any) -> tuple[str, Any]:
    """Where a fact, a list element's field, an external parameter or an answer is known, and what it may be."""
    if isinstance(name, list):
        is_test = name[0] in (*_TESTS, "any", "all")
        return json.dumps(name), {"type": "yes/no", "choices": [True, False]} if is_test else dict(name[-1])
    place = name if name.startswith("parameter:") else f"fact:{name}"
    return place, items[place if place in items else re.sub(r"\[\d+\]", "[]", place)]


def _options(item: Any) -> list[Any]:
    """Each single value, and the bounds of a number; none of a set of more than eight members, which have too many."""
    options: list[Any] = [tuple(map(_number, item["range"]))] if "range" in item else [*item["choices"]]
    if item["type"].startswith("set"):
        if len(options) > 8:
            return []
        options = [frozenset(some) for count in range(9) for some in combinations(options, count)]
    return [_NONE, *options] if item["type"].endswith(" or none") else options


def _read(plain: Any, item: Any) -> Any:
    """A value from plain data, or bounds of it; refused where that cannot be."""
    options = _options(item)
    value = _NONE if plain == "none" and item["type"].endswith(" or none") else plain
    fits = value is _NONE or any(type(value) is type(one) and value == one for one in options)
    fits = fits or (item["type"].startswith("text") and isinstance(plain, str))
    if isinstance(plain, list):
        value, fits = frozenset(plain), {*plain} <= {*item["choices"]} and plain == sorted({*plain})
    elif not fits and "range" in item:
        least, most = item["range"]
        ends = {"from": least, "to": most, **plain} if isinstance(plain, dict) else {"from": plain, "to": plain}
        value = tuple(map(_number, ends.values()))
        fits = options[-1][0] <= value[0] <= value[1] <= options[-1][1]
    if not fits:
        raise ValueError(f"{json.dumps(plain)} is no value of the type {item['type']}")
    return value


def _facts(items: Any, given: dict[str, Any]) -> dict[str, Any]:
    """What an account knows, by place; a list has its elements there, each with the place where its fields begin."""
    known: dict[str, Any] = {}
    for name, plain in given.items():
        place, item = _item(items, name)
        if item["type"] == "list":
            known[place] = [[True, f"{place}[{number}]"] for number in range(len(plain))]
            rows = {f"{name}[{number}].{field}": row[field] for number, row in enumerate(plain) for field in row}
            known |= _facts(items, rows)
        else:
            known[place] = _read(plain, item)
    return known


# Operators


def _kleene(values: Any, absorbing: bool) -> Any:
    return absorbing if absorbing in values else None if None in values else not absorbing


def _bounds(values: Any) -> Any:
    return min(low for low, _ in values), max(high for _, high in values)


def _half_up(value: Any, places: Any = 2) -> Fraction:
    unit = 10 ** int(places)
    return Fraction(floor(abs(value) * unit + Fraction(1, 2)) * (-1 if value < 0 else 1), unit)


def _add_months(start: Any, count: Any) -> int:
    day = date.fromordinal(int(start))
    year, month = divmod(day.year * 12 + day.month - 1 + int(count), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def _sum(rows: Any) -> Any:
    ends = [value if member or value is None else _bounds([value, (0, 0)]) for member, value in rows]
    return None if None in ends else (sum(low for low, _ in ends), sum(high for _, high in ends))


def _best(rows: Any, choose: Any) -> Any:
    sure = [value for member, value in rows if member]
    if not sure or any(value is None for _, value in rows):
        return None if rows else _NONE
    low, high = (choose(ends) for ends in zip(*sure, strict=True))
    settled = len(sure) == len(rows) or low == high == choose(end for _, value in rows for end in value)
    return (low, high) if settled else None


def _business(head: str, items: Any, day: Any, other: Any = 0) -> Any:
    (item,) = (item for name, item in items.items() if name.startswith("calendar:"))
    first, days = _number(item["from"]), item["days"]
    at, end = int(day - first), int(other if head == "add-business-days" else (other or day) - first)
    if head == "add-business-days" and end == 0:
        return day
    if not 0 <= at < len(days) or (head != "add-business-days" and not 0 <= end < len(days)):
        return None
    if head == "is-business-day":
        return days[at] == "o"
    if head == "business-days-between":
        return days[at + 1 : end + 1].count("o") - days[end + 1 : at + 1].count("o")
    for _ in range(abs(end)):
        at = days.find("o", at + 1) if end > 0 else days.rfind("o", 0, max(at, 0))
        if at < 0:
            return None
    return first + at


def _cell(item: Any, day: int, key: tuple[Any, ...]) -> Any:
    """The cell of a parameter's version in force; `each_more` is added for each step above its last row."""
    held = [version for version in item["versions"] if _number(version["from"]) <= day]
    rows = {tuple(row): cell for row, cell in held[-1]["rows"]} if held else {}
    if rows and key > max(rows) and "each_more" in held[-1]:
        return (_number(rows[max(rows)]) + (key[0] - max(rows)[0]) * _number(held[-1]["each_more"]),) * 2
    return _read(rows[key], item) if key in rows else None


_CONSTANTS: dict[str, Any] = {
    "true": lambda: True,
    "false": lambda: False,
    "none": lambda: _NONE,
    "text": str,
    "set": lambda *members: frozenset(members),
    **dict.fromkeys(("number", "money", "date", "date-time"), lambda plain: (_number(plain),) * 2),
}
_FOLDS: dict[str, Any] = {  # of elements: True, or None where one is in doubt, and the value of each
    "any": lambda rows: _kleene([_kleene(row, False) for row in rows], True),
    "all": lambda rows: _kleene([value if member else value or None for member, value in rows], False),
    "count": lambda rows: (rows.count((True, True)), sum(value is not False for _, value in rows)),
    "sum": _sum,
    "min": lambda rows: _best(rows, min),
    "max": lambda rows: _best(rows, max),
    "select": lambda rows: [*map(list, rows)],
}
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_TESTS: dict[str, Any] = {  # of known single values; of bounds what comes out at their ends; false of `none`
    **_ORDER,
    "=": operator.eq,
    "!=": operator.ne,
    "in": lambda member, many: member in many,
    "empty": lambda many: not many or (None if all(one[0] is None for one in many) else False),
}
_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "min": min, "max": max}
_OPERATIONS: dict[str, Any] = {  # `none` of `none`
    **_ARITHMETIC,
    "not": operator.not_,
    "/": lambda a, b: Fraction(a) / b if b else _NONE,
    "year": lambda day: date.fromordinal(int(day)).year,
    "start-of-year": lambda day: date(date.fromordinal(int(day)).year, 1, 1).toordinal(),
    "weekday": lambda day: _WEEK[int(day - 1) % 7],
    "add-months": _add_months,
    "add-hours": lambda moment, hours: moment + 3600 * hours,
    "date-of": lambda moment, zone: datetime.fromtimestamp(int(moment), ZoneInfo(zone)).toordinal(),
    "floor-cents": lambda amount: Fraction(floor(amount * 100), 100),
    "round-cents": _half_up,
    "round-half-up": _half_up,
}


def _opened(item: Any) -> Iterator[bool]:
    """Whether offices are open, for each day of a calendar, by its weekend and its holidays alone."""
    holidays = {*map(_number, item["holidays"])}
    for day in range(_number(item["from"]), _number(item["until"]) + 1):
        yield _WEEK[(day - 1) % 7] not in item["weekend"] and day not in holidays


class Rules:
    """The definitions of records."""

    def __init__(self, items: dict[str, Any]) -> None:
        self.items, self._under = items, dict[str, tuple[dict[int, Any], ...]]()

    @cached_property
    def faults(self) -> list[str]:
        """What is wrong with the definitions themselves, in sentences."""
        bare = {name: {"item": name, **item} for name, item in self.items.items()}
        altered = [name for name, item in bare.items() if item.pop("hash") != digest(item)]
        calendars = {name: item for name, item in self.items.items() if name.startswith("calendar:")}
        wrong = [name for name, item in calendars.items() if [day == "o" for day in item["days"]] != [*_opened(item)]]
        said = [f"`{name}` does not have its hash" for name in altered]
        return said + [f"`{name}` opens on other days than its weekend and holidays say" for name in wrong]

    def under(self, readings: dict[str, str]) -> tuple[dict[int, Any], ...]:
        """What is known of trees by these readings alone: their values, and which of their parts are not read."""
        return self._under.setdefault(json.dumps(readings, sort_keys=True), ({}, {}))


class _Account:
    """What everything is worth for one account, or with `wide` for all accounts between bounds."""

    def __init__(self, record: Any, rules: Rules, known: dict[str, Any], wide: bool = False) -> None:
        self.items, self.wide, self.shown = rules.items, wide, dict[str, Any]()
        self.readings = {f"reading:{name}": choice for name, choice in record["readings"].items()}
        self.known = {"as-of": (_number(record["as_of"]),) * 2, **self.readings, **known}
        self.unread, self.parts = rules.under(record["readings"])
        for item in self.items:
            if item.startswith(("derived:", "consistent:", "rule:")):
                self.known[item] = self.add(item)
        self.broken = [item[11:] for item in self.items if item[:11] == "consistent:" and self.known[item] is False]
        self.clashes = wide and self.clash()
        decision = self.items[f"decision:{record['decision']}"]
        *names, self.otherwise = (rule for rule, _ in decision["rules"])
        self.leads, self.possible = dict(decision["rules"]), list[str]()
        self.verdicts = {rule: self.known[f"rule:{record['decision']}/{rule}"] for rule in names}
        for outcome in decision["outcomes"]:
            under = [verdict for rule, verdict in self.verdicts.items() if self.leads[rule] == outcome]
            if None in under or True in under:
                self.possible.append(outcome)
            if True in under:
                return
        self.possible += [self.leads[self.otherwise]] if self.leads[self.otherwise] not in self.possible else []

    def deciding(self, outcome: str) -> list[str]:
        """The rules that hold and lead to the outcome; else the otherwise."""
        holding = [rule for rule, verdict in self.verdicts.items() if verdict is True and self.leads[rule] == outcome]
        return holding or [self.otherwise]

    def clash(self) -> bool:
        """Whether the elements that a branch gives a list refute an answer that it takes for granted."""
        taken = [(json.loads(text), answer) for text, answer in self.known.items() if text[0] == "["]
        if not taken:
            return False
        bare = {name: value for name, value in self.known.items() if name[0] != "["}
        self.unread, self.parts = {}, {}  # of these trees, which are made for now
        pairs = [(self.value(tree, bare, []), answer) for tree, answer in taken]
        question, name = bare.get("first", (None, None))
        for tree, answer in taken if question else ():
            one = self.value(tree, {**bare, _ONLY: name}, [])
            if tree[0] in ("min", "max") and answer is not _NONE:
                pairs.append((one, (answer[0], inf) if tree[0] == "min" else (-inf, answer[1])))
            if tree == question or answer is _NONE:
                pairs.append((one, (1, answer[1]) if tree[0] == "count" else answer))
        return any(_apart(*pair) for pair in pairs)

    def add(self, item: str) -> Any:
        """The value of an item's tree; `shown` gets it and those of the tree's parts."""
        self.shown[item] = []
        return self.value(self.items[item]["tree"], self.known, self.shown[item])

    def value(self, tree: Any, known: dict[str, Any], shown: list[Any]) -> Any:
        """The value of a tree; where only the readings are known, it is one that they leave out."""
        if known is not self.readings:
            return self.found(tree, known, shown)
        if id(tree) not in self.unread:  # every tree above asks for it as well
            parts: list[Any] = []
            self.unread[id(tree)] = self.found(tree, known, parts), parts
        found, parts = self.unread[id(tree)]
        shown += parts
        return found

    def found(self, tree: Any, known: dict[str, Any], shown: list[Any]) -> Any:
        head, *parts = tree
        if head in ("clause", "on", "until"):
            return self.value(parts[0], known, shown)
        if head in _CONSTANTS:
            return _CONSTANTS[head](*parts)
        place = len(shown)
        shown.append("(not read)")
        if head in _FOLDS and isinstance(parts[0], str):
            found = self.folded(head, parts, known, shown)
        elif head in ("fact", "derived", "value", "reading", "as-of", "element"):
            found = known.get(":".join(tree))
        elif head == "field":
            found = known.get(f"{known.get('element:' + parts[0])}.{parts[1]}")
        else:
            found = self.applied(tree, known, shown)
        found = known.get(json.dumps(tree)) if found is None and self.wide else found
        if isinstance(found, list) and _ONLY in known:
            found = [row for row in found if row[1] == known[_ONLY]]
        if known is not self.readings:
            shown[place] = (len(found),) * 2 if isinstance(found, list) else found
        return found

    def folded(self, head: str, parts: Any, known: dict[str, Any], shown: list[Any]) -> Any:
        """The value of a loop; answers that a branch takes for granted do not count inside."""
        elements, rows, found = self.value(parts[1], known, shown), list[Any](), list[Any]()
        shown.append("(not read)" if known is self.readings else rows)
        bare = {place: value for place, value in known.items() if place[0] != "["} if elements else {}
        for element in sorted(elements) if isinstance(elements, frozenset) else elements or ():
            member, name = element if isinstance(element, list) else (True, element)
            inner = {**bare, f"element:{parts[0]}": name}
            rows.append([])
            member = _kleene((member, self.value(parts[2], inner, rows[-1])), False)
            counts = self.readings if member is False else inner
            value = name if head == "select" else self.value(parts[3], counts, rows[-1])
            found += [(member, value)] if member is not False else []
        return None if elements is None else _FOLDS[head](found)

    def applied(self, tree: Any, known: dict[str, Any], shown: list[Any]) -> Any:
        head = tree[0]
        if known is self.readings:
            values = [self.value(part, known, shown) for part in tree[1:] if isinstance(part, list)]
        else:
            if id(tree) not in self.parts:
                self.parts[id(tree)] = self.read(tree)
            reads = self.found, self.value
            values = [reads[out](part, self.readings if out else known, shown) for part, out in self.parts[id(tree)]]
        if known is self.readings and head not in ("and", "or", "not", "=", "!=", "in"):
            return None
        if head in ("and", "or"):
            return _kleene(values, head == "or")
        if head == "if":
            test, *sides = values
            sides = sides if test is None else [sides[0] if test else sides[1]]
            hull = self.wide and known is not self.readings and all(isinstance(side, tuple) for side in sides)
            return sides[0] if sides[0] == sides[-1] else _bounds(sides) if hull else None
        if head == "is-none":
            return None if values[0] is None else values[0] is _NONE
        if head == "parameter":
            return self.parameter(tree, values, known)
        if _NONE in values or None in values:
            return None if _NONE not in values else False if head in (*_TESTS, "is-business-day") else _NONE
        function = _TESTS.get(head) or _OPERATIONS.get(head) or partial(_business, head, self.items)
        ends = [value[value[0] == value[1] :] if isinstance(value, tuple) else [value] for value in values]
        corners = [*product(*ends, *([tree[2:]] if head == "date-of" else []))]
        if len(corners) > 1:
            numbers = [value for value in values if isinstance(value, tuple)]
            apart = max(low for low, _ in numbers) > min(high for _, high in numbers)
            if head in ("in", "/", "weekday", "is-business-day") or (head in ("=", "!=") and not apart):
                return None
        try:
            found = [function(*corner) for corner in corners]
        except (OverflowError, ValueError):  # a day that is none; a single account that needs one is not decided
            return None
        if None in found or type(found[0]) not in (int, Fraction):
            return found[0] if found.count(found[0]) == len(found) else None
        return min(found), max(found)

    def read(self, tree: Any) -> list[tuple[Any, bool]]:
        """The parts of an operation, each with whether the readings settle it: it is not read, nor what is below it."""
        parts = [part for part in tree[1:] if isinstance(part, list)]
        whole, *settled = (self.value(part, self.readings, []) for part in (tree, *parts))
        left_out = [isinstance(whole, bool) for _ in parts]
        if tree[0] in ("and", "or"):
            left_out = [isinstance(whole, bool) or isinstance(part, bool) for part in settled]
        elif tree[0] == "if":
            left_out = [isinstance(settled[0], bool), settled[0] is False, settled[0] is True]
        return [*zip(parts, left_out, strict=True)]

    def parameter(self, tree: Any, values: Any, known: dict[str, Any]) -> Any:
        """A cell on a day, or its average over days."""
        item = self.items[f"parameter:{tree[1]}"]
        item = item if item["versions"] else self.items.get(f"given:{tree[1]}", item)
        count = sum(part[0] in ("on", "until") for part in tree[2:])
        keys, days = values[: len(values) - count], values[len(values) - count :] or [known.get("as-of")]
        if not item["versions"]:
            return known.get(f"parameter:{tree[1]}")
        if any(value in (None, _NONE) for value in (*keys, *days)) or any(low != high for low, high in days):
            return None
        sides = [range(int(key[0]), int(key[1]) + 1) if isinstance(key, tuple) else [key] for key in keys]
        if any(len(side) > (200 if self.wide and count < 2 else 1) for side in sides):
            return None
        span = range(int(days[0][0]), int(days[-1][0]) + 1)
        cells = [_cell(item, day, key) for day in span for key in product(*sides)]
        if None in cells or not cells or not isinstance(cells[0], tuple):
            return cells[0] if len(cells) == 1 else None
        return (sum(low for low, _ in cells) / Fraction(len(cells)),) * 2 if count == 2 else _bounds(cells)

    def results(self, under: str) -> tuple[dict[str, Any], list[Any]]:
        """The values and duties under an outcome."""
        values, duties = dict[str, Any](), list[Any]()
        for item, body in self.items.items():
            kind, applies = item.partition(":")[0], under in body.get("outcomes", [under])
            if kind == "duty" and applies and ("tree" not in body or self.add(item) is True):
                by = self.value(body["by"], self.known, []) if "by" in body else None
                duties.append({"by": None if by is _NONE else by, "citations": body["cites"]})
            elif kind == "value" and applies:
                values[item.rpartition("/")[2]] = self.computed(item, body, item.rpartition("/")[2])
            elif kind == "value" and under == "undetermined" and {*body["outcomes"]} & {*self.possible}:
                values[item.rpartition("/")[2]] = {"undetermined": True}
        return {name: value for name, value in values.items() if value is not _NONE}, duties

    def computed(self, item: str, body: Any, name: str) -> Any:
        """A value as it is shown; a schedule has a row for each number, and its list is what later values read."""
        variable, first, last = body.get("for", ("", 0, 0))
        decimals = {field: places for field, _, places in body.get("decimals", [])}
        rows, entries = list[Any](), list[Any]()
        for number in range(first, last + 1):
            known = {**self.known, f"element:{variable}": (number, number)}
            rows.append({})
            entries.append([])
            for field, _, tree in body["each"] if "for" in body else [(name, "", body["tree"])]:
                found = known[f"element:{field}"] = self.value(tree, known, entries[-1])
                self.known[f"value:{name}[{number - first}].{field}"] = found
                rounded = field in decimals and isinstance(found, tuple)
                rows[-1][field] = tuple(_half_up(end, decimals[field]) for end in found) if rounded else found
        self.shown[item] = entries if "for" in body else entries[0]
        self.known[f"value:{name}"] = found
        if "for" in body:
            self.known[f"value:{name}"] = [[True, f"value:{name}[{place}]"] for place in range(len(rows))]
        cells = [cell for row in rows for cell in row.values()]
        is_open = None in cells or any(low != high for low, high in (cell for cell in cells if isinstance(cell, tuple)))
        return {"undetermined": True} if is_open else rows if "for" in body else rows[0][name]


# What completions there are


def _apart(one: Any, other: Any) -> bool:
    """Whether two values, or bounds of them, surely differ."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return bool(one[1] < other[0] or other[1] < one[0])
    return None not in (one, other) and one != other


def _needs_one(items: Any, place: str, question: Any, region: dict[str, Any]) -> bool:
    """Whether the answer taken to a question about the list of a place needs an element in it."""
    head, answer, tree = question[0], region[json.dumps(question)], question
    while tree[0] != "fact":
        tree = items[f"derived:{tree[1]}"]["tree"] if tree[0] == "derived" else tree[1 if tree[0] == "empty" else 2]
    if head in ("any", "all", "empty"):
        needs = answer is (head == "any")
    else:
        needs = head in ("min", "max", "count") and answer is not _NONE and (head != "count" or answer[0] > 0)
    return needs and f"fact:{tree[1]}" == place


def _leaves(items: Any, known: dict[str, Any], steps: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any], Any]]:
    """The parts into which steps cut all completions, with what each narrows and what the step says of it."""
    waiting: list[Any] = [(known, {})]
    trees = json.dumps([body.get("tree") for body in items.values()])
    for step in steps:
        region, path = waiting.pop()
        if "of" not in step:
            yield region, path, step
            continue
        place, item = _item(items, step["of"])
        if place[0] == "[" and item["type"] != "yes/no" and place not in trees:
            raise ValueError(f"{place} is no question of the rules, which say what its answer may be")
        parts = _options(item)
        if item["type"] == "list":
            rows = region.get(place) or [[None, f"{place}[{number}]"] for number in range(item["max_items"])]
            at = _number(step.get("at", 1))
            parts = [rows[: at - 1], [[True, name] for _, name in rows[:at]] + rows[at:]]
            if "first" in step:
                parts = parts[1:]
                if place in region or not _needs_one(items, place, step["first"], region):
                    raise ValueError(f"nothing says that `{step['of']}` has an element")
                region = {**region, "first": (step["first"], rows[0][1])}
        elif "at" in step:
            (low, high), at, unit = region[place], _number(step["at"]), Fraction(item["step"])
            parts = [(low, at - unit if unit and at % unit == 0 else at), (at, high)]
        if not parts:
            raise ValueError(f"{json.dumps(step['of'])} cannot be cut")
        for part in reversed(parts):
            is_narrower = len(parts) > 1 and isinstance(step["of"], str) and item["type"] != "list"
            waiting.append(({**region, place: part}, {**path, step["of"]: part} if is_narrower else path))
    if waiting:
        raise ValueError("the branches do not cover every completion")


# The record


def _claims(record: Any, trace: Any, rules: Rules, every_reading: bool) -> Iterator[tuple[str, bool]]:
    """Every sentence that says what is wrong, with whether all is well."""
    items, outcome, lenient = rules.items, record["outcome"], "lenient" in trace
    yield "the trace has another format", trace["format"] == "curbstop-trace/4"
    choices = {item[8:]: [one for one, _ in body["choices"]] for item, body in items.items() if item[:8] == "reading:"}
    chosen = {*choices} == {*record["readings"]} and all(record["readings"][one] in choices[one] for one in choices)
    yield "the readings are not those of the definitions", chosen
    known = _facts(items, trace["facts"])
    main, outcomes = _Account(record, rules, known, lenient), items[f"decision:{record['decision']}"]["outcomes"]
    sole, undetermined = len(outcomes) == 1, outcome == "undetermined"
    values, duties = main.results(outcomes[0] if sole else outcome)
    shown = {item: entries for item, entries in main.shown.items() if item in trace["values"]}
    yield "the values of the trace are not what the facts give", _says(trace["values"], shown)
    whole = all(item in shown or item.startswith(("derived:", "consistent:")) for item in main.shown)
    yield "the trace does not show all values", whole
    yield "the verdicts are not what the conditions give", _says(trace["verdicts"], main.verdicts)
    yield "the values are not those of the formulas", _says(record["values"], values)
    said = [{**found, "do": duty["do"]} for found, duty in zip(duties, record["duties"], strict=True)]
    yield "the duties are not those of the rules", _says(record["duties"], said)
    ways, steps, cases = trace.get("completions", []), trace.get("branches"), [(main, dict[str, Any]())]
    for number, way in enumerate(ways, start=1):
        filled = {**known, **_facts(items, way["with"])}
        account = _Account(record, rules, filled)
        fits = account.possible == [way["outcome"]] and all(filled[place] == known[place] for place in known)
        yield f"completion {number} does not lead to `{way['outcome']}` from the facts", fits
        yield f"completion {number} breaks the rule `{'`, `'.join(account.broken)}`", not account.broken
    if steps is not None:
        cut = _leaves(items, known, steps)
        leaves = [(_Account(record, rules, region, True), path, step) for region, path, step in cut]
        cases = [(account, path) for account, path, step in leaves if "rules" in step]
        for account, _, step in leaves:
            refuted = account.broken + ["(answers)"] * account.clashes
            leads = account.possible == [outcome] and not account.broken
            fits = leads and step == {"rules": account.deciding(outcome)}
            yield f"a branch does not lead to `{outcome}`", fits or step in [{"contradicts": one} for one in refuted]
    under = [verdict for rule, verdict in main.verdicts.items() if main.leads[rule] == outcome]
    direct = main.possible == [outcome] and (True in under or None not in under)
    is_open = sole and {"undetermined": True} in values.values()
    differ = len({way["outcome"] for way in ways}) > 1 or (len(main.possible) > 1 and not record["exact"])
    shows = (is_open if sole else differ) if undetermined else not ways and not is_open
    yield f"nothing shows that it is `{outcome}`", shows and (steps is None) is (undetermined or direct) and cases != []
    yield "`exact` is not right", record["exact"] is (not undetermined or sole or bool(ways))
    deciding = [] if undetermined else [(account.deciding(outcome), path) for account, path in cases]
    every = [rule for rule in main.verdicts if deciding and all(rule in rules for rules, _ in deciding)]
    paths = {rule: path for rules, path in reversed(deciding) for rule in rules}
    reasons = {reason["rule"]: reason for reason in record["reasons"]}
    yield "the reasons are not the rules", sorted(r["rule"] for r in record["reasons"]) == sorted(every or paths)
    for rule, reason in reasons.items():
        (cites,) = [item["cites"] for name, item in items.items() if name.endswith(f"/{rule}") and "outcome" in item]
        needs = {name: _read(part, _item(items, name)[1]) for name, part in reason.get("if", {}).items()}
        fits = {**reason, "says": "", "if": {}} == {"rule": rule, "says": "", "citations": cites, "if": {}}
        yield f"`{rule}` does not hold where its reason says", fits and needs == ({} if every else paths.get(rule))
    told = {(other["reading"], other["choice"]): other["outcome"] for other in record["contested"] if len(other) == 3}
    adverse = outcome in items[f"decision:{record['decision']}"]["adverse"]
    others = [(name, one) for name in choices for one in choices[name] if adverse and one != record["readings"][name]]
    fits = {*told} <= {*others} and len(told) == len(record["contested"]) and outcome not in told.values()
    yield "a contested reading is no other choice", fits
    for name, one in [other for other in others if other in told or every_reading]:
        possible = _Account({**record, "readings": {**record["readings"], name: one}}, rules, known, lenient).possible
        leads = told.get((name, one), outcome) in (possible if len(possible) == 1 else [*possible, "undetermined"])
        yield f"`{name}` read as `{one}` does not lead where `contested` says", leads
    names = record["missing"]
    is_open = all(_item(items, name)[0] not in known and _item(items, name)[1] for name in names)
    yield "`missing` is not what is open", is_open and undetermined is (names != []) and len({*names}) == len(names)
