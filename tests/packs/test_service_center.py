"""The service center pack against an independent account of it, on full requests and on requests with facts missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from service_center_oracle import Facts, Oracle, a_year_before, moments

from curbstop import Faults, Pack, load_pack
from curbstop.checker import check
from curbstop.load import decision_names, default_rules_root, find_decision

PACK = "pasadena/service-center"
DECISIONS = ("bulky-pickup", "graffiti-removal", "request-closure", "request-routing", "water-waste-notice")
REQUESTS, PARTIAL_REQUESTS = 400, 150
CLOCKS_ARE_SET = (datetime(2026, 3, 8, 2), datetime(2026, 11, 1, 1), datetime(2024, 3, 10, 2), datetime(2025, 11, 2, 1))
COMPLETIONS: dict[str, list[object]] = {
    "request.topic": ["water_waste", "bulky_item", "graffiti", "other"],
    "request.received_at": ["2026-03-07T03:00", "2026-05-01T12:00"],
    "request.work_completed": [True, False],
    "request.referred": [True, False],
    "request.referral_accepted": [True, False],
    "violation.confirmed": [True, False],
    "violation.earlier_notices": [0, 1, 4],
}
"""For each fact on which an outcome can rest, values that stand for all others; a list of pickups is made for a day."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACK)


def received(random: Random) -> str:
    """A time of receipt, often beside the hours in which clocks are set; it comes once."""
    while True:
        around = random.choice(CLOCKS_ARE_SET) + timedelta(minutes=15 * random.randint(-110, 12))
        clock = around if random.random() < 0.7 else datetime(2023, 1, 1) + timedelta(minutes=random.randrange(10**6))
        found = moments(clock)
        if len(found) == 1 and random.random() < 0.7:
            return clock.isoformat(timespec=random.choice(["minutes", "seconds"]))
        if found:
            return found[-1].isoformat()


def today(random: Random) -> date:
    special = random.choice([date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31), date(2026, 1, 1)])
    return special if random.random() < 0.3 else date(2023, 1, 1) + timedelta(random.randrange(1500))


def pickups(random: Random, day: date) -> list[dict[str, object]]:
    edges = [day, a_year_before(day), date(day.year, 1, 1)]
    count = random.choice([0, 1, 2, 2, 3, 5])
    return [{"picked_up_on": random.choice(edges) + timedelta(random.randint(-1, 1))} for _ in range(count)]


def drawn(seed: int, count: int) -> Iterator[tuple[date, Facts]]:
    random = Random(seed)
    for _ in range(count):
        day = today(random)
        facts: Facts = {name: random.choice(values) for name, values in COMPLETIONS.items()}
        yield (
            day,
            facts
            | {
                "request.channel": random.choice(["phone", "web", "chat", "mobile_app"]),
                "request.received_at": received(random),
                "request.email_given": random.random() < 0.5,
                "contact.email": random.choice(["none", "", "a@example.org"]),
                "contact.mail": random.choice(["none", "1 Main St"]),
                "bulky_pickups": pickups(random, day),
            },
        )


@pytest.mark.parametrize("year", ["calendar", "rolling"])
def test_full_requests(pack: Pack, year: str) -> None:
    readings = {"bulky-year": year}
    chosen, oracle = pack.with_choices(readings=readings), Oracle(readings)
    for day, facts in drawn(1, REQUESTS):
        account = chosen.account(facts, as_of=day)
        for decided in chosen.decide_all(DECISIONS, account):
            assert (decided.outcome, decided.values) == oracle.decide(decided.decision, facts, day), (day, facts)
            assert decided.exact


def test_every_decision_is_proved_by_its_trace(pack: Pack) -> None:
    for day, facts in drawn(4, 10):
        for decided in pack.decide_all(DECISIONS, pack.account(facts, as_of=day)):
            assert check(json.loads(decided.to_json())) == []


def completions(facts: Facts, missing: list[str], day: date) -> list[Facts]:
    """The ways in which what is missing can be filled in, as far as the decision can tell them apart."""
    two = [{"picked_up_on": day}, {"picked_up_on": day}]
    values = COMPLETIONS | {"bulky_pickups": [[], two]}
    open_ = [fact for fact in missing if fact in values]
    return [facts | dict(zip(open_, choice, strict=True)) for choice in product(*(values[fact] for fact in open_))]


READS = {
    "request-routing": {"request.topic"},
    "water-waste-notice": {"violation.confirmed", "violation.earlier_notices"},
    "bulky-pickup": {"bulky_pickups"},
    "graffiti-removal": {"request.received_at"},
    "request-closure": {"request.work_completed", "request.referred", "request.referral_accepted"},
}


def test_what_is_missing_leaves_open_what_it_can_change(pack: Pack) -> None:
    random, oracle = Random(2), Oracle()
    open_ = 0
    for day, full in drawn(3, PARTIAL_REQUESTS):
        name = random.choice(DECISIONS)
        missing = sorted(fact for fact in READS[name] if random.random() < 0.5)
        known = {fact: value for fact, value in full.items() if fact not in missing}
        answers = [oracle.decide(name, filled, day) for filled in completions(full, missing, day)]
        # A decision with a single outcome is open where its value is.
        found = {str(values) if name == "graffiti-removal" else outcome for outcome, values in answers}
        decided = pack.decide(name, known, as_of=day)
        open_ += len(found) > 1
        assert decided.outcome == ("undetermined" if len(found) > 1 else answers[0][0]), (day, name, known)
        assert set(decided.missing) <= set(missing)
        assert bool(decided.missing) == (len(found) > 1)
        assert decided.exact
    assert 20 < open_ < PARTIAL_REQUESTS - 20


@pytest.mark.parametrize("clock", ["2026-03-08T02:00", "2026-03-08T02:59:59", "2026-11-01T01:00", "2026-11-01T01:59"])
def test_a_time_that_does_not_exist_or_comes_twice_is_refused(pack: Pack, clock: str) -> None:
    assert len(moments(datetime.fromisoformat(clock))) != 1
    with pytest.raises(Faults, match=r"does not exist|comes twice"):
        pack.decide("graffiti-removal", {"request.received_at": clock}, as_of=date(2026, 3, 8))


def test_the_names_of_the_contract(pack: Pack) -> None:
    outcomes = {name: set(decision.outcomes) for name, decision in pack.definition.decisions.items()}
    assert outcomes == {
        "request-routing": {
            "pwp_water_conservation",
            "public_works_rrr",
            "public_works_field_crew",
            "assigned_workgroup",
        },
        "water-waste-notice": {"courtesy_notice", "confirm_first", "no_notice"},
        "bulky-pickup": {"free", "not_free"},
        "graffiti-removal": {"asked_of_crew"},
        "request-closure": {"close_completed", "close_referred", "keep_open"},
    }
    assert pack.readings == {"bulky-year": "calendar"}
    assert {name for name, fact in pack.definition.facts.items() if fact.private} == {"contact.email", "contact.mail"}
    assert not any(decision.adverse for decision in pack.definition.decisions.values())


@pytest.mark.parametrize("name", DECISIONS)
def test_its_decisions_are_found_by_name_alone(name: str) -> None:
    root = default_rules_root()
    assert find_decision(root, name) == [PACK]
    assert name in decision_names(root)[PACK]


def test_before_the_pack_is_in_force(pack: Pack) -> None:
    with pytest.raises(Faults, match="in force from 2022-08-01"):
        pack.decide("bulky-pickup", {}, as_of=date(2022, 7, 31))
    assert pack.decide("bulky-pickup", {"bulky_pickups": []}, as_of=date(2022, 8, 1)).outcome == "free"
