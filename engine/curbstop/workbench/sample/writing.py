"""Accounts as JSON Lines: one text function for each fact, made once, because a population has many lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from curbstop.ir.pack import Fact
from curbstop.ir.types import NONE, Kind
from curbstop.load.accounts.plain import plain_value
from curbstop.load.accounts.wanted import Wanted, wanted
from curbstop.load.accounts.wording import cents_text

Written = Callable[[Any], str]


class LineWriter:
    """Writes accounts of a pack that are all about the same day; what is unknown is left out."""

    def __init__(self, facts: dict[str, Fact], as_of: date) -> None:
        self._start = f'{{"as_of": "{as_of.isoformat()}"'
        self._facts = [(f", {json.dumps(name)}: ", _written(wanted(fact, name))) for name, fact in facts.items()]

    def line(self, values: tuple[object, ...]) -> str:
        """An account as one line with its end; `as_of` is its first key."""
        parts = [self._start]
        for (key, write), value in zip(self._facts, values, strict=True):
            if value is not None:
                parts += (key, write(value))
        parts.append("}\n")
        return "".join(parts)


def _written(fact: Wanted) -> Written:
    given = _given(fact)
    return (lambda value: '"none"' if value is NONE else given(value)) if fact.type.optional else given


def _given(fact: Wanted) -> Written:
    match fact.type.kind:
        case Kind.BOOL:
            return lambda value: "true" if value else "false"
        case Kind.WHOLE:
            return str
        case Kind.MONEY:
            return lambda value: f'"{cents_text(value)}"'
        case Kind.DATE:
            return _day
        case Kind.LIST:
            return _list(fact)
    return lru_cache(maxsize=4096)(lambda value: json.dumps(plain_value(fact, value), ensure_ascii=False))


@lru_cache(maxsize=8192)
def _day(value: int) -> str:
    return f'"{date.fromordinal(value).isoformat()}"'


def _list(fact: Wanted) -> Written:
    fields = [(f"{json.dumps(name)}: ", at, _written(field)) for name, (at, field) in fact.fields.items()]

    def write(rows: Any) -> str:
        shown = (", ".join([key + field(row[at]) for key, at, field in fields if row[at] is not None]) for row in rows)
        return f"[{', '.join([f'{{{row}}}' for row in shown])}]"

    return write
