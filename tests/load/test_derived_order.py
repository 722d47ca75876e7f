"""The order in which derived names are read, and which names a formula mentions."""

import pytest

from curbstop.load.files.derived_order import in_order, names_read
from curbstop.load.yaml.reader import read_yaml

NAMES = ("due", "late", "limit", "counted", "rate")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("due + late", ["due", "late"]),
        ("late and late and due", ["late", "due"]),
        ('x == "due" or late', ["late"]),
        ("bill.due + due_date", []),
        ("{all: [due < as_of, {not: late}]}", ["due", "late"]),
        ("{is: late, cite: due (A)}", ["late"]),
        (
            "{is: late, says: 'Due on {limit}.', unless: 'Not {counted|day|days}, as rate.'}",
            ["late", "limit", "counted"],
        ),
        ("{is: late, says: [due]}", ["late"]),
    ],
)
def test_the_names_that_a_formula_mentions(text: str, read: list[str]) -> None:
    node, faults = read_yaml(f"formula: {text}\n", "derived.yaml")
    assert (names_read(node, NAMES), faults) == (read, [])


def test_every_name_comes_after_those_it_reads() -> None:
    assert in_order({"a": ["c", "b"], "b": ["d"], "c": ["d"], "d": []}) == (["d", "c", "b", "a"], [])


def test_each_cycle_is_found_once_and_its_names_keep_a_place() -> None:
    order, cycles = in_order({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d", "a"]})
    assert cycles == [["b", "c", "b"], ["d", "d"]]
    assert sorted(order) == ["a", "b", "c", "d"]
