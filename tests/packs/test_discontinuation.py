"""The discontinuation pack against an independent account of it, on accounts that stand on its boundaries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

import pytest
from discontinuation_accounts import Accounts
from discontinuation_oracle import Facts, Oracle

from curbstop import Decision, Pack, load_pack

PACK = "pasadena/discontinuation"
ACCOUNTS = 150
ACCOUNTS_FOR_EACH_READING = 20
OPERATOR_LIMIT = {persons: 20_000 + 9_000 * persons for persons in range(1, 21)}
OTHER_READINGS = [
    ("delinquency-clock", "past-due-date"),
    ("penalty-day", "day-30"),
    ("twelve-months", "calendar-year"),
    ("income-proof", "declaration-suffices"),
    ("low-income-requirements", "operator-table"),
    ("extension-runs-from", "from-due-date"),
    ("reconnection-cap", "income-alone"),
    ("published-service-days", "on"),
]
EXTERNAL_LIMIT = "low_income_limit"
CITED_BESIDE = {"3(B)(1)": {"2(A)(6)(a)", "2(A)(6)(b)"}}
"""What a rule cites besides the section that the contract names for it."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACK)


def oracle_of(pack: Pack, readings: dict[str, str]) -> Oracle:
    calendar = pack.definition.calendar
    assert calendar is not None
    return Oracle(frozenset(calendar.holidays), readings, OPERATOR_LIMIT)


def drawn(pack: Pack, seed: int) -> Iterator[tuple[date, Facts]]:
    accounts = Accounts(seed, oracle_of(pack, {}).holidays)
    while True:
        yield accounts.draw()


def plain(value: object) -> object:
    """A value as the contract writes it in JSON."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case dict():
            return {name: plain(part) for name, part in value.items()}
        case list():
            return [plain(part) for part in value]
    return value


def sections(decision: Decision) -> set[str]:
    return {citation.section for reason in decision.reasons for citation in reason.citations}


def disagreements(pack: Pack, oracle: Oracle, facts: Facts, today: date) -> Iterator[str]:
    """One line for each decision on which the pack and the oracle differ."""
    account = pack.account(facts, as_of=today)
    for name in pack.decisions:
        found = pack.decide(name, account)
        outcome, values, cited = oracle.decide(name, facts, today)
        if found.outcome != outcome:
            yield f"{name}: the pack says {found.outcome}, the oracle {outcome}"
            continue
        if found.values != plain(values):
            yield f"{name}: the pack computes {found.values}, the oracle {plain(values)}"
        if cited is not None and not same_sections(sections(found), cited):
            yield f"{name}: the pack cites {sorted(sections(found))}, the oracle {sorted(cited)}"


def same_sections(found: set[str], expected: set[str]) -> bool:
    beside = {section for cited, more in CITED_BESIDE.items() if cited in expected for section in more}
    return expected <= found <= expected | beside


def described(name: str, facts: Facts, today: date) -> str:
    return f"{name}\n  as_of {today}\n" + "\n".join(f"  {fact}: {plain(value)}" for fact, value in facts.items())


def compare(pack: Pack, oracle: Oracle, seed: int, count: int) -> None:
    for today, facts in islice(drawn(pack, seed), count):
        for line in disagreements(pack, oracle, facts, today):
            pytest.fail(described(line, facts, today))


def test_the_default_readings(pack: Pack) -> None:
    compare(pack, oracle_of(pack, {}), seed=1, count=ACCOUNTS)


@pytest.mark.parametrize(("reading", "choice"), OTHER_READINGS)
def test_each_other_reading(pack: Pack, reading: str, choice: str) -> None:
    readings = {reading: choice}
    given = {EXTERNAL_LIMIT: OPERATOR_LIMIT} if choice == "operator-table" else None
    compare(
        pack.with_choices(readings=readings, parameters=given), oracle_of(pack, readings), 2, ACCOUNTS_FOR_EACH_READING
    )


def test_every_reading_is_compared(pack: Pack) -> None:
    others = {(name, choice) for name, reading in pack.definition.readings.items() for choice, _ in reading.choices[1:]}
    assert others == set(OTHER_READINGS)
