"""Parameters on the day of the decision, and on other days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from curbstop.semantics.moment import Moment, NotInForceError
from strategies import EARLY, PARAMETERS, small_pack

NAMES = list(PARAMETERS)
LIMIT, TABLE, ELSEWHERE = (NAMES.index(name) for name in ("limit", "table", "elsewhere"))


def moment(day: date, **given) -> Moment:
    return Moment(small_pack(), day, given)


@pytest.mark.parametrize(("day", "value"), [("2026-02-28", 1), ("2026-03-01", 2), ("2026-03-02", 2), ("9999-12-31", 2)])
def test_the_version_of_a_day(day: str, value: int) -> None:
    assert moment(date.fromisoformat(day)).values[LIMIT] == value
    assert moment(date(2030, 1, 1)).dated(LIMIT, date.fromisoformat(day).toordinal()) == value


@pytest.mark.parametrize(("key", "value"), [(-1, None), (0, 1), (1, 2), (2, 5), (3, 8), (1000, 2999)])
def test_each_step_above_the_last_row(key: int, value: int | None) -> None:
    table = moment(date(2026, 3, 2)).values[TABLE]
    assert table.get((key,)) == value


def test_a_day_before_the_first_value() -> None:
    with pytest.raises(NotInForceError, match="`limit` has no value before 1900-01-01, and 1899-12-31 was asked for"):
        moment(date(2026, 3, 2)).dated(LIMIT, EARLY.toordinal() - 1)


def test_an_external_parameter() -> None:
    assert moment(date(2026, 3, 2)).values[ELSEWHERE] is None
    assert moment(date(2026, 3, 2)).dated(ELSEWHERE, EARLY.toordinal()) is None
    given = replace(PARAMETERS["limit"], name="elsewhere", external=True)
    assert moment(date(2026, 3, 2), elsewhere=given).values[ELSEWHERE] == 2


@pytest.mark.parametrize(
    ("first", "last", "value"),
    [
        ("2026-02-01", "2026-02-28", 1),
        ("2026-03-01", "2026-03-31", 2),
        ("2026-02-28", "2026-03-01", Fraction(3, 2)),
        ("2026-02-28", "2026-03-02", Fraction(5, 3)),
        ("2026-03-02", "2026-03-01", None),
    ],
)
def test_an_average_over_days(first: str, last: str, value: object) -> None:
    days = [date.fromisoformat(day).toordinal() for day in (first, last)]
    asked = moment(date(2026, 3, 2))
    assert [asked.averaged(LIMIT, (), *days) for _ in range(2)] == [value, value]


def test_an_average_of_what_is_not_known() -> None:
    asked, day = moment(date(2026, 3, 2)), EARLY.toordinal()
    assert asked.averaged(ELSEWHERE, (), day, day + 1) is None
    assert asked.averaged(LIMIT, ("no such row",), day, date(2026, 3, 2).toordinal()) is None
    with pytest.raises(NotInForceError, match="`limit` has no value before 1900-01-01, and 1899-12-31 was asked for"):
        asked.averaged(LIMIT, (), day - 1, day)
    assert asked.averaged(LIMIT, (), day, day - 1) is None


def test_rows_before_the_first_value_are_refused_where_one_is_read() -> None:
    for _ in range(2):
        rows = moment(date(2026, 3, 2)).over(LIMIT, EARLY.toordinal() - 1, EARLY.toordinal())
        with pytest.raises(NotInForceError, match="`limit` has no value before 1900-01-01, and 1899-12-31 was asked"):
            rows[()]


def test_an_average_after_a_parameter_was_replaced() -> None:
    asked, days = moment(date(2026, 3, 2)), [date(2026, 2, 28).toordinal(), date(2026, 3, 1).toordinal()]
    assert asked.averaged(LIMIT, (), *days) == Fraction(3, 2)
    limit = PARAMETERS["limit"]
    dearer = replace(limit, versions=tuple(replace(v, rows=(((), v.rows[0][1] * 10),)) for v in limit.versions))
    assert asked.with_parameter(dearer).averaged(LIMIT, (), *days) == 15
    assert asked.averaged(LIMIT, (), *days) == Fraction(3, 2)
