"""Verdicts to outcomes, against all completions of the verdicts that are open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbstop.ir.pack import Decision, Otherwise, Rule
from curbstop.semantics.combine import Combination, Verdict
from strategies import parse

OUTCOMES = ("first", "second", "third")
verdicts = st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from([True, False, None])), max_size=6)


def decision(outcomes: list[str], otherwise: str) -> Decision:
    rules = tuple(
        Rule(id=f"rule-{index}", outcome=outcome, condition=parse("true"), citations=(), says=("so",))
        for index, outcome in enumerate(outcomes)
    )
    rest = Otherwise(id="rest", outcome=otherwise, citations=(), says=("so",))
    return Decision(name="question", asks="?", outcomes=OUTCOMES, rules=rules, otherwise=rest)


def settled(outcomes: list[str], found: tuple[Verdict, ...], otherwise: str) -> str:
    reached = {outcome for outcome, verdict in zip(outcomes, found, strict=True) if verdict}
    return next((outcome for outcome in OUTCOMES if outcome in reached), otherwise)


def assert_possible_are_those_of_the_completions(rules: Sequence[tuple[str, Verdict]], otherwise: str) -> None:
    outcomes, given_ = [outcome for outcome, _ in rules], [verdict for _, verdict in rules]
    combination = Combination.of(decision(outcomes, otherwise))
    completions = product(*([verdict] if verdict is not None else [True, False] for verdict in given_))
    found = {settled(outcomes, completion, otherwise) for completion in completions}
    possible = combination.possible(given_)
    assert set(possible) == found
    assert len(set(possible)) == len(possible)


@given(verdicts, st.sampled_from(OUTCOMES))
def test_possible_outcomes_are_those_of_the_completions(rules: list[tuple[str, Verdict]], otherwise: str) -> None:
    assert_possible_are_those_of_the_completions(rules, otherwise)


@pytest.mark.parametrize("otherwise", OUTCOMES)
def test_possible_outcomes_of_every_few_rules(otherwise: str) -> None:
    every_rule = [*product(OUTCOMES, (True, False, None))]
    for count in (1, 2, 3):
        for rules in product(every_rule, repeat=count):
            assert_possible_are_those_of_the_completions(rules, otherwise)


@given(verdicts, st.sampled_from(OUTCOMES))
def test_deciding_rules(rules: list[tuple[str, Verdict]], otherwise: str) -> None:
    outcomes, given_ = [outcome for outcome, _ in rules], [verdict for _, verdict in rules]
    combination = Combination.of(decision(outcomes, otherwise))
    for outcome in OUTCOMES:
        expected = [index for index, (reached, verdict) in enumerate(rules) if reached == outcome and verdict is True]
        assert sorted(combination.deciding(outcome, given_)) == expected


def test_no_rules() -> None:
    assert Combination.of(decision([], "second")).possible([]) == ("second",)
