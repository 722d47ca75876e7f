"""Some of the many accounts that an account with missing facts may turn out to be."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from curbstop.ir.pack import Fact, Pack
from curbstop.ir.types import NONE, Kind

Values = tuple[object, ...]

_DAYS_AGO = (0, 1, 15, 40, 90, 400)


class Samples:
    """Fills in what is missing with ordinary values; the same for the same account."""

    def __init__(self, pack: Pack, today: int) -> None:
        self._facts = list(pack.facts.values())
        self._today = today

    def of(self, facts: Values, count: int) -> Iterator[Values]:
        """The account, completed in `count` ways; nothing where nothing is missing."""
        if not any(map(_incomplete, facts)):
            return
        chance = Random(0)  # noqa: S311 -- not for secrets
        for _ in range(count):
            yield tuple(self._filled(fact, value, chance) for fact, value in zip(self._facts, facts, strict=True))

    def _filled(self, fact: Fact, value: object, chance: Random) -> object:
        if value is None:
            return chance.choice(self._ordinary(fact))
        if fact.type.kind is Kind.LIST and isinstance(value, tuple):
            return tuple(
                (element[0], *(self._filled(f, part, chance) for f, part in zip(fact.fields, element[1:], strict=True)))
                for element in value
            )
        return value

    def _ordinary(self, fact: Fact) -> list[object]:
        values: list[object] = [NONE] if fact.type.optional else []
        if fact.example is not None:
            values.append(fact.example)
        match fact.type.kind:
            case Kind.BOOL:
                values += [True, False]
            case Kind.CHOICE:
                values += fact.type.choices
            case Kind.SET:
                values += [frozenset(), frozenset(fact.type.choices)]
            case Kind.LIST:
                values.append(())
            case Kind.DATE:
                values += [self._today - days for days in _DAYS_AGO]
            case Kind.WHOLE | Kind.MONEY | Kind.NUMBER:
                values += [end for end in (fact.minimum, fact.maximum, 0, 1) if end is not None]
        return [value for value in values if _within(value, fact)] or [None]


def _incomplete(value: object) -> bool:
    return value is None or (isinstance(value, tuple) and any(map(_incomplete, value)))


def _within(value: object, fact: Fact) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return True
    return (fact.minimum is None or value >= fact.minimum) and (fact.maximum is None or value <= fact.maximum)
