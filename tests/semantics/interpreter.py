"""What expressions mean, said a second time: a walk over the tree that knows nothing of generated code.

`value` follows the tables of the language: three-valued conditions, `none`, bounds of counts and sums. `entries` is
what a trace must show: the value of every node, parents first, none for constants, one entry for a loop's elements.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from curbstop.ir.nodes import (
    Apply,
    AsOf,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    ReadingRef,
    Select,
)
from curbstop.ir.operators import Aggregate, Operator
from curbstop.ir.pack import Pack
from curbstop.ir.types import NONE, WEEKDAYS, Bounds, Kind

LEFT_OUT = "(not read)"
COMPARING = {
    Operator.EQUAL: lambda a, b: a == b,
    Operator.NOT_EQUAL: lambda a, b: a != b,
    Operator.LESS: lambda a, b: a < b,
    Operator.LESS_EQUAL: lambda a, b: a <= b,
    Operator.GREATER: lambda a, b: a > b,
    Operator.GREATER_EQUAL: lambda a, b: a >= b,
}
JOINING = {
    Operator.ADD: lambda a, b: a + b,
    Operator.SUBTRACT: lambda a, b: a - b,
    Operator.MULTIPLY: lambda a, b: a * b,
}


def conjunction(values: list[object]) -> object:
    return False if False in values else None if None in values else True


def disjunction(values: list[object]) -> object:
    return True if True in values else None if None in values else False


def negation(value: object) -> object:
    return value if value in (None, NONE) else not value


def corners(value: object) -> tuple:
    return (value.low, value.high) if isinstance(value, Bounds) else (value, value)


def spanned(values: list) -> object:
    return min(values) if min(values) == max(values) else Bounds(min(values), max(values))


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def compared(operator: Operator, left: object, right: object) -> object:
    """A comparison of two values that may be bounds: what all pairs of their points agree on."""
    (a, b), (c, d) = corners(left), corners(right)
    found = {COMPARING[operator](one, other) for one in (a, b) for other in (c, d)}
    if operator in (Operator.EQUAL, Operator.NOT_EQUAL) and a <= d and c <= b and (a != b or c != d):
        return None
    return found.pop() if len(found) == 1 else None


@dataclass
class Interpreter:
    """One account on one day."""

    pack: Pack
    facts: Mapping[str, object]
    as_of: date
    readings: Mapping[str, str]
    variables: dict[str, object] = field(default_factory=dict)

    def value(self, node: Node) -> object:
        match node:
            case Constant(value=value):
                return value
            case FactRef(name=name):
                return self.facts[name]
            case DerivedRef(name=name):
                return Interpreter(self.pack, self.facts, self.as_of, self.readings).value(
                    self.pack.derived[name].formula
                )
            case ReadingRef(name=name):
                return self.readings[name]
            case AsOf():
                return self.as_of.toordinal()
            case Element(variable=variable):
                return self.variables[variable]
            case ElementField(variable=variable, index=index):
                return self.variables[variable][index]
            case Clause(body=body):
                return self.value(body)
            case ParameterRef():
                return self.parameter(node)
            case Fold():
                return self.fold(node)
            case Select():
                return self.select(node)
            case Apply(operator=operator, arguments=arguments):
                return self.apply(operator, [self.value(argument) for argument in arguments], node)
        raise AssertionError(node)

    def parameter(self, node: ParameterRef) -> object:
        day = self.value(node.on) if node.on else self.as_of.toordinal()
        keys = [self.value(key) for key in node.keys]
        if day in (None, NONE) or None in keys or NONE in keys:
            return None
        if node.until is None:
            return self.cell(node, keys, day)
        until = self.value(node.until)
        if until in (None, NONE) or until < day:
            return None
        cells = [self.cell(node, keys, each) for each in range(day, until + 1)]
        return None if None in cells else Fraction(sum(cells)) / len(cells)

    def cell(self, node: ParameterRef, keys: list[object], day: int) -> object:
        held = [v for v in self.pack.parameters[node.name].versions if v.effective.toordinal() <= day]
        if not held:
            return None
        rows = dict(held[-1].rows)
        if tuple(keys) in rows or not keys:
            return rows.get(tuple(keys))
        last = max(key for (key,) in rows)
        more = held[-1].each_more
        return rows[(last,)] + (keys[0] - last) * more if more is not None and keys[0] > last else None

    # lists

    def elements(self, node: Fold | Select) -> Iterator[tuple[object, object]]:
        """Each element with whether it counts."""
        source = self.value(node.source)
        assert source is not None
        for element in sorted(source) if isinstance(source, frozenset) else source:
            self.variables[node.variable] = element
            belongs = element[0] if isinstance(element, tuple) else True
            yield element, conjunction([belongs, self.value(node.where) if node.where else True])
        self.variables.pop(node.variable, None)

    def fold(self, node: Fold) -> object:
        if self.value(node.source) is None:
            return None
        counted = [(member, None if member is False else self.value(node.body)) for _, member in self.elements(node)]
        match node.aggregate:
            case Aggregate.ANY:
                return disjunction([conjunction([member, body]) for member, body in counted])
            case Aggregate.ALL:
                return conjunction([disjunction([negation(member), body]) for member, body in counted])
            case Aggregate.COUNT:
                passing = [conjunction([member, body]) for member, body in counted]
                return spanned([passing.count(True), passing.count(True) + passing.count(None)])
        taking = [(member, body) for member, body in counted if member is not False]
        if node.aggregate is Aggregate.SUM:
            if any(body is None for _, body in taking):
                return None
            sure = sum(body for member, body in taking if member)
            doubtful = [body for member, body in taking if member is None]
            low, high = (sure + sum(b for b in doubtful if sign * b > 0) for sign in (-1, 1))
            return spanned([low, high])
        return self.extreme(node.aggregate is Aggregate.MAX, taking)

    def extreme(self, largest: bool, taking: list[tuple[object, object]]) -> object:
        """Unknown unless every way to settle the doubt gives the same."""
        choose = max if largest else min
        sure = [body for member, body in taking if member and body is not None]
        doubtful = [body for member, body in taking if member is None or body is None]
        if not doubtful:
            return choose(sure) if sure else NONE
        if not sure or None in doubtful:
            return None
        return choose(sure) if choose(sure + doubtful) == choose(sure) else None

    def select(self, node: Select) -> object:
        if self.value(node.source) is None:
            return None
        return tuple((member, *element[1:]) for element, member in self.elements(node) if member is not False)

    # operators

    def apply(self, operator: Operator, values: list, node: Apply) -> object:
        match operator:
            case Operator.AND:
                return conjunction(values)
            case Operator.OR:
                return disjunction(values)
            case Operator.NOT:
                return negation(values[0])
            case Operator.IS_NONE:
                return None if values[0] is None else values[0] is NONE
            case Operator.IF:
                test, then, other = values
                if test is None:
                    return then if then == other else None
                return then if test else other
            case Operator.IS_EMPTY:
                return self.is_empty(values[0])
        if NONE in values:
            return False if operator in COMPARING or node.type.kind is Kind.BOOL else NONE
        if None in values:
            return None
        if operator in COMPARING:
            ordered = all(isinstance(value, int | Fraction | Bounds) for value in values)
            return compared(operator, *values) if ordered else COMPARING[operator](*values)
        if operator in JOINING:
            left, right = map(corners, values)
            return spanned([JOINING[operator](one, other) for one in left for other in right])
        if operator in (Operator.LEAST, Operator.GREATEST):
            choose = min if operator is Operator.LEAST else max
            return spanned([choose(corners(value)[end] for value in values) for end in (0, 1)])
        return self.function(operator, *values)

    def is_empty(self, value: object) -> object:
        if value is None or value is NONE:
            return None if value is None else False
        if isinstance(value, frozenset):
            return not value
        return conjunction([negation(element[0]) for element in value])

    def function(self, operator: Operator, first, *rest) -> object:
        match operator:
            case Operator.IN:
                return first in rest[0]
            case Operator.DIVIDE:
                return Fraction(first) / rest[0] if rest[0] else NONE
            case Operator.FLOOR_CENTS:
                return floor(first)
            case Operator.ROUND_CENTS:
                return half_up(Fraction(first))
            case Operator.ROUND_HALF_UP:
                rounded = half_up(Fraction(first) * 10 ** rest[0])
                return Fraction(rounded, 10 ** rest[0]) if rest[0] else rounded
            case Operator.ADD_HOURS:
                return first + rest[0] * 60 * 60
            case Operator.DATE_OF:
                return datetime.fromtimestamp(first, ZoneInfo(self.pack.time_zone)).toordinal()
        day = date.fromordinal(first)
        match operator:
            case Operator.YEAR:
                return day.year
            case Operator.START_OF_YEAR:
                return date(day.year, 1, 1).toordinal()
            case Operator.WEEKDAY:
                return WEEKDAYS[day.weekday()]
            case Operator.ADD_MONTHS:
                months = day.year * 12 + day.month - 1 + rest[0]
                year, month = months // 12, months % 12 + 1
                return date(year, month, min(day.day, monthrange(year, month)[1])).toordinal()
            case Operator.IS_BUSINESS_DAY:
                return self.is_open(day)
            case Operator.ADD_BUSINESS_DAYS:
                left = rest[0]
                while left:
                    day += timedelta(1 if rest[0] > 0 else -1)
                    left -= (1 if rest[0] > 0 else -1) * self.is_open(day)
                return day.toordinal()
            case Operator.BUSINESS_DAYS_BETWEEN:
                end = date.fromordinal(rest[0])
                low, high = sorted((day, end))
                days = sum(self.is_open(low + timedelta(n)) for n in range(1, (high - low).days + 1))
                return days if end >= day else -days
        raise AssertionError(operator)

    def is_open(self, day: date) -> bool:
        calendar = self.pack.calendar
        assert calendar is not None
        return WEEKDAYS[day.weekday()] not in calendar.weekend and day not in calendar.holidays

    # traces

    def entries(self, node: Node) -> tuple[object, ...]:
        """The values a trace shows for a node and all below it, as run-time values; LEFT_OUT may hide any."""
        match node:
            case Constant():
                return ()
            case Clause(body=body):
                return self.entries(body)
            case Fold(source=source) | Select(source=source):
                return (self.value(node), *self.entries(source), self.rounds(node))
        parts = [entry for child in node.children for entry in self.entries(child)]
        return (self.value(node), *parts)

    def rounds(self, node: Fold | Select) -> tuple[object, ...]:
        if self.value(node.source) is None:
            return ()
        parts = [node.body] if isinstance(node, Fold) else []
        found: list[object] = []
        for _, member in self.elements(node):
            filters = self.entries(node.where) if node.where else ()
            bodies = [entry for part in parts for entry in self.entries(part)]
            found.append((*filters, *(bodies if member is not False else [LEFT_OUT] * len(bodies))))
        return tuple(found)
