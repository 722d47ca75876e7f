"""A pack with date-times, from its files to its decisions: hours that pass, and what an unknown moment leaves open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbstop.api import Pack, load_pack
from curbstop.render import decision_text

FILES = {
    "pack.yaml": """
pack: millbrook/desk
title: The desk
version: "1"
language: 1
in_force: {from: 2026-01-01}
time_zone: America/Los_Angeles
documents: {guide: {title: Guide, sections: {"1": {begins: Within}}}}
""",
    "facts.yaml": """
facts:
  request.received_at: {type: date-time, description: When it came., min: 2026-01-01T00:00}
  request.closed_at: {type: date-time or none, description: When it was closed.}
  calls:
    type: list
    each: {made_at: {type: date-time}}
    description: Calls about it.
""",
    "parameters.yaml": """
parameters:
  hours: {type: whole number, description: The hours., cite: "1", from: 2026-01-01, value: 24}
  opened_at: {type: date-time, description: The first hour., cite: "1", from: 2026-01-01, value: 2026-02-01T08:00}
""",
    "derived.yaml": """
derived:
  due_at: {is: "max(add_hours(request.received_at, hours), opened_at)", description: Until when., cite: "1"}
  last_call: {is: max(c.made_at for c in calls), description: The last call., cite: "1"}
""",
    "decisions/late.yaml": """
decision: late
asks: Is it late?
outcomes: [late, in_time]
adverse: []
rules:
  - id: closed-late
    outcome: late
    when: request.closed_at > due_at
    cite: "1"
    says: It came {request.received_at}, was due {due_at} and closed {request.closed_at}.
  - id: still-open
    outcome: late
    when: request.closed_at == none and date_of(due_at) < as_of
    cite: "1"
    says: It was due {due_at}.
  - id: called-late
    outcome: late
    when: last_call > due_at
    cite: "1"
    says: Somebody called at {last_call}.
otherwise: {id: in-time, outcome: in_time, cite: "1", says: "It is due {due_at}."}
values:
  due: {is: due_at, description: Until when., cite: "1"}
duties:
  - {id: close-it, do: Close it., by: due_at, cite: "1"}
""",
}
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    root = tmp_path_factory.mktemp("rules")
    for name, text in FILES.items():
        file = root / "millbrook" / "desk" / Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_pack("millbrook/desk", rules=root)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-07-01T09:00", "2026-07-02T09:00:00-07:00"),
        ("2026-03-07T09:00", "2026-03-08T10:00:00-07:00"),
        ("2026-03-07T02:30", "2026-03-08T03:30:00-07:00"),
        ("2026-10-31T09:00", "2026-11-01T08:00:00-08:00"),
        ("2026-10-31T01:30", "2026-11-01T01:30:00-07:00"),
        ("2026-10-31T02:30", "2026-11-01T01:30:00-08:00"),
        ("2026-11-01T01:30-07:00", "2026-11-02T00:30:00-08:00"),
        ("2026-11-01T01:30-08:00", "2026-11-02T01:30:00-08:00"),
        ("2026-01-05T12:00", "2026-02-01T08:00:00-08:00"),
    ],
)
def test_24_hours_pass(desk: Pack, received: str, due: str) -> None:
    facts = {"request": {"received_at": received, "closed_at": "none"}, "calls": []}
    decision = desk.decide("late", facts, as_of=date(2026, 1, 5))
    assert decision.values == {"due": due}
    assert [duty.by for duty in decision.duties] == [due]


@pytest.mark.parametrize(
    ("closed", "outcome"),
    [
        ("2026-11-01T01:30-07:00", "in_time"),
        ("2026-11-01T01:30:01-07:00", "late"),
        ("2026-11-01T01:00-08:00", "late"),
        ("2026-11-01T08:30Z", "in_time"),
        ("none", "in_time"),
        (None, "undetermined"),
    ],
)
def test_moments_are_compared_not_clocks(desk: Pack, closed: str | None, outcome: str) -> None:
    facts = {"request": {"received_at": "2026-10-31T01:30", "closed_at": closed}, "calls": []}
    decision = desk.decide("late", facts, as_of=NOVEMBER)
    assert decision.outcome == outcome
    assert decision.missing == (["request.closed_at"] if closed is None else [])


def test_what_an_unknown_moment_leaves_open(desk: Pack) -> None:
    closed = {"request": {"closed_at": "2026-10-31T12:00"}, "calls": []}
    decision = desk.decide("late", closed, as_of=NOVEMBER)
    assert (decision.outcome, decision.missing) == ("undetermined", ["request.received_at"])
    early = {"request": {"closed_at": "2026-01-31T12:00"}, "calls": []}
    assert desk.decide("late", early, as_of=NOVEMBER).outcome == "in_time"
    called = {"request": {"received_at": "2026-10-31T01:30", "closed_at": "none"}, "calls": [{}]}
    assert desk.decide("late", called, as_of=NOVEMBER).missing == ["calls[0].made_at"]


def test_sentences_say_which_of_two_hours_is_meant(desk: Pack) -> None:
    request = {"received_at": "2026-10-31T01:30", "closed_at": "2026-11-01T01:30-08:00"}
    decision = desk.decide("late", {"request": request, "calls": []}, as_of=NOVEMBER)
    assert [reason.says for reason in decision.reasons] == [
        "It came 31 October 2026, 01:30, was due 1 November 2026, 01:30 (-07:00) "
        "and closed 1 November 2026, 01:30 (-08:00)."
    ]
    text = decision_text(decision, desk.definition, [])
    assert "due: 1 November 2026, 01:30 (-07:00) (2026-11-01T01:30:00-07:00)" in text
    assert "Close it. By 1 November 2026, 01:30 (-07:00) (2026-11-01T01:30:00-07:00)." in text


def test_a_trace_shows_moments_in_the_zone_of_the_pack(desk: Pack) -> None:
    request = {"received_at": "2026-10-31T08:30Z", "closed_at": "none"}
    facts = {"request": request, "calls": [{"made_at": "2026-11-01T09:30Z"}]}
    decision = desk.decide("late", facts, as_of=date(2026, 11, 2))
    assert decision.trace["facts"] == {
        "request.received_at": "2026-10-31T01:30:00-07:00",
        "request.closed_at": "none",
        "calls": [{"made_at": "2026-11-01T01:30:00-08:00"}],
    }
    still_open = decision.trace["definitions"]["rule:late/still-open"]
    assert still_open["tree"][2] == ("<", ("date-of", ("derived", "due_at"), "America/Los_Angeles"), ("as-of",))
    assert [reason.says for reason in decision.reasons] == [
        "It was due 1 November 2026, 01:30 (-07:00).",
        "Somebody called at 1 November 2026, 01:30 (-08:00).",
    ]
