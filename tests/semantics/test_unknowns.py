"""What an undetermined decision says is missing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from curbstop import Pack, load_pack
from curbstop.checker import check
from strategies import AS_OF, parse, small_pack


@pytest.mark.parametrize(
    ("rule", "facts", "missing"),
    [
        ("f.a and f.b", {}, ["f.a", "f.b"]),
        ("f.a and f.b", {"f.a": True}, ["f.b"]),
        ("(f.a and f.b) or f.c", {"f.a": False}, ["f.c"]),
        ("(f.a or f.b) and f.c", {"f.a": True}, ["f.c"]),
        ("w.x + w.y > 1", {"w.x": 1}, ["w.y"]),
        ("w.x > limit or f.a", {"w.x": 0}, ["f.a"]),
        ("w.x > elsewhere", {"w.x": 1}, ["parameter:elsewhere"]),
        ("late", {"f.a": False}, ["d.x"]),
        ("any(n.paid for n in items)", {}, ["items"]),
        ("any(n.paid for n in items)", {"items": [{"paid": False}, {}]}, ["items[1].paid"]),
        (
            "count(n.paid for n in items) > 1",
            {"items": [{"paid": True}, {}, {"size": 1}]},
            ["items[1].paid", "items[2].paid"],
        ),
        ("any(n.paid for n in kept)", {"items": [{"on": "2026-03-03"}, {"on": "2026-03-01"}]}, ["items[1].paid"]),
        ("any(n.paid for n in items if n.size > 1)", {"items": [{"size": 1}, {"paid": True}]}, ["items[1].size"]),
        ("counted > 0", {"items": [{"paid": True, "on": "2027-01-01"}, {"paid": True}]}, ["items[1].on"]),
        ('reading("mode") == "fancy" and f.a or f.b', {}, ["f.b"]),
        ("w.z == none", {}, ["w.z"]),
        ("w.x > 1 if f.a else w.y > 1", {"f.a": True}, ["w.x"]),
        ("(1 if f.a else 2) > 1", {}, ["f.a"]),
        ('t.x in {"one", "two"} and f.a', {"f.a": True}, ["t.x"]),
        ('t.x == "one"', {}, ["t.x"]),
        ("any(n.size == w.x for n in items)", {}, ["items", "w.x"]),
        ("any(n.size > elsewhere for n in kept)", {}, ["items", "parameter:elsewhere"]),
        ("count(n.paid and f.a for n in items if n.on > d.x) > 1", {"d.x": "2026-03-01"}, ["items", "f.a"]),
        ("any(n.paid and (f.a or f.b) for n in items)", {"f.a": True}, ["items"]),
    ],
)
def test_missing(rule: str, facts: dict[str, object], missing: list[str]) -> None:
    decision = Pack(small_pack(parse(rule))).decide("question", facts, as_of=AS_OF)
    assert decision.outcome == "undetermined"
    assert decision.missing == missing


@pytest.mark.parametrize(
    ("rule", "facts", "outcome"),
    [
        ("f.a and f.b", {"f.a": False}, "no"),
        ("f.a or f.b", {"f.b": True}, "yes"),
        ("count(n.paid for n in items) > 1", {"items": [{"paid": False}, {}]}, "no"),
        ("any(n.paid for n in items)", {"items": [{"paid": True}, {}]}, "yes"),
        ("any(n.paid for n in items)", {"items": []}, "no"),
        ("w.z > 1 and f.a", {"w.z": "none"}, "no"),
        ("elsewhere > 1 and f.a", {"f.a": False}, "no"),
        ("(1 if f.a else 2) > 0", {}, "yes"),
        ("(1 if f.a else 2) > w.x", {"w.x": 5}, "no"),
    ],
)
def test_nothing_is_missing_where_it_is_settled(rule: str, facts: dict[str, object], outcome: str) -> None:
    decision = Pack(small_pack(parse(rule))).decide("question", facts, as_of=AS_OF)
    assert (decision.outcome, decision.missing) == (outcome, [])


def test_a_table_that_is_given_is_missing_only_where_it_lacks_a_row() -> None:
    pack = small_pack(parse("table(w.x) > 50"))
    table = replace(pack.parameters["table"], external=True, versions=())
    pack = replace(pack, parameters={**pack.parameters, "table": table})

    def missing(facts: dict[str, object], **parameters: object) -> list[str]:
        return Pack(pack, parameters=parameters).decide("question", facts, as_of=AS_OF).missing

    given = {1: 40, 2: 60}
    assert missing({}) == ["parameter:table", "w.x"]
    assert missing({}, table=given) == ["w.x"]
    assert missing({"w.x": 2}, table=given) == []
    assert missing({"w.x": 3}, table=given) == ["parameter:table"]


def test_the_field_of_a_notice() -> None:
    pack = load_pack("pasadena/discontinuation")
    facts = {
        "customer.category": "residential",
        "bill.date": "2025-11-01",
        "bill.unpaid_amount": 10,
        "account.occupancy": "owner_occupied",
        "customer.accepts_payment_agreement": False,
        "extensions": [],
        "plan.status": "none",
        "appeal.status": "none",
        "notices": [
            {"kind": "final", "served_on": "2026-01-01", "method": "mail"},
            {"kind": "written", "method": "mail"},
        ],
    }
    decision = pack.decide("shutoff", facts, as_of=AS_OF)
    assert decision.outcome == "undetermined"
    assert decision.missing == ["notices[1].served_on"]


@pytest.mark.parametrize(
    ("condition", "reasons"),
    [
        ("f.b", {"it-is-not": {"f.b": True}, "it-does-not": {"f.b": False}}),
        ("w.x > 3", {"it-is-not": {"w.x": {"from": 4}}, "it-does-not": {"w.x": {"to": 3}}}),
        ("w.x < w.y", {"it-does-not": None}),  # no cut of the two numbers ends
    ],
)
def test_where_an_open_rule_may_stand_in_place_of_the_otherwise_each_says_what_it_needs(
    condition: str, reasons: dict[str, object]
) -> None:
    pack = small_pack(parse("f.a"))
    decision = pack.decisions["question"]
    another = replace(decision.rules[0], id="it-is-not", outcome="no", condition=parse(condition))
    pack = replace(pack, decisions={"question": replace(decision, rules=(*decision.rules, another))})
    decided = Pack(pack).decide("question", {"f.a": False}, as_of=AS_OF)
    assert (decided.outcome, {reason.rule: reason.needs for reason in decided.reasons}) == ("no", reasons)
    assert check(json.loads(decided.to_json())) == []
