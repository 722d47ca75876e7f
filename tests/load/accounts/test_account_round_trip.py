"""Random accounts of random vocabularies: `plain` is read back, and JSON and YAML say the same."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from curbstop.ir.pack import Fact
from curbstop.ir.types import BOOL, DATE, MONEY, NONE, NUMBER, TEXT, WHOLE, Kind, Type, date_time
from curbstop.ir.zone import zone_named
from curbstop.load.accounts import Vocabulary, blank_account, read_account
from curbstop.load.accounts.wanted import FIRST_DAY, LAST_DAY

WORDS = st.text(alphabet="abcdefgh_", min_size=1, max_size=6)
CENTS = 2**53 - 1
TEXTS = st.text(alphabet="aN0 -:#'\"\\{}[],~é\u00a0\u4e2d\U0001f6b0", max_size=12)
MEMBERS = st.lists(
    st.text(alphabet="abcNO019./- ", min_size=1, max_size=8).map(str.strip).filter(bool) | st.just("none"),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
ZONES = ("America/Los_Angeles", "Europe/Amsterdam", "Australia/Lord_Howe", "Africa/Monrovia", "UTC")
DATE_TIMES = st.sampled_from(ZONES).map(date_time)
SIMPLE = (
    st.sampled_from([BOOL, WHOLE, NUMBER, MONEY, DATE, TEXT])
    | DATE_TIMES
    | MEMBERS.flatmap(lambda m: st.sampled_from([Type(Kind.CHOICE, choices=m), Type(Kind.SET, choices=m)]))
)
TYPES = SIMPLE | SIMPLE.map(Type.or_none)


@st.composite
def lists(draw: st.DrawFn) -> Type:
    names = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    return Type(Kind.LIST, fields=tuple((name, draw(TYPES)) for name in names))


def fact(name: str, type_: Type) -> Fact:
    fields = tuple(fact(n, t) for n, t in type_.fields)
    return Fact(name=name, type=type_, description=f"About {name}", max_items=5 if fields else 0, fields=fields)


def values(type_: Type) -> st.SearchStrategy[object]:
    found: st.SearchStrategy[object]
    match type_.kind:
        case Kind.BOOL:
            found = st.booleans()
        case Kind.WHOLE | Kind.MONEY:
            found = st.integers(-CENTS, CENTS)
        case Kind.NUMBER:
            found = st.builds(Fraction, st.integers(-(10**8), 10**8), st.integers(0, 8).map(lambda p: 10**p))
        case Kind.DATE:
            found = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.toordinal)
        case Kind.DATE_TIME:
            found = st.integers(*zone_named(type_.zone).within(FIRST_DAY, LAST_DAY))
        case Kind.TEXT:
            found = TEXTS.filter(lambda t: t != "none") if type_.optional else TEXTS
        case Kind.CHOICE:
            found = st.sampled_from(type_.choices)
        case Kind.SET:
            found = st.frozensets(st.sampled_from(type_.choices))
        case _:
            row = st.tuples(st.just(True), *(st.none() | values(t) for _, t in type_.fields))
            found = st.lists(row, max_size=5).map(tuple)
    return found | st.just(NONE) if type_.optional and "none" not in type_.choices else found


@st.composite
def accounts(draw: st.DrawFn) -> tuple[dict[str, Fact], tuple[object, ...]]:
    names = draw(st.lists(st.lists(WORDS, min_size=1, max_size=3).map(".".join), max_size=6, unique=True))
    kept = [n for n in names if not any(n != m and n.startswith(f"{m}.") for m in names)]
    facts = {name: fact(name, draw(TYPES | lists())) for name in kept}
    return facts, tuple(draw(st.none() | values(f.type)) for f in facts.values())


def nested(flat: dict[str, object]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for name, value in flat.items():
        *groups, last = name.split(".")
        at = tree
        for group in groups:
            at = at.setdefault(group, {})  # type: ignore[assignment]
        at[last] = value
    return tree


def as_yaml(value: object) -> str:
    """YAML with plain numbers and words, and texts in quotes; JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


@settings(max_examples=300)
@given(accounts())
def test_plain_is_read_back(drawn: tuple[dict[str, Fact], tuple[object, ...]]) -> None:
    facts, known = drawn
    vocabulary = Vocabulary(facts)
    plain = vocabulary.plain(known)
    assert vocabulary.check(plain) == known
    assert vocabulary.check(nested(plain)) == known
    assert vocabulary._read(nested(plain), None) == known
    for tree in (plain, nested(plain)):
        for text in (json.dumps(tree), json.dumps(tree, indent=2, ensure_ascii=False)):
            assert vocabulary.check(read_account(text, "a.json")) == known
        assert vocabulary.check(read_account(as_yaml(tree), "a.yaml")) == known
        assert vocabulary.check(read_account(as_yaml(tree).encode(), "-")) == known


@given(accounts())
def test_a_blank_account_says_nothing(drawn: tuple[dict[str, Fact], tuple[object, ...]]) -> None:
    facts, _ = drawn
    blank = blank_account(list(facts.values()), "What then?")
    assert set(Vocabulary(facts).check(read_account(blank, "a.yaml"))) <= {None}
    assert max(map(len, blank.splitlines())) <= 100
