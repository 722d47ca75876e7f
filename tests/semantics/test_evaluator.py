"""The generated code against the interpreter: values, traces, and completions of what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from random import Random

import pytest
from hypothesis import given, settings
from interpreter import LEFT_OUT, Interpreter

from curbstop.ir.calendar import OutsideCalendarError
from curbstop.ir.nodes import DerivedRef, FactRef, Fold, Node, Select, walk
from curbstop.ir.pack import Derived, Pack
from curbstop.ir.reach import reach
from curbstop.ir.types import NONE, Bounds, Kind, Type
from curbstop.semantics.evaluate import Evaluator, State
from curbstop.semantics.moment import Moment
from curbstop.semantics.plain import plain_value
from strategies import (
    AS_OF,
    DERIVED,
    TYPES,
    Writer,
    domain,
    parse,
    random_account,
    random_value,
    randoms,
    small_pack,
)

COMPLETIONS = 300
MODES = ("plain", "fancy")


class Probe:
    """One expression, compiled as a derived fact of a small pack."""

    def __init__(self, node: Node, mode: str) -> None:
        probe = Derived(name="probe", formula=node, description="the expression")
        self.node = node
        self.pack: Pack = small_pack(parse("true"), {"probe": probe})
        self.readings = {"mode": mode}
        self.evaluator = Evaluator(self.pack, self.readings)
        self.decision = self.evaluator.decision("question")
        self.decision.inputs = (DerivedRef(type=node.type, name="probe"),)

    def run(self, account: dict[str, object]) -> State:
        state = self.evaluator.state(tuple(account[name] for name in TYPES), Moment(self.pack, AS_OF, {}))
        self.decision.traced(state)
        return state

    def value(self, account: dict[str, object]) -> object:
        return self.run(account).derived[-1]

    def meant(self, account: dict[str, object]) -> Interpreter:
        return Interpreter(self.pack, account, AS_OF, self.readings)


def same(found: object, meant: object) -> bool:
    """Equal, and of one sort: `False` is not 0."""
    return found == meant and isinstance(found, bool) == isinstance(meant, bool)


def shown_types(node: Node) -> Iterator[Type | list]:
    """The type of each entry of a trace, in order; a list of types for a loop's elements."""
    match node:
        case Fold() | Select():
            yield node.type
            yield from shown_types(node.source)
            parts = [part for part in (node.where, node.body if isinstance(node, Fold) else None) if part]
            yield [type_ for part in parts for type_ in shown_types(part)]
            return
    if node.children or type(node).__name__ != "Constant":
        if type(node).__name__ != "Clause":
            yield node.type
        for child in node.children:
            yield from shown_types(child)


def check_entries(found: tuple, meant: tuple, types: list) -> None:
    assert len(found) == len(meant) == len(types)
    for shown, value, type_ in zip(found, meant, types, strict=True):
        if shown == LEFT_OUT:
            continue
        if isinstance(type_, list):
            assert len(shown) == len(value)
            for one, other in zip(shown, value, strict=True):
                check_entries(one, other, type_)
        elif value != LEFT_OUT:
            plain = len(value) if isinstance(value, tuple) else plain_value(value, type_)
            plain = tuple(plain) if isinstance(plain, list) else plain
            assert same(shown, plain)


@settings(max_examples=150, deadline=None)
@given(randoms)
def test_values_and_traces(random: Random) -> None:
    text = Writer(random).any_type(3)
    probe = Probe(parse(text), random.choice(MODES))
    for _ in range(4):
        account = random_account(random, random.choice([0, 0.2, 0.5]))
        meant = probe.meant(account)
        try:
            expected = meant.value(probe.node)
        except (ValueError, OverflowError):
            return
        try:
            state = probe.run(account)
        except OutsideCalendarError:
            return
        assert same(state.derived[-1], expected), (text, account, state.derived[-1], expected)
        check_entries(state.traces[-1], meant.entries(probe.node), list(shown_types(probe.node)))


