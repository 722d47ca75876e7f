"""The types of the rule language, and the values they stand for at run time.

A value is one Python object, chosen so that comparing is cheap and exact:

| type           | value                                                     |
| -------------- | --------------------------------------------------------- |
| yes/no         | `True`, `False`                                           |
| whole number   | `int`                                                     |
| number         | `Fraction`, or `int` where it is whole                    |
| money          | `int`, cents                                              |
| unrounded money| `Fraction`, or `int` where it is whole; cents             |
| date           | `int`, the proleptic Gregorian ordinal (`date.toordinal`) |
| date-time      | `int`, seconds since 1970-01-01T00:00Z (see `ir.zone`)    |
| text, choice   | `str`                                                     |
| set            | `frozenset[str]`                                          |
| list           | `tuple` of elements, each `(member, field, field, ...)`   |
| none           | `NONE`                                                    |

`None` is unknown, in every type. A list element's `member` is `True`, or `None` where it is in doubt
whether the element belongs to the list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Final


class NoneValue(Enum):
    """The value `none`: a thing did not happen or does not exist."""

    NONE = "none"

    # There is one such value, so identity is its hash; the hash that Enum defines is a slow one.
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "none"


NONE: Final = NoneValue.NONE


class Kind(Enum):
    """What sort of value; the text is the name an analyst writes."""

    BOOL = "yes/no"
    WHOLE = "whole number"
    NUMBER = "number"
    MONEY = "money"
    AMOUNT = "unrounded money"
    DATE = "date"
    DATE_TIME = "date-time"
    TEXT = "text"
    CHOICE = "choice"
    SET = "set"
    LIST = "list"
    NONE = "none"

    # Members are unique, so identity is their hash; the hash that Enum defines is a slow one.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Type:
    """A type; two types are the same if they are equal.

    `zone` is the time zone in which a date-time is shown: that of the pack, so that all of a pack have the same.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    fields: tuple[tuple[str, Type], ...] = ()
    optional: bool = False
    zone: str = ""

    def __str__(self) -> str:
        name = f"{self.kind.value} of {', '.join(self.choices)}" if self.choices else self.kind.value
        return f"{name} or none" if self.optional else name

    def or_none(self) -> Type:
        """The same type, which also accepts `none`."""
        return self if self.optional else replace(self, optional=True)

    def given(self) -> Type:
        """The same type without `none`."""
        return replace(self, optional=False) if self.optional else self

    def field(self, name: str) -> Type | None:
        """The type of a list element's field, or None where there is no such field."""
        return dict(self.fields).get(name)


def date_time(zone: str) -> Type:
    """The type of a date-time that is shown in this time zone."""
    return Type(Kind.DATE_TIME, zone=zone)


BOOL: Final = Type(Kind.BOOL)
WHOLE: Final = Type(Kind.WHOLE)
NUMBER: Final = Type(Kind.NUMBER)
MONEY: Final = Type(Kind.MONEY)
AMOUNT: Final = Type(Kind.AMOUNT)
DATE: Final = Type(Kind.DATE)
TEXT: Final = Type(Kind.TEXT)
NONE_TYPE: Final = Type(Kind.NONE, optional=True)

NUMERIC: Final = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.MONEY, Kind.AMOUNT})
ORDERED: Final = NUMERIC | {Kind.DATE, Kind.DATE_TIME}
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value that a count or sum can have while elements of its list are in doubt."""

    low: int | Fraction
    high: int | Fraction
