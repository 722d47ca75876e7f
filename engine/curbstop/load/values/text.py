"""A text to the value it stands for in a type, or what is wrong with it and how to write it.

The schema decides what a text means, never YAML: `NO` is a member of a choice called so, `12:30` is no number.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from curbstop.diagnostics import nearest_hint
from curbstop.ir.types import NONE, Kind, Type
from curbstop.load.values.days import read_date, read_date_time
from curbstop.load.values.misread import Misread, cut

LARGEST = 2**53 - 1
"""Beyond it, some evaluators would no longer be exact."""

_DESCRIBED = {
    Kind.BOOL: "yes or no",
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount of money",
    Kind.AMOUNT: "an unrounded amount of money",
    Kind.DATE: "a date",
    Kind.DATE_TIME: "a date-time",
    Kind.TEXT: "a text",
    Kind.CHOICE: "one of the choices",
    Kind.SET: "a list of members",
    Kind.LIST: "a list",
    Kind.NONE: "`none`",
}
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_ALSO_YES_NO = {"on": "yes", "off": "no", "y": "yes", "n": "no", "1": "yes", "0": "no"}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,39})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,15})?")
_NUMBER_LIKE = re.compile(r"[-+]?[0-9]*[.][0-9]*|[-+]?[0-9]+(?:[.][0-9]+)?[eE][-+]?[0-9]{1,2}|[-+]?[0-9]+")


def read_text(text: str, wanted: Type) -> object | Misread:
    """The run-time value (see `ir.types`) of a text; sets and lists are not texts and refused."""
    if text == "none":
        if wanted.optional:
            return NONE
        if "none" not in wanted.choices and wanted.kind is not Kind.TEXT:
            hint = f"only `{wanted.kind.value} or none` accepts it"
            return Misread("never-none", f"{described(wanted)} here is never `none`", hint)
    match wanted.kind:
        case Kind.BOOL:
            return read_yes_no(text)
        case Kind.WHOLE:
            return read_whole(text)
        case Kind.NUMBER:
            return _number(text)
        case Kind.MONEY:
            return _money(text)
        case Kind.AMOUNT:
            amount = _number(text)
            return amount if isinstance(amount, Misread) else amount * 100
        case Kind.DATE:
            return read_date(text)
        case Kind.DATE_TIME:
            return read_date_time(text, wanted.zone)
        case Kind.TEXT:
            return text
        case Kind.CHOICE:
            if text in wanted.choices:
                return text
            hint = nearest_hint(text, wanted.choices, "choices")
            return Misread("unknown-choice", f"`{cut(text)}` is not one of the choices", hint)
    hint = f"write {described(wanted)}, such as `[one, two]`"
    return Misread("wrong-shape", f"{described(wanted)} is not written as a text", hint)


def described(wanted: Type) -> str:
    """A value of the type in a sentence, with its article."""
    return _DESCRIBED[wanted.kind]


def read_yes_no(text: str) -> bool | Misread:
    """`yes`, `no`, `true` or `false`; the other words that YAML 1.1 takes for them are refused."""
    if text in _YES_NO:
        return _YES_NO[text]
    meant = text.lower()
    meant = meant if meant in _YES_NO else _ALSO_YES_NO.get(meant, "")
    return Misread("bad-yes-no", f"`{cut(text)}` is not yes or no", f"write `{meant or 'yes` or `no'}`")


def read_whole(text: str) -> int | Misread:
    """A whole number in plain digits."""
    if _WHOLE.fullmatch(text):
        value = int(text)
        if abs(value) <= LARGEST:
            return value
        return Misread("bad-number", f"`{cut(text)}` is too large", "whole numbers stay below 2^53")
    meant = _meant(text)
    if meant is not None and meant.denominator != 1:
        hint = "leave the decimals out, or declare the type `number`"
        return Misread("bad-number", f"`{cut(text)}` is not a whole number", hint)
    return Misread("bad-number", f"`{cut(text)}` is not a whole number", _number_hint(text, meant, "60"))


def _number(text: str) -> Fraction | Misread:
    if _DECIMAL.fullmatch(text):
        value = Fraction(text)
        if abs(value) <= LARGEST:
            return value
        return Misread("bad-number", f"`{cut(text)}` is too large", "numbers stay below 2^53")
    return Misread("bad-number", f"`{cut(text)}` is not a number", _number_hint(text, _meant(text), "0.25"))


def _money(text: str) -> int | Misread:
    if not _DECIMAL.fullmatch(text):
        return Misread("bad-money", f"`{cut(text)}` is not an amount", _number_hint(text, _meant(text), "12.50", 2))
    whole, _, decimals = text.partition(".")
    if decimals[2:].strip("0"):
        return Misread("bad-money", f"`{text}` is not in whole cents", "an amount has at most two decimals")
    cents = int(whole + decimals[:2].ljust(2, "0"))
    if abs(cents) > LARGEST:
        return Misread("bad-money", f"`{cut(text)}` is too large", "amounts in cents stay below 2^53")
    return cents


def _meant(text: str) -> Fraction | None:
    """The number that was probably meant by a text in a form that is refused."""
    text = text.strip()[:40]
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,12}", text):
        return Fraction(int(text, 16))
    percent = text.endswith("%")
    bare = re.sub(r"(?<=[0-9])[_' ](?=[0-9])", "", text.removesuffix("%").replace("$", "").strip())
    grouped = re.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:[.][0-9]*)?(?: ?[A-Za-z]+)?", bare)
    bare = bare.replace(",", "" if grouped else ".", -1 if grouped else 1)
    with_unit = re.fullmatch(r"([0-9.]+)(?: [A-Za-z]|[A-Za-z]{2})[A-Za-z]*", bare)  # `3O` is a misspelt 30, not a 3
    bare = with_unit[1] if with_unit and not _NUMBER_LIKE.fullmatch(bare) else bare
    if not _NUMBER_LIKE.fullmatch(bare):
        return None
    try:
        value = Fraction(Decimal(bare))
    except InvalidOperation:
        return None
    return value / 100 if percent else value


def _number_hint(text: str, meant: Fraction | None, example: str, decimals: int = 0) -> str:
    if re.fullmatch(r"[0-9]+(?::[0-9]{2}){1,2}", text):
        return f"a time of day is no number; a number is written in plain digits, such as `{example}`"
    if meant is None or (shown := plain(meant)) is None:
        return f"a number is written in plain digits, such as `{example}`"
    whole, _, rest = shown.partition(".")
    return f"write `{whole}.{rest.ljust(decimals, '0')}`" if rest and decimals else f"write `{shown}`"


def plain(value: Fraction) -> str | None:
    """The number in plain digits, or None where it has too many."""
    shown = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return shown if Fraction(shown) == value and _DECIMAL.fullmatch(shown) else None


__all__ = ["LARGEST", "Misread", "plain", "read_date", "read_text", "read_whole", "read_yes_no"]
