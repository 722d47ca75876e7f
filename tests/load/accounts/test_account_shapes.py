"""Plain accounts, in groups or by dotted names: the fast way says what the careful one says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from account_vocabulary import SMALL

from curbstop.ir.types import NONE
from curbstop.load.accounts import Vocabulary
from curbstop.load.accounts import converters as reading
from curbstop.load.accounts.converters import converter
from curbstop.load.accounts.shapes import Shape

NESTED = {
    "account": {"id": "A-1001"},
    "bill": {"date": "2026-01-02", "unpaid_amount": "120.50", "disputed": None},
    "contact": None,
    "meter": {"reading": {"last_on": date(2026, 1, 3)}},
    "plan": {"status": "none", "broken_since": "none"},
    "visits": [{"on": None, "by": "Ann"}],
}
DOTTED = {
    "account.id": "A-1001",
    "bill.date": "2026-01-02",
    "bill.unpaid_amount": "120.50",
    "bill.disputed": None,
    "meter.reading.last_on": date(2026, 1, 3),
    "plan.status": "none",
    "plan.broken_since": "none",
    "visits": [{"on": None, "by": "Ann"}],
}
VALUES = {
    "account.id": "A-1001",
    "bill.date": date(2026, 1, 2).toordinal(),
    "bill.unpaid_amount": 12050,
    "meter.reading.last_on": date(2026, 1, 3).toordinal(),
    "plan.status": "none",
    "plan.broken_since": NONE,
    "visits": ((True, None, "Ann"),),
}
VOCABULARY = Vocabulary(SMALL)


def shape(*, dotted: bool) -> Shape:
    return Shape({wanted.name: converter(wanted) for wanted in VOCABULARY.wanted}, dotted=dotted)


@pytest.mark.parametrize(("account", "dotted"), [(NESTED, False), (DOTTED, True)])
def test_each_shape_knows_its_accounts(account: dict[str, object], dotted: bool) -> None:
    expected = tuple(map(VALUES.get, SMALL))
    assert shape(dotted=dotted).values(account) == VOCABULARY.check(account) == expected
    with pytest.raises(KeyError):
        shape(dotted=not dotted).values(account)


def test_an_account_of_both_shapes_is_left_to_the_careful_way() -> None:
    mixed = {"account": {"id": "A-1001"}, "bill.date": "2026-01-02"}
    for dotted in (False, True):
        with pytest.raises(KeyError):
            shape(dotted=dotted).values(mixed)
    assert VOCABULARY.check(mixed)[:3] == ("A-1001", None, date(2026, 1, 2).toordinal())


def test_days_are_remembered_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "REMEMBERED_DAYS", 5)
    wanted = VOCABULARY.wanted[VOCABULARY.index["plan.broken_since"]]
    convert, first = converter(wanted), date(2026, 1, 1)
    for day in [first + timedelta(passed) for passed in range(12)] * 2:
        assert convert(day.isoformat()) == convert(day) == day.toordinal()
        assert convert("none") is NONE
        assert convert(None) is None


@pytest.mark.parametrize(
    "given", ["2026-1-02", "20260102", "1899-12-31", datetime(2026, 1, 2), 20260102, True, ["2026-01-02"]]
)
def test_what_is_no_plain_day_is_left_to_the_careful_way(given: object) -> None:
    with pytest.raises((reading.LeftToReadingError, TypeError)):
        converter(VOCABULARY.wanted[VOCABULARY.index["bill.date"]])(given)
