"""The federal poverty guidelines of both packs that use them, against the published numbers."""

from __future__ import annotations

from datetime import date

import pytest

from curbstop import load_pack

PUBLISHED = {
    2020: (12_760, 4_480),
    2021: (12_880, 4_540),
    2022: (13_590, 4_720),
    2023: (14_580, 5_140),
    2024: (15_060, 5_380),
    2025: (15_650, 5_500),
    2026: (15_960, 5_680),
}
"""For the 48 contiguous states: one person, and each person more, in dollars."""


@pytest.mark.parametrize("pack", ["pasadena/discontinuation", "california/water-shutoff-protection-act"])
def test_the_table_has_the_published_numbers(pack: str) -> None:
    versions = load_pack(pack).definition.parameters["poverty_guideline"].versions
    assert [version.effective.year for version in versions] == list(PUBLISHED)
    for version in versions:
        one, more = PUBLISHED[version.effective.year]
        assert dict(version.rows) == {(size,): (one + (size - 1) * more) * 100 for size in range(1, 9)}
        assert version.each_more == more * 100


def test_each_year_is_taken_to_begin_on_1_january() -> None:
    versions = load_pack("pasadena/discontinuation").definition.parameters["poverty_guideline"].versions
    assert [version.effective for version in versions] == [date(year, 1, 1) for year in PUBLISHED]
