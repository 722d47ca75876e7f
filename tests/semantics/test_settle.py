"""What the readings settle is so for every account."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from interpreter import Interpreter

from curbstop.ir.nodes import Clause
from curbstop.ir.types import BOOL
from curbstop.semantics.settle import settled
from strategies import AS_OF, Writer, parse, random_account, randoms, small_pack


@settings(max_examples=300, deadline=None)
@given(randoms)
def test_what_is_settled_is_so_for_every_account(random: Random) -> None:
    node = parse(Writer(random).boolean(3))
    for mode in ("plain", "fancy"):
        verdict = settled(node, {"mode": mode})
        if verdict is not None:
            account = random_account(random, 0.5)
            assert Interpreter(small_pack(), account, AS_OF, {"mode": mode}).value(node) is verdict


@pytest.mark.parametrize(
    ("text", "plain", "fancy"),
    [
        ('reading("mode") == "fancy"', False, True),
        ('reading("mode") != "fancy"', True, False),
        ('not reading("mode") == "fancy"', True, False),
        ('reading("mode") == "fancy" and f.a', False, None),
        ('reading("mode") == "fancy" or f.a', None, True),
        ('reading("mode") in {"fancy", "plain"}', True, True),
        ("f.a", None, None),
        ("true", True, True),
        ("f.a or true", True, True),
        ("f.a and false", False, False),
        ("true and true", True, True),
        ("false or false", False, False),
        ('reading("mode") == "fancy" and reading("mode") != "plain"', False, True),
        ('reading("mode") == "fancy" or reading("mode") in {"fancy"}', False, True),
        ("f.a and true", None, None),
        ("f.a or false", None, None),
    ],
)
def test_examples(text: str, plain: bool | None, fancy: bool | None) -> None:
    assert settled(parse(text), {"mode": "plain"}) is plain
    assert settled(parse(text), {"mode": "fancy"}) is fancy


def test_a_clause_is_settled_by_what_it_says() -> None:
    clause = Clause(type=BOOL, body=parse('reading("mode") == "fancy"'), citations=(), says=None, unless=None)
    assert [settled(clause, {"mode": mode}) for mode in ("plain", "fancy")] == [False, True]
