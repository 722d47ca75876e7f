"""The careful way from what was written to values of the language; it says everything that is wrong.

It runs where the converters left something, over Python objects and YAML scalars alike. No sentence here repeats
a private value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AnySet
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from curbstop.diagnostics import nearest_hint
from curbstop.ir.types import NONE, ORDERED, Kind, NoneValue, Type
from curbstop.ir.zone import moment_of, zone_named
from curbstop.load.accounts.converters import NOT_IN_TEXT
from curbstop.load.accounts.hints import corrected, hint_for, wrong_python_type
from curbstop.load.accounts.positions import FAULTS_AT_MOST, Path, shown_key
from curbstop.load.accounts.wanted import FIRST_DAY, LAST_DAY, TEXT_AT_MOST, Wanted
from curbstop.load.accounts.wording import TYPE_WORDS, bound, decimal_text, given, plain_number
from curbstop.load.values.days import day_alone, parts_of_a_second, read_clock
from curbstop.load.values.text import Misread, read_text
from curbstop.load.yaml.nodes import Scalar
from curbstop.load.yaml.traps import number_sign_cuts

_TOO_MANY_DECIMALS = re.compile(r"-?[0-9]+\.[0-9]{3,}")
_YEARS = {Kind.DATE: "bad-date", Kind.DATE_TIME: "bad-date-time"}
_NULLS = frozenset({"", "null", "~"})


class Found(NamedTuple):
    """A fault with the path to what is wrong; `at_key` where its name is meant, `before` for an earlier place."""

    code: str
    message: str
    path: Path
    hint: str | None
    at_key: bool = False
    before: Path | None = None


class TooManyFaultsError(Exception):
    """Enough is found; reading on would only repeat it."""


def is_unknown(raw: object) -> bool:
    """Whether nothing is said: None, or what YAML writes for it."""
    return raw is None or (isinstance(raw, Scalar) and raw.plain and raw.text in _NULLS)


class Reader:
    """Reads values and collects what is wrong in `found`."""

    def __init__(self) -> None:
        self.found: list[Found] = []

    def refuse(
        self,
        code: str,
        message: str,
        path: Path,
        hint: str | None = None,
        *,
        at_key: bool = False,
        before: Path | None = None,
    ) -> None:
        """Notes a fault; the one after the last that is shown ends the reading."""
        if len(self.found) >= FAULTS_AT_MOST:
            raise TooManyFaultsError
        self.found.append(Found(code, message, path, hint, at_key, before))

    def value(self, wanted: Wanted, raw: object, path: Path, label: str) -> object:
        """The value of a fact or field; None if it is unknown, or wrong and noted. `label` names it in messages."""
        if is_unknown(raw):
            return None
        kind = wanted.type.kind
        if kind in (Kind.SET, Kind.LIST) and _is_none(raw):
            if wanted.type.optional and "none" not in wanted.members:
                return NONE
            if "none" not in wanted.members:
                message = f"{label} is a {kind.value} and never `none`"
                self.refuse("never-none", message, path, "write `[]`: there are none, and we know it")
                return None
        if kind is Kind.LIST:
            return self._list(wanted, raw, path, label)
        if kind is Kind.SET:
            return self._set(wanted, raw, path, label)
        return self._leaf(wanted, raw, path, label)

    def _leaf(self, wanted: Wanted, raw: object, path: Path, label: str) -> object:
        words = TYPE_WORDS[wanted.type.kind]
        if not isinstance(raw, Scalar) and isinstance(raw, Mapping | list | tuple | AnySet):
            shape = "a group of facts" if isinstance(raw, Mapping) else "a list"
            self.refuse("wrong-shape", f"{label} is {words}, not {shape}", path, "write the value alone")
            return None
        value = read_leaf(wanted, raw)
        if isinstance(value, Misread):
            if wanted.private and value.code != "comment-cuts-text":
                message = f"{label}: the value given is not {words}"
                self.refuse(value.code, message, path, hint_for(wanted))
            else:
                self.refuse(value.code, f"{label}: {value.message}", path, value.hint)
            return None
        if wanted.type.kind in ORDERED and isinstance(value, int | Fraction):
            return value if self._in_range(wanted, value, raw, path, label) else None
        return value

    def _in_range(self, wanted: Wanted, value: int | Fraction, raw: object, path: Path, label: str) -> bool:
        below = wanted.least is not None and value < wanted.least
        above = wanted.most is not None and value > wanted.most
        if not below and not above:
            return True
        edge = wanted.least if below else wanted.most
        assert edge is not None  # noqa: S101
        if wanted.type.kind in (Kind.DATE, Kind.DATE_TIME):
            needs = f"{'not be before' if below else 'not be after'} {bound(wanted, edge)}"
        else:
            needs = f"be {'at least' if below else 'at most'} {bound(wanted, edge)}"
        huge = isinstance(raw, int) and raw.bit_length() > 200
        shown = given(raw, private=False) if huge else plain_number(wanted.type, value)
        if wanted.private:
            self.refuse("out-of-range", f"{label} must {needs}, and the value given is not", path)
        else:
            self.refuse("out-of-range", f"{label} is {shown}; it must {needs}", path)
        return False

    def _set(self, wanted: Wanted, raw: object, path: Path, label: str) -> object:
        if not isinstance(raw, list | tuple | AnySet):
            text = raw.text if isinstance(raw, Scalar) else raw
            known = isinstance(text, str) and text in wanted.members and not wanted.private
            hint = f"write `[{text}]`" if known else "write its members in `[` and `]`, and `[]` for none at all"
            what = "a single text" if isinstance(text, str) else given(raw, private=wanted.private)
            self.refuse("wrong-shape", f"{label} is a set, not {what}", path, hint)
            return None
        items: Iterable[object] = (
            raw if isinstance(raw, list | tuple) else sorted(raw, key=lambda m: m if isinstance(m, str) else "")
        )
        found: set[str] = set()
        sound = True
        for position, item in enumerate(items):
            at = (*path, position)
            text = item.text if isinstance(item, Scalar) else item
            member = wanted.members.get(text) if isinstance(text, str) else None
            if member is None:
                sound = self._no_member(wanted, item, at, label)
            elif member in found:
                sound = False
                named = "a member" if wanted.private else f"`{member}`"
                self.refuse("duplicate-item", f"{label}: {named} is given twice", at, "remove one of the two")
            else:
                found.add(member)
        return frozenset(found) if sound else None

    def _no_member(self, wanted: Wanted, item: object, path: Path, label: str) -> bool:
        if is_unknown(item):
            message, hint = f"{label}: a member is `null`", "leave it out; leave the whole set out if it is not known"
        else:
            text = item.text if isinstance(item, Scalar) else item
            message = f"{label}: {given(item, private=wanted.private)} is not one of its members"
            hint = choice_hint("" if wanted.private else text, wanted, "members")
        self.refuse("unknown-choice", message, path, hint)
        return False

    def _list(self, wanted: Wanted, raw: object, path: Path, label: str) -> object:
        if not isinstance(raw, list | tuple):
            if isinstance(raw, Mapping):
                what, hint = "a single mapping", "put it in a list, and write `[]` for none at all"
            else:
                what, hint = given(raw, private=wanted.hides), "write `[]`: there are none, and we know it"
            self.refuse("wrong-shape", f"{label} is a list, not {what}", path, hint)
            return None
        if len(raw) > wanted.items:
            message = f"{label} holds {len(raw)} items; {wanted.items} are the most"
            self.refuse("too-many-items", message, path)
            return None
        before = len(self.found)
        rows = [self._element(wanted, item, (*path, i), f"{label}, item {i + 1}") for i, item in enumerate(raw)]
        return tuple(rows) if len(self.found) == before else None

    def _element(self, wanted: Wanted, item: object, path: Path, label: str) -> tuple[object, ...]:
        row: list[object] = [True] + [None] * len(wanted.fields)
        fields = ", ".join(wanted.fields)
        if not isinstance(item, Mapping):
            what = "`null`" if is_unknown(item) else given(item, private=wanted.hides)
            hint = f"leave the item out, or give what is known of it: {fields}"
            self.refuse("wrong-shape", f"{label} is {what}, not a mapping", path, hint)
            return tuple(row)
        for name, raw in item.items():
            at = (*path, name)
            known = wanted.fields.get(name) if isinstance(name, str) else None
            if known is not None:
                row[known[0]] = self.value(known[1], raw, at, f"{label}, `{name}`")
            elif wanted.private or not isinstance(name, str):
                self.refuse("unknown-field", f"{label} has an unknown field", at, f"fields: {fields}", at_key=True)
            else:
                hint = nearest_hint(name, wanted.fields, "fields")
                self.refuse("unknown-field", f"{label}: unknown field {shown_key(name)}", at, hint, at_key=True)
        return tuple(row)


def _is_none(raw: object) -> bool:
    return raw is NONE or (raw.text if isinstance(raw, Scalar) else raw) == "none"


def choice_hint(text: object, wanted: Wanted, kind: str) -> str:
    """The member that was probably meant, also where only the case or the blanks differ, and the list of them."""
    if not isinstance(text, str):
        return nearest_hint("", wanted.members, kind)
    folded = text.strip().casefold().replace(" ", "_").replace("-", "_")[:200]
    same = [m for m in wanted.members if m.casefold().replace(" ", "_").replace("-", "_") == folded]
    return nearest_hint(same[0] if same else text, wanted.members, kind)


def read_leaf(wanted: Wanted, raw: object) -> object:
    """The value of anything but a set or list, or a Misread."""
    kind, optional = wanted.type.kind, wanted.type.optional
    if isinstance(raw, NoneValue):
        return NONE if optional else Misread("never-none", f"{TYPE_WORDS[kind]} here is never `none`", hint_for(wanted))
    if isinstance(raw, Scalar):
        if kind is Kind.TEXT and number_sign_cuts(raw):
            hint = "put the text in quotes; if a comment is meant, write a blank after the `#`"
            return Misread("comment-cuts-text", "the text ends before ` #`, which begins a comment", hint)
        if raw.plain or kind is not Kind.WHOLE:
            return _read_text(wanted, raw.text)
        return _read_quoted_whole(wanted, raw.text)
    if isinstance(raw, str):
        text = str.__str__(raw)
        return _read_quoted_whole(wanted, text) if kind is Kind.WHOLE else _read_text(wanted, text)
    if isinstance(raw, bool):
        return bool(raw) if kind is Kind.BOOL else wrong_python_type(wanted, raw)
    if isinstance(raw, datetime):
        return _read_datetime(wanted, raw)
    if isinstance(raw, date):
        return _read_day(wanted, raw)
    if isinstance(raw, int):
        return _read_int(wanted, int(raw))
    if isinstance(raw, Decimal):
        return _read_decimal(wanted, raw)
    return wrong_python_type(wanted, raw)


def _read_datetime(wanted: Wanted, moment: datetime) -> object:
    if wanted.type.kind is not Kind.DATE_TIME:
        return Misread("bad-date", "a date with a time of day is not a day", "give the day alone, such as `2026-01-31`")
    if moment.microsecond:
        return parts_of_a_second(moment.replace(microsecond=0).isoformat())
    if moment.utcoffset() is None:
        return read_clock(moment.replace(tzinfo=None, fold=0), wanted.type.zone)
    return moment_of(moment)


def _read_day(wanted: Wanted, day: date) -> object:
    match wanted.type.kind:
        case Kind.DATE:
            return day.toordinal()
        case Kind.DATE_TIME:
            return day_alone(day.isoformat())
    return wrong_python_type(wanted, day)


def _read_int(wanted: Wanted, number: int) -> object:
    match wanted.type.kind:
        case Kind.WHOLE:
            return number
        case Kind.MONEY:
            return number * 100
        case Kind.NUMBER if number.bit_length() <= 64:
            return _read_text(wanted, str(number))
    return wrong_python_type(wanted, number)


def _read_decimal(wanted: Wanted, number: Decimal) -> object:
    kind = wanted.type.kind
    if not number.is_finite():
        return Misread(
            "bad-number", f"{given(number, private=False)} is not a number", "leave an unknown fact out, or give None"
        )
    if kind in (Kind.WHOLE, Kind.NUMBER, Kind.MONEY):
        return _read_text(wanted, decimal_text(number))
    return wrong_python_type(wanted, number)


def _read_quoted_whole(wanted: Wanted, text: str) -> object:
    value = _read_text(wanted, text)
    if isinstance(value, Misread) or value is NONE:
        return value
    return Misread(
        "bad-number",
        f"{shown_key(text)} is a text, not a whole number",
        f"write `{text}` without quotes" if text.isdigit() and len(text) <= 16 else hint_for(wanted),
    )


def _read_text(wanted: Wanted, text: str) -> object:
    kind = wanted.type.kind
    if kind is Kind.TEXT and not (wanted.type.optional and text == "none"):
        return _checked_text(text)
    if not text and "" not in wanted.members:
        return Misread(
            "empty-value", f"an empty text is not {TYPE_WORDS[kind]}", "leave an unknown fact out, or write `null`"
        )
    if kind is Kind.CHOICE and text not in wanted.members and text != "none":
        wrong = "begins or ends with a blank" if text.strip() in wanted.members else "is not one of its choices"
        return Misread("unknown-choice", f"{shown_key(text)} {wrong}", choice_hint(text, wanted, "choices"))
    if len(text) > 200:
        return Misread("bad-value", f"{shown_key(text)} is not {TYPE_WORDS[kind]}", hint_for(wanted))
    if text == "none" and "none" in wanted.members:
        return text
    if kind is Kind.MONEY and _TOO_MANY_DECIMALS.fullmatch(text):
        whole, decimals = text.split(".")
        hint = f"write `{whole}.{decimals[:2]}`" if not decimals[2:].strip("0") else "round it to cents first"
        return Misread("bad-money", f"{shown_key(text)} has more than two decimals", hint)
    value = read_text(text, wanted.type)
    if isinstance(value, Misread):
        if text.isprintable():
            return Misread(value.code, value.message, corrected(wanted.type, text) or value.hint)
        return Misread(value.code, f"the text given is not {TYPE_WORDS[kind]}", hint_for(wanted))
    if kind in _YEARS and isinstance(value, int) and not _in_years(wanted.type, value):
        return Misread(_YEARS[kind], f"`{text}` is not in the years 1900 to 2199", hint_for(wanted))
    return value


def _in_years(type_: Type, value: int) -> bool:
    """Whether a day or date-time lies within the years that an account may name."""
    day = zone_named(type_.zone).day(value) if type_.kind is Kind.DATE_TIME else value
    return FIRST_DAY <= day <= LAST_DAY


def _checked_text(text: str) -> object:
    if len(text) > TEXT_AT_MOST:
        return Misread("text-too-long", f"this text is longer than {TEXT_AT_MOST:,} characters", "shorten it")
    odd = NOT_IN_TEXT.search(text)
    if odd is not None:
        message = f"the character U+{ord(odd[0]):04X} in it is not allowed"
        return Misread("control-character", message, "a text is one line without control characters")
    return text
