"""What to ask next; `tests/semantics/test_completions.py` compares it with all completions of random accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from curbstop import Pack, load_pack
from curbstop.load.accounts import read_account_file
from curbstop.questions.ask_next import ask_next
from curbstop.render import decision_text
from strategies import AS_OF, parse, small_pack

ACCOUNTS = Path(__file__).parents[2] / "fixtures" / "accounts"
HERE = Path(__file__).parent
DAY = date(2026, 4, 3)


def asked(rule: str, facts: dict[str, object], **more: int) -> tuple[list[str], list[tuple[dict[str, object], str]]]:
    found = ask_next(Pack(small_pack(parse(rule))), "question", facts, AS_OF, **more)
    assert found is not None
    assert found.exact is not bool(more)
    return list(found.facts), [(dict(one.answers), one.outcome) for one in found.settled_by]


@pytest.mark.parametrize(
    ("rule", "facts", "names", "settled"),
    [
        ("f.a and f.b", {}, ["f.a"], [({"f.a": False}, "no")]),
        ("f.a or f.b", {"f.a": False}, ["f.b"], [({"f.b": True}, "yes"), ({"f.b": False}, "no")]),
        ("w.x > 1 and f.b", {}, ["f.b"], [({"f.b": False}, "no")]),
        ("w.x > 5", {}, ["w.x"], [({"w.x": 0}, "no"), ({"w.x": 6}, "yes")]),
        ("w.z == none and f.a", {"f.a": True}, ["w.z"], [({"w.z": "none"}, "yes"), ({"w.z": 0}, "no")]),
        ("any(n.paid for n in items)", {"items": [{"paid": False}, {}]}, ["items[1].paid"], None),
        ("any(n.paid for n in items) and w.x > 1", {"w.x": 3}, ["items"], None),
        ("elsewhere > 1 and f.a", {}, ["f.a"], [({"f.a": False}, "no")]),
    ],
)
def test_the_fewest_and_easiest_facts(
    rule: str, facts: dict[str, object], names: list[str], settled: list[tuple[dict[str, object], str]] | None
) -> None:
    found, examples = asked(rule, facts)
    assert found == names
    if settled is not None:
        assert sorted(examples, key=str) == sorted(settled, key=str)
    assert {outcome for _, outcome in examples} <= {"yes", "no"}


def test_two_facts_where_no_single_one_settles_it() -> None:
    found, examples = asked("f.b if f.a else f.c", {})
    assert found in (["f.a", "f.b"], ["f.a", "f.c"], ["f.b", "f.c"])
    assert {outcome for _, outcome in examples} == {"yes", "no"}


def test_each_example_settles_the_account() -> None:
    pack = Pack(small_pack(parse("(f.b if f.a else f.c) or count(n.size > 2 for n in items) > 1")))
    found = ask_next(pack, "question", {"f.c": False}, AS_OF)
    assert found is not None
    assert found.settled_by
    for one in found.settled_by:
        decided = pack.decide("question", {"f.c": False, **one.answers}, as_of=AS_OF)
        assert (decided.outcome, decided.missing) == (one.outcome, [])


def test_where_only_the_operator_can_settle_it() -> None:
    found = ask_next(Pack(small_pack(parse("f.a and w.x > elsewhere"))), "question", {"f.a": True, "w.x": 1}, AS_OF)
    assert found is not None
    assert found.as_json() == {
        "facts": ["parameter:elsewhere"],
        "facts_suffice": False,
        "settled_by": found.as_json()["settled_by"],
        "exact": True,
    }
    assert {one.outcome for one in found.settled_by} == {"yes", "no"}


def test_nothing_where_it_is_determined() -> None:
    pack = Pack(small_pack(parse("f.a and f.b")))
    assert ask_next(pack, "question", {"f.a": False}, AS_OF) is None


def test_a_search_that_is_stopped_says_so_and_still_settles_it() -> None:
    names, examples = asked("(f.a and f.b) or (f.b and f.c) or (f.a and f.c)", {}, limit=3)
    assert set(names) <= {"f.a", "f.b", "f.c"}
    assert len(examples) == 1


@pytest.mark.parametrize(("name", "decision"), [("unknown-income", "shutoff"), ("barely-known", "occupant-notice")])
def test_in_words(name: str, decision: str, golden: Callable[[Path, str], None]) -> None:
    pack = load_pack("pasadena/discontinuation")
    account = pack.account(read_account_file(str(ACCOUNTS / f"{name}.yaml")), as_of=DAY)
    found = ask_next(pack, decision, account)
    decided = pack.decide(decision, account)
    checked = pack.assembler(decision).explained(account.state)
    text = decision_text(decided, pack.definition, checked, asked=found)
    golden(HERE / "golden" / f"ask-next--{name}.txt", "Ask next:" + text.partition("Ask next:")[2].partition("\n\n")[0])
