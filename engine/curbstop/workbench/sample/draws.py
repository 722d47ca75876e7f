"""How one fact of an account is made up: mostly as its `example:`, often near it, now and then anything allowed.

An account departs from the examples in some groups of facts (`letter.kind`, `letter.sent_on`: the group `letter`), and
there in most facts at once, because such facts go together. The shares stand in the constants, so that a reader can
argue with them; no claim is made that they are those of a real city.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from curbstop.ir.nodes import Constant, walk
from curbstop.ir.pack import Fact, Pack
from curbstop.ir.reach import decision_nodes
from curbstop.ir.types import NONE, Kind
from curbstop.ir.zone import zone_named
from curbstop.workbench.sample.dice import Dice

Draw = Callable[[Dice], object]

GROUPS_DEPART = 0.35
"""In how many of its groups an account is not ordinary."""
DEPART_THERE, DEPART_ELSEWHERE = 0.75, 0.08
"""How many facts are other than their examples in such a group, and elsewhere."""
NONE_AFTER_ALL = 0.12
"""How many facts are `none` although their example is not."""
LENGTHS = (0.32, 0.72, 0.88, 0.95, 0.98)
"""Up to which chance a list has 0, 1, 2, 3 or 4 elements; a longer one has up to 9."""
DAYS_BACK, DAYS_FAR_BACK = 400, 1500
JITTER = 12
"""By how many days a date is moved from where the examples have it."""
FUTURE_STAYS = 0.3
"""How many of the days that come out after today stay there; the others are as long ago instead."""
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
_DAY = 86_400


class Draws:
    """A draw for each fact and field of a pack, for accounts on the day `today` (an ordinal)."""

    def __init__(self, pack: Pack, today: int) -> None:
        self._pack = pack
        self._today = today
        self._texts = _texts(pack)

    def of(self, fact: Fact) -> Draw:
        """What makes up a value of a fact or of a field."""
        given = self._given(fact)
        if not fact.type.optional:
            return given
        if fact.example is not NONE and fact.example is not None:
            return lambda dice: NONE if dice.random() < NONE_AFTER_ALL else given(dice)
        departs = _departs(fact)
        return lambda dice: given(dice) if departs(dice) else NONE

    def as_example(self, fact: Fact) -> Draw | None:
        """The example of a fact, its days moved together with those of all others; None where there is none."""
        example = fact.example
        if example is None:
            return None
        moved = self._moved(fact)
        return lambda dice: moved(example, dice.shift)

    def _moved(self, fact: Fact) -> Callable[[object, int], object]:
        match fact.type.kind:
            case Kind.DATE:
                return lambda value, shift: value if value is NONE else value + shift  # type: ignore[operator]
            case Kind.DATE_TIME:
                return lambda value, shift: value if value is NONE else value + shift * _DAY  # type: ignore[operator]
            case Kind.LIST:
                moves = [self._moved(field) for field in fact.fields]
                return lambda value, shift: tuple(
                    (
                        element[0],
                        *(None if v is None else move(v, shift) for move, v in zip(moves, element[1:], strict=True)),
                    )
                    for element in value  # type: ignore[attr-defined]
                )
        return lambda value, _: value

    def _given(self, fact: Fact) -> Draw:
        example = None if fact.example is NONE else fact.example
        match fact.type.kind:
            case Kind.BOOL:
                return _ordinary_or(fact, example, (True, False))
            case Kind.CHOICE:
                return _ordinary_or(fact, example, fact.type.choices)
            case Kind.SET:
                return _set(example, fact.type.choices)
            case Kind.LIST:
                return self._list(fact)
            case Kind.TEXT:
                return self._text(fact, example)
            case Kind.DATE:
                return self._day(fact, example)
            case Kind.DATE_TIME:
                return self._moment(fact, example)
            case Kind.NUMBER:
                return _number(fact, example)
        return _whole(fact, example, money=fact.type.kind is Kind.MONEY)

    def _list(self, fact: Fact) -> Draw:
        draws = [self.of(field) for field in fact.fields]

        def draw(dice: Dice) -> object:
            at = dice.random()
            length = next((length for length, until in enumerate(LENGTHS) if at < until), None)
            length = 5 + dice.below(5) if length is None else length
            return tuple((True, *(field(dice) for field in draws)) for _ in range(min(length, fact.max_items)))

        return draw

    def _text(self, fact: Fact, example: object) -> Draw:
        if fact.name == self._pack.account_fact:
            prefix = str(example or "").rstrip("0123456789") or "A-"
            return lambda dice: f"{prefix}{dice.number:06d}"
        return _ordinary_or(fact, example, (*self._texts, "(another text)"))

    def _day(self, fact: Fact, example: object) -> Draw:
        today = self._today
        low, high = int(fact.minimum or _FIRST_DAY), int(fact.maximum or _LAST_DAY)

        def draw(dice: Dice) -> int:
            at = dice.random()
            if at < 0.7 and isinstance(example, int):
                day = example + dice.shift + dice.around(JITTER)
            elif at < 0.95:
                day = today - int(dice.random() * dice.random() * DAYS_BACK)
            else:
                day = today - dice.below(DAYS_FAR_BACK)
            if day > today and dice.random() >= FUTURE_STAYS:
                day = 2 * today - day
            return min(max(day, low), high)

        return draw

    def _moment(self, fact: Fact, example: object) -> Draw:
        zone = zone_named(fact.type.zone)
        day_of_example = example // _DAY + date(1970, 1, 1).toordinal() if isinstance(example, int) else None
        day = self._day(Fact(name=fact.name, type=fact.type, description=""), day_of_example)
        low, high = fact.minimum, fact.maximum

        def draw(dice: Dice) -> object:
            first, _ = zone.within(day(dice), self._today)  # type: ignore[arg-type]
            moment = first + 60 * (7 * 60 + dice.below(13 * 60))
            return clamped(moment, low, high)

        return draw


def story(pack: Pack, today: int) -> tuple[int, int]:
    """The least and the greatest shift that moves the days of the examples so that today lies among them.

    The examples of a pack belong together; an account is somewhere on the way through the same days.
    """
    facts = [fact for fact in pack.facts.values() if fact.type.kind is Kind.DATE]
    days = sorted(fact.example for fact in facts if isinstance(fact.example, int))
    if not days:
        return 0, 0
    return today - max(days[-1], days[0] + 90), today - days[0]


def _texts(pack: Pack) -> tuple[str, ...]:
    """The texts that some rule names."""
    nodes = [derived.formula for derived in pack.derived.values()]
    nodes += [node for decision in pack.decisions.values() for node in decision_nodes(decision)]
    found = {
        part.value
        for node in nodes
        for part in walk(node)
        if isinstance(part, Constant) and part.type.kind is Kind.TEXT and isinstance(part.value, str)
    }
    return tuple(sorted(found))


def group_of(name: str) -> str:
    """What stands before the last dot of a fact's name; a fact alone is a group of its own."""
    return name.rpartition(".")[0] or name


