"""What somebody can do about an account: the changes that the vocabulary allows, as changed facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from curbstop.ir.change import TODAY, Change
from curbstop.ir.pack import Fact, Pack
from curbstop.ir.reach import reach
from curbstop.ir.types import NONE, Kind
from curbstop.load.accounts.wanted import LAST_DAY
from curbstop.load.values.text import LARGEST
from curbstop.semantics.moment import Moment
from curbstop.semantics.words import in_words

Values = tuple[object, ...]
Key = tuple[str, int]
"""A change is told from others by its fact and, for a list, by which of its changes it is."""

MOST_ENUMERATED = 100
"""A number with no more values than this is tried at each of them, a wider one where a condition changes."""

Number = int | Fraction
Boundaries = Callable[[str, Values, Moment, Number, Number], Iterable[Number]]
"""The values of a number or date, within a range, at which a condition about changed facts may change on a day."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One change with one value, as it is made to the facts of an account.

    `sets` are positions and new values; `adds` a position and the element, or set of members, that is added there.
    """

    key: Key
    fact: Fact
    change: Change
    given: object
    sets: tuple[tuple[int, object], ...] = ()
    adds: tuple[int, object] | None = None

    @property
    def touches(self) -> frozenset[str]:
        """The names of all facts that it changes."""
        return touched_by(self.fact, self.change)

    @property
    def says(self) -> str:
        """The sentence that asks for it."""
        words = _in_words(self.given, self.fact)
        if self.change.says:
            return self.change.says.replace("{to}", words)
        verb = "gets one more" if self.adds else "becomes"
        return f"`{self.fact.name}` {verb}: {words}. ({self.fact.description.rstrip('.')}.)"


@dataclass(frozen=True, slots=True)
class Option:
    """One change that can be made, with the values to try, nearest first; `free` where the account gives more of them.

    `touches` are all facts that it changes.
    """

    key: Key
    fact: Fact
    change: Change
    touches: frozenset[str]
    steps: tuple[Step, ...]
    free: bool


def changed(facts: Values, steps: Iterable[Step], *, idle: bool = False) -> Values | None:
    """The facts after all steps, or None where they cannot all be made, or one changes nothing and is not `idle`."""
    after = list(facts)
    chosen: dict[int, object] = {}
    for step in steps:
        before = list(after)
        for position, value in step.sets:
            if chosen.setdefault(position, value) != value:
                return None
            after[position] = value
        if step.adds is not None:
            position, more = step.adds
            held = after[position]
            if isinstance(held, tuple) and isinstance(more, tuple) and len(held) < step.fact.max_items:
                after[position] = (*held, more)
            elif isinstance(held, frozenset) and isinstance(more, frozenset):
                after[position] = held | more
            else:
                return None
        if after == before and not idle:
            return None
    return tuple(after)


class Options:
    """What can be done about one account today, cheapest first."""

    def __init__(self, pack: Pack, facts: Values, today: int, boundaries: Boundaries) -> None:
        self._pack = pack
        self._facts = facts
        self._today = today
        self._boundaries = boundaries
        self._positions = {name: position for position, name in enumerate(pack.facts)}

    def about(self, relevant: Iterable[str], by: Collection[str]) -> list[Option]:
        """The changes to facts that are relevant, or that a relevant one must agree with, by those who make them."""
        wanted = self._with_companions(frozenset(relevant))
        options = [
            self._option(fact, number, change)
            for fact in self._pack.facts.values()
            for number, change in enumerate(fact.changes)
            if change.by in by
        ]
        useful = [option for option in options if option.touches & wanted and (option.steps or option.free)]
        return sorted(useful, key=lambda option: option.change.cost)

    def steps(self, option: Option, facts: Values, moment: Moment) -> Iterator[Step]:
        """The values of an option for a decision on a day, where other changes have made `facts` of the account."""
        if option.free:
            fact, now = option.fact, self._facts[self._positions[option.fact.name]]
            low, high = _range(fact, self._today)
            at = {value for value in self._boundaries(fact.name, facts, moment, low, high) if value != now}
            yield from (self._set(option.key, fact, option.change, value) for value in _nearest(now, at))
        yield from option.steps

    def _with_companions(self, names: frozenset[str]) -> frozenset[str]:
        """With the facts that stand in a rule of consistency beside one of them."""
        rules = [frozenset(reach([rule.condition], self._pack).facts) for rule in self._pack.consistency]
        return names.union(*(read for read in rules if read & names))

    def _option(self, fact: Fact, number: int, change: Change) -> Option:
        listed = fact.type.kind is Kind.LIST
        key = (fact.name, number if listed else 0)
        free = False
        if listed:
            elements = [tuple(map(self._on, element)) for element in change.add]
            steps = [self._added(key, fact, change, element, element) for element in elements]
        elif fact.type.kind is Kind.SET:
            members = [str(member) for member in change.to or fact.type.choices]
            steps = [self._added(key, fact, change, member, frozenset({member})) for member in members]
        else:
            values, free = self._values(fact, change)
            steps = [self._set(key, fact, change, value) for value in values]
        touches = touched_by(fact, change)
        possible = tuple(step for step in steps if changed(self._facts, [step]) is not None)
        return Option(key, fact, change, touches, possible, free)

    def _values(self, fact: Fact, change: Change) -> tuple[list[object], bool]:
        """The values to try, and whether there are more that depend on the account."""
        now = self._facts[self._positions[fact.name]]
        if change.to:
            done = fact.type.optional and now is not None and now is not NONE
            return [self._on(value) for value in change.to if value is not TODAY or not done], False
        none: list[object] = [NONE] if fact.type.optional else []
        match fact.type.kind:
            case Kind.BOOL:
                return [True, False, *none], False
            case Kind.CHOICE:
                return [*fact.type.choices, *none], False
            case Kind.WHOLE | Kind.MONEY | Kind.DATE:
                low, high = _range(fact, self._today)
                if high - low < MOST_ENUMERATED:
                    return [*_nearest(now, range(int(low), int(high) + 1)), *none], False
                return none, True
            case Kind.NUMBER:
                return none, True
        return none, False

    def _set(self, key: Key, fact: Fact, change: Change, value: object) -> Step:
        sets = ((self._positions[fact.name], value), *self._along(change))
        return Step(key, fact, change, value, sets)

    def _added(self, key: Key, fact: Fact, change: Change, given: object, more: object) -> Step:
        return Step(key, fact, change, given, self._along(change), (self._positions[fact.name], more))

    def _along(self, change: Change) -> tuple[tuple[int, object], ...]:
        return tuple((self._positions[name], self._on(value)) for name, value in change.along)

    def _on(self, value: object) -> object:
        return self._today if value is TODAY else value


def touched_by(fact: Fact, change: Change) -> frozenset[str]:
    """The names of all facts that a change of a fact changes."""
    return frozenset({fact.name, *(name for name, _ in change.along)})


def _range(fact: Fact, today: int) -> tuple[Number, Number]:
    """The least and the greatest value that a number or date can be changed to: no day that has passed."""
    least, most = (today, LAST_DAY) if fact.type.kind is Kind.DATE else (-LARGEST, LARGEST)
    low = least if fact.minimum is None else max(least, fact.minimum)
    return low, most if fact.maximum is None else min(most, fact.maximum)


def _nearest(now: object, values: Iterable[Number]) -> list[Number]:
    """The values by their distance from the present one; from the smallest where there is none."""
    if isinstance(now, int | Fraction):
        return sorted(values, key=lambda value: (abs(value - now), value))
    return sorted(values)


def _in_words(given: object, fact: Fact) -> str:
    if not isinstance(given, tuple):
        return in_words(given, fact.type, dict(fact.labels), fact.unit)
    parts = zip(fact.fields, given[1:], strict=True)
    return ", ".join(in_words(value, field.type, dict(field.labels), field.unit) for field, value in parts)
