"""No condition is too wide, too deep, or one of too many."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from durable_cases import CHOICES, COLOURS, apply, constant, count, fact, meaning, runner_for, unsettled

from curbstop.backends.durable import Runner, compile_decision
from curbstop.ir.nodes import DerivedRef, FactRef, Node
from curbstop.ir.operators import Operator
from curbstop.ir.types import BOOL, NONE, WHOLE, Bounds

AND, OR, NOT, IF = Operator.AND, Operator.OR, Operator.NOT, Operator.IF


def flags(number: int) -> list[FactRef]:
    return [fact(f"x{n}") for n in range(number)]


def agrees(condition: Node, derived: dict[str, Node] | None = None, accounts: int = 30) -> None:
    """The engine gives the meaning of the condition for random accounts with all, some or no values known."""
    rng = random.Random(1)
    program = compile_decision([("it", condition)], derived=derived or {}, settled=unsettled)
    runner = Runner("shapes", program)
    for turn in range(accounts):
        share = (0.0, 0.02, 0.5, 0.98, 1.0)[turn % 5]
        values: dict[str, object] = {}
        for name in {getattr(i.node, "name", None) or i.node.variable for i in program.inputs}:  # type: ignore[attr-defined]
            if name.startswith("x"):
                values[name] = rng.choice((None, rng.random() < share)) if turn % 3 == 0 else rng.random() < share
            elif name.startswith("c"):
                values[name] = rng.choice((None, *COLOURS.choices))
            else:
                values[name] = rng.choice((None, 1, 2, 3, Bounds(1, 3) if name.startswith("v") else 2))
        told = [meaning(i.node, values, derived or {}) for i in program.inputs]
        assert runner.verdicts(told) == (meaning(condition, values, derived or {}),)
    runner.close()


@pytest.mark.parametrize("width", [2, 31, 32, 33, 64, 127, 128, 300, 1000])
@pytest.mark.parametrize("operator", [AND, OR])
def test_wide(operator: Operator, width: int) -> None:
    agrees(apply(operator, *flags(width)), accounts=15)


@pytest.mark.parametrize("width", [3, 40, 200])
def test_wide_joins_of_two(width: int) -> None:
    pairs = [apply(OR, *flags(2 * width)[2 * n : 2 * n + 2]) for n in range(width)]
    agrees(apply(AND, *pairs))
    agrees(apply(NOT, apply(AND, *pairs)))


def test_wide_comparisons_of_two_properties() -> None:
    """Each takes an `$and` of its own inside an `$or`, of which a production bears fourteen."""
    numbers = [fact(f"n{n}", WHOLE) for n in range(30)]
    agrees(apply(OR, *(apply(Operator.LESS, a, b) for a, b in pairwise(numbers))))
    visits = [count(f"v{n}") for n in range(20)]
    equal = [apply(Operator.EQUAL, a, b) for a, b in pairwise(visits)]
    agrees(apply(AND, *equal))
    agrees(apply(OR, *equal))


def test_many_bounds_that_may_be_none_share_no_message_beyond_its_limit() -> None:
    """A message that carries both ends of each input holds half as many inputs."""
    asked = [apply(Operator.IS_NONE, count(f"v{n}", WHOLE.or_none())) for n in range(500)]
    runner = runner_for([(f"r{n}", node) for n, node in enumerate(asked)])
    for value, expected in ((Bounds(1, 2), False), (7, False), (NONE, True), (None, None)):
        assert runner.verdicts([value] * 500) == (expected,) * 500


def test_wide_choices() -> None:
    is_one = [apply(Operator.EQUAL, CHOICES[0], constant(c, COLOURS)) for c in COLOURS.choices]
    agrees(apply(AND, *(apply(OR, a, b, x) for a in is_one for b in is_one for x in flags(3))))


@pytest.mark.parametrize("depth", [5, 20, 60])
def test_deep_alternation(depth: int) -> None:
    node: Node = fact("x0")
    for level, flag in enumerate(flags(depth)):
        node = apply((AND, OR)[level % 2], flag, apply(NOT, node) if level % 3 == 0 else node, fact(f"x{level + 1}"))
    agrees(node, accounts=60)


@pytest.mark.parametrize("depth", [3, 8])
def test_deep_choices(depth: int) -> None:
    node: Node = fact("x0")
    for level in range(depth):
        node = apply(IF, apply(OR, *flags(3 + level)), apply(NOT, node), apply(AND, node, fact(f"x{level}")))
    agrees(node)


def test_a_chain_of_derived_conditions_is_no_deeper_than_one() -> None:
    derived: dict[str, Node] = {"d0": fact("x0")}
    for n in range(1, 1500):
        before = DerivedRef(type=BOOL, name=f"d{n - 1}")
        derived[f"d{n}"] = apply((AND, OR)[n % 7 == 0], before, fact(f"x{n % 40}"))
    program = compile_decision([("it", DerivedRef(type=BOOL, name="d1499"))], derived=derived, settled=unsettled)
    known = {f"x{n}": n % 40 != 3 for n in range(40)}
    expected = known["x0"]
    for n in range(1, 1500):
        flag = known[f"x{n % 40}"]
        expected = (expected or flag) if n % 7 == 0 else (expected and flag)
    told = [known[i.node.name] for i in program.inputs]  # type: ignore[attr-defined]
    assert Runner("chain", program).verdicts(told) == (expected,)


def test_derived_conditions_that_double_do_not_grow() -> None:
    derived: dict[str, Node] = {"d0": fact("x0"), "e0": fact("x1")}
    for n in range(1, 40):
        d, e = (DerivedRef(type=BOOL, name=f"{kind}{n - 1}") for kind in "de")
        derived[f"d{n}"] = apply(OR, apply(AND, d, e), fact(f"x{n}"))
        derived[f"e{n}"] = apply(AND, apply(OR, d, e), fact(f"x{n + 1}"))
    program = compile_decision([("it", DerivedRef(type=BOOL, name="d39"))], derived=derived, settled=unsettled)
    assert sum(len(d.conclusions) for stratum in program.rulesets for d in stratum) < 400
    assert Runner("doubling", program).verdicts([True] * len(program.inputs)) == (True,)
    assert Runner("doubling", program).verdicts([False] * len(program.inputs)) == (False,)


def test_a_thousand_rules() -> None:
    rng = random.Random(2)
    rules: list[tuple[str, Node]] = []
    for n in range(1000):
        late = apply(Operator.GREATER_EQUAL, fact(f"n{rng.randrange(300)}", WHOLE), constant(rng.randrange(100)))
        rules.append((f"r{n}", apply(OR, apply(AND, fact(f"x{rng.randrange(400)}"), late), fact(f"x{n % 77}"))))
    program = compile_decision(rules, derived={}, settled=unsettled)
    runner = Runner("many", program)
    for chance in (0.0, 0.5, 1.0):
        values: dict[str, object] = {f"x{n}": rng.choice((None, rng.random() < chance)) for n in range(400)}
        values |= {f"n{n}": rng.choice((None, rng.randrange(100), 100)) for n in range(300)}
        told = [meaning(i.node, values, {}) for i in program.inputs]
        assert runner.verdicts(told) == tuple(meaning(c, values, {}) for _, c in rules)
    runner.close()


def test_two_hundred_rules_that_all_hold_in_many_ways() -> None:
    rules: list[tuple[str, Node]] = [
        (f"r{n}", apply(OR, *flags(40)[n % 8 : n % 8 + 30], fact(f"x{40 + n}"))) for n in range(200)
    ]
    runner = runner_for(rules)
    assert runner.verdicts([True] * len(runner._program.inputs)) == (True,) * 200
    assert runner.verdicts([False] * len(runner._program.inputs)) == (False,) * 200
