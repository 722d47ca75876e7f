"""An expression shown as text reads back as itself, with brackets only where they are needed."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings

from curbstop.ir.nodes import Clause
from curbstop.ir.show import show
from curbstop.ir.types import BOOL
from strategies import Writer, parse, randoms


@settings(max_examples=400, deadline=None)
@given(randoms)
def test_what_is_shown_reads_back(random: Random) -> None:
    node = parse(Writer(random).any_type(4))
    text = show(node)
    assert parse(text) == node
    assert show(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "f.a and f.b and f.c",
        "(f.a and f.b) and f.c",
        "(f.a or f.b) and f.c",
        "f.a or f.b and f.c",
        "not (f.a or f.b)",
        "not f.a and f.b",
        "not w.x < w.y",
        "w.x - w.y - 1",
        "w.x - (w.y - 1)",
        "(w.x + 1) * 2",
        "w.x + 1 * 2",
        "1 / (w.x / w.y)",
        "w.x * -2",
        "-5 < w.x",
        "w.z == none",
        "w.z != none",
        'c.x in {"amber", "blue"}',
        'c.x not in {"amber"}',
        '"amber" in s.x',
        "1 if f.a else 2 if f.b else 3",
        "(1 if f.a else 2) + 1",
        "w.x if (f.a if f.b else f.c) else w.y",
        "f.a == (w.x > 1)",
        "age(d.x) >= 60",
        "add_months(as_of, -12) < d.x",
        "table(w.x + 1)",
        "limit(on=d.x)",
        'any(n.paid and n.size > 1 for n in items if n.kind == "blue")',
        "count(n.paid for n in kept) >= 2",
        "count(items)",
        "max(w.x, w.y + 1, 3)",
        "min(n.on for n in items)",
        "round_half_up(rate * w.x, 2)",
        "floor_cents(m.x * 0.5)",
        'm.x >= money("12.50")',
        'd.x == date("2026-02-28")',
        'reading("mode") == "fancy"',
        "t.x == 'say \"so\"'",
    ],
)
def test_brackets_are_few(text: str) -> None:
    assert show(parse(text)) == text


def test_a_list_reads_back() -> None:
    text = "[n for n in items if n.on <= as_of and (n.paid or n.size > 1)]"
    node = parse(text, allow_list=True)
    assert show(node) == text
    assert parse(show(node), allow_list=True) == node


def test_a_clause_is_shown_by_its_condition() -> None:
    body = parse("f.a or f.b")
    assert show(Clause(type=BOOL, body=body, says=("so",))) == "f.a or f.b"


@pytest.mark.parametrize(
    "text",
    [
        "-m.x < fee",
        "-(m.x * 0.5) < fee",
        '-money("5.00") < m.x',
        "m.x > -5",
        "m.x == 0",
        "0 - m.x < fee",
        "-rate * w.x > 1",
        "- -w.x == 1",
    ],
)
def test_what_is_below_zero_reads_back(text: str) -> None:
    node = parse(text)
    assert parse(show(node)) == node


def test_only_days_have_an_age() -> None:
    assert show(parse("as_of - 30")) == "as_of - 30"
    assert show(parse("as_of - w.x")) == "as_of - w.x"
    assert show(parse("as_of - d.x")) == "age(d.x)"
