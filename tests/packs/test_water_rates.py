"""The water-rates pack against an independent account of it, on bills whose use and days stand on its boundaries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from water_rates_oracle import BOUNDS, BUSINESSES, BY_THE_TABLES, DWELLINGS, FIRE, FIXED, SIZES, Facts, Oracle

from curbstop import Pack, load_pack

PACK = "pasadena/water-rates"
ACCOUNTS = 400
OTHERS = ("single_family_detached", "mixed_use", "irrigation", "other_dwelling")
KINDS = sorted({*DWELLINGS, *BUSINESSES, *BY_THE_TABLES, *OTHERS})
CLASSES = ("single_family", "multi_family", "commercial")
LEVEL_OF_STAGE = {0: "none", 1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4}
READINGS = {
    "period-across-rate-change": ("by-day", "by-period-end"),
    "prorated-bounds": ("whole-units", "exact"),
    "bill-rounding": ("total", "lines"),
    "municipal-fixed-charge": ("charged", "rates-only"),
}
AS_OF = date(2026, 3, 2)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACK)


def period(random: Random) -> tuple[str, date, date]:
    """A period of any kind, often across a first of July."""
    kind = random.choice(["monthly", "bimonthly", "irregular"])
    days = {"monthly": random.randint(27, 33), "bimonthly": random.randint(58, 63)}.get(kind, random.randint(1, 100))
    start = date(2024, 7, 1) + timedelta(random.randrange(2200))
    if random.random() < 0.5:
        start = date(random.randint(2025, 2029), 7, 1) - timedelta(random.randint(0, days + 1))
    return kind, start, start + timedelta(days - 1)


def use(random: Random, category: str, size: str, dwellings: int, months: float) -> int:
    """An amount of water, often on or beside the bounds of the tiers."""
    if random.random() < 0.15:
        return random.choice([0, 1])
    of_size = next(name for name, sizes in SIZES.items() if size in sizes)
    bound = random.choice(BOUNDS[of_size if category == "commercial" else category])
    bound = round(bound * (dwellings if category == "multi_family" else 1) * months)
    return max(0, bound + random.choice([-1, 0, 1, 2, random.randint(-bound, 2 * bound)]))


def drawn(seed: int, count: int) -> Iterator[Facts]:
    random = Random(seed)
    pick = random.choice
    for _ in range(count):
        kind, start, end = period(random)
        category, size, dwellings = pick(CLASSES), pick(list(FIXED)), pick([1, 2, 2, 3, 17])
        months = {"monthly": 1.0, "bimonthly": 2.0}.get(kind, ((end - start).days + 1) / 30)
        stage = random.randint(0, 6)
        yield {
            "account.id": f"W-{random.randrange(1000)}",
            "account.first_bill": pick([True, False]),
            "service.category": category,
            "service.meter_size": size,
            "service.dwelling_units": dwellings,
            "usage.hcf": use(random, category, size, dwellings, months),
            "period.kind": kind,
            "period.start": start,
            "period.end": end,
            "drought.stage": stage,
            "drought.level": LEVEL_OF_STAGE[stage],
            "drought.declared": random.random() < 0.8,
            "drought.determined": random.random() < 0.8,
            "drought.approved": random.random() < 0.8,
            "premises.kind": pick(KINDS),
            "premises.meter": pick(["individual", "shared"]),
            "premises.accessory_dwelling_unit": pick([True, False]),
            "premises.assigned_class": pick(CLASSES),
            "fire_service.size": pick([*FIRE, "2", "2-1/2", "3", "5"]),
            "fire_service.under_four_inches": pick([True, False]),
            "fire_service.charged_as": pick(list(FIRE)),
            "fire_service.marshal_approval": pick([True, False]),
            "fire_service.other_use_found": pick([True, False]),
            "residential_shutoff": pick(["permitted", "prohibited", "not_covered"]),
        }


@pytest.mark.parametrize("choices", list(product(*READINGS.values())), ids="+".join)
def test_full_accounts_under_every_reading(pack: Pack, choices: tuple[str, ...]) -> None:
    readings = dict(zip(READINGS, choices, strict=True))
    chosen, oracle = pack.with_choices(readings=readings), Oracle(readings)
    count = ACCOUNTS if choices == tuple(first for first, _ in READINGS.values()) else ACCOUNTS // 4
    for facts in drawn(sum(map(len, choices)), count):
        account = chosen.account(facts, as_of=AS_OF)
        for decided in chosen.decide_all(pack.decisions, account):
            assert (decided.outcome, decided.values) == oracle.decide(decided.decision, facts), facts
            assert (decided.exact, decided.missing) == (True, [])


def test_every_reading_is_compared(pack: Pack) -> None:
    declared = {name: tuple(choice for choice, _ in one.choices) for name, one in pack.definition.readings.items()}
    assert declared == READINGS


def test_the_day_asked_about_changes_nothing(pack: Pack) -> None:
    for facts in drawn(5, 20):
        decided = [pack.decide("water-bill", facts, as_of=day).values for day in (date(2024, 7, 1), date(2199, 1, 1))]
        assert decided[0] == decided[1]
