"""Date-times of accounts: what is accepted, and what is said of the hours at which clocks are set, word for word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.ir.pack import Fact
from curbstop.ir.types import DATE, NONE, date_time
from curbstop.load.accounts import Vocabulary, blank_account, read_account
from curbstop.load.values.days import read_date_time

PACIFIC = "America/Los_Angeles"
MOMENT = date_time(PACIFIC)


def at(text: str) -> int:
    found = read_date_time(text, PACIFIC)
    assert isinstance(found, int)
    return found


FACTS = {
    fact.name: fact
    for fact in (
        Fact(name="call.received_at", type=MOMENT, description="When it came", example=at("2026-03-08T01:30")),
        Fact(name="call.closed_at", type=MOMENT.or_none(), description="When it was closed"),
        Fact(name="call.seen_at", type=MOMENT, description="When it was seen", minimum=at("2026-01-01T00:00")),
        Fact(name="call.private_at", type=MOMENT, description="A private moment", private=True),
        Fact(name="call.on", type=DATE, description="A day"),
    )
}
VOCABULARY = Vocabulary(FACTS)
HOW = "a date-time is written year-month-day, `T` and the time, such as `2026-01-31T13:30`"


def said(name: str, given: object) -> str:
    with pytest.raises(Faults) as raised:
        VOCABULARY.check({name: given})
    return render_diagnostics(raised.value.diagnostics, raised.value.sources)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("2026-03-08T01:30", "2026-03-08T01:30:00-08:00"),
        ("2026-03-08 01:30", "2026-03-08T01:30:00-08:00"),
        ("2026-03-08T01:30:59", "2026-03-08T01:30:59-08:00"),
        ("2026-03-08T03:00", "2026-03-08T03:00:00-07:00"),
        ("2026-03-08T02:30-08:00", "2026-03-08T03:30:00-07:00"),
        ("2026-11-01T01:30-07:00", "2026-11-01T01:30:00-07:00"),
        ("2026-11-01T01:30-08:00", "2026-11-01T01:30:00-08:00"),
        ("2026-11-01T09:30Z", "2026-11-01T01:30:00-08:00"),
        ("2026-11-01T15:15+05:45", "2026-11-01T01:30:00-08:00"),
        ("1900-01-01T00:00", "1900-01-01T00:00:00-08:00"),
        ("2199-12-31T23:59:59", "2199-12-31T23:59:59-08:00"),
        (datetime(2026, 3, 8, 1, 30), "2026-03-08T01:30:00-08:00"),
        (datetime(2026, 3, 8, 9, 30, tzinfo=UTC), "2026-03-08T01:30:00-08:00"),
        (datetime(2026, 3, 8, 4, 30, tzinfo=timezone(timedelta(hours=-5))), "2026-03-08T01:30:00-08:00"),
        (datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZoneInfo(PACIFIC)), "2026-11-01T01:30:00-08:00"),
    ],
)
def test_a_date_time(given: object, plain: str) -> None:
    values = VOCABULARY.check({"call.received_at": given})
    assert VOCABULARY.plain(values) == {"call.received_at": plain}
    if isinstance(given, str):
        assert VOCABULARY.check(read_account(f"call: {{received_at: {given}}}", "a.yaml")) == values


def test_none_and_unknown() -> None:
    assert VOCABULARY.check({"call.closed_at": "none"})[1] is NONE
    assert VOCABULARY.check({"call.closed_at": None})[1] is None


@pytest.mark.parametrize("given", ["2026-03-08T02:30", "2026-03-08 02:30", datetime(2026, 3, 8, 2, 30)])
def test_a_time_that_clocks_skip(given: object) -> None:
    assert said("call.received_at", given) == (
        "error[bad-date-time]: `call.received_at`: `2026-03-08T02:30` does not exist in America/Los_Angeles, where "
        "clocks are set forward on that day\n"
        "  hint: write it with its offset: `2026-03-08T02:30-08:00` or `2026-03-08T02:30-07:00`"
    )


@pytest.mark.parametrize("given", ["2026-11-01T01:30:05", datetime(2026, 11, 1, 1, 30, 5, fold=1)])
def test_a_time_that_clocks_show_twice(given: object) -> None:
    assert said("call.received_at", given) == (
        "error[bad-date-time]: `call.received_at`: `2026-11-01T01:30:05` comes twice in America/Los_Angeles, where "
        "clocks are set back on that day\n"
        "  hint: write it with its offset: `2026-11-01T01:30:05-07:00` or `2026-11-01T01:30:05-08:00`"
    )


@pytest.mark.parametrize(
    ("name", "given", "message", "hint"),
    [
        ("received_at", "2026-03-08", "`2026-03-08` has no time of day", "add the time, such as `2026-03-08T13:30`"),
        (
            "received_at",
            date(2026, 3, 8),
            "`2026-03-08` has no time of day",
            "add the time, such as `2026-03-08T13:30`",
        ),
        (
            "received_at",
            "2026-03-08T01:30:00.25Z",
            "a date-time has no parts of a second",
            "write `2026-03-08T01:30:00Z`",
        ),
        (
            "received_at",
            datetime(2026, 3, 8, 1, 30, 0, 5),
            "a date-time has no parts of a second",
            "write `2026-03-08T01:30:00`",
        ),
        (
            "received_at",
            "2026-02-30T01:30",
            "there is no day `2026-02-30`",
            "February 2026 has 28 days: the last is `2026-02-28`",
        ),
        (
            "received_at",
            "2026-02-28T24:00",
            "there is no time `24:00`",
            "hours are 00 to 23, minutes and seconds 00 to 59",
        ),
        (
            "received_at",
            "2026-02-28T12:00-24:00",
            "there is no offset `-24:00`",
            "an offset is `Z`, or hours and minutes such as `-08:00`",
        ),
        ("received_at", "1899-12-31T23:59", "`1899-12-31T23:59` is not in the years 1900 to 2199", HOW),
        ("received_at", "2200-01-01T00:00", "`2200-01-01T00:00` is not in the years 1900 to 2199", HOW),
        ("received_at", "0001-01-01T00:00", "`0001-01-01T00:00` is not in the years 1900 to 2199", HOW),
        ("received_at", "2026-03-08T01:30+0100", "`2026-03-08T01:30+0100` is not a date-time", HOW),
        ("received_at", "13:30", "`13:30` is not a date-time", HOW),
        ("received_at", 1_772_960_000, "`1772960000` is not a date-time", HOW),
        ("closed_at", "3/8/2026 1:30 pm", "`3/8/2026 1:30 pm` is not a date-time", HOW),
        ("private_at", "2026-03-08T02:30", "the value given is not a date-time", HOW),
    ],
)
def test_no_date_time(name: str, given: object, message: str, hint: str) -> None:
    assert said(f"call.{name}", given) == f"error[bad-date-time]: `call.{name}`: {message}\n  hint: {hint}"


def test_a_bound_is_said_in_the_zone_of_the_pack() -> None:
    assert said("call.seen_at", "2026-01-01T07:59:59Z") == (
        "error[out-of-range]: `call.seen_at` is 2025-12-31T23:59:59-08:00; it must not be before "
        "2026-01-01T00:00:00-08:00"
    )


def test_a_date_time_is_no_day() -> None:
    assert said("call.on", "2026-03-08T01:30") == (
        "error[bad-date]: `call.on`: `2026-03-08T01:30` is not a day\n"
        "  hint: a day is written year-month-day: `2026-03-08`"
    )
    assert said("call.on", datetime(2026, 3, 8, 1, 30)) == (
        "error[bad-date]: `call.on`: a date with a time of day is not a day\n"
        "  hint: give the day alone, such as `2026-01-31`"
    )


def test_a_blank_account_says_in_which_zone() -> None:
    blank = blank_account([FACTS["call.received_at"], FACTS["call.closed_at"]], "When?")
    assert blank.partition("call:\n")[2] == (
        "  # When it came\n"
        "  # date-time, as year-month-day, `T` and the time in America/Los_Angeles, such as\n"
        "  # 2026-03-08T01:30:00-08:00\n"
        "  received_at:\n"
        "\n"
        "  # When it was closed\n"
        "  # date-time, as year-month-day, `T` and the time in America/Los_Angeles, or none\n"
        "  closed_at:\n"
    )
