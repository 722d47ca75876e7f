"""The verdicts of the engine are those of three-valued logic, whatever the condition and the account."""

from __future__ import annotations

import json
import random

import pytest
from durable_cases import (
    BOOLS,
    COLOURS,
    FAR,
    account,
    apply,
    compare,
    constant,
    count,
    decision,
    fact,
    meaning,
    runner_for,
    unsettled,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curbstop.backends.durable import MessageRefusedError, Runner, Sent, compile_decision
from curbstop.backends.durable.run import OPENING
from curbstop.backends.durable.validate import check_message
from curbstop.ir.nodes import Constant, DerivedRef, Node, ReadingRef
from curbstop.ir.operators import Operator
from curbstop.ir.types import BOOL, NONE, TEXT, WHOLE, Bounds, Kind, Type

AND, OR, NOT = Operator.AND, Operator.OR, Operator.NOT


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_drawn_decision_means_what_it_says(data: st.DataObject) -> None:
    """Few, but made small where one fails."""
    compare(lambda n: data.draw(st.integers(0, n - 1)), depth=2, accounts=2)


@settings(max_examples=2000, deadline=None)
@given(seed=st.integers(0, 2**64), depth=st.integers(0, 3))
def test_a_random_decision_means_what_it_says(seed: int, depth: int) -> None:
    compare(random.Random(seed).randrange, depth, accounts=3)


@pytest.mark.parametrize("seed", range(8))
def test_many_random_accounts(seed: int) -> None:
    choose = random.Random(seed).randrange
    assert sum(compare(choose, depth=4, accounts=20) for _ in range(15)) > 0


@pytest.mark.parametrize("seed", range(20))
def test_every_message_passes_the_validator(seed: int) -> None:
    choose = random.Random(seed).randrange
    rules, derived = decision(choose, 3)
    program = compile_decision(rules, derived=derived, settled=unsettled)
    schema: dict[str, type] = {}
    for value in program.inputs:
        kind = {Sent.YES_NO: bool, Sent.CHOICE: str}.get(value.sent, int)
        schema |= {name: bool if name == value.none else kind for name in value.properties}
    for definitions in program.rulesets:
        schema |= {name: bool for d in definitions for _, name in d.findings}
    runner = Runner("messages", program)
    for _ in range(20):
        values = account(choose)
        told = [meaning(i.node, values, derived) for i in program.inputs]
        found = [(True, False, None)[choose(3)] for _ in program.verdicts]
        for message, _ruleset in runner._strata:
            try:
                written = json.loads(message.text(OPENING, told, found))
            except MessageRefusedError:
                continue
            assert (written.pop("_k"), written.pop("sid"), written.pop("id")) == (1, "0", "f")
            check_message(written, schema)


def verdict(condition: Node, *values: object, derived: dict[str, Node] | None = None) -> bool | None:
    """The verdict on one condition for the values of its inputs in order."""
    runner = runner_for([("it", condition)], derived)
    (found,) = runner.verdicts(values)
    runner.close()
    return found


def test_none_makes_a_comparison_false_even_beside_something_unknown() -> None:
    less = apply(Operator.LESS, fact("a", WHOLE.or_none()), fact("b", WHOLE.or_none()))
    assert verdict(less, NONE, None) is False
    assert verdict(less, None, NONE) is False
    assert verdict(less, None, 1) is None
    assert verdict(apply(NOT, less), NONE, None) is True
    assert verdict(apply(Operator.NOT_EQUAL, fact("a", WHOLE.or_none()), constant(3)), NONE) is False
    assert verdict(apply(Operator.EQUAL, fact("a", WHOLE.or_none()), constant(NONE))) is False


def test_is_none_asks() -> None:
    for type, known in ((WHOLE, 0), (COLOURS, "amber")):
        asks = apply(Operator.IS_NONE, fact("a", type.or_none()))
        assert [verdict(asks, v) for v in (NONE, known, None)] == [True, False, None]


def test_bounds_decide_where_both_ends_agree() -> None:
    at_least_two = apply(Operator.GREATER_EQUAL, count("visits"), constant(2))
    assert [verdict(at_least_two, v) for v in (2, 1, Bounds(2, 5), Bounds(0, 1), Bounds(1, 2), None)] == [
        True,
        False,
        True,
        False,
        None,
        None,
    ]
    same = apply(Operator.EQUAL, count("visits"), count("letters"))
    assert verdict(same, 2, 2) is True
    assert verdict(same, Bounds(1, 2), 2) is None
    assert verdict(same, Bounds(1, 2), Bounds(3, 4)) is False


def test_an_if_with_an_unknown_test_holds_where_both_branches_do() -> None:
    either = apply(Operator.IF, fact("test"), fact("a"), fact("b"))
    runner = runner_for([("it", either)])
    place = {i.node.name: n for n, i in enumerate(runner._program.inputs)}  # type: ignore[attr-defined]

    def found(**values: bool | None) -> bool | None:
        ordered = sorted(values, key=lambda name: place[name])
        return runner.verdicts([values[name] for name in ordered])[0]

    assert found(test=None, a=True, b=True) is True
    assert found(test=None, a=False, b=False) is False
    assert found(test=None, a=True, b=False) is None
    assert found(test=True, a=None, b=False) is None
    assert found(test=False, a=None, b=False) is False


def test_readings_fold_away_what_they_settle() -> None:
    def settled(node: Node) -> bool | None:
        return True if isinstance(node, ReadingRef) else None

    reading = ReadingRef(type=BOOL, name="clock")
    rules = [
        ("always", apply(OR, reading, fact("x"))),
        ("never", apply(NOT, reading)),
        ("open", apply(AND, reading, fact("y"))),
    ]
    program = compile_decision(rules, derived={}, settled=settled)
    assert [i.node for i in program.inputs] == [fact("y")]
    assert Runner("readings", program).verdicts([None]) == (True, False, None)


def test_a_decision_without_conditions_needs_no_engine() -> None:
    program = compile_decision([("always", Constant(type=BOOL, value=True))], derived={}, settled=unsettled)
    assert program.rulesets == ()
    assert Runner("constant", program).verdicts([]) == (True,)


def test_rules_with_one_condition_share_its_productions() -> None:
    rules = [("a", fact("x")), ("b", fact("x")), ("c", apply(NOT, fact("x")))]
    program = compile_decision(rules, derived={}, settled=unsettled)
    assert sum(len(d.conclusions) for stratum in program.rulesets for d in stratum) == 2
    assert Runner("shared", program).verdicts([True]) == (True, True, False)


def test_equal_nodes_are_one_input() -> None:
    less, more = (apply(o, fact("a", WHOLE), constant(3)) for o in (Operator.LESS, Operator.GREATER))
    assert len(compile_decision([("it", apply(OR, less, more))], derived={}, settled=unsettled).inputs) == 1


@pytest.mark.parametrize(
    "condition",
    [
        apply(Operator.EQUAL, fact("a", TEXT), constant('it\'s "so"\n', TEXT)),
        apply(Operator.LESS, fact("a", WHOLE), constant(2**53)),
        apply(Operator.EQUAL, fact("a", Type(Kind.CHOICE, ('"', "b"))), constant("b", TEXT)),
        apply(Operator.EQUAL, fact("a", Type(Kind.CHOICE, ("z" * 70_000, "b"))), constant("b", TEXT)),
        apply(Operator.EQUAL, fact("a"), fact("b")),
        apply(Operator.LESS, constant(1), constant(2)),
        apply(Operator.IN, fact("a", COLOURS), constant(frozenset({"mauve"}), COLOURS)),
    ],
    ids=["text", "large constant", "quoted choice", "long choice", "yes/no", "constants", "no such member"],
)
def test_what_the_engine_cannot_compare_is_told(condition: Node) -> None:
    program = compile_decision([("it", condition)], derived={}, settled=unsettled)
    assert [(i.node, i.sent) for i in program.inputs] == [(condition, Sent.YES_NO)]
    assert [Runner("told", program).verdicts([v]) for v in (True, False, None)] == [
        (True,),
        (False,),
        (None,),
    ]


@pytest.mark.parametrize("value", [FAR + 1, -FAR - 1, 2**64, True, 1.0, "1", NONE, Bounds(1, 2)])
def test_a_value_that_the_engine_would_not_compare_exactly_is_refused(value: object) -> None:
    runner = runner_for([("it", apply(Operator.LESS, fact("days", WHOLE), constant(3)))])
    with pytest.raises(
        MessageRefusedError, match=r"^the value of `days` is not a whole number that the engine can hold$"
    ):
        runner.verdicts([value])
    assert runner.verdicts([1]) == (True,)


def test_more_numbers_than_are_remembered() -> None:
    runner = runner_for([("it", apply(Operator.LESS, fact("days", WHOLE), constant(5000)))])
    for _ in range(2):
        assert [runner.verdicts([n])[0] for n in range(0, 10_000, 2)] == [n < 5000 for n in range(0, 10_000, 2)]


@pytest.mark.parametrize("value", [Bounds(2, 1), Bounds(0, 2**53), 2**53, "2", NONE])
def test_bounds_that_are_none_are_refused(value: object) -> None:
    runner = runner_for([("it", apply(Operator.LESS, count("days"), constant(3)))])
    with pytest.raises(MessageRefusedError, match="whole number"):
        runner.verdicts([value])


@pytest.mark.parametrize("value", ["mauve", 3, ["amber"], NONE])
def test_a_choice_that_is_not_one_is_refused(value: object) -> None:
    runner = runner_for([("it", apply(Operator.EQUAL, fact("c", COLOURS), constant("amber", COLOURS)))])
    with pytest.raises(MessageRefusedError, match=r"^the value of `c` is not a choice that the engine can hold$"):
        runner.verdicts([value])


def test_the_number_of_values_is_checked() -> None:
    with pytest.raises(MessageRefusedError, match=r"^1 values are needed, not 2$"):
        runner_for([("it", BOOLS[0])]).verdicts([True, True])


def test_derived_conditions_are_spelled_out() -> None:
    derived: dict[str, Node] = {
        "late": apply(Operator.GREATER, fact("days", WHOLE), constant(60)),
        "very_late": apply(AND, DerivedRef(type=BOOL, name="late"), fact("warned")),
    }
    program = compile_decision(
        [("it", apply(NOT, DerivedRef(type=BOOL, name="very_late")))], derived=derived, settled=unsettled
    )
    assert {getattr(i.node, "name", None) for i in program.inputs} == {"days", "warned"}
