"""Every row of the inventory of the ordinance, and every unclear passage, has a home in the water-rates pack."""

from __future__ import annotations

import pytest

from curbstop import Pack, load_pack
from curbstop.load import default_rules_root
from curbstop.load.compare_documents import cited_places

PACK = "pasadena/water-rates"
RULES = {
    "O-2D": ("13.20.015(D)", "the rule `single-family-residence`"),
    "O-2E": ("13.20.015(E)", "the rule `multi-family-dwellings`"),
    "O-2E, two units": ("13.20.015(E)", "the parameter `multi_family_units`"),
    "O-2F": ("13.20.015(F)", "the rule `commercial-establishment`"),
    "O-2G": ("13.20.015(G)", "the value `gallons`"),
    "O-3-0": ("13.20.025", "the value `tiers`"),
    "O-3-SFR": ("13.20.025", "the parameter `tier_bound`"),
    "O-3-MFR": ("13.20.025", "the derived fact `dwellings_billed`"),
    "O-3-CS": ("13.20.025", "the parameter `commercial_class`"),
    "O-3-CM": ("13.20.025", "the parameter `commercial_class`"),
    "O-3-CL": ("13.20.025", "the parameter `commercial_class`"),
    "O-4A": ("13.20.030(A)", "the value `fixed_charge`"),
    "O-4A, table": ("13.20.030(A)", "the parameter `monthly_fixed_charge`"),
    "O-4B-0": ("13.20.030(B)", "the parameter `variable_rate`"),
    "O-4B-1": ("13.20.030(B)", "the value `tiers`"),
    "O-4C-1": ("13.20.030(C)", "the parameter `level_of_stage`"),
    "O-4C-2": ("13.20.030(C)", "the derived fact `drought_adjusts`"),
    "O-4C-3": ("13.20.030(C)", "the rule `drought-adjusts`"),
    "O-4C-4": ("13.20.030(C)", "the value `drought_adjustment`"),
    "O-4C-4, table": ("13.20.030(C)", "the parameter `drought_percent`"),
    "O-4D1": ("13.20.030(D)(1)", "the value `tiers`"),
    "O-4D3": ("13.20.030(D)(3)", "the duty `charge-new-account`"),
    "O-4D3, amount": ("13.20.030(D)(3)", "the parameter `new_account_charge`"),
    "O-4D4-1": ("13.20.030(D)(4)", "the parameter `water_deposit`"),
    "O-6-0": ("13.20.050", "the duty `pay-from-city-fund`"),
    "O-6A": ("13.20.050(A)", "the derived fact `has_no_class_of_its_own`"),
    "O-6B": ("13.20.050(B)", "the derived fact `fixed_charge_applies`"),
    "O-6C-1": ("13.20.050(C)", "the reading `municipal-fixed-charge`"),
    "O-6C-2": ("13.20.050(C)", "the duty `charge-street-vehicles`"),
    "O-6C-2, amount": ("13.20.050(C)", "the parameter `street_vehicle_charge`"),
    "O-7-0": ("13.20.100", "the parameter `gallons_in_unit`"),
    "O-7A": ("13.20.100(A)", "the rule `bimonthly-period`"),
    "O-7B": ("13.20.100(B)", "the rule `irregular-period`"),
    "O-7C-1": ("13.20.100(C)", "the duty `pay-the-bill`"),
    "O-7C-2": ("13.20.100(C)", "the parameter `delinquent_after`"),
    "O-7C-3": ("13.20.100(C)", "the parameter `delinquency_penalty_amount`"),
    "O-7D-1": ("13.20.100(D)", "the rule `turn-off-until-paid`"),
    "O-7D-2": ("13.20.100(D)", "the duty `pay-before-restoration`"),
    "O-7D-2, amount": ("13.20.100(D)", "the parameter `reconnection_charge`"),
    "O-9A": ("13.20.130(A)", "the value `monthly_charge`"),
    "O-9A, table": ("13.20.130(A)", "the parameter `fire_service_rate`"),
    "O-9B-1": ("13.20.130(B)", "the rule `flat-rate`"),
    "O-9B-2": ("13.20.130(B)", "the rule `deemed-domestic`"),
    "O-9B-2, choice": ("13.20.130(B)", "the duty `discontinue-or-meter`"),
    "O-9C": ("13.20.130(C)", "the rule `smaller-than-four-inches`"),
    "O-9D": ("13.20.130(D)", "the rule `fire-marshal-approved`"),
    "O-9E": ("13.20.130(E)", "the duty `owner-pays`"),
    "O-11": ("13.20.150(E)", "the rule `commercial-by-its-tables`"),
    "O-12-1": ("13.20.165", "the duty `flow-test-when-requested`"),
    "O-12-2": ("13.20.165", "the parameter `flow_test_charge`"),
}
"""What each row that asks for something rests on, and what carries it."""

INFORMATIONAL = {
    "O-000": ["Preamble", "Sec. 1", "Sec. 13", "Sec. 14"],
    "O-4D2": ["13.20.030(D)(2)"],
    "O-5": ["13.20.035"],
    "O-8": ["13.20.110"],
    "O-10": ["13.20.145"],
}
HEADINGS = {"13.20.015", "13.20.030", "13.20.030(D)", "13.20.130", "13.20.150"}
IN_NOTES = {"O-4D4-2": ("water-turn-off", "until a deposit that was demanded is made, 13.20.030(D)(4)")}
ROWS = 48


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACK)


@pytest.mark.parametrize("row", RULES)
def test_a_row_with_a_rule(pack: Pack, row: str) -> None:
    assert RULES[row] in {(place.citation.section, place.carrier) for place in cited_places(pack.definition)}


def test_rows_without_a_rule_say_why(pack: Pack) -> None:
    (ordinance,) = pack.definition.documents.values()
    reasons = {section.section: section.informational for section in ordinance.sections}
    told = {section for sections in INFORMATIONAL.values() for section in sections} | HEADINGS
    assert {section for section, reason in reasons.items() if reason} == told
    assert set(reasons) == told | {section for section, _ in RULES.values()}


def test_a_row_that_only_a_note_can_hold(pack: Pack) -> None:
    for decision, words in IN_NOTES.values():
        assert words in str(pack.definition.decisions[decision].note)


def test_no_row_is_left_out() -> None:
    assert len({row.split(",")[0] for row in (*RULES, *INFORMATIONAL, *IN_NOTES)}) == ROWS


@pytest.mark.parametrize("passage", [f"B{number}" for number in range(1, 16)])
def test_every_unclear_passage_is_discussed(passage: str) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted((default_rules_root() / PACK).rglob("*.yaml"))]
    assert any(f"{passage}:" in text or f"{passage}," in text or f"passage: {passage}\n" in text for text in texts)


def test_what_others_set_is_asked_of_the_operator(pack: Pack) -> None:
    external = {name for name, parameter in pack.definition.parameters.items() if parameter.external}
    assert external == {
        "new_account_charge",
        "water_deposit",
        "street_vehicle_charge",
        "delinquency_penalty_amount",
        "reconnection_charge",
        "flow_test_charge",
    }