def _departs(fact: Fact) -> Callable[[Dice], bool]:
    """Whether an account has another value than the example."""
    group = group_of(fact.name)
    return lambda dice: dice.random() < (DEPART_THERE if group in dice.departing else DEPART_ELSEWHERE)


def _ordinary_or(fact: Fact, example: object, options: Sequence[object]) -> Draw:
    others = [option for option in options if option != example]
    if example is None or not others:
        return lambda dice: dice.pick(options)
    departs = _departs(fact)
    return lambda dice: dice.pick(others) if departs(dice) else example


def _set(example: object, choices: Sequence[str]) -> Draw:
    def draw(dice: Dice) -> object:
        at = dice.random()
        if at < 0.35 and example is not None:
            return example
        if at < 0.7:
            return frozenset()
        if at < 0.9:
            return frozenset({dice.pick(choices)})
        return frozenset(choice for choice in choices if dice.random() < 0.5)

    return draw


def _whole(fact: Fact, example: object, *, money: bool) -> Draw:
    low, high = fact.minimum, fact.maximum
    least = 0 if low is None else int(low)
    ordinary = example if isinstance(example, int) else max(least, 30_000 if money else 5)
    few = high is not None and high - least <= 100

    def draw(dice: Dice) -> object:
        at = dice.random()
        if at < 0.25:
            value = ordinary
        elif at < 0.35:
            value = least
        elif at < 0.7:
            value = int(ordinary * (0.5 + dice.random())) if money else ordinary + dice.around(max(2, ordinary))
        elif few:
            value = least + dice.below(int(high) - least + 1)  # type: ignore[arg-type]
        else:
            value = int(ordinary * 8 * dice.random() * dice.random() * dice.random())
        return clamped(value, least if low is not None or example is None else low, high)

    return draw


def _number(fact: Fact, example: object) -> Draw:
    ordinary = Fraction(example) if isinstance(example, int | Fraction) else Fraction(5)
    steps = max(100, ordinary.denominator)
    hundredths = int(ordinary * steps)

    def draw(dice: Dice) -> object:
        at = dice.random()
        if at < 0.25:
            return clamped(ordinary, fact.minimum, fact.maximum)
        share = 0.5 + dice.random() if at < 0.7 else 4 * dice.random() * dice.random()
        return clamped(Fraction(int(hundredths * share), steps), fact.minimum, fact.maximum)

    return draw


def clamped(value: int | Fraction, low: int | Fraction | None, high: int | Fraction | None) -> int | Fraction:
    """The value, or the end of the range beyond which it lies."""
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value
