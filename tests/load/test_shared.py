"""A pack that takes its facts, and single parameters, from another pack's files. Faults stand in `faulty/`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from curbstop.diagnostics import render_diagnostics
from curbstop.ir.pack import Pack
from curbstop.load import load_pack_folder, load_rules_root

SOUND = Path(__file__).parent / "sound"
OWNER = Path("rules/millbrook/water")
LAW = Path("rules/state/water-law")
PACK = """
pack: state/water-law
title: A law about water
version: "1"
language: 1
in_force: {from: 2025-01-01}
time_zone: America/Chicago
facts: ../../millbrook/water/facts.yaml
beside: yes
documents:
  the-law:
    title: The law
    sections:
      "9": {begins: Nobody}
"""
PARAMETERS = """
parameters: {}
shared:
  low_income: {file: ../../millbrook/water/parameters.yaml, cite: 9 "of low income", note: As the town has it.}
"""
DECISION = """
decision: late-fee
asks: May a late fee be charged?
outcomes: [forbidden, allowed]
rules:
  - id: large-unpaid-bill
    outcome: allowed
    cite: "9"
    when: bill.unpaid > low_income(household.size)
    says: The bill is large.
otherwise: {id: small-bill, outcome: forbidden, cite: "9", says: The bill is small.}
"""

Law = Callable[..., Pack]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (LAW / "decisions").mkdir(parents=True)
    (LAW / "pack.yaml").write_text(PACK, encoding="utf-8")
    (LAW / "parameters.yaml").write_text(PARAMETERS, encoding="utf-8")
    (LAW / "decisions/late-fee.yaml").write_text(DECISION, encoding="utf-8")


def law() -> Pack:
    pack, faults, sources = load_pack_folder(LAW, Path("rules"))
    assert render_diagnostics(faults, sources) == ""
    assert pack is not None
    return pack


def owner() -> Pack:
    pack, _, _ = load_pack_folder(OWNER, Path("rules"))
    assert pack is not None
    return pack


def test_the_facts_are_the_very_same(town: None) -> None:
    assert law().facts == owner().facts
    assert law().consistency == owner().consistency


def test_own_facts_come_after_the_shared_ones(town: None) -> None:
    text = """
facts:
  bill.disputed: {type: yes/no, description: It is disputed.}
consistent:
  nothing-disputed: {when: not bill.disputed or bill.unpaid > 0, says: A paid bill is not disputed.}
"""
    (LAW / "facts.yaml").write_text(text, encoding="utf-8")
    assert list(law().facts) == [*owner().facts, "bill.disputed"]
    assert [rule.id for rule in law().consistency] == ["moved-after-bill", "nothing-disputed"]


def test_a_shared_parameter_has_the_values_there_and_the_citation_here(town: None) -> None:
    here, there = law().parameters["low_income"], owner().parameters["low_income"]
    assert (here.versions, here.type, here.keys, here.description) == (
        there.versions,
        there.type,
        there.keys,
        there.description,
    )
    assert [(c.document, c.section, c.quote) for c in here.citations] == [("the-law", "9", "of low income")]
    assert here.note == "As the town has it."


def test_a_fault_of_a_shared_file_is_said_once(town: None) -> None:
    facts = OWNER / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("type: money", "type: monye"), encoding="utf-8")
    packs, faults, _ = load_rules_root(Path("rules"))
    assert packs == []
    assert [(fault.code, fault.span.file) for fault in faults if fault.span] == [("unknown-type", str(facts))]


@pytest.mark.parametrize("text", ["facts: [oh", "", "facts: 3"])
def test_lost_shared_facts_do_not_make_every_name_unknown(text: str, town: None) -> None:
    (OWNER / "facts.yaml").write_text(text, encoding="utf-8")
    _, faults, _ = load_pack_folder(LAW, Path("rules"))
    assert {fault.span.file for fault in faults if fault.span} == {str(OWNER / "facts.yaml")}


def test_without_shared_facts_a_pack_needs_its_own(town: None) -> None:
    text = PACK.replace("facts: ../../millbrook/water/facts.yaml\n", "")
    (LAW / "pack.yaml").write_text(text, encoding="utf-8")
    _, faults, _ = load_pack_folder(LAW, Path("rules"))
    assert [fault.message for fault in faults] == [f"there is no file `{LAW}/facts.yaml`"]


def test_a_shared_file_may_lie_in_the_folder(town: None) -> None:
    shutil.copy(OWNER / "facts.yaml", LAW / "vocabulary.yaml")
    text = PACK.replace("../../millbrook/water/facts.yaml", "vocabulary.yaml")
    (LAW / "pack.yaml").write_text(text, encoding="utf-8")
    assert law().facts == owner().facts


def test_a_pack_is_found_by_a_deeper_root_only_with_what_it_shares(town: None) -> None:
    _, faults, _ = load_pack_folder(LAW, Path("rules/state"))
    assert {fault.code for fault in faults} == {"outside-rules"}
