"""Operator trees of traces: back to text, and paired with their values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from curbstop.ir.canonical import pack_items
from curbstop.load import load_rules_root
from curbstop.render.trace_tree import Step, TraceMisfitError, steps_of
from curbstop.render.tree_text import tree_text

TESTS = Path(__file__).parents[1]


def shown() -> Iterator[tuple[str, object, str]]:
    for root in (TESTS / "cli" / "rules", TESTS / "load" / "sound" / "rules", TESTS / "second_city" / "rules"):
        packs, _, _ = load_rules_root(root)
        for pack in packs:
            for item in pack_items(pack):
                text = item.get("when") or item.get("is")
                if text and item.get("tree"):
                    yield f"{pack.id} {item['item']}", item["tree"], str(text)


@pytest.mark.parametrize(("tree", "text"), [pytest.param(tree, text, id=id_) for id_, tree, text in shown()])
def test_a_tree_reads_as_its_expression(tree: list[object], text: str) -> None:
    assert tree_text(tree) == text


TEXTS = [
    (["not", ["is-none", ["fact", "a.b"]]], "a.b != none"),
    (["not", ["in", ["fact", "a"], ["set", "x", "y"]]], 'a not in {"x", "y"}'),
    (
        ["and", ["or", ["fact", "a"], ["fact", "b"]], ["not", ["and", ["fact", "c"], ["fact", "d"]]]],
        "(a or b) and not (c and d)",
    ),
    (["-", ["as-of"], ["+", ["fact", "a"], ["number", 1]]], "age(a + 1)"),
    (["-", ["fact", "a"], ["-", ["fact", "b"], ["number", 1]]], "a - (b - 1)"),
    (["*", ["+", ["fact", "a"], ["number", 1]], ["number", 2]], "(a + 1) * 2"),
    (["if", ["fact", "a"], ["number", 1], ["number", 2]], "1 if a else 2"),
    (["parameter", "rate", ["fact", "size"], ["on", ["fact", "day"]]], "rate(size, on=day)"),
    (
        ["parameter", "rate", ["fact", "size"], ["on", ["fact", "first"]], ["until", ["fact", "last"]]],
        "average_by_day(rate(size), first, last)",
    ),
    (["min", ["fact", "a"], ["money", "2.00"]], 'min(a, money("2.00"))'),
    (["min", "x", ["fact", "l"], ["true"], ["field", "x", "day"]], "min(x.day for x in l)"),
    (["count", "_", ["fact", "l"], ["true"], ["true"]], "count(l)"),
    (["select", "x", ["fact", "l"], ["field", "x", "ok"]], "[x for x in l if x.ok]"),
    (["add-months", ["as-of"], ["number", -12]], "add_months(as_of, -12)"),
    (["date-of", ["add-hours", ["fact", "a"], ["number", 24]], "America/Los_Angeles"], "date_of(add_hours(a, 24))"),
    ([">", ["fact", "a"], ["date-time", "2026-03-08T01:30:00-08:00"]], 'a > date_time("2026-03-08T01:30:00-08:00")'),
    (["=", ["reading", "r"], ["text", 'say "so"']], 'reading("r") == \'say "so"\''),
]


@pytest.mark.parametrize(("tree", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_text(tree: list[object], text: str) -> None:
    assert tree_text(tree) == text


def test_values_stand_in_the_order_of_the_tree() -> None:
    tree = ["and", ["clause", ["<", ["fact", "a"], ["number", 3]], 'doc 1 "few"'], ["derived", "d"]]
    step = steps_of(tree, [False, True, 2, False])
    assert [(part.value, part.citations) for part in step.parts] == [(True, ('doc 1 "few"',)), (False, ())]
    assert [(leaf.head, leaf.value) for leaf in step.parts[0].parts] == [("fact", 2), ("number", 3)]


def test_the_rounds_of_a_loop() -> None:
    tree = ["any", "x", ["fact", "l"], ["=", ["field", "x", "k"], ["text", "a"]], ["field", "x", "ok"]]
    step = steps_of(tree, [None, 2, [[True, "a", None], [False, "b", "(not read)"]]])
    assert [[(part.value, part.is_read) for part in asked] for asked in step.rounds] == [
        [(True, True), (None, True)],
        [(False, True), ("(not read)", False)],
    ]
    assert isinstance(step.parts[0], Step)


def test_a_loop_that_was_not_read_has_no_rounds() -> None:
    tree = ["any", "x", ["fact", "l"], ["true"], ["field", "x", "ok"]]
    assert steps_of(tree, ["(not read)"] * 3).rounds == ()


@pytest.mark.parametrize(
    ("tree", "values"),
    [
        (["<", ["fact", "a"], ["number", 3]], [True]),
        (["<", ["fact", "a"], ["number", 3]], [True, 2, 3]),
        (["any", "x", ["fact", "l"], ["true"], ["field", "x", "ok"]], [True, 1, [[True, False]]]),
    ],
    ids=["too few", "too many", "too many in a loop"],
)
def test_values_that_do_not_fit(tree: list[object], values: list[object]) -> None:
    with pytest.raises(TraceMisfitError):
        steps_of(tree, values)