def completions(account: dict[str, object], names: tuple[str, ...], random: Random) -> Iterator[dict[str, object]]:
    """Accounts that say more and contradict nothing: all of them if they are few, else some."""
    options = {name: completed(account[name], TYPES[name], random) for name in names}
    size = 1
    for choices in options.values():
        size *= len(choices)
    if size <= COMPLETIONS:
        drawn: Iterator[tuple] = product(*options.values())
    else:
        drawn = (tuple(random.choice(choices) for choices in options.values()) for _ in range(COMPLETIONS))
    for values in drawn:
        yield {**account, **dict(zip(options, values, strict=True))}


def completed(value: object, type_: Type, random: Random) -> list[object]:
    if type_.kind is not Kind.LIST:
        return [value] if value is not None else list(domain(type_))
    if value is None:
        return [(), *(random_value(random, type_, 0) for _ in range(6))]
    fields = [field for _, field in type_.fields]
    gaps = [(at, index) for at, element in enumerate(value) for index, part in enumerate(element) if part is None]
    filled = []
    for parts in islice(product(*(domain(fields[index - 1]) for _, index in gaps)), 12):
        rows = [list(element) for element in value]
        for (at, index), part in zip(gaps, parts, strict=True):
            rows[at][index] = part
        filled.append(tuple(map(tuple, rows)))
    random.shuffle(filled)
    return filled


@settings(max_examples=100, deadline=None)
@given(randoms)
def test_what_is_settled_holds_in_every_completion(random: Random) -> None:
    text = Writer(random).any_type(3)
    probe = Probe(parse(text), random.choice(MODES))
    names = reach([probe.node], probe.pack).facts
    for _ in range(3):
        account = random_account(random, 0.4)
        try:
            claimed = probe.value(account)
            if claimed is None:
                continue
            for completion in completions(account, names, random):
                found = probe.value(completion)
                if found is None and "elsewhere" in text:
                    continue
                if isinstance(claimed, Bounds) and not isinstance(found, Bounds):
                    assert found is not None
                    assert claimed.low <= found <= claimed.high, (text, account, completion)
                elif isinstance(found, Bounds):
                    raise AssertionError((text, completion, found))
                else:
                    assert found == claimed or found is None, (text, account, completion, claimed, found)
        except (OutsideCalendarError, OverflowError):
            return


def test_the_vocabulary_is_used() -> None:
    random = Random(1)
    seen = {type(node).__name__ for _ in range(400) for node in walk(parse(Writer(random).any_type(3)))} | {
        type(node).__name__ for derived in DERIVED.values() for node in walk(derived.formula)
    }
    assert {"Fold", "Select", "Apply", "ParameterRef", "ReadingRef", "DerivedRef", "ElementField", "FactRef"} <= seen
    assert FactRef.__name__ in seen


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ('any(n.size == 1 for n in items if reading("mode") == "fancy")', {"size": 1}, False),
        ('all(n.size == 2 for n in items if reading("mode") == "fancy")', {"size": 1}, True),
        ('count(n.paid for n in kept if reading("mode") == "fancy")', {"on": 1, "paid": True}, 0),
        ("sum(n.size for n in items if false)", {"size": 3}, 0),
        ("sum(2 for n in items if n.paid)", {"paid": True}, 2),
        ("is_business_day(d.y)", {}, False),
        ("not is_business_day(d.y)", {}, True),
        ("limit(on=as_of + count(n.paid for n in items))", {}, None),
    ],
)
@pytest.mark.filterwarnings("error")
def test_examples(text: str, facts: dict[str, object], value: object) -> None:
    fields = [name for name, _ in TYPES["items"].fields]
    element = (True, *(facts.get(name) for name in fields))
    account = {**dict.fromkeys(TYPES), "d.y": NONE, "items": (element,)}
    assert same(Probe(parse(text), "plain").value(account), value)
