"""The digest of a pack follows its meaning, not its layout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from curbstop import load_pack
from curbstop.ir.canonical import digest_of, pack_items
from curbstop.load import default_rules_root

PACK = "pasadena/discontinuation"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(default_rules_root() / "pasadena", tmp_path / "pasadena")
    return tmp_path


def edited(rules: Path, file: str, old: str, new: str) -> str:
    path = rules / PACK / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_pack(PACK, rules=rules).digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("parameters.yaml", "value: 60", "value: 61"),
        ("decisions/shutoff.yaml", 'is: plan.status == "active"', 'is: plan.status != "active"'),
        ("decisions/shutoff.yaml", "unless: The bill is not past due.", "unless: Nothing is due."),
        ("decisions/shutoff.yaml", '"PWP may discontinue water"', '"PWP may discontinue"'),
        ("decisions/shutoff.yaml", "id: past-due", "id: over-due"),
        ("derived.yaml", "n.served_on <= as_of]", "n.served_on < as_of]"),
        ("pack.yaml", "version: ", "version: 9"),
        ("../calendar.yaml", "  2030-12-25: Christmas Day", "  2030-12-26: Christmas Day"),
    ],
)
def test_a_change_of_meaning_changes_the_digest(rules: Path, file: str, old: str, new: str) -> None:
    before = load_pack(PACK, rules=rules).digest
    assert edited(rules, file, old, new) != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("decisions/shutoff.yaml", "rules:\n", "# a comment\nrules:\n\n"),
        ("decisions/shutoff.yaml", 'is: plan.status == "active"', 'is: (plan.status   == "active")  # so'),
        ("parameters.yaml", "value: 60", "value: 60   # sixty"),
    ],
)
def test_layout_does_not(rules: Path, file: str, old: str, new: str) -> None:
    before = load_pack(PACK, rules=rules).digest
    assert edited(rules, file, old, new) == before


def test_the_digest_is_stable() -> None:
    one, other = load_pack(PACK), load_pack(PACK)
    assert one.digest == other.digest == one.with_choices(readings={"penalty-day": "day-30"}).digest
    assert one.digest.startswith("sha256:")


def test_items_have_names_of_their_own() -> None:
    names = [item["item"] for item in pack_items(load_pack(PACK).definition)]
    assert len(set(names)) == len(names)


def test_a_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": [1, 2]}) == digest_of({"b": [1, 2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": "1"})
    assert digest_of([1, 2]) != digest_of([2, 1])
