"""The fast way from a plain Python value to a value of the language, one closure for each fact.

A converter knows the few shapes in which nearly every value comes and leaves all others, right or wrong, to
`reading.py` by raising. INVARIANT: what it accepts, `reading.py` accepts with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from curbstop.ir.types import NONE, Kind
from curbstop.load.accounts.wanted import TEXT_AT_MOST, Wanted
from curbstop.load.values.days import read_date_time

REMEMBERED_DAYS = 4096
Converter = Callable[[Any], object]

MONEY_TEXT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,2})?")
# What rule files may not hold either, and line breaks and tabs: a fact is one line of text.
NOT_IN_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


class LeftToReadingError(Exception):
    """Not one of the plain shapes."""


def converter(wanted: Wanted) -> Converter:
    """The converter of a fact or field; None, an unknown value, stays None."""
    convert = _given(wanted)
    if not wanted.type.optional or "none" in wanted.members or wanted.type.kind in (Kind.CHOICE, Kind.DATE):
        return convert

    def or_none(value: Any) -> object:
        return NONE if value.__class__ is str and value == "none" else convert(value)

    return or_none


def _given(wanted: Wanted) -> Converter:
    kind = wanted.type.kind
    match kind:
        case Kind.BOOL:
            return _yes_no
        case Kind.WHOLE:
            return _whole(wanted)
        case Kind.MONEY:
            return _money(wanted)
        case Kind.DATE:
            return _Days(wanted).__getitem__
        case Kind.DATE_TIME:
            return _moment(wanted)
        case Kind.TEXT:
            return _text
        case Kind.CHOICE:
            return (_said(wanted) | dict(wanted.members)).__getitem__
        case Kind.SET:
            return _set(wanted)
        case Kind.LIST:
            return _list(wanted)
        case Kind.NUMBER:
            return _leave
        case Kind.AMOUNT | Kind.NONE:
            raise ValueError(f"fact {wanted.name}: no fact is of type {kind.value}")
        case _:
            assert_never(kind)


def _said(wanted: Wanted) -> dict[object, object]:
    """What a table of values has besides them: that one is unknown, or that there is none."""
    return {None: None, "none": NONE} if wanted.type.optional else {None: None}


def _leave(value: Any) -> object:
    """None of None; what is anything else no converter knows."""
    if value is None:
        return None
    raise LeftToReadingError


def _yes_no(value: Any) -> object:
    if value is True or value is False or value is None:
        return value
    raise LeftToReadingError


def _text(value: Any) -> object:
    if value.__class__ is str and len(value) <= TEXT_AT_MOST:
        plain = value.isprintable() if value.isascii() else NOT_IN_TEXT.search(value) is None
        if plain:
            return value
    return _leave(value)


def _whole(wanted: Wanted) -> Converter:
    least, most = _bounds(wanted)

    def whole(value: Any) -> object:
        if value.__class__ is int and least <= value <= most:
            return value
        return _leave(value)

    return whole


def _money(wanted: Wanted) -> Converter:
    least, most = _bounds(wanted)
    match_money = MONEY_TEXT.fullmatch

    def money(value: Any) -> object:
        kind = value.__class__
        if kind is int:
            cents = value * 100
        elif kind is str or kind is Decimal:
            text = value if kind is str else str(value)
            units, _, parts = text.partition(".")
            if len(parts) == 2 and units[0] in "123456789" and (digits := units + parts).isdigit() and digits.isascii():
                cents = int(digits)  # as nearly all amounts come; the pattern below says the same at length
            elif match_money(text) is None:
                raise LeftToReadingError
            else:
                cents = int(units + parts) * (1, 10, 100)[2 - len(parts)]
        else:
            return _leave(value)
        if least <= cents <= most:
            return cents
        raise LeftToReadingError

    return money


class _Days(dict[object, object]):
    """The ordinals of days as texts and dates; the days of many accounts are few."""

    def __init__(self, wanted: Wanted) -> None:
        self._said = _said(wanted)
        super().__init__(self._said)
        self._least, self._most = _bounds(wanted)

    def __missing__(self, value: Any) -> object:
        kind = value.__class__
        if kind is str and len(value) == 10 and value[4] == "-" and value[7] == "-":
            ordinal = date.fromisoformat(value).toordinal()
        elif kind is date:
            ordinal = value.toordinal()
        else:
            raise LeftToReadingError
        if not self._least <= ordinal <= self._most:
            raise LeftToReadingError
        if len(self) > REMEMBERED_DAYS:
            self.clear()
            self.update(self._said)
        self[value] = ordinal
        return ordinal


def _moment(wanted: Wanted) -> Converter:
    least, most = _bounds(wanted)
    zone = wanted.type.zone

    def moment(value: Any) -> object:
        if value.__class__ is not str:
            return _leave(value)
        found = read_date_time(value, zone)
        if found.__class__ is int and least <= found <= most:
            return found
        raise LeftToReadingError

    return moment


def _set(wanted: Wanted) -> Converter:
    member = wanted.members.__getitem__
    shapes = (list, tuple, set, frozenset)

    def members(value: Any) -> object:
        if value.__class__ not in shapes:
            return _leave(value)
        found = frozenset(map(member, value))
        if len(found) == len(value):
            return found
        raise LeftToReadingError

    return members


def _list(wanted: Wanted) -> Converter:
    fields: Mapping[str, tuple[int, Converter]] = {
        name: (position, converter(field)) for name, (position, field) in wanted.fields.items()
    }
    empty: list[object] = [True] + [None] * len(fields)
    most = wanted.items
    shapes = (list, tuple)

    def items(value: Any) -> object:
        if value is None:
            return None
        if value.__class__ not in shapes or len(value) > most:
            raise LeftToReadingError
        rows = []
        for item in value:
            if item.__class__ is not dict:
                raise LeftToReadingError
            row = empty.copy()
            for name, given in item.items():
                position, convert = fields[name]
                row[position] = convert(given)
            rows.append(tuple(row))
        return tuple(rows)

    return items


def _bounds(wanted: Wanted) -> tuple[Any, Any]:
    if wanted.least is None or wanted.most is None:
        raise ValueError(f"fact {wanted.name}: no bounds")
    return wanted.least, wanted.most
