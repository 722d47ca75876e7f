"""Parameters on the day of the decision, and on other days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
