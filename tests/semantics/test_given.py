"""What a condition says is not `none`: the types it gives, and that no evaluator meets a `none` it does not expect."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from interpreter import Interpreter
from test_evaluator import MODES, Probe

from curbstop import Pack
from curbstop.checker import check
from curbstop.ir.calendar import OutsideCalendarError, UndefinedDayError
from curbstop.ir.given import given_where
from curbstop.ir.nodes import FactRef
from curbstop.ir.types import NONE
from curbstop.semantics.plain import plain_value
from curbstop.workbench.mutation.changes import changed_expressions
from strategies import AS_OF, TYPES, RefusedError, Writer, domain, parse, random_account, randoms, small_pack

MAY_BE_NONE = "this can be `none`"


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("w.z if w.z != none else 0", "whole number"),
        ("0 if w.z == none else w.z", "whole number"),
        ("w.z + 1 if f.a and w.z != none else w.x", "whole number"),
        ("0 if f.a or w.z == none else -w.z * 2", "whole number"),
        ("w.z if not (w.z == none or f.a) else 1", "whole number"),
        ("w.z / 2 if w.z != none else 0", "number"),
        ("day if day != none else d.x", "date"),
        ("f.d if f.d != none else f.a", "yes/no"),
        ("(w.z if f.a else w.x) if w.z != none else 0", "whole number"),
        ("w.z if f.a else 0", "whole number or none"),
        ("w.z if w.z == none else 0", "whole number or none"),
        ("w.z if d.y != none else 0", "whole number or none"),
        ("w.z if w.z != none or f.a else 0", "whole number or none"),
        ("w.z if w.z > 0 else 0", "whole number or none"),
        ("w.z + 1 if w.z + 1 != none else 0", "whole number or none"),
        ("2 / w.z if w.z != none else 0", "number or none"),
        ("sum(age(n.over) for n in items if n.over != none)", "whole number"),
        ("sum(age(n.over) for n in items if n.paid if n.over != none)", "whole number"),
        ("sum(age(n.over) if n.over != none else 0 for n in items)", "whole number"),
        ("sum(age(n.over) for n in done)", "whole number"),
        ("min(n.over for n in items if n.over != none and n.paid)", "date or none"),
        ("count(items if f.a else done)", "whole number"),
    ],
)
def test_types(text: str, type_: str) -> None:
    assert str(parse(text).type) == type_


@pytest.mark.parametrize(
    ("where", "type_"),
    [
        ("n.over != none", "date"),
        ("w.z != none and n.over != none", "date"),
        ("w.z != none and n.paid", "date or none"),
    ],
)
def test_the_type_of_a_field_of_the_elements_that_are_kept(where: str, type_: str) -> None:
    kept = parse(f"[n for n in items if {where}]", allow_list=True)
    assert str(dict(kept.type.fields)["over"]) == type_


@pytest.mark.parametrize(
    "text",
    [
        "table(w.z)",
        "table(w.z) > 1 and w.z != none",
        "w.z != none or table(w.z) > 1",
        "w.z == none and table(w.z) > 1",
        "f.a and f.d",
        "f.d != none or f.d",
        "min(n.over for n in items)",
        "min(n.over for n in items if n.paid)",
        "min(n.over for n in items if n.over == none)",
        "min(n.over for n in (items if f.a else done))",
        "sum(w.z for n in items) if w.z != none else 0",
        "w.z != none and any(table(w.z) > n.size for n in items)",
    ],
)
def test_a_value_is_not_taken_for_granted(text: str) -> None:
    with pytest.raises(RefusedError, match=MAY_BE_NONE):
        parse(text)


@settings(max_examples=200, deadline=None)
@given(randoms)
def test_a_condition_settles_what_is_none(random: Random) -> None:
    """Whatever else is unknown: with `none` in place of what it says is given, it has the other verdict."""
    writer = Writer(random)
    name = writer.optional()
    said, holds = (writer.asks(name), True) if random.random() < 0.5 else (writer.denies(name), False)
    probe = Probe(parse(said), random.choice(MODES))
    names = [node.name for node in given_where(probe.node, holds=holds) if isinstance(node, FactRef)]
    assert names == [name]
    account = {**random_account(random, random.choice([0.2, 1])), name: NONE}
    assert probe.value(account) is not holds
    assert probe.meant(account).value(probe.node) is not holds


CONDITIONS = (
    "f.d != none and f.d",
    "f.d == none or not f.d",
    "f.d != none and (f.a or not f.d)",
    "f.d != none and not (f.a and f.d)",
    'f.d != none and (reading("mode") == "plain" and f.d)',
    "f.d != none and (w.z > 1 if f.d else f.a)",
    "f.d if f.d != none else f.a",
    "w.z != none and table(w.z) > 1",
    "w.z == none or f.a or table(w.z) <= 1",
    "table(w.z if w.z != none else 1) > 2",
    "(w.z + 1 if f.a and w.z != none else 0) > 1",
    "f.a and (0 if w.z == none else w.z) == w.z",
)


@pytest.mark.parametrize("text", CONDITIONS)
def test_all_evaluators_agree(text: str) -> None:
    condition = parse(text)
    small = small_pack(condition)
    small = replace(small, facts=small.facts | {"w.z": replace(small.facts["w.z"], minimum=0, maximum=3)})
    pack = Pack(small, readings={"mode": "plain"}, guard="always")
    names = [name for name in ("f.a", "f.d", "w.z") if name in text]
    for values in product(*((*domain(TYPES[name]), None) for name in names)):
        facts = dict(zip(names, values, strict=True))
        meant = Interpreter(small, dict.fromkeys(TYPES) | facts, AS_OF, {"mode": "plain"}).value(condition)
        known = {name: plain_value(value, TYPES[name]) for name, value in facts.items() if value is not None}
        decided = pack.decide("question", known, as_of=AS_OF)
        if meant is not None:
            assert decided.outcome == ("yes" if meant else "no")
        assert check(json.loads(decided.to_json())) == []


@settings(max_examples=150, deadline=None)
@given(randoms)
def test_whatever_is_changed_can_be_evaluated(random: Random) -> None:
    """A mutant is not loaded, so nothing else sees to it that `none` stays away from where there must be a value."""
    root = parse(Writer(random).either(lambda writer: writer.whole(2)))
    changes = [change.node for _, change in changed_expressions(root)]
    for changed in random.sample(changes, min(5, len(changes))):
        account = random_account(random, 0)
        try:
            assert (Probe(changed, "plain").value(account) is NONE) <= root.type.optional
        except (OutsideCalendarError, UndefinedDayError, OverflowError):
            continue


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("round_half_up(w.x / 4, 0) * (w.x / 3)", Fraction(13, 6)),
        ("w.x / 3 > round_half_up(w.x / 4, 0) + 1", False),
        ("round_half_up(w.x / 4, 0) + 2", Fraction(33, 10)),
        ("(round_half_up(w.x / 4, 0) if f.a else w.x) / 2", Fraction(13, 20)),
    ],
)
def test_a_changed_rounding_leaves_a_fraction_where_a_whole_number_stood(text: str, value: object) -> None:
    changed = [change.node for _, change in changed_expressions(parse(text)) if change.words == "`0` becomes `1`"]
    account: dict[str, object] = dict.fromkeys(TYPES) | {"w.x": 5, "f.a": True}
    for node in changed:
        assert Probe(node, "plain").value(account) == value
    assert len(changed) == 1
