"""Business days: a declared list of years, weekend days and holidays, never a library's guess."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from curbstop.ir.types import WEEKDAYS


class UndefinedDayError(Exception):
    """A rule asked for something on a day on which it is not defined; `asker` is what asked, where that is known."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.asker: str | None = None

    def __str__(self) -> str:
        return f"{self.why} by {self.asker}" if self.asker else self.why


class OutsideCalendarError(UndefinedDayError):
    """A business day was asked for outside the years that the calendar covers."""

    def __init__(self, calendar: Calendar, day: int) -> None:
        covered = f"the calendar `{calendar.name}` covers {calendar.first} to {calendar.last}"
        super().__init__(f"{covered}; a business day outside it was asked for")
        self.calendar, self.day = calendar, day


@dataclass(frozen=True)
class Calendar:
    """The days on which an office is open, from `first` to `last`, both included. Days are ordinals."""

    name: str
    first: date
    last: date
    weekend: tuple[str, ...]
    holidays: dict[date, str] = field(hash=False)
    note: str | None = None

    @cached_property
    def open_days(self) -> list[int]:
        """All days on which the office is open, in order."""
        closed = {WEEKDAYS.index(day) for day in self.weekend}
        holidays = {day.toordinal() for day in self.holidays}
        days = range(self.first.toordinal(), self.last.toordinal() + 1)
        return [day for day in days if (day - 1) % 7 not in closed and day not in holidays]

    def is_business_day(self, day: int) -> bool:
        """Whether the office is open on that day."""
        self._require(day)
        at = bisect_left(self.open_days, day)
        return at < len(self.open_days) and self.open_days[at] == day

    def add(self, day: int, count: int) -> int:
        """The `count`-th business day after `day` (before it, if negative); `day` itself for 0."""
        if count == 0:
            return day
        self._require(day)
        at = bisect_right(self.open_days, day) - 1 + count if count > 0 else bisect_left(self.open_days, day) + count
        if not 0 <= at < len(self.open_days):
            raise OutsideCalendarError(self, day + count)
        return self.open_days[at]

    def between(self, start: int, end: int) -> int:
        """Business days after `start` up to and including `end`; negative where `end` comes first."""
        self._require(start)
        self._require(end)
        return bisect_right(self.open_days, end) - bisect_right(self.open_days, start)

    def _require(self, day: int) -> None:
        if not self.first.toordinal() <= day <= self.last.toordinal():
            raise OutsideCalendarError(self, day)
