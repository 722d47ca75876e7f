"""Values of the language as JSON data, in the one form that saved decisions and traces hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from curbstop.ir.private import MASK
from curbstop.ir.types import NONE, Kind
from curbstop.load.accounts.wanted import Wanted
from curbstop.semantics import plain

Form = Callable[[Any], object]
"""Makes JSON data of the known values of a fact."""


def form(wanted: Wanted) -> Form | None:
    """The form of a fact; None where its values are JSON data as they are."""
    type_ = wanted.type
    match type_.kind:
        case Kind.LIST:
            return plain.plain_list(type_)
        case Kind.SET:
            return partial(plain.plain_value, type_=type_)
        case Kind.BOOL | Kind.WHOLE | Kind.TEXT | Kind.CHOICE if not type_.optional:
            return None
    return plain.plain_table(type_).__getitem__


def plain_facts(
    forms: Iterable[tuple[str, Form | None]], values: Sequence[object], made: Mapping[str, object]
) -> dict[str, object]:
    """The known facts by dotted name, of which `forms` has one each; those in `made` are taken from there."""
    return {
        name: made[name] if name in made else value if form is None else form(value)
        for (name, form), value in zip(forms, values, strict=True)
        if value is not None
    }


def masked_facts(wanted: tuple[Wanted, ...], values: tuple[object, ...]) -> dict[str, object]:
    """The known facts by dotted name, with a mask in place of private ones."""
    pairs = zip(wanted, values, strict=True)
    return {w.name: plain_value(w, value, mask=True) for w, value in pairs if value is not None}


def plain_value(wanted: Wanted, value: Any, *, mask: bool = False) -> object:
    """One known value; a date and a date-time as ISO 8601, money and numbers as decimal strings, `none` as the text."""
    if mask and wanted.private:
        return MASK
    if value is NONE:
        return "none"
    if mask and wanted.type.kind is Kind.LIST:
        return [_masked_element(wanted, row) for row in value]
    return plain.plain_value(value, wanted.type)


def _masked_element(wanted: Wanted, row: Sequence[object]) -> dict[str, object]:
    return {
        name: plain_value(field, row[position], mask=True)
        for name, (position, field) in wanted.fields.items()
        if row[position] is not None
    }
