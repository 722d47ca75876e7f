"""The search against brute force: random rules, random accounts, and every set of changes decided by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import Phase, given, settings

from curbstop import Pack
from curbstop.api import Account
from curbstop.ir import pack as ir
from curbstop.ir.change import TODAY as DAY_OF_CHANGE
from curbstop.ir.change import Change
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Consistency, Decision, Otherwise, Rule
from curbstop.ir.types import NONE
from curbstop.questions import explain
from curbstop.semantics import completions
from strategies import AS_OF, COLOURS, FACTS, TODAY, RefusedError, Writer, parse, random_account, randoms, small_pack

DAYS = 4
OUTCOMES = ("first", "second", "rest")
ELEMENT = (True, "amber", TODAY, 2, 125, True, NONE, 0)[: len(FACTS["items"].fields) + 1]
CHANGES: dict[str, Change] = {
    "f.a": Change(by="customer"),
    "f.b": Change(by="customer", to=(True,), cost=2),
    "f.c": Change(by="utility", along=(("f.b", False),)),
    "w.x": Change(by="customer"),
    "w.y": Change(by="utility", to=(3, 0)),
    "w.z": Change(by="customer", to=(NONE, 1)),
    "c.x": Change(by="customer", cost=3),
    "d.x": Change(by="utility", to=(DAY_OF_CHANGE,)),
    "d.y": Change(by="customer", to=(DAY_OF_CHANGE,)),
    "s.x": Change(by="customer", to=("blue", "green")),
}
VALUES: Mapping[str, tuple[object, ...]] = {
    "f.a": (True, False),
    "f.b": (True,),
    "f.c": (True, False),
    "w.x": tuple(range(5)),
    "w.y": (3, 0),
    "w.z": (NONE, 1),
    "c.x": COLOURS,
    "d.x": (TODAY,),
    "d.y": (TODAY,),
    "s.x": ("blue", "green"),
}
"""What the changes of `CHANGES` can come to, said once more by hand."""


@pytest.fixture(autouse=True, scope="module")
def _little_work() -> Iterator[None]:
    """A decision that comes to the limit of work takes seconds, and a single example may ask for a thousand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completions, "WORK_LIMIT", 2_000)
        yield


def random_pack(random: Random, changeable: tuple[str, ...], depth: int) -> ir.Pack:
    writer = Writer(random)

    def condition() -> Node:
        try:
            return parse(writer.boolean(depth))
        except RefusedError:
            return parse("f.a or w.x > 2")

    rules = tuple(
        Rule(id=f"rule-{i}", outcome=random.choice(OUTCOMES[:2]), condition=condition(), citations=(), says=("so",))
        for i in range(3)
    )
    otherwise = Otherwise(id="else", outcome="rest", citations=(), says=("not so",))
    decision = Decision(name="question", asks="?", outcomes=OUTCOMES, rules=rules, otherwise=otherwise)
    facts = {name: replace(f, changes=(CHANGES[name],) if name in changeable else ()) for name, f in FACTS.items()}
    facts["w.x"] = replace(facts["w.x"], minimum=0, maximum=4)
    agree = Consistency(id="agree", condition=parse("not (f.a and f.b and w.x > 3)"), says="They agree.")
    return replace(small_pack(), facts=facts, decisions={"question": decision}, consistency=(agree,))


def after(values: list[object], names: list[str], name: str, value: object) -> bool:
    """Makes one change; whether it changed anything."""
    before = list(values)
    place = names.index(name)
    if name == "s.x":
        held = values[place]
        if held is None:
            return False
        values[place] = held | {value}  # type: ignore[operator]
    elif name == "d.y" and values[place] not in (None, NONE):
        return False
    else:
        values[place] = value
    if name == "f.c":
        values[names.index("f.b")] = False
    return values != before


def changed(values: tuple[object, ...], names: list[str], chosen: Mapping[str, object]) -> tuple[object, ...] | None:
    made = list(values)
    if {"f.b", "f.c"} <= set(chosen):
        return None  # one sets `f.b` to yes, the other to no
    return tuple(made) if all(after(made, names, name, value) for name, value in chosen.items()) else None


