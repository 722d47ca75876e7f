"""Plain values of decisions and traces as a person reads them: dates in words, money with its sign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from curbstop.ir.types import Kind, Type
from curbstop.ir.zone import moment_of
from curbstop.semantics.words import counted, date_time_in_words, day_in_words

UNKNOWN = "(unknown)"

_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9:]{5,8}")


def plain_in_words(value: object, type_: Type | None, labels: Mapping[str, str], unit: str | None = None) -> str:
    """One plain value; a type of None means that only its form tells what it is."""
    kind = type_.kind if type_ else None
    match value:
        case None:
            return UNKNOWN
        case bool():
            return "yes" if value else "no"
        case {"from": low, "to": high}:
            return f"{plain_in_words(low, type_, labels)} to {plain_in_words(high, type_, labels, unit)}"
        case {"from": low}:
            return f"{plain_in_words(low, type_, labels, unit)} or {'later' if _is_time(low) else 'more'}"
        case {"to": high}:
            return f"{plain_in_words(high, type_, labels, unit)} or {'earlier' if _is_time(high) else 'less'}"
        case int() if kind is Kind.LIST:
            return counted(value, "entry", "entries")
        case list() | tuple():
            return ", ".join(labels.get(str(member), str(member)) for member in value) or "none"
        case str() if kind is Kind.DATE or (kind is None and _is_day(value)):
            return day(value)
        case str() if kind is Kind.DATE_TIME or (kind is None and _is_date_time(value)):
            return day(value, type_.zone if type_ else "")
        case str() if kind in (Kind.MONEY, Kind.AMOUNT) and value != "none":
            return money(value)
        case str() if kind is Kind.CHOICE:
            return labels.get(value, value.replace("_", " "))
        case str() if kind is Kind.NUMBER and value != "none":
            return _with_unit(value, unit)
        case int():
            return _with_unit(str(value), unit)
    return str(value)


def day(iso: str, zone: str = "") -> str:
    """`2026-04-03` as `3 April 2026`, `2026-04-03T13:30:00-07:00` as `3 April 2026, 13:30`; anything else as it is.

    The zone of a date-time is that of the pack; without it, an hour that comes twice is not told apart.
    """
    if _is_date_time(iso):
        moment = datetime.fromisoformat(iso)
        return date_time_in_words(moment_of(moment if zone else moment.replace(tzinfo=UTC)), zone)
    return day_in_words(date.fromisoformat(iso).toordinal()) if _is_day(iso) else iso


def day_with_iso(iso: str, zone: str = "") -> str:
    """`3 April 2026 (2026-04-03)`."""
    return f"{day(iso, zone)} ({iso})" if _is_time(iso) else iso


def money(amount: str) -> str:
    """`1234.50` as `$1,234.50`."""
    sign, digits = ("-", amount[1:]) if amount.startswith("-") else ("", amount)
    whole, point, cents = digits.partition(".")
    return f"{sign}${int(whole):,}{point}{cents}" if whole.isdigit() else amount


def _with_unit(number: str, unit: str | None) -> str:
    if not unit:
        return number
    return f"{number} {unit[:-1] if number == '1' and unit.endswith('s') else unit}"


def _is_time(value: object) -> bool:
    return isinstance(value, str) and (_is_day(value) or _is_date_time(value))


def _is_date_time(text: str) -> bool:
    return _DATE_TIME.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    if len(text) != 10 or text[4] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
