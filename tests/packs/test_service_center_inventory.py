"""Every row of the inventory of the article, and every unclear passage, has a home in the service center pack."""

from __future__ import annotations

import pytest

from curbstop import Pack, load_pack
from curbstop.load import default_rules_root
from curbstop.load.compare_documents import cited_places

PACK = "pasadena/service-center"
RULES = {
    "C-01": ("para 2", "the rule `water-waste-reported`"),
    "C-02": ("para 2", "the duty `confirm-violation`"),
    "C-03": ("para 2", "the rule `first-violation`"),
    "C-04": ("para 2", "the duty `help-and-educate`"),
    "C-09, routed": ("para 7", "the rule `bulky-item-requested`"),
    "C-09, coordinated": ("para 7", "the duty `coordinate-pickup`"),
    "C-09, scheduled": ("para 8", "the duty `schedule-pickup`"),
    "C-10": ("para 8", "the rule `free-pickups-left`"),
    "C-12": ("para 9", "the duty `contact-service-center`"),
    "C-13": ("para 9", "the duty `direct-to-office`"),
    "C-14, assigned": ("para 10", "the rule `topic-not-named`"),
    "C-14, 169": ("para 10", "the parameter `request_topics`"),
    "C-15": ("para 10", "the duty `create-request`"),
    "C-16": ("para 10", "the duty `create-work-request`"),
    "C-17": ("para 11", "the duty `notify-by-email`"),
    "C-18": ("para 11", "the duty `look-in-app`"),
    "C-19, routed": ("para 12", "the rule `graffiti-reported`"),
    "C-19, asked": ("para 12", "the rule `crew-is-asked`"),
    "C-19, by when": ("para 12", "the value `asked_by`"),
    "C-20": ("para 13", "the duty `photograph`"),
    "C-22": ("para 16", "the rule `work-completed`"),
    "C-23": ("para 16", "the rule `taken-over`"),
    "C-24, next steps": ("para 16", "the duty `tell-next-steps`"),
    "C-24, status": ("para 16", "the duty `tell-about-status`"),
    "C-26": ("para 18", "the duty `tell-about-status`"),
}
"""What each row that asks for something rests on, and what carries it."""

INFORMATIONAL = {
    "C-00": ["title", "para 1"],
    "C-05": ["para 3"],
    "C-06": ["para 4"],
    "C-07": ["para 5"],
    "C-08": ["para 6"],
    "C-21": ["para 14"],
    "C-25": ["para 15", "para 17"],
    "C-26": ["para 19"],
    "C-27": ["footer"],
}
IN_NOTES = {"C-11": ("bulky-pickup", "the places it watches as hotspots")}
ROWS = 28


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACK)


@pytest.mark.parametrize("row", RULES)
def test_a_row_with_a_rule(pack: Pack, row: str) -> None:
    assert RULES[row] in {(place.citation.section, place.carrier) for place in cited_places(pack.definition)}


def test_rows_without_a_rule_say_why(pack: Pack) -> None:
    (article,) = pack.definition.documents.values()
    reasons = {section.section: section.informational for section in article.sections}
    told = {section for sections in INFORMATIONAL.values() for section in sections}
    assert {section for section, reason in reasons.items() if reason} == told
    assert set(reasons) == told | {section for section, _ in RULES.values()}


def test_a_row_that_only_a_note_can_hold(pack: Pack) -> None:
    for decision, words in IN_NOTES.values():
        assert words in str(pack.definition.decisions[decision].note)


def test_no_row_is_left_out() -> None:
    rows = {row.split(",")[0] for row in (*RULES, *INFORMATIONAL, *IN_NOTES)}
    assert rows == {f"C-{number:02d}" for number in range(ROWS)}


@pytest.mark.parametrize("passage", ["K1", "K2", "K3", "K4", "K5", "K6", "K7"])
def test_every_unclear_passage_is_discussed(passage: str) -> None:
    files = (default_rules_root() / PACK).rglob("*.yaml")
    assert any(passage in file.read_text(encoding="utf-8") for file in files)
