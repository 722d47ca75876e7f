"""Decisions over a list that is missing, against all lists that it could be.

On many packs: `PYTHONPATH=tests python tests/semantics/test_unknown_lists.py 5000`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import combinations_with_replacement, product
from random import Random

import pytest
from hypothesis import Phase, given, settings

from curbstop import Decision, Faults, Pack
from curbstop.checker import check
from curbstop.ir import pack as ir
from strategies import AS_OF, COLOURS, parse, randoms, small_pack

SIZES = (0, 1, 2)
BODIES = (
    "n.paid",
    "not n.paid",
    "n.size > 0",
    "n.size >= 2",
    'n.kind == "amber"',
    'n.kind in {"amber", "blue"}',
    "n.paid and n.size > 0",
    'n.paid or n.kind == "green"',
    "n.size > w.x",
)
ROW = {"cost": "1.00", "over": "none", "at": "2026-02-01T10:00:00-08:00"}


def of_short_lists(condition: str, most: int, consistent: str | None = None) -> ir.Pack:
    """A pack whose lists have few elements, of few sizes, perhaps with a `consistent:` rule."""
    pack = small_pack(parse(condition))
    if consistent:
        rule = ir.Consistency(id="agrees", condition=parse(consistent), says="It does not agree.")
        pack = replace(pack, consistency=(rule,))
    items = pack.facts["items"]
    fields = tuple(
        replace(field, minimum=SIZES[0], maximum=SIZES[-1]) if field.name == "size" else field for field in items.fields
    )
    return replace(pack, facts={**pack.facts, "items": replace(items, max_items=most, fields=fields)})


def every_list(most: int) -> Iterator[list[dict[str, object]]]:
    days = ("2026-02-01", "2026-04-01")  # of which `kept` has the first
    fields = product((True, False), SIZES, COLOURS, days)
    rows = [{**ROW, "paid": paid, "size": size, "kind": kind, "on": on} for paid, size, kind, on in fields]
    for size in range(most + 1):
        yield from map(list, combinations_with_replacement(rows, size))


def atom(random: Random) -> str:
    source = random.choice(["items", "items", "kept"])
    body = random.choice(BODIES)
    where = f" if {random.choice(BODIES)}" if random.random() < 0.3 else ""
    match random.randrange(7):
        case 0 | 1:
            return f"any({body} for n in {source}{where})"
        case 2:
            return f"all({body} for n in {source}{where})"
        case 3:
            return f"count({body} for n in {source}{where}) >= {random.randint(1, 2)}"
        case 4:
            return f"empty({source})"
        case 5:
            aggregate = random.choice(["min", "max"])
            return random.choice(
                [f"{aggregate}(n.size for n in {source}{where}) {sign}" for sign in ("> 0", "!= none")]
            )
    return f"sum(n.size for n in {source}{where}) > {random.randint(0, 3)}"


def condition(random: Random, depth: int) -> str:
    if depth and random.random() < 0.8:
        parts = [condition(random, depth - 1) for _ in range(random.choice([2, 2, 3]))]
        return "(" + random.choice([" and ", " or "]).join(parts) + ")"
    return f"not {atom(random)}" if random.random() < 0.5 else atom(random)


def assert_exact(text: str, most: int, consistent: str | None = None) -> Decision | None:
    """The decision without the list is the one that all lists lead to, or open; and its trace shows it."""
    pack = Pack(of_short_lists(text, most, consistent), guard="adverse")
    found = set()
    for rows in every_list(most):
        with suppress(Faults):  # it contradicts itself
            found.add(pack.decide("question", {"items": rows, "w.x": 1}, as_of=AS_OF).outcome)
    if not found:
        return None
    decided = pack.decide("question", {"w.x": 1}, as_of=AS_OF)
    if consistent and not decided.exact:  # a rule that asks for several elements at once can hide completions
        assert decided.outcome == "undetermined"
        return decided
    assert decided.exact, text
    assert decided.outcome == (found.pop() if len(found) == 1 else "undetermined"), (text, consistent)
    assert check(json.loads(decided.to_json())) == [], (text, consistent)
    return decided


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(randoms)
def test_what_all_lists_lead_to(random: Random) -> None:
    assert_exact(condition(random, 2), 2)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(randoms)
def test_what_all_lists_lead_to_that_agree_with_a_rule(random: Random) -> None:
    assert_exact(condition(random, 2), 2, condition(random, 1))


@pytest.mark.parametrize(
    ("condition", "consistent", "outcome"),
    [
        ("sum(n.size for n in items) > 0", "any(n.paid for n in items)", "undetermined"),
        ("any(n.size > 0 for n in items)", "all(n.paid for n in items) and not empty(items)", "undetermined"),
        (
            "(max(n.size for n in items) == none and max(n.size for n in items) > 0) or "
            "(all(not n.paid for n in items) and count(n.paid and n.size > 0 for n in items) >= 1 and empty(kept))",
            "any(n.size > w.x for n in kept) and empty(items)",
            "no",
        ),
    ],
)
def test_a_rule_about_fields_of_elements_hides_no_completion(condition: str, consistent: str, outcome: str) -> None:
    decided = Pack(of_short_lists(condition, 2, consistent)).decide("question", {"w.x": 1}, as_of=AS_OF)
    assert (decided.outcome, decided.exact) == (outcome, True)
    assert check(json.loads(decided.to_json())) == []


if __name__ == "__main__":
    outcomes: dict[str, int] = {}
    for seed in range(*map(int, sys.argv[1:])):
        random = Random(seed)
        text, rule = condition(random, 2), condition(random, 1) if seed % 2 else None
        try:
            decided = assert_exact(text, 2, rule)
            outcome = decided.outcome if decided else "(none agrees)"
        except AssertionError as fault:
            outcome = "FAULT"
            print(seed, str(fault).splitlines()[0])
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    print(outcomes)
