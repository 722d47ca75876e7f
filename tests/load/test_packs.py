"""What a sound pack becomes, and where packs are found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbstop.ir.change import Change
from curbstop.ir.citation import Citation
from curbstop.ir.pack import Pack, Schedule
from curbstop.ir.types import NONE, Kind
from curbstop.load import (
    decision_names,
    default_rules_root,
    find_decision,
    load_pack_folder,
    load_rules_root,
    pack_ids,
    uncited_sections,
)

ROOT = Path(__file__).parent / "sound/rules"


@pytest.fixture(scope="module")
def pack() -> Pack:
    loaded, faults, _ = load_pack_folder(ROOT / "millbrook/water", ROOT)
    assert faults == []
    assert loaded is not None
    return loaded


def test_values_are_in_the_form_of_run_time(pack: Pack) -> None:
    examples = {name: fact.example for name, fact in pack.facts.items()}
    assert examples == {
        "bill.date": date(2026, 1, 5).toordinal(),
        "bill.unpaid": 12050,
        "household.size": 3,
        "household.kind": "family",
        "household.moved_out": NONE,
        "notices": ((True, date(2026, 2, 1).toordinal(), "letter"),),
    }
    assert pack.facts["household.kind"].changes == (Change(by="customer", to=("family",), cost=2),)
    assert pack.facts["notices"].type.fields == tuple(
        (field.name, field.type) for field in pack.facts["notices"].fields
    )


def test_tables_are_in_order(pack: Pack) -> None:
    (version,) = pack.parameters["low_income"].versions
    assert version.rows == (((1,), 1_500_000), ((2,), 2_000_000))
    assert version.each_more == 500_000


def test_derived_names_stand_after_what_they_read(pack: Pack, tmp_path: Path) -> None:
    assert list(pack.derived) == ["due_date", "is_late"]


def test_citations(pack: Pack) -> None:
    rules = pack.decisions["late-fee"].rules
    assert [rule.citations for rule in rules] == [
        (Citation("water-rules", "2", "few persons"),),
        (Citation("water-rules", "1(B)", "a late bill"),),
    ]
    assert uncited_sections(pack) == []


def test_schedules(pack: Pack) -> None:
    body = pack.decisions["late-fee"].values[1].body
    assert isinstance(body, Schedule)
    assert (body.variable, body.first, body.last) == ("k", 1, 3)
    assert [(name, node.type.kind) for name, node in body.fields] == [("due_on", Kind.DATE), ("amount", Kind.MONEY)]


def test_where_packs_are(tmp_path: Path) -> None:
    assert pack_ids(ROOT) == ["millbrook/water"]
    assert find_decision(ROOT, "late-fee") == ["millbrook/water"]
    assert find_decision(ROOT, "late-fees") == []
    assert find_decision(ROOT, "../decisions/late-fee") == []
    assert decision_names(ROOT) == {"millbrook/water": ["late-fee"]}
    assert pack_ids(tmp_path) == []


def test_packs_beside_others_are_reached_by_name_only(tmp_path: Path) -> None:
    for name, extra in (("law", "beside: yes\n"), ("water", "")):
        folder = tmp_path / "rules/millbrook" / name
        for file in (ROOT / "millbrook/water").rglob("*.yaml"):
            copy = folder / file.relative_to(ROOT / "millbrook/water")
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text(encoding="utf-8").replace("millbrook/water", f"millbrook/{name}")
            copy.write_text(text + (extra if file.name == "pack.yaml" else ""), encoding="utf-8")
    (tmp_path / "rules/millbrook/calendar.yaml").write_bytes((ROOT / "millbrook/calendar.yaml").read_bytes())
    packs, faults, _ = load_rules_root(tmp_path / "rules")
    assert faults == []
    assert [pack.id for pack in packs if pack.beside] == ["millbrook/law"]
    assert find_decision(tmp_path / "rules", "late-fee") == ["millbrook/water"]


def test_the_rules_that_are_shipped() -> None:
    assert default_rules_root().is_dir()
    assert pack_ids(default_rules_root())
