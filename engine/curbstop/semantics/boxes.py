"""Sets of accounts: an account of which some values are open, and how to cut it into smaller ones.

In a box a number that is open is `Bounds`; any other open value is None until it is cut. `supposed` holds answers
to questions about unknown lists and sets that are taken as given, by the number of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import combinations, product
from typing import Any, NamedTuple

from curbstop.ir.nodes import Node, ParameterRef, reads_element, walk
from curbstop.ir.pack import Fact, Pack
from curbstop.ir.reach import every_formula
from curbstop.ir.texts import ANOTHER_TEXT, compared_texts
from curbstop.ir.types import NONE, ORDERED, Bounds, Kind
from curbstop.ir.zone import zone_named
from curbstop.semantics.plain import plain_value
from curbstop.semantics.points import PICKS, Everywhere, number_in, point_of
from curbstop.semantics.ranges import Steps, likely_between, subsets_to_try, widest_of
from curbstop.semantics.unknowns import Place

FEW_MEMBERS = 6
"""Members up to which every value of a set is gone through."""
SHORT = 8
"""Values up to which a range is gone through one by one."""


class Box(NamedTuple):
    """A set of accounts. A list is None, or has its elements, of which the last may be in doubt."""

    facts: tuple[object, ...]
    parameters: tuple[object, ...]
    supposed: Mapping[int, object] = {}


class Cutter:
    """Knows the types and ranges of a pack, and so which values an open one can take on a day."""

    def __init__(self, pack: Pack, day: int) -> None:
        self._day = day
        self._facts = list(pack.facts.values())
        self._parameters = list(pack.parameters.values())
        self._pack = pack
        self._cut_before: dict[Place, list[int]] = {}

    @cached_property
    def _texts(self) -> list[str]:
        return compared_texts(self._pack)

    @cached_property
    def _read_at_several_keys(self) -> set[str]:
        return _read_at_several_keys(self._pack)

    def opened(self, facts: tuple[object, ...], parameters: tuple[object, ...]) -> Box:
        """The box of all completions: every unknown number between its least and its greatest value."""
        return Box(
            tuple(self._widened(fact, value) for fact, value in zip(self._facts, facts, strict=True)),
            parameters,
        )

    def _widened(self, fact: Fact, value: object) -> object:
        if value is None:
            return widest_of(fact) if not fact.type.optional else None
        if fact.type.kind is Kind.LIST and isinstance(value, tuple):
            return tuple(
                (element[0], *(self._widened(f, v) for f, v in zip(fact.fields, element[1:], strict=True)))
                for element in value
            )
        return value

    def fact_at(self, place: Place) -> Fact:
        """The fact, or field of a list fact, that a place belongs to."""
        fact = self._facts[place.position]
        return fact if place.field is None else fact.fields[place.field - 1]

    def value(self, box: Box, place: Place) -> object:
        """What the box has at a place."""
        if place.parameter:
            return box.parameters[place.position]
        found = box.facts[place.position]
        if place.field is None:
            return found
        return found[place.element][place.field] if place.element is not None else None  # type: ignore[index]

    def fields_in(self, box: Box, place: Place, names: Collection[str], most: int | None = None) -> Iterator[Place]:
        """Where the fields of these names stand in the first `most` elements of a list; none for other facts."""
        fact, rows = self.fact_at(place), self.value(box, place)
        if isinstance(rows, tuple):
            for element in range(len(rows[:most])):
                for at, field in enumerate(fact.fields, start=1):
                    if field.name in names:
                        yield Place(place.position, element, at)

    def plain(self, box: Box, place: Place) -> object:
        """What the box has at a place as plain data; of a table the value that it has everywhere."""
        value = self.value(box, place)
        type_ = self._parameters[place.position].type if place.parameter else self.fact_at(place).type
        return plain_value(value.value if isinstance(value, Everywhere) else value, type_)

    def put(self, box: Box, place: Place, value: object) -> Box:
        """The box with another value at a place."""
        if place.parameter:
            return Box(box.facts, _put(box.parameters, place.position, value), box.supposed)
        if place.field is None:
            return Box(_put(box.facts, place.position, value), box.parameters, box.supposed)
        elements: tuple[tuple[object, ...], ...] = box.facts[place.position]  # type: ignore[assignment]
        assert place.element is not None  # noqa: S101
        element = _put(elements[place.element], place.field, value)
        facts = _put(box.facts, place.position, _put(elements, place.element, element))
        return Box(facts, box.parameters, box.supposed)

    def cut(self, box: Box, place: Place, signature: Callable[[Box], tuple[object, ...]]) -> Iterator[Box] | None:
        """Smaller boxes that cover the box at a place, or None where no cut would tell anything.

        `signature` gives what can be told of a box; a range is cut where it changes.
        """
        value = self.value(box, place)
        if place.parameter:
            return self._cut_parameter(box, place, value, signature)
        fact = self.fact_at(place)
        if fact.type.kind is Kind.LIST:
            lengths = self.lengths(box, place)
            return iter(lengths) if lengths else None
        if isinstance(value, Bounds):
            return self._cut_range(box, place, value, signature)
        if value is not None:
            return None
        return self._cut_unknown(box, place, fact)

    def begun(self, box: Box, place: Place) -> Box:
        """The box in which an unknown list has one element at least."""
        _, longer = self.lengths(box, place)
        return longer

    def lengths(self, box: Box, place: Place) -> list[Box]:
        """The boxes in which a list ends with its sure elements, and in which it goes on; none where it must end."""
        fields = self.fact_at(place).fields
        rows: Any = self.value(box, place)
        if rows is None:
            rows = ((None, *(None for _ in fields)),) * self.fact_at(place).max_items
        sure = sum(row[0] is True for row in rows)
        more = (True, *(self._widened(part, None) for part in fields))
        cut = (rows[:sure], (*rows[:sure], more, *rows[sure + 1 :]))
        return [self.put(box, place, one) for one in cut] if sure < len(rows) else []

    def _cut_unknown(self, box: Box, place: Place, fact: Fact) -> Iterator[Box]:
        if fact.type.optional:
            given = replace(fact, type=fact.type.given())
            if given.type.kind in ORDERED:
                yield self.put(box, place, NONE)
                yield self.put(box, place, widest_of(given))
                return
            yield self.put(box, place, NONE)
            yield from self._cut_unknown(box, place, given)
            return
        match fact.type.kind:
            case Kind.BOOL:
                options: list[object] = [True, False]
            case Kind.CHOICE:
                options = list(fact.type.choices)
            case Kind.TEXT:
                options = [*self._texts, ANOTHER_TEXT]
            case _:
                options = [widest_of(fact)]
        for option in options:
            yield self.put(box, place, option)

    def _cut_parameter(
        self, box: Box, place: Place, value: object, signature: Callable[[Box], tuple[object, ...]]
    ) -> Iterator[Box] | None:
        parameter = self._parameters[place.position]
        table = bool(parameter.keys)
        inner = value.value if isinstance(value, Everywhere) else value
        if table and parameter.name in self._read_at_several_keys:
            return None
        if inner is None:
            widest = widest_of(Fact(name=parameter.name, type=parameter.type, description=""))
            return iter([self.put(box, place, Everywhere(widest) if table else widest)])
        if isinstance(inner, Bounds):
            wrap: Callable[[object], object] = Everywhere if table else lambda found: found
            return self._cut_range(box, place, inner, signature, wrap)
        return None

    def _cut_range(
        self,
        box: Box,
        place: Place,
        bounds: Bounds,
        signature: Callable[[Box], tuple[object, ...]],
        wrap: Callable[[object], object] = lambda found: found,
    ) -> Iterator[Box] | None:
        if None not in signature(box):
            return None
        steps = self._steps(place)
        low, high = steps.count(bounds.low), steps.count(bounds.high)

        def at(count: int) -> tuple[object, ...]:
            return signature(self.put(box, place, wrap(steps.value(count))))

        before = self._cut_before.setdefault(place, [])
        for same in before:
            if low <= same < high and at(same) != at(same + 1):
                return self._two(box, place, (low, same, same + 1, high), wrap)
        first = at(low)
        probes = [probe for probe in map(steps.count, self._probes(place)) if low < probe < high]
        other = next((probe for probe in (high, *probes) if at(probe) != first), None)
        if other is None:
            return None
        same = low
        while other - same > 1:
            middle = likely_between(same, other, probes)
            if at(middle) == first:
                same = middle
            else:
                other = middle
        before.insert(0, same)
        return self._two(box, place, (low, same, other, high), wrap)

    def _two(
        self, box: Box, place: Place, ends: tuple[int, int, int, int], wrap: Callable[[object], object]
    ) -> Iterator[Box]:
        return iter([self.put(box, place, wrap(half)) for half in self._steps(place).two(ends)])

    def _steps(self, place: Place) -> Steps:
        return Steps((self._parameters[place.position] if place.parameter else self.fact_at(place)).type.kind)

    def filled(self, box: Box, wanted: Mapping[int, int]) -> Iterator[Box]:
        """The box with members in its unknown lists and sets, as many as wanted first, by the position of the fact."""
        choices: list[list[object]] = []
        for position, count in wanted.items():
            fact = self._facts[position]
            if fact.type.kind is Kind.SET:
                choices.append(subsets_to_try(fact.type.choices, count))
            else:
                element = (True, *(self._widened(part, None) for part in fact.fields))
                sizes = dict.fromkeys(min(size, fact.max_items) for size in (count, count + 1, 1, 0, 2))
                choices.append([(element,) * size for size in sizes])
        for chosen in product(*choices):
            facts = list(box.facts)
            for position, value in zip(wanted, chosen, strict=True):
                if facts[position] is None:
                    facts[position] = value
            yield box._replace(facts=tuple(facts))

    def sets(self, place: Place) -> list[object] | None:
        """Every value of a set of few members, small ones first; None for other types."""
        type_ = self.fact_at(place).type
        if type_.kind is not Kind.SET or len(type_.choices) > FEW_MEMBERS:
            return None
        return [frozenset(some) for size in range(len(type_.choices) + 1) for some in combinations(type_.choices, size)]

    def _probes(self, place: Place) -> list[int]:
        """Values at which something may differ from both ends of a range: the example, and days near `as_of`."""
        if place.parameter:
            return [0]
        fact = self.fact_at(place)
        near = [0, 1]
        if fact.type.kind in (Kind.DATE, Kind.DATE_TIME):
            near = [self._day - days for days in (0, 15, 30, 60, 90, 365)]
        if fact.type.kind is Kind.DATE_TIME:
            near = [zone_named(fact.type.zone).within(day, day)[0] for day in near]
        return [*([fact.example] if isinstance(fact.example, int) else []), *near]

    def each(self, box: Box, place: Place) -> list[Box]:
        """The box with each value of a short range, or of a set of few members; empty for everything else."""
        value = self.value(box, place)
        if value is None and not place.parameter:
            fact = self.fact_at(place)
            if fact.type.optional and fact.type.kind in ORDERED:
                given = replace(fact, type=fact.type.given())
                some = self.each(self.put(box, place, widest_of(given)), place)
                return [self.put(box, place, NONE), *some] if some else []
            return [self.put(box, place, members) for members in self.sets(place) or ()]
        if not isinstance(value, Bounds):
            return []
        steps = self._steps(place)
        low, high = map(steps.count, (value.low, value.high))
        return (
            [self.put(box, place, steps.value(count)) for count in range(low, high + 1)] if high - low < SHORT else []
        )

    def halves(self, box: Box, place: Place) -> Iterator[Box] | None:
        """The box cut in the middle of a range, where nothing tells a better place."""
        value = self.value(box, place)
        inner = value.value if isinstance(value, Everywhere) else value
        if not isinstance(inner, Bounds):
            return None
        low, high = map(self._steps(place).count, (inner.low, inner.high))
        middle = (low + high) // 2
        wrap: Callable[[object], object] = Everywhere if isinstance(value, Everywhere) else lambda found: found
        return self._two(box, place, (low, middle, middle + 1, high), wrap)

    def values_at(self, box: Box, place: Place) -> Iterator[Box]:
        """The box with one ordinary value after the other at a place: each member of a choice, the ends of a range."""
        if place.parameter:
            parameter = self._parameters[place.position]
            fact = Fact(name=parameter.name, type=parameter.type, description="")
            wrap: Callable[[object], object] = Everywhere if parameter.keys else lambda found: found
        else:
            fact, wrap = self.fact_at(place), lambda found: found
        for value in self._values(fact, place):
            yield self.put(box, place, wrap(value))

    def _values(self, fact: Fact, place: Place) -> Iterator[object]:
        if fact.type.optional:
            yield NONE
        match fact.type.kind:
            case Kind.BOOL:
                yield from (True, False)
            case Kind.CHOICE:
                yield from fact.type.choices
            case Kind.TEXT:
                yield from (*self._texts, ANOTHER_TEXT)
            case Kind.SET:
                yield from subsets_to_try(fact.type.choices, 0)
            case Kind.LIST:
                yield ()
                ordinary, *others = ((True, *(point_of(part, None, pick) for part in fact.fields)) for pick in PICKS)
                yield (ordinary,)
                for at, part in enumerate(fact.fields, start=1):
                    if part.type.kind in (Kind.BOOL, Kind.CHOICE):
                        options = part.type.choices or (True, False)
                        yield from ((_put(ordinary, at, one),) for one in options if one != ordinary[at])
                yield from ((other,) for other in others)
            case _:
                widest = widest_of(replace(fact, type=fact.type.given()))
                if isinstance(widest, Bounds):
                    probes = (probe for probe in self._probes(place) if widest.low < probe < widest.high)
                    yield from (widest.low, widest.high, *probes)
                else:
                    yield widest

    def difference(self, wide: Box, narrow: Box) -> dict[str, object]:
        """What a box says beyond a wider one: by name, a value or its bounds as plain data."""
        said: dict[str, object] = {}
        for fact, before, after in zip(self._facts, wide.facts, narrow.facts, strict=True):
            if before != after:
                said[fact.name] = _plain(after, fact)
        for parameter, before, after in zip(self._parameters, wide.parameters, narrow.parameters, strict=True):
            if before is not after:
                inner = after.value if isinstance(after, Everywhere) else after
                said[f"parameter:{parameter.name}"] = plain_value(inner, parameter.type)
        return said

    def pinned(self, box: Box) -> Iterator[Box]:
        """The box with each range of a fact cut down to one number: ordinary ones first, then the ends."""
        for pick in PICKS:
            pinned = (number_in(value, fact.example, pick) for fact, value in zip(self._facts, box.facts, strict=True))
            yield box._replace(facts=tuple(pinned))

    def points(self, box: Box) -> Iterator[Box]:
        """Single accounts in the box: ordinary ones first, then at the ends of the ranges."""
        # Parameters that stay the same need no day of their own.
        open_ = any(isinstance(value, Bounds | Everywhere) for value in box.parameters)
        for pick in PICKS:
            facts = tuple(point_of(fact, value, pick) for fact, value in zip(self._facts, box.facts, strict=True))
            yield Box(facts, tuple(number_in(one, None, pick) for one in box.parameters) if open_ else box.parameters)


def _plain(value: object, fact: Fact) -> object:
    """Plain data of a value or of its bounds; an end that is the end of all values is left out."""
    if not isinstance(value, Bounds):
        return plain_value(value, fact.type)
    widest = widest_of(fact)
    ends = {"from": value.low, "to": value.high}
    if isinstance(widest, Bounds):
        ends = {k: v for k, v in ends.items() if v != (widest.low if k == "from" else widest.high)}
    return {end: plain_value(bound, fact.type) for end, bound in ends.items()}


def _put(values: tuple[object, ...], position: int, value: object) -> tuple[object, ...]:
    return (*values[:position], value, *values[position + 1 :])


def _read_at_several_keys(pack: Pack) -> set[str]:
    """The tables of which one account may read several cells, which can differ."""
    read: dict[str, set[Node | None]] = {}
    for part in (part for formula in every_formula(pack) for part in walk(formula)):
        if isinstance(part, ParameterRef):
            read.setdefault(part.name, set()).update([part, *([None] if reads_element(part) else [])])
    return {name for name, cells in read.items() if len(cells) > 1}
