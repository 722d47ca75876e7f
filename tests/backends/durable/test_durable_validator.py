"""What the engine crashes on or answers wrongly is refused before it gets there, each with its own sentence.

Not tested, because nothing here can say it:
- several messages, aliases of earlier ones, `none`, `any` of messages, joins: a production is one pattern, `m`;
- events, timers, other state ids, deleting state before a fire, starting an action after a failure: `run` has one
  fixed order of calls, and gives a ruleset up at the first exception;
- more than 511 conditions under one node, 127 `$or` under one node, 64 matches waiting: a node's productions are a
  group, and a group weighs at most 32;
- texts, floats and dates in the locale's or Python's notation: messages hold whole numbers, true, false and
  members of choices.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from durable_cases import COLOURS, apply, constant, fact, runner_for

from curbstop.backends.durable.names import Fresh, collisions, fnv1a
from curbstop.backends.durable.validate import (
    DefinitionRefusedError,
    MessageRefusedError,
    check_definition,
    check_message,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import WHOLE

SCHEMA = {"n": int, "k": int, "c": str, "d": str, "b": bool}
TRUE = {"$eq": {"b": True}}


def production(*conditions: object, group: object = 0) -> dict[str, object]:
    return {"all": [{"m": {"$and": [{"$ex": {"_k": group}}, *conditions]}}]}


def nested(levels: int) -> dict[str, object]:
    condition: dict[str, object] = TRUE
    for _ in range(levels):
        condition = {"$and": [condition, TRUE]}
    return condition


REFUSED: dict[str, tuple[object, str]] = {
    "two keys in a comparison": (
        production({"$gt": {"n": 1, "k": 50}}),
        "production `A`: an object has one key, not 2",
    ),
    "two keys in a condition": (
        production({"$gt": {"n": 1}, "$lt": {"n": 5}}),
        "production `A`: an object has one key, not 2",
    ),
    "no key": (production({}), "production `A`: an object has one key, not 0"),
    "a property that may be absent": (
        production({"$gt": {"n": {"$m": "k"}}}),
        "production `A`: `n` is compared with `k` before it is known to be there",
    ),
    "a property that only one alternative has": (
        production({"$or": [{"$ex": {"k": 1}}, TRUE]}, {"$gt": {"n": {"$m": "k"}}}),
        "production `A`: `n` is compared with `k` before it is known to be there",
    ),
    "a property asked for too late": (
        production({"$gt": {"n": {"$m": "k"}}}, {"$ex": {"k": 1}}),
        "production `A`: `n` is compared with `k` before it is known to be there",
    ),
    "an alias": (
        production({"$gt": {"n": {"a": "k"}}}),
        "production `A`: `n` is compared with a calculation or another message, `a`",
    ),
    "the pattern's own name": (
        production({"$gt": {"n": {"m": "k"}}}),
        "production `A`: `n` is compared with a calculation or another message, `m`",
    ),
    "a division": (
        production({"$gt": {"n": {"$div": {"$l": 5, "$r": 0}}}}),
        "production `A`: `n` is compared with a calculation or another message, `$div`",
    ),
    "not there": (production({"$nex": {"b": 1}}), "production `A`: the operator `$nex` is not used"),
    "negation": (production({"$not": {"n": 1}}), "production `A`: the operator `$not` is not used"),
    "a pattern of letters": (
        production({"$mt": {"c": "a*"}}),
        "production `A`: the operator `$mt` is not used",
    ),
    "a loop": (production({"$iall": {"n": {"$i": 5}}}), "production `A`: the operator `$iall` is not used"),
    "no operator": (production({"n": 1}), "production `A`: a condition is an object"),
    "an empty conjunction": (
        production({"$and": []}),
        "production `A`: `$and` and `$or` join one condition or more",
    ),
    "an empty disjunction": (
        production({"$or": []}),
        "production `A`: `$and` and `$or` join one condition or more",
    ),
    "the message's id": (
        production({"$eq": {"id": 1}}),
        "production `A`: no message carries a property `id`",
    ),
    "a nested property": (
        production({"$eq": {"n.k": 1}}),
        "production `A`: no message carries a property `n.k`",
    ),
    "an unknown other property": (
        production({"$gt": {"n": {"$m": "z"}}}),
        "production `A`: no message carries a property `z`",
    ),
    "properties of two types": (
        production({"$ex": {"b": 1}}, {"$eq": {"n": {"$m": "b"}}}),
        "production `A`: `n` and `b` are of different types",
    ),
    "yes for a number": (
        production({"$eq": {"n": True}}),
        "production `A`: `n` is compared with a value of another type",
    ),
    "a number for yes": (
        production({"$eq": {"b": 1}}),
        "production `A`: `b` is compared with a value of another type",
    ),
    "a text for a number": (
        production({"$eq": {"n": "5"}}),
        "production `A`: `n` is compared with a value of another type",
    ),
    "a number for a text": (
        production({"$eq": {"c": 5}}),
        "production `A`: `c` is compared with a value of another type",
    ),
    "nothing": (
        production({"$neq": {"n": None}}),
        "production `A`: `n` is compared with a value of another type",
    ),
    "a fraction": (
        production({"$eq": {"n": 1e16}}),
        "production `A`: `n` is compared with a value of another type",
    ),
    "a large number": (
        production({"$eq": {"n": 2**53}}),
        "production `A`: `n` is compared with a whole number that does not fit in 53 bits",
    ),
    "a long text": (
        production({"$eq": {"c": "z" * 65_000}}),
        "production `A`: `c` is compared with a text of 65000 bytes or more",
    ),
    "a quoted text": (
        production({"$eq": {"c": 'a"'}}),
        "production `A`: `c` is compared with a text with quotes, backslashes or control characters",
    ),
    "the order of texts": (
        production({"$lt": {"c": "abc"}}),
        "production `A`: only whole numbers have an order, and `c` is none",
    ),
    "a guard that asks otherwise": (production({"$ex": {"b": 0}}), "production `A`: `$ex` asks with 1"),
    "too many alternatives": (
        production({"$or": [TRUE] * 33}),
        "production `A`: more than 32 alternatives",
    ),
    "alternatives that multiply": (
        production(*[{"$or": [TRUE, TRUE]}] * 6),
        "production `A`: more than 32 alternatives",
    ),
    "too many joints": (
        production({"$or": [{"$and": [TRUE, TRUE]}] * 13}),
        "production `A`: more than 14 `$and` and `$or`",
    ),
    "too deep": (production(nested(50_000)), "production `A`: more than 14 `$and` and `$or`"),
}
NO_PATTERN = "production `A` is not one pattern `m` that begins with the group, `{'$ex': {'_k': 0}}`"
NO_PATTERNS: dict[str, object] = {
    "two patterns": {"all": [*production(TRUE)["all"], {"n": TRUE}]},  # type: ignore[misc]
    "two aliases": {"all": [{"m": {"$and": [{"$ex": {"_k": 0}}, TRUE]}, "n": TRUE}]},
    "any pattern": {"any": production(TRUE)["all"]},
    "without": {"all": [{"m$not": {"$and": [{"$ex": {"_k": 0}}, TRUE]}}]},
    "a priority": {**production(TRUE), "pri": -1},
    "a count": {**production(TRUE), "count": 2},
    "no group": {"all": [{"m": {"$and": [TRUE, TRUE]}}]},
    "a text as group": production(TRUE, group="0"),
    "yes as group": production(TRUE, group=True),
    "no condition": production(),
    "no conjunction": {"all": [{"m": TRUE}]},
    "a second key beside the conjunction": {"all": [{"m": {"$and": [{"$ex": {"_k": 0}}, TRUE], "$or": [TRUE]}}]},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_production_is_refused(case: str) -> None:
    definition, sentence = REFUSED[case]
    with pytest.raises(DefinitionRefusedError) as refused:
        check_definition({"A": definition}, SCHEMA)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("case", NO_PATTERNS)
def test_only_one_pattern_is_a_production(case: str) -> None:
    with pytest.raises(DefinitionRefusedError) as refused:
        check_definition({"A": NO_PATTERNS[case]}, SCHEMA)
    assert str(refused.value) == NO_PATTERN


@pytest.mark.parametrize("name", ["", "1", "a b", "$s", 'a"', "a" * 65])
def test_a_production_needs_a_plain_name(name: str) -> None:
    with pytest.raises(DefinitionRefusedError, match="a production cannot be named"):
        check_definition({name: production(TRUE)}, SCHEMA)


@pytest.mark.parametrize("name", ["id", "sid", "_k", "$s", "$forward", "$m", "a.b", "", "é"])
def test_a_property_needs_a_plain_name(name: str) -> None:
    with pytest.raises(DefinitionRefusedError, match="a property cannot be named"):
        check_definition({"A": production(TRUE)}, {**SCHEMA, name: bool})


def test_two_names_with_one_hash_are_refused() -> None:
    assert fnv1a("prop_562288") == fnv1a("prop_2246580")
    with pytest.raises(DefinitionRefusedError) as refused:
        check_definition({"A": production(TRUE)}, {"b": bool, "prop_562288": int, "prop_2246580": int})
    assert str(refused.value) == "the engine takes the properties `prop_562288` and `prop_2246580` for one"


def test_fresh_names_never_collide() -> None:
    fresh = Fresh()
    names = [fresh.name("p", ("", "l", "h", "n")) for _ in range(5000)]
    assert collisions(name + ending for name in names for ending in ("", "l", "h", "n")) is None


def test_limits_of_a_ruleset() -> None:
    few = {f"A{n}": production(TRUE, {"$eq": {"n": n}}) for n in range(32)}
    check_definition(few, SCHEMA)
    with pytest.raises(DefinitionRefusedError, match=r"^group 0 has 33 alternatives; it may have 32$"):
        check_definition({**few, "B": production(TRUE)}, SCHEMA)
    groups = {f"A{n}": production(TRUE, group=n) for n in range(31)}
    with pytest.raises(DefinitionRefusedError, match=r"^a ruleset holds at most 30 groups, not 31$"):
        check_definition(groups, SCHEMA)
    with pytest.raises(DefinitionRefusedError, match=r"^a ruleset holds at most 4096 productions, not 4097$"):
        check_definition({f"A{n}": production(TRUE) for n in range(4097)}, SCHEMA)
    with pytest.raises(DefinitionRefusedError, match=r"^a message has at most 250 properties, not 251$"):
        check_definition({"A": production(TRUE)}, {f"p{n}": bool for n in range(251)})


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ([], "a message is one flat object"),
        ({"id": "x"}, "no production reads a property `id`"),
        ({"n": None}, "the property `n` holds a value of another type"),
        ({"n": True}, "the property `n` holds a value of another type"),
        ({"n": {"k": 1}}, "the property `n` holds a value of another type"),
        ({"n": float("nan")}, "the property `n` holds a value of another type"),
        ({"n": 2**64}, "the property `n` holds a whole number that does not fit in 53 bits"),
        ({"b": "true"}, "the property `b` holds a value of another type"),
        ({"c": "a\nb"}, "the property `c` holds a text with quotes, backslashes or control characters"),
        ({"c": "é" * 11_000}, "the property `c` holds a text of 65000 bytes or more"),
    ],
)
def test_a_message_is_refused(message: object, sentence: str) -> None:
    with pytest.raises(MessageRefusedError) as refused:
        check_message(message, SCHEMA)
    assert str(refused.value) == sentence


def test_a_message_has_at_most_250_properties() -> None:
    schema = {f"p{n}": bool for n in range(251)}
    check_message(dict.fromkeys(list(schema)[:250], True), schema)
    with pytest.raises(MessageRefusedError, match=r"^a message has at most 250 properties, not 251$"):
        check_message(dict.fromkeys(schema, True), schema)


# What is let through, the engine answers rightly


def test_an_absent_right_hand_property_is_not_read() -> None:
    """Compared unguarded, it would be whatever the rule before it left in memory."""
    rules = [("warm", apply(Operator.EQUAL, fact("a", WHOLE), constant(1)))]
    rules += [(f"r{o.name}", apply(o, fact("x", WHOLE), fact("y", WHOLE))) for o in (Operator.GREATER, Operator.EQUAL)]
    runner = runner_for(rules)
    for known in (0, 1, 2):
        values = {"a": 1, "x": known, "y": None}
        told = [values[i.node.name] for i in runner._program.inputs]  # type: ignore[attr-defined]
        assert runner.verdicts(told) == (True, None, None)


def test_alternatives_that_are_all_true_are_one_verdict() -> None:
    pairs = [apply(Operator.OR, fact(f"a{n}"), fact(f"b{n}")) for n in range(5)]
    assert runner_for([("it", apply(Operator.AND, *pairs))]).verdicts([True] * 10) == (True,)


def test_choices_outside_ascii_are_compared_with_each_other() -> None:
    same = apply(Operator.EQUAL, fact("a", COLOURS), fact("b", COLOURS))
    runner = runner_for([("it", same)])
    assert [runner.verdicts(v)[0] for v in (("crème", "crème"), ("crème", "amber"), ("amber", None))] == [
        True,
        False,
        None,
    ]


FULL = """
import json, sys
import durable_rules_engine as engine
definition = json.loads(sys.stdin.read())
handle = engine.create_ruleset("full", json.dumps(definition))
message = json.dumps({"_k": 1, "sid": "0", "id": "f", "b": True, **{f"p{n}": n for n in range(240)}})
for _ in range(3):
    code, state = engine.assert_fact(handle, message)
    assert code == 0
    fires, fired = 0, engine.start_action_for_state(handle, state)[1]
    while fired:
        fires, fired = fires + 1, engine.complete_and_start_action(handle, state)
    assert fires == 30 * 32, fires
    engine.retract_fact(handle, '{"sid": "0", "id": "f"}')
"""


@pytest.mark.parametrize("alternatives", [1, 4, 32])
def test_a_ruleset_filled_to_its_limits_fires_everything(alternatives: int) -> None:
    """30 groups of weight 32, all true at once; in a process of its own, as one step further ends the process."""
    number = 0
    definition: dict[str, object] = {}
    for group in range(30):
        for _ in range(32 // alternatives):
            checks = [{"$gte": {f"p{number % 240}": -n}} for n in range(alternatives)]
            definition[f"A{number}"] = production(
                {"$or": checks} if alternatives > 1 else checks[0], {"$lt": {"p0": number + 1}}, group=group
            )
            number += 1
    check_definition(definition, {f"p{n}": int for n in range(240)})
    run = subprocess.run(
        [sys.executable, "-c", FULL],
        input=json.dumps(definition),
        text=True,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
