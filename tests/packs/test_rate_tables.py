"""The tables of the water rate ordinance, cell by cell, and what holds for all of them: their sums and their steps.

The sums were added up from the ordinance's own lines. Each year's price is that of the year before with 12, 9, 8 and 7
percent added, within one unit of the last digit that is printed.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from water_rates_oracle import BOUNDS, FIRE, FIXED, PERCENT, VARIABLE

from curbstop import load_pack
from curbstop.ir.pack import Parameter

PARAMETERS = load_pack("pasadena/water-rates").definition.parameters
FIRST_OF_JULY = [date(year, 7, 1) for year in range(2024, 2029)]
RISES = [Fraction(percent, 100) for percent in (12, 9, 8, 7)]
TABLES = {"monthly_fixed_charge": (FIXED, 2), "fire_service_rate": (FIRE, 2), "variable_rate": (VARIABLE, 5)}
"""What the oracle has of each table, and how many decimals its prices are printed with."""

SUMS = {
    "5/8-3/4": "234.42",
    "10": "27532.97",
    "monthly_fixed_charge": "66624.69",
    "fire_service_rate": "14646.12",
    "single_family": "88.74663",
    "multi_family": "87.15596",
    "commercial_small": "86.49533",
    "commercial_medium": "88.04100",
    "commercial_large": "89.63623",
}


def rows(parameter: Parameter) -> dict[str, list[Fraction]]:
    """The prices of each row in dollars, from the first date to the last."""
    found: dict[str, list[Fraction]] = {}
    for version in parameter.versions:
        for keys, cents in version.rows:
            name = "/".join(map(str, keys)).removeprefix("commercial_")
            found.setdefault(name, []).append(Fraction(cents) / 100)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_cell(name: str) -> None:
    assert [version.effective for version in PARAMETERS[name].versions] == FIRST_OF_JULY
    assert rows(PARAMETERS[name]) == TABLES[name][0]


def test_there_are_thirty_rows_of_five_cells() -> None:
    cells = [len(row) for name in TABLES for row in rows(PARAMETERS[name]).values()]
    assert cells == [5] * 30


@pytest.mark.parametrize("name", SUMS)
def test_the_sums(name: str) -> None:
    if name in TABLES:
        prices = [price for row in rows(PARAMETERS[name]).values() for price in row]
    elif name in FIXED:
        prices = rows(PARAMETERS["monthly_fixed_charge"])[name]
    else:
        table = rows(PARAMETERS["variable_rate"])
        prices = [price for tier in "123" for price in table[f"{name.removeprefix('commercial_')}/{tier}"]]
    assert sum(prices) == Fraction(SUMS[name])


@pytest.mark.parametrize("name", TABLES)
def test_every_step_is_that_of_its_year(name: str) -> None:
    last_digit = Fraction(1, 10 ** TABLES[name][1])
    for row in rows(PARAMETERS[name]).values():
        for (before, after), rise in zip(pairwise(row), RISES, strict=True):
            assert abs(before * (1 + rise) - after) <= last_digit


def test_the_bounds_of_the_tiers() -> None:
    (version,) = PARAMETERS["tier_bound"].versions
    found: dict[str, list[object]] = {}
    for (name, _), bound in version.rows:
        found.setdefault(str(name).removeprefix("commercial_"), []).append(bound)
    assert {name: tuple(bounds) for name, bounds in found.items()} == BOUNDS


def test_the_percentages_of_a_drought() -> None:
    (version,) = PARAMETERS["drought_percent"].versions
    assert dict(version.rows) == {
        (stage, tier): percent for stage, row in PERCENT.items() for tier, percent in enumerate(row, start=1)
    }
    assert sum(percent for row in PERCENT.values() for percent in row) == 1411
