"""Advice on values: the form that was probably meant, and what to write in general."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from curbstop.ir.types import Kind, Type
from curbstop.load.accounts.wanted import Wanted
from curbstop.load.accounts.wording import TYPE_WORDS, decimal_text, given
from curbstop.load.values.text import Misread

_GENERAL = {
    Kind.BOOL: "write `yes` or `no`, or true or false",
    Kind.WHOLE: "write a whole number in plain digits, such as `60`",
    Kind.NUMBER: "write a number in plain digits, such as `0.25`",
    Kind.MONEY: "write an amount in plain digits with at most two decimals, such as `1234.50`",
    Kind.DATE: "a day is written year-month-day, such as `2026-01-31`",
    Kind.DATE_TIME: "a date-time is written year-month-day, `T` and the time, such as `2026-01-31T13:30`",
    Kind.TEXT: 'write a text of one line, in quotes where it is a number: `"5"`',
    Kind.SET: "write its members in `[` and `]`",
    Kind.LIST: "write a list of mappings, or `[]` for none at all",
}
_CODES = {
    Kind.BOOL: "bad-yes-no",
    Kind.DATE: "bad-date",
    Kind.DATE_TIME: "bad-date-time",
    Kind.MONEY: "bad-money",
}

_NOTHING = frozenset({"n/a", "na", "-", "--", "?", "none", "nil", "never", "not applicable", "unknown", "tbd"})
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_GROUPED = re.compile(r"(-?)[0-9]{1,3}(?:[,' \u00a0\u202f_][0-9]{3})+(?:\.[0-9]{1,2})?")
_GROUPED_BY_POINTS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,13},[0-9]{1,2}")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?")
_EXPONENT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,13})?[eE][+-]?[0-9]{1,2}")


def hint_for(wanted: Wanted) -> str:
    """What to write for a fact, whatever was given."""
    if wanted.type.kind is Kind.CHOICE:
        names = sorted(wanted.members)
        more = f" and {len(names) - 12} more" if len(names) > 12 else ""
        return f"choices: {', '.join(names[:12])}{more}"
    return _GENERAL[wanted.type.kind] + (", or `none`" if wanted.type.optional else "")


def corrected(type_: Type, text: str) -> str | None:
    """Advice with the form that was meant, where the general reader has none or a doubtful one."""
    kind = type_.kind
    if text != "none" and text.casefold() in _NOTHING:
        left_out = "leave a fact out that nobody knows"
        return f"write `none` for what did not happen, and {left_out}" if type_.optional else left_out
    if kind is Kind.DATE and (match := _EIGHT_DIGITS.fullmatch(text)):
        try:
            return f"write `{date(*map(int, match.groups())).isoformat()}`"
        except ValueError:
            return None
    if kind is Kind.MONEY and (amount := _amount(text)) is not None:
        return f"write `{amount}`"
    return None


def _amount(text: str) -> str | None:
    """An amount without currency sign, thousands separators, exponent or blanks; None if it is no such thing."""
    bare = re.sub(r"^([+-]?)\s*[$\u20ac\u00a3\u00a5]\s*", r"\1", text.strip())
    bare = re.sub(r"\s*(?:[$\u20ac\u00a3\u00a5]|[A-Z]{3})$", "", re.sub(r"^[A-Z]{3}\s+", "", bare)).removeprefix("+")
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[^0-9.-]", "", bare)
    elif _GROUPED_BY_POINTS.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    elif _EXPONENT.fullmatch(bare):
        bare = decimal_text(Decimal(bare))
    elif re.fullmatch(r"-?0+[0-9]+(?:\.[0-9]{1,2})?", bare):
        bare = re.sub(r"^(-?)0+(?=[0-9])", r"\1", bare)
    return bare if _PLAIN.fullmatch(bare) else None


def wrong_python_type(wanted: Wanted, raw: object) -> Misread:
    """Why an object that is no text does not fit, and how to give it instead."""
    kind = wanted.type.kind
    code = _CODES.get(kind, "wrong-type")
    message = f"{given(raw, private=False)} is not {TYPE_WORDS[kind]}"
    if isinstance(raw, float):
        if kind in (Kind.MONEY, Kind.NUMBER) and raw == raw and abs(raw) < 1e15:
            text = decimal_text(Decimal(repr(float(raw))))
            return Misread("binary-float", f"{message} but an approximation", f'give the text `"{text}"` or a Decimal')
        return Misread(code, message, hint_for(wanted))
    if kind in (Kind.TEXT, Kind.CHOICE) and isinstance(raw, bool | int | Decimal):
        shown = given(raw, private=False).strip("`")
        if kind is Kind.TEXT or shown in wanted.members:
            return Misread(code, message, f'write it in quotes: `"{shown}"`')
    if kind is Kind.DATE and isinstance(raw, int) and 0 < raw < 10**8:
        return Misread(code, message, corrected(wanted.type, str(raw)) or hint_for(wanted))
    return Misread(code, message, hint_for(wanted))
