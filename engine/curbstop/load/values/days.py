"""A day or a date-time as it is written, to the value it stands for."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

from curbstop.ir.zone import moment_of, zone_named
from curbstop.load.values.misread import Misread, cut

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.? (?P<month>[A-Za-z]+)\.?,? (?P<year>[0-9]{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})")
_DATE_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?P<part>[.,][0-9]+)?"
    # A few zones of the past have offsets in seconds, and what is shown of a date-time can be read again.
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
)


def read_date(text: str) -> int | Misread:
    """The ordinal of a day written `2026-01-31`."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            return _no_such_day(text)
    return Misread("bad-date", f"`{cut(text)}` is not a day", _date_hint(text))


def read_date_time(text: str, zone: str) -> int | Misread:
    """The seconds since 1970 of a date-time written `2026-03-08T01:30`, perhaps with an offset; else in the zone."""
    if _DAY.fullmatch(text):
        return day_alone(text)
    found = _DATE_TIME.fullmatch(text)
    if not found:
        hint = "a date-time is written year-month-day, `T` and the time, such as `2026-01-31T13:30`"
        return Misread("bad-date-time", f"`{cut(text)}` is not a date-time", hint)
    if found["part"]:
        return parts_of_a_second(text.replace(found["part"], "", 1))
    day = read_date(found["day"])
    if isinstance(day, Misread):
        return Misread("bad-date-time", day.message, day.hint)
    try:
        clock = datetime.fromisoformat(f"{found['day']}T{found['clock']}")
    except ValueError:
        hint = "hours are 00 to 23, minutes and seconds 00 to 59"
        return Misread("bad-date-time", f"there is no time `{found['clock']}`", hint)
    if not found["offset"]:
        return read_clock(clock, zone)
    try:
        return moment_of(datetime.fromisoformat(clock.isoformat() + found["offset"].replace("Z", "+00:00")))
    except ValueError:
        hint = "an offset is `Z`, or hours and minutes such as `-08:00`"
        return Misread("bad-date-time", f"there is no offset `{found['offset']}`", hint)


def read_clock(clock: datetime, zone: str) -> int | Misread:
    """The seconds since 1970 at which clocks of the zone show this time, if they do so once."""
    there = zone_named(zone)
    found = there.moments(clock)
    if len(found) == 1:
        return found[0]
    shown = clock.isoformat(timespec="seconds" if clock.second else "minutes")
    what = "comes twice" if found else "does not exist"
    back = "back" if found else "forward"
    first, second = there.with_offsets(clock)
    message = f"`{shown}` {what} in {zone}, where clocks are set {back} on that day"
    return Misread("bad-date-time", message, f"write it with its offset: `{first}` or `{second}`")


def day_alone(text: str) -> Misread:
    """The fault of a day where there must be a date-time."""
    return Misread("bad-date-time", f"`{text}` has no time of day", f"add the time, such as `{text}T13:30`")


def parts_of_a_second(meant: str) -> Misread:
    """The fault of a time with parts of a second; `meant` is the time without them."""
    return Misread("bad-date-time", "a date-time has no parts of a second", f"write `{meant}`")


def _no_such_day(text: str) -> Misread:
    year, month = int(text[:4]), int(text[5:7])
    if year == 0:
        return Misread("bad-date", f"there is no day `{text}`", "years begin with 0001")
    if not 1 <= month <= 12:
        return Misread("bad-date", f"there is no day `{text}`", f"a month is 01 to 12, not {month:02}")
    last = calendar.monthrange(year, month)[1]
    name = calendar.month_name[month]
    hint = f"{name} {year} has {last} days: the last is `{year:04}-{month:02}-{last}`"
    return Misread("bad-date", f"there is no day `{text}`", hint)


def _date_hint(text: str) -> str:
    parts = [int(part) for part in re.findall(r"[0-9]{1,4}", text[:40])][:3]
    as_written = re.fullmatch(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[T ].*)?", text)
    if as_written and len(parts) == 3:
        first, second, third = parts
        orders = [parts] if first > 31 else [[third, first, second], [third, second, first]]
        found = [_day(*order) for order in orders]
        meant = list(dict.fromkeys(f"`{day}`" for day in found if day))
        if meant:
            return f"a day is written year-month-day: {' or '.join(meant)}"
    return f"a day is written year-month-day{_in_words(text) or ', such as `2026-01-31`'}"


def _in_words(text: str) -> str | None:
    """The day in `5 January 2026` or `Jan 5, 2026`."""
    found = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    month = next((at for at, name in enumerate(calendar.month_name) if found and _begins(name, found["month"])), 0)
    day = _day(int(found["year"]), month, int(found["day"])) if found and month else None
    return f": `{day}`" if day else None


def _begins(name: str, written: str) -> bool:
    return len(written) >= 3 and name.lower().startswith(written.lower())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
