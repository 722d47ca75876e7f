"""The state law beside the city's policy: boundaries, what is left out, and that no fact is declared twice."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from curbstop import Faults, Pack, load_pack
from curbstop.load import decision_names, default_rules_root, find_decision
from curbstop.load.compare_documents import cited_places

STATE = "california/water-shutoff-protection-act"
UNPAID = {
    "customer.category": "residential",
    "customer.address_differs": False,
    "bill.date": "2026-01-02",
    "bill.unpaid_amount": "184.37",
    "notices": [{"kind": "written", "served_on": "2026-03-10", "method": "mail"}],
    "telephone_contacts": [],
    "household.financially_unable": False,
    "household.size": 2,
    "household.annual_income": "43279.99",
    "household.income_proof": False,
    "household.programs": [],
    "medical.certification_submitted": False,
    "penalty_waivers": [],
    "plan.status": "none",
    "appeal.status": "none",
    "appeal.pending_elsewhere": False,
}
SIXTIETH = date(2026, 4, 3)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(STATE)


def decided(pack: Pack, decision: str, day: date, **changes: object) -> tuple[str, list[str]]:
    facts = UNPAID | {name.replace("__", "."): value for name, value in changes.items()}
    found = pack.decide(decision, facts, as_of=day)
    return found.outcome, [reason.rule for reason in found.reasons]


def test_sixty_days(pack: Pack) -> None:
    assert decided(pack, "shutoff", SIXTIETH) == ("permitted", ["past-due"])
    assert decided(pack, "shutoff", SIXTIETH - timedelta(1)) == ("prohibited", ["not-yet-60-days-delinquent"])


@pytest.mark.parametrize(("served", "outcome"), [("2026-04-01", "permitted"), ("2026-04-02", "prohibited")])
def test_seven_business_days(served: str, outcome: str, pack: Pack) -> None:
    notices = [{"kind": "written", "served_on": served, "method": "mail"}]
    assert decided(pack, "shutoff", date(2026, 4, 10), notices=notices)[0] == outcome
    calls = [{"made_on": served}]
    assert decided(pack, "shutoff", date(2026, 4, 10), notices=[], telephone_contacts=calls)[0] == outcome


@pytest.mark.parametrize("where", [{"appeal__status": "pending"}, {"appeal__pending_elsewhere": True}])
def test_a_pending_appeal_bars_a_shutoff(where: dict[str, object], pack: Pack) -> None:
    assert decided(pack, "shutoff", SIXTIETH, **where) == ("prohibited", ["appeal-pending"])


def test_a_declaration_of_income_suffices_only_from_memory(pack: Pack) -> None:
    assert decided(pack, "penalty-waiver", SIXTIETH) == ("denied", ["not-low-income"])
    assert decided(pack, "penalty-waiver", SIXTIETH, household__income_proof=True)[0] == "granted"
    from_memory = pack.with_choices(readings={"unverified-text": "applied"})
    assert decided(from_memory, "penalty-waiver", SIXTIETH) == ("granted", ["waive-interest"])


def test_what_was_not_seen_is_off_by_default(pack: Pack) -> None:
    assert pack.readings == {"unverified-text": "left-out"}


def test_text_from_memory_is_never_quoted(pack: Pack) -> None:
    unseen = {
        section.section
        for document in pack.definition.documents.values()
        for section in document.sections
        if (section.informational or "").startswith("From memory, unverified")
    }
    assert {"116916", "116910(b)(3)", "116910(a)(3)"} <= unseen
    cited = [place.citation for place in cited_places(pack.definition)]
    assert [citation for citation in cited if citation.section in unseen and citation.quote] == []


def test_the_vocabulary_is_shared(pack: Pack) -> None:
    city = load_pack("pasadena/discontinuation").definition
    assert list(pack.definition.facts)[: len(city.facts)] == list(city.facts)
    assert all(pack.definition.facts[name] == fact for name, fact in city.facts.items())
    assert pack.definition.parameters["poverty_guideline"].versions == city.parameters["poverty_guideline"].versions
    own = default_rules_root() / STATE / "facts.yaml"
    assert not any(f"  {name}:" in own.read_text(encoding="utf-8") for name in city.facts)


def test_only_its_name_reaches_it() -> None:
    root = default_rules_root()
    assert STATE not in decision_names(root)
    assert STATE not in find_decision(root, "shutoff")


def test_before_the_amendment(pack: Pack) -> None:
    with pytest.raises(Faults, match="in force from 2024-01-01"):
        pack.decide("shutoff", UNPAID, as_of=date(2023, 12, 31))


def test_rules_as_one_pack_folder() -> None:
    assert load_pack(STATE, rules=Path(default_rules_root())).decisions == (
        "amortization",
        "appeal",
        "penalty-waiver",
        "reconnection-fee",
        "shutoff",
    )
