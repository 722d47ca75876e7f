"""Accounts near a given one: what a part of the rules reads is put on and beside its boundaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from curbstop.ir.nodes import AsOf, Constant, Node, walk
from curbstop.ir.pack import Fact, Pack, Parameter
from curbstop.ir.reach import Reach, reach
from curbstop.ir.types import NONE, ORDERED, Kind
from curbstop.semantics.ranges import first_change
from curbstop.workbench.nearby.trial import Account

MOST_VALUES, ALL_VALUES = 60, 400
MADE_UP_ROWS = 6
MORE_ROWS = range(1, 9)
"""Which rows of a table are read that goes on after its last one."""
STRETCHES = 6
"""Into how many parts a range is cut in which one place is looked for where the answer turns."""
DAYS = (Kind.DATE, Kind.DATE_TIME)
NOT_GIVEN: Mapping[str, Parameter] = MappingProxyType({})
A_DAY, EPOCH = 86_400, date(1970, 1, 1).toordinal()
FAR, FAR_DAYS = 10**9, 36_000
"""How far from zero a number, and from the day of the decision a day is looked for that has no range of its own."""
LAST_DAY = date(2199, 12, 31).toordinal()


class Cell(NamedTuple):
    """A row of one version of a parameter, and the first and the last day on which the version holds."""

    key: tuple[object, ...]
    first: date
    last: date | None


class Candidates:
    """Makes accounts for some conditions and formulas; `near` are the facts to change first, by default all.

    `given` are external parameters.
    """

    def __init__(
        self,
        pack: Pack,
        nodes: Iterable[Node],
        dice: Random,
        *,
        near: Reach | None = None,
        given: Mapping[str, Parameter] = NOT_GIVEN,
    ) -> None:
        self._pack = pack
        self._dice = dice
        self._positions = {name: place for place, name in enumerate(pack.facts)}
        nodes = list(nodes)
        read = reach(nodes, pack)
        near = near or read
        nodes += [pack.derived[name].formula for name in read.derived]
        self._near = [name for name in near.facts if name in read.facts] or list(read.facts)
        self._facts = list(read.facts)
        tied = (reach([rule.condition], pack).facts for rule in pack.consistency)
        self._compared = list(
            dict.fromkeys([*read.facts, *(n for some in tied if {*some} & {*read.facts} for n in some)])
        )
        self._readings = [name for name in near.readings if name in read.readings] or list(read.readings)
        self._asks_day = any(isinstance(part, AsOf) for node in nodes for part in walk(node))
        parameters = [given.get(name, pack.parameters[name]) for name in read.parameters]
        self._numbers = _numbers(nodes, parameters)
        self._texts = _texts(nodes)
        self._starts = sorted(
            {v.effective.toordinal() for name in read.parameters for v in pack.parameters[name].versions}
        )

    def single(self, account: Account) -> Iterator[Account]:
        """The account with one fact, its day or one reading otherwise, those that the changed part reads first."""
        yield from self._other_readings(account)
        for name in self._near:
            yield from self._with_fact(account, name)
        yield from self._other_days(account)
        for name in self._facts:
            if name not in self._near:
                yield from self._with_fact(account, name)

    def around(self, account: Account) -> Iterator[Account]:
        """The account with one thing otherwise that is read; its day only where it counts."""
        yield from self._other_readings(account)
        for name in self._facts:
            yield from self._with_fact(account, name, ALL_VALUES)
        if self._asks_day or not (self._readings or self._facts):
            yield from self._other_days(account)

    def at_cell(self, account: Account, cell: Cell) -> Iterator[Account]:
        """The account on days on which a version of a parameter holds, its dates moved along, with the row's key."""
        first = max(cell.first, self._pack.in_force_from)
        last = min(day for day in (cell.last, self._pack.in_force_until, date(2190, 1, 1)) if day)
        if last < first:
            return
        days = [account.moment.as_of] if first <= account.moment.as_of <= last else []
        days += [day for day in dict.fromkeys((first, min(first + timedelta(40), last), last)) if day.year < 2190]
        for day in days:
            moved = self._moved(account, day)
            yield moved
            yield from self._with_key(moved, cell.key)

    def _moved(self, account: Account, day: date) -> Account:
        by = day.toordinal() - account.moment.ordinal
        facts = tuple(
            _shifted(fact, value, by) for fact, value in zip(self._pack.facts.values(), account.facts, strict=True)
        )
        return account._replace(facts=facts, moment=account.moment.on(day)) if by else account

    def _with_key(self, account: Account, key: tuple[object, ...]) -> Iterator[Account]:
        """The account with facts that the changed part reads set to the parts of a row's key, where they can be."""
        options: list[list[tuple[str, object] | None]] = []
        for part in key:
            named = [(name, part) for name in self._near if _may_be(self._pack.facts[name], part)]
            options.append([*named, None])
        for chosen in product(*options) if key else ():
            facts = account.facts
            for setting in chosen:
                if setting is not None:
                    facts = _put(facts, self._positions[setting[0]], setting[1])
            if facts != account.facts:
                yield account._replace(facts=facts)

    def turning(self, account: Account, told: Callable[[Account], object]) -> Iterator[Account]:
        """The account just before, at and after each place where what is told of it turns as one number grows."""
        for name in self._near:
            fact, position = self._pack.facts[name], self._positions[name]
            if fact.type.kind not in ORDERED:
                continue
            one: int | Fraction = Fraction(1, 100) if fact.type.kind is Kind.NUMBER else 1

            def at(step: int, position: int = position, one: int | Fraction = one) -> Account:
                return account._replace(facts=_put(account.facts, position, step * one))

            steps = sorted({int(v / one) for v in self._plain(fact, None, account) if isinstance(v, int | Fraction)})
            ends = [int(end / one) for end in _ends(fact, account)]
            places = [ends[0], *steps[:: len(steps) // STRETCHES or 1], ends[1]]
            for low, high in pairwise(sorted({min(max(place, ends[0]), ends[1]) for place in places})):
                turn = first_change(lambda step, at=at: told(at(step)), low, high)  # type: ignore[misc]
                if turn is not None:
                    yield from (at(step) for step in (turn - 1, turn, turn + 1))

    def several(self, account: Account) -> Account:
        """The account with a few facts otherwise, drawn at random."""
        for _ in range(self._dice.choice((2, 2, 3, 4, 5))):
            chance = self._dice.random()
            if chance < 0.16 and (chance < 0.08 or self._readings):
                found = list(self._other_days(account) if chance < 0.08 else self._other_readings(account))
                account = self._dice.choice(found) if found else account
                continue
            names = self._near if self._dice.random() < 0.7 else self._facts
            if names:
                name = self._dice.choice(names)
                position = self._positions[name]
                values = list(self._values(self._pack.facts[name], account.facts[position], account))
                if values:
                    account = account._replace(facts=_put(account.facts, position, self._dice.choice(values)))
        return account

    def without(self, account: Account) -> Iterator[Account]:
        """The account with one fact unknown."""
        for name in (*self._near, *self._facts):
            if account.facts[self._positions[name]] is not None:
                yield account._replace(facts=_put(account.facts, self._positions[name], None))

    def _other_readings(self, account: Account) -> Iterator[Account]:
        chosen = dict(account.readings)
        for name in self._readings:
            for choice, _ in self._pack.readings[name].choices:
                if choice != chosen[name]:
                    yield account._replace(readings=tuple({**chosen, name: choice}.items()))

    def _other_days(self, account: Account) -> Iterator[Account]:
        day = account.moment.ordinal
        steps = (1, 2, 30, 365, *(number for number in self._numbers[Kind.WHOLE] if 0 < number < 1000))
        days = {day + sign * int(step) for step in steps for sign in (1, -1)}
        days |= {start + step for start in self._starts for step in (-1, 0)}
        first = self._pack.in_force_from.toordinal()
        last = self._pack.in_force_until.toordinal() if self._pack.in_force_until else LAST_DAY
        for other in sorted(days - {day}):
            if first <= other <= last:
                yield account._replace(moment=account.moment.on(date.fromordinal(other)))

    def _with_fact(self, account: Account, name: str, most: int = MOST_VALUES) -> Iterator[Account]:
        position, fact = self._positions[name], self._pack.facts[name]
        held = account.facts[position]
        for value in self._values(fact, held, account, most):
            if value != held:
                yield account._replace(facts=_put(account.facts, position, value))

    def _values(self, fact: Fact, held: object, account: Account, most: int = MOST_VALUES) -> Iterator[object]:
        """Other values of a fact, shuffled and cut off where they are many."""
        if fact.type.kind is Kind.LIST:
            options = list(self._lists(fact, held, account))
        else:
            options = list(self._plain(fact, held, account))
        self._dice.shuffle(options)
        yield from options[:most]

    def _plain(self, fact: Fact, held: object, account: Account) -> Iterator[object]:
        if fact.type.optional:
            yield NONE
        kind = fact.type.kind
        match kind:
            case Kind.BOOL:
                yield from (True, False)
            case Kind.CHOICE:
                yield from fact.type.choices
            case Kind.SET:
                everything = frozenset(fact.type.choices)
                yield from (frozenset(), everything)
                for member in fact.type.choices:
                    yield from (frozenset({member}), everything - {member})
                if isinstance(held, frozenset):
                    yield from (held ^ {member} for member in fact.type.choices)
            case Kind.TEXT:
                yield from (*self._texts, fact.example or "a text", "another text")
            case _:
                for value in self._ordered(fact, held, account):
                    low, high = fact.minimum, fact.maximum
                    if (low is None or value >= low) and (high is None or value <= high):
                        yield value

    def _ordered(self, fact: Fact, held: object, account: Account) -> set[int | Fraction]:
        kind = fact.type.kind
        if kind in DAYS:
            unit = A_DAY if kind is Kind.DATE_TIME else 1
            around = list(self._known(account, kind))
            around += [account.moment.ordinal] if kind is Kind.DATE else []
            steps = {0, 1, 2, *(n + more for n in self._numbers[Kind.WHOLE] if 0 < n < 1000 for more in (-1, 0, 1))}
            return {base + sign * step * unit for base in around for step in steps for sign in (1, -1)}
        one: int | Fraction = Fraction(1, 100) if kind is Kind.NUMBER else 1
        around = [0, 1, *self._numbers[kind], *self._known(account, kind)]
        around += [value for value in (fact.minimum, fact.maximum, fact.example) if isinstance(value, int | Fraction)]
        if isinstance(held, int | Fraction):
            around += [held * 2, held + 100 * one, held // 2]
        return {value + step for value in around for step in (-one, 0, one)}

    def _known(self, account: Account, kind: Kind) -> Iterator[int | Fraction]:
        """Values of a kind that the account holds in what is read, or in what `consistent:` rules compare with it."""
        for name in self._compared:
            fact, value = self._pack.facts[name], account.facts[self._positions[name]]
            if fact.type.kind is kind and isinstance(value, int | Fraction):
                yield value
            elif fact.type.kind is Kind.LIST and isinstance(value, tuple):
                for row in value:
                    pairs = zip(fact.fields, row[1:], strict=True)
                    yield from (v for f, v in pairs if f.type.kind is kind and isinstance(v, int | Fraction))

    def _lists(self, fact: Fact, held: object, account: Account) -> Iterator[object]:
        rows = held if isinstance(held, tuple) else ()
        yield ()
        ordinary = (True, *(self._ordinary(field, account) for field in fact.fields))
        if len(rows) < (fact.max_items or 50):
            yield (*rows, ordinary)
            yield from ((*rows, row) for row in rows)
            values = [list(self._values(field, None, account)) or [NONE] for field in fact.fields]
            for _ in range(MADE_UP_ROWS):
                yield (*rows, (True, *(self._dice.choice(options) for options in values)))
        for index, row in enumerate(rows):
            yield (*rows[:index], *rows[index + 1 :])
            for place, field in enumerate(fact.fields, 1):
                for value in self._values(field, row[place], account):
                    yield (*rows[:index], _put(row, place, value), *rows[index + 1 :])

    def _ordinary(self, field: Fact, account: Account) -> object:
        if field.example is not None:
            return field.example
        if field.type.kind is Kind.DATE:
            return account.moment.ordinal - 1
        options = [value for value in self._plain(field, None, account) if value is not NONE]
        return options[0] if options else NONE


def _ends(fact: Fact, account: Account) -> tuple[int | Fraction, int | Fraction]:
    """A range in which a number or day of any account is likely to lie."""
    day = account.moment.ordinal
    match fact.type.kind:
        case Kind.DATE:
            at, far = day, FAR_DAYS
        case Kind.DATE_TIME:
            at, far = (day - EPOCH) * A_DAY, FAR_DAYS * A_DAY
        case _:
            at, far = 0, FAR
    low, high = fact.minimum, fact.maximum
    return (at - far if low is None else low), (at + far if high is None else high)


def _shifted(fact: Fact, value: object, days: int) -> object:
    if fact.type.kind is Kind.DATE and isinstance(value, int):
        return value + days
    if fact.type.kind is Kind.DATE_TIME and isinstance(value, int):
        return value + days * A_DAY
    if fact.type.kind is Kind.LIST and isinstance(value, tuple):
        return tuple(
            (row[0], *(_shifted(field, part, days) for field, part in zip(fact.fields, row[1:], strict=True)))
            for row in value
        )
    return value


def _may_be(fact: Fact, value: object) -> bool:
    if fact.type.kind is Kind.CHOICE:
        return value in fact.type.choices
    return fact.type.kind is Kind.WHOLE and isinstance(value, int)


def _numbers(nodes: Iterable[Node], parameters: Iterable[Parameter]) -> dict[Kind, list[int | Fraction]]:
    """The numbers that the rules name and that their parameters have, by kind."""
    found: dict[Kind, dict[int | Fraction, None]] = {kind: {} for kind in Kind}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Constant) and isinstance(part.value, int | Fraction):
                found[part.type.kind][part.value] = None
    for parameter in parameters:
        for version in parameter.versions:
            for key, value in version.rows:
                if isinstance(value, int | Fraction):
                    found[parameter.type.kind][value] = None
                found[Kind.WHOLE].update({one: None for one in key if isinstance(one, int)})
            last, step = version.rows[-1][1], version.each_more
            if isinstance(last, int | Fraction) and isinstance(step, int | Fraction):
                found[parameter.type.kind].update({last + more * step: None for more in MORE_ROWS})
    return {kind: list(values) for kind, values in found.items()}


def _texts(nodes: Iterable[Node]) -> list[str]:
    """The texts that the rules name."""
    values = [part.value for node in nodes for part in walk(node) if isinstance(part, Constant)]
    found = {value for value in values if isinstance(value, str)}
    for value in values:
        found |= {member for member in value if isinstance(member, str)} if isinstance(value, frozenset) else set()
    return sorted(found)


def _put(values: tuple[object, ...], position: int, value: object) -> tuple[object, ...]:
    return (*values[:position], value, *values[position + 1 :])
