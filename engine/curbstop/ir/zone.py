"""Time zones: moments, and the days and clock times that they have in a zone.

A moment is whole seconds since 1970-01-01T00:00Z, so that comparing is exact and an hour is always an hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_CYCLE_DAYS = 146_097
_CYCLE = _CYCLE_DAYS * 86_400
"""Seconds in 400 Gregorian years, after which the calendar repeats: how moments outside years 2 to 9997 are reached."""
_FIRST = (datetime(2, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND
_LAST = (datetime(9998, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND


class Zone:
    """A time zone by its name, such as `America/New_York`; no name is that of a pack at fault and stands for UTC."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._info: tzinfo = ZoneInfo(name) if name else UTC

    def day(self, moment: int) -> int:
        """The day on which the moment falls, as an ordinal.

        It never falls as moments rise, but for the hour in which a few zones of the past were set back over midnight.
        """
        clock, cycles = self._clock(moment)
        return clock.toordinal() + cycles * _CYCLE_DAYS

    def written(self, moment: int) -> str:
        """The moment as `2026-03-08T01:30:00-08:00`; years outside 1 to 9999 carry a sign, as ISO 8601 wants."""
        clock, cycles = self._clock(moment)
        year = clock.year + cycles * 400
        shown = f"{year:04d}" if 1 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):05d}"
        return shown + clock.isoformat()[4:]

    def comes_twice(self, moment: int) -> bool:
        """Whether clocks show the time of this moment twice, because they are set back."""
        clock, _ = self._clock(moment)
        return len(self.moments(clock.replace(tzinfo=None))) > 1

    def moments(self, clock: datetime) -> tuple[int, ...]:
        """The moments at which clocks show this time, earliest first: none or two where clocks are set."""
        both = (clock.replace(tzinfo=self._info, fold=fold) for fold in (0, 1))
        found = dict.fromkeys(moment_of(moment) for moment in both)
        return tuple(moment for moment in found if self.written(moment).startswith(clock.isoformat()))

    def with_offsets(self, clock: datetime) -> list[str]:
        """A time at which clocks are set, in the two ways in which it can be meant: `2026-11-01T01:30-07:00`."""
        both = (clock.replace(tzinfo=self._info, fold=fold) for fold in (0, 1))
        precision = "seconds" if clock.second else "minutes"
        return [moment.isoformat(timespec=precision) for moment in both]

    def within(self, first: int, last: int) -> tuple[int, int]:
        """The first moment of one day and the last moment of another, given as ordinals."""
        start, after = (datetime.fromordinal(day).replace(tzinfo=self._info) for day in (first, last + 1))
        return moment_of(start), moment_of(after) - 1

    def _clock(self, moment: int) -> tuple[datetime, int]:
        """What clocks show at a moment, within the years that Python has, and how many cycles of years to add."""
        cycles = (moment - _FIRST) // _CYCLE if moment < _FIRST else max(0, (moment - _LAST) // _CYCLE + 1)
        return (_EPOCH + timedelta(seconds=moment - cycles * _CYCLE)).astimezone(self._info), cycles


def moment_of(aware: datetime) -> int:
    """The moment of a time with an offset, to the second below."""
    return (aware - _EPOCH) // _SECOND


@lru_cache(maxsize=64)
def zone_named(name: str) -> Zone:
    """The zone of that name, made once."""
    return Zone(name)