def brute_force(pack: Pack, values: tuple[object, ...], changeable: tuple[str, ...], want: str) -> dict[object, int]:
    """For each set of facts that leads to the outcome, the first day; but for those that a smaller set beats."""
    names = list(pack.definition.facts)
    moments = [pack.account({}, as_of=AS_OF + timedelta(day)).state.moment for day in range(DAYS + 1)]

    def leads(facts: tuple[object, ...], day: int) -> bool:
        state = pack.evaluator.state(facts, moments[day])
        return not pack.evaluator.contradicted(state) and pack.decide("question", Account(state)).outcome == want

    def variants(chosen: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
        for given_ in product(*(VALUES[name] for name in chosen)):
            facts = changed(values, names, dict(zip(chosen, given_, strict=True)))
            if facts is not None:
                yield facts

    first: dict[object, int] = {}
    for size in range(4):
        for chosen in combinations(changeable, size):
            possible = list(variants(chosen))
            days = range(0 if chosen else 1, (DAYS if size < 3 else 0) + 1)
            found = next((day for day in days if any(leads(facts, day) for facts in possible)), None)
            if found is not None:
                first[frozenset(chosen)] = found
    return {
        keys: day
        for keys, day in first.items()
        if not any(other < keys and earlier <= day for other, earlier in first.items())  # type: ignore[operator]
    }


@pytest.mark.parametrize(("unknown", "depth"), [(0.0, 2), (0.1, 1)])
@given(random=randoms)
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_brute_force_finds_the_same_sets(unknown: float, depth: int, random: Random) -> None:
    changeable = tuple(random.sample(sorted(CHANGES), 4))
    pack = Pack(random_pack(random, changeable, depth), parameters={"elsewhere": 1}, guard="adverse")
    values = tuple(random_account(random, unknown).values())
    state = pack.evaluator.state(values, pack.account({}, as_of=AS_OF).state.moment)
    if pack.evaluator.contradicted(state):
        return
    now = pack.decide("question", Account(state)).outcome
    want = random.choice([outcome for outcome in OUTCOMES if outcome != now])
    found = explain(pack, "question", Account(state), want=want, by="utility", days=DAYS)
    told = {
        frozenset(change.fact for change in way.changes): (way.wait_until - AS_OF).days if way.wait_until else 0
        for way in found.ways
    }
    assert len(told) == len(found.ways)
    right = brute_force(pack, values, changeable, want)
    # Where much is missing the search may give up, and says so; what it found until then is still right.
    assert found.exact or unknown
    assert told == right if found.exact else told.items() <= right.items()


@pytest.mark.parametrize(
    ("condition", "now", "nearest"),
    [
        ("w.x >= 1000", 3, 1000),
        ("w.x > 1000 and w.x < 2000", 5000, 1999),
        ("w.x * 2 == 14", 100, 7),
        ("w.x + w.y >= 500", 0, 490),
        ("w.x in {40, 70}", 60, 70),
        ("w.x * w.x > 90", 0, 10),
        ("table(w.x) > 50", 0, 18),
        ('as_of + w.x > date("2026-04-01")', 0, 31),
    ],
)
def test_the_nearest_number_beyond_a_threshold(condition: str, now: int, nearest: int) -> None:
    facts = {**FACTS, "w.x": replace(FACTS["w.x"], minimum=0, changes=(Change(by="customer"),))}
    pack = Pack(replace(small_pack(parse(condition)), facts=facts))
    found = explain(pack, "question", {"w.x": now, "w.y": 10}, want="yes", as_of=AS_OF, days=0)
    assert [[(change.fact, change.after) for change in way.changes] for way in found.ways] == [[("w.x", nearest)]]


@pytest.mark.parametrize(
    ("condition", "day"),
    [("d.x >= as_of + 20", "2026-03-22"), ("d.x <= as_of", "2026-03-02"), ("d.x < as_of", None)],
)
def test_no_day_that_has_passed_is_proposed(condition: str, day: str | None) -> None:
    facts = {**FACTS, "d.x": replace(FACTS["d.x"], changes=(Change(by="customer"),))}
    pack = Pack(replace(small_pack(parse(condition)), facts=facts))
    now = "2026-03-10"
    found = explain(pack, "question", {"d.x": now}, want="yes", as_of=AS_OF, days=0)
    assert [change.after for way in found.ways for change in way.changes] == ([day] if day else [])


def test_an_element_is_added_to_a_list_once_and_not_beyond_its_limit() -> None:
    element = tuple(ELEMENT)
    change = Change(by="utility", add=(element,), cost=2)
    items = replace(FACTS["items"], changes=(change, change), max_items=3)
    pack = Pack(replace(small_pack(parse("count(items) >= 2")), facts={**FACTS, "items": items}))
    (way,) = explain(pack, "question", {"items": []}, want="yes", as_of=AS_OF, by="utility").ways
    assert [change.fact for change in way.changes] == ["items", "items"]
    assert way.cost == 4
    (single,) = explain(pack, "question", {"items": [{}]}, want="yes", as_of=AS_OF, by="utility", days=0).ways[:1]
    assert len(single.changes) == 1
    full = replace(items, max_items=1)
    pack = Pack(replace(small_pack(parse("count(items) >= 2")), facts={**FACTS, "items": full}))
    assert explain(pack, "question", {"items": [{}]}, want="yes", as_of=AS_OF, by="utility").ways == ()
