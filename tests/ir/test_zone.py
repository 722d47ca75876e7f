"""Moments in a time zone: each has one clock time, and a clock time has one moment, none or two."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbstop.ir.zone import Zone, moment_of, zone_named

PACIFIC = zone_named("America/Los_Angeles")
ZONES = st.sampled_from(
    ["America/Los_Angeles", "America/St_Johns", "Europe/Amsterdam", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
).map(Zone)
MOMENTS = st.integers(moment_of(datetime(1800, 1, 1, tzinfo=UTC)), moment_of(datetime(2300, 1, 1, tzinfo=UTC)))


@given(ZONES, MOMENTS)
def test_what_is_written_is_the_same_moment(zone: Zone, moment: int) -> None:
    written = datetime.fromisoformat(zone.written(moment))
    assert moment_of(written) == moment
    assert written.utcoffset() == datetime.fromtimestamp(moment, ZoneInfo(zone.name)).utcoffset()
    assert zone.day(moment) == written.toordinal()


@given(ZONES, MOMENTS)
def test_a_clock_time_leads_back_to_its_moment(zone: Zone, moment: int) -> None:
    found = zone.moments(datetime.fromisoformat(zone.written(moment)).replace(tzinfo=None))
    assert moment in found
    assert (len(found) > 1) is zone.comes_twice(moment)


@pytest.mark.parametrize(
    ("clock", "moments"),
    [
        ("2026-03-08T01:59:59", ["2026-03-08T01:59:59-08:00"]),
        ("2026-03-08T02:00:00", []),
        ("2026-03-08T02:59:59", []),
        ("2026-03-08T03:00:00", ["2026-03-08T03:00:00-07:00"]),
        ("2026-11-01T00:59:59", ["2026-11-01T00:59:59-07:00"]),
        ("2026-11-01T01:00:00", ["2026-11-01T01:00:00-07:00", "2026-11-01T01:00:00-08:00"]),
        ("2026-11-01T01:59:59", ["2026-11-01T01:59:59-07:00", "2026-11-01T01:59:59-08:00"]),
        ("2026-11-01T02:00:00", ["2026-11-01T02:00:00-08:00"]),
        ("0001-01-01T00:00:00", ["0001-01-01T00:00:00-07:52:58"]),
        ("9999-12-31T23:59:59", ["9999-12-31T23:59:59-08:00"]),
    ],
)
def test_the_moments_of_a_clock_time(clock: str, moments: list[str]) -> None:
    assert [PACIFIC.written(moment) for moment in PACIFIC.moments(datetime.fromisoformat(clock))] == moments


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (0, "1969-12-31T16:00:00-08:00"),
        (moment_of(datetime(9999, 12, 31, 12, tzinfo=UTC)) + 86_400, "+10000-01-01T04:00:00-08:00"),
        (2**53, "+285428751-11-11T23:36:32-08:00"),
        (-(2**53), "-285424812-02-20T08:30:30-07:52:58"),
    ],
)
def test_a_moment_beyond_the_years_of_dates(moment: int, written: str) -> None:
    assert PACIFIC.written(moment) == written


def test_the_years_beyond_those_of_dates_repeat() -> None:
    summer = moment_of(datetime(2026, 7, 1, tzinfo=UTC))
    cycle = 146_097 * 86_400
    assert PACIFIC.written(summer + 20 * cycle) == f"+10026{PACIFIC.written(summer)[4:]}"
    assert PACIFIC.day(summer + 20 * cycle) == PACIFIC.day(summer) + 20 * 146_097


def test_days_have_23_24_or_25_hours() -> None:
    hours = []
    for day in (date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1)):
        first, last = PACIFIC.within(day.toordinal(), day.toordinal())
        hours.append((last + 1 - first) / 3600)
        assert [PACIFIC.day(moment) for moment in (first - 1, first, last, last + 1)] == [
            (day + timedelta(days=n)).toordinal() for n in (-1, 0, 0, 1)
        ]
    assert hours == [23, 24, 25]
