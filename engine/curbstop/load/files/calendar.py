"""The calendar file: which days are business days."""

from __future__ import annotations

from datetime import date

from curbstop.diagnostics import Diagnostic, nearest_hint
from curbstop.ir.calendar import Calendar
from curbstop.ir.types import WEEKDAYS
from curbstop.load.files.entries import Entry
from curbstop.load.files.names import check_dashed
from curbstop.load.values.text import Misread, read_date
from curbstop.load.yaml.nodes import Scalar

LONGEST_YEARS = 200


def read_calendar(entry: Entry) -> Calendar | None:
    """The calendar, or None where its days cannot be told."""
    name = entry.scalar("calendar")
    if name is not None:
        check_dashed(name.text, "calendar", name.span, entry.faults)
    first, last = read_day(entry, "from"), read_day(entry, "until")
    if first is None or last is None:
        return None
    if first > last:
        message = f"`until` lies before `from` in {entry.what}"
        entry.fault("bad-period", message, entry.node["until"].span, f"give a day from {first} on")
        return None
    if last.year - first.year > LONGEST_YEARS:
        message = f"{entry.what} covers more than {LONGEST_YEARS} years"
        entry.fault("bad-period", message, entry.node["until"].span, "list the years that decisions are made about")
        return None
    return Calendar(
        name=name.text if name else "",
        first=first,
        last=last,
        weekend=_weekend(entry),
        holidays=_holidays(entry, first, last),
        note=entry.text("note"),
    )


def read_day(entry: Entry, key: str) -> date | None:
    """The day after a key, or None where it is absent or at fault."""
    written = entry.scalar(key)
    if written is None:
        return None
    return day_of(written.text, written, f"`{key}` of {entry.what}", entry.faults)


def day_of(text: str, place: Scalar, what: str, faults: list[Diagnostic]) -> date | None:
    """The day that a text names."""
    value = read_date(text)
    if isinstance(value, Misread):
        faults.append(Diagnostic(value.code, f"{what}: {value.message}", place.span, value.hint))
        return None
    return date.fromordinal(value)


def _weekend(entry: Entry) -> tuple[str, ...]:
    days: list[str] = []
    for item in entry.texts("weekend"):
        if item.text not in WEEKDAYS:
            hint = nearest_hint(item.text.lower(), WEEKDAYS, "days")
            entry.fault("unknown-choice", f"`{item.text}` is no day of the week", item.span, hint)
        elif item.text in days:
            entry.fault("duplicate-item", f"`{item.text}` is given twice", item.span, "remove one of the two")
        else:
            days.append(item.text)
    if len(days) == len(WEEKDAYS):
        entry.fault("bad-period", "every day is a weekend day", entry.key_span("weekend"), "leave a day to work")
    return tuple(days)


def _holidays(entry: Entry, first: date, last: date) -> dict[date, str]:
    holidays: dict[date, str] = {}
    found = entry.mapping("holidays")
    for text, name in entry.labels("holidays").items():
        span = found.keys_at[text] if found is not None else entry.place
        value = read_date(text)
        if isinstance(value, Misread):
            entry.fault(value.code, f"`holidays`: {value.message}", span, value.hint)
            continue
        day = date.fromordinal(value)
        if not first <= day <= last:
            hint = f"the calendar covers {first} to {last}"
            entry.fault("outside-calendar", f"the holiday {day} lies outside the calendar", span, hint)
        else:
            holidays[day] = " ".join(name.text.split())
    return holidays
