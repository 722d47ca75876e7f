"""The quick reader of accounts takes what the careful one takes, and leaves all that is wrong to it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbstop.diagnostics import Faults
from curbstop.load.accounts import AccountLine
from curbstop.load.accounts.stream import read_line
from curbstop.service import reading
from curbstop.service.reading import read_account

PLAIN = [
    "{}",
    " { } ",
    '{"as_of": "2026-03-02", "bill": {"unpaid": "12.50", "paid": false, "days": [1, -2, null]}}',
    '{"as_of": null}',
    '{"called_at": "2026-03-02T10:15:00-08:00", "note": "a: \\" and \\\\"}',
    '{"most": 18446744073709551615, "least": -9223372036854775808, "none": -0}',
]
NOT_PLAIN = [
    "",
    "null",
    "[1]",
    '{"a": 1, "a": 2}',
    '{"a": {"b": 1, "b": 2}}',
    '{"a": [{"b": 1, "b": 2}]}',
    '{"a" :1,"a":2}',
    '{"a" :1,"a":2,"b":":"}',
    '{"a": "\\":", "a": 1}',
    '{"\\u0061": 1, "a": 2}',
    '{"as_of": "2026-03-02", "as_of": "2026-03-03"}',
    '{"a": 12.50}',
    '{"a": [1e3]}',
    '{"a": NaN}',
    '{"a": 18446744073709551616}',
    '{"a": 01}',
    '{"a": 1,}',
    '{"a": 1}\r',
    '{"a": "\t"}',
    '{"a": "\x7f"}',
    '{"a": "é"}',
    '{"a": "\\ud800"}',
    '\ufeff{"a": 1}',
]
OTHER_DAYS = ['{"as_of": "2026-W05-1"}', '{"as_of": "1800-01-01"}', '{"as_of": 5}', '{"as_of": {"day": 1}}']


def told(found: AccountLine | Faults) -> object:
    if isinstance(found, Faults):
        return found.diagnostics
    account = found.account
    return dict(account), found.as_of, account.text, account.file, account.is_json, account.first_line, account.excerpts


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_account_is_read_at_once(text: str) -> None:
    careful = told(read_line(text.encode(), "body", 3))
    with patch.object(reading, "read_line", side_effect=AssertionError):
        assert told(read_account(text.encode(), 3)) == careful


@pytest.mark.parametrize("text", [*NOT_PLAIN, *OTHER_DAYS])
def test_any_other_is_read_with_care(text: str) -> None:
    assert told(read_account(text.encode(), 3)) == told(read_line(text.encode(), "body", 3))


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_the_quick_library_would_pass_over_never_reaches_it_alone(text: str) -> None:
    with patch.object(reading, "read_line", return_value="careful"):
        assert read_account(text.encode()) == "careful"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(':" a\\é', max_size=4) | st.dates().map(str),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(':" ab', max_size=2), inside, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(':" ab', max_size=2), VALUES, max_size=4), st.booleans(), st.sampled_from([":", ": ", " :"])
)
def test_both_readers_agree(facts: dict[str, Any], ascii_only: bool, colon: str) -> None:
    text = json.dumps(facts, ensure_ascii=ascii_only, separators=(",", colon)).encode()
    assert told(read_account(text, 2)) == told(read_line(text, "body", 2))


@given(st.lists(st.tuples(st.sampled_from(["a", "b", ":", "a "]), st.sampled_from(["1", '":"', '"\\":"', "{}"]))))
def test_a_doubled_key_is_never_passed_over(pairs: list[tuple[str, str]]) -> None:
    names = [name for name, _ in pairs]
    for colon in (":", ": ", " :"):
        text = "{" + ",".join(f'"{name}"{colon}{value}' for name, value in pairs) + "}"
        found = read_account(text.encode())
        assert isinstance(found, Faults) == (len(set(names)) < len(names))


def test_the_day_is_told_apart_from_the_facts() -> None:
    found = read_account(b'{"as_of": "2026-03-02", "a": 1}')
    assert isinstance(found, AccountLine)
    assert (dict(found.account), found.as_of) == ({"a": 1}, date(2026, 3, 2))
