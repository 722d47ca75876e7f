"""A number that is set anew can cite the text that sets it: each version of a parameter may have its own `cite:`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.cli.command_line import DOCUMENTS, run
from tests.workbench.elmford import WATER, copy_of_rules, edited, original

from curbstop.checker import check
from curbstop.diagnostics import Faults
from curbstop.ir.citation import Citation
from curbstop.load import uncited_sections
from curbstop.workbench.diff import diff

DAY = date(2026, 10, 1)
LETTER = "    from: 2025-01-01\n    value: 10\n"
VERSIONS = """\
    versions:
      - {from: 2025-01-01, value: 10}
      - {from: 2026-09-01, value: 14, cite: CITE}
"""


def cited(cite: str) -> tuple[str, str, str]:
    return "parameters.yaml", LETTER, VERSIONS.replace("CITE", cite)


def test_a_version_has_its_own_citation_and_the_others_that_of_the_parameter(tmp_path: Path) -> None:
    letter_days = edited(tmp_path, cited('2.2 "in three equal parts"')).definition.parameters["letter_days"]
    assert [one.citations for one in letter_days.versions] == [
        (),
        (Citation("water-rules", "2.2", "in three equal parts"),),
    ]
    assert [one.section for one in letter_days.all_citations] == ["1.2", "2.2"]


def test_a_trace_holds_it_and_the_checker_accepts_the_trace(tmp_path: Path) -> None:
    pack = edited(tmp_path, cited("2.2")).with_choices(parameters={"low_income": "20000"})
    facts = {"bill.date": "2026-01-05", "letters": [{"kind": "warning", "sent_on": "2026-09-10"}]}
    decided = pack.decide("end-service", facts, as_of=DAY)
    saved = json.loads(decided.to_json())
    versions = saved["trace"]["definitions"]["parameter:letter_days"]["versions"]
    assert [one.get("cites") for one in versions] == [None, [{"document": "water-rules", "section": "2.2"}]]
    assert check(saved) == []


def test_another_citation_is_another_digest_but_no_other_meaning(tmp_path: Path) -> None:
    old, new = edited(tmp_path / "old", cited("1.2")), edited(tmp_path / "new", cited("2.2"))
    assert old.digest != new.digest
    found = diff(old, new, as_of=DAY)
    assert (found.same, found.wording) == (True, ("parameter letter_days: citation",))


def test_the_edit_of_a_number_names_its_new_section(tmp_path: Path) -> None:
    (edit,) = diff(original(), edited(tmp_path, cited("2.2")), as_of=DAY, tries=0).edits
    assert (edit.parts, edit.sections) == (("from 2026-09-01: 10 -> 14",), ("1.2", "2.2"))


def test_it_covers_its_section(tmp_path: Path) -> None:
    section = ("pack.yaml", '      "2.1":\n', '      "1.3": {begins: 1.3 A letter}\n      "2.1":\n')
    (uncited,) = uncited_sections(edited(tmp_path, section, cited("1.2")).definition)
    assert uncited[1].section == "1.3"
    assert uncited_sections(edited(tmp_path, section, cited("1.3")).definition) == []


def test_an_unknown_section_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faults) as raised:
        edited(tmp_path, cited("9.9"))
    assert [(fault.code, fault.message) for fault in raised.value.diagnostics] == [
        ("unknown-section", "unknown section `9.9`")
    ]


def test_its_quote_is_compared_with_the_document(tmp_path: Path) -> None:
    rules = copy_of_rules(tmp_path, cited('1.2 "at least fourteen days"'))
    checked = run("check", "--rules", rules / WATER, "--documents", DOCUMENTS)
    assert checked.exit_code == 1
    message = 'the parameter `letter_days` from 2026-09-01 quotes "at least fourteen days", which does not stand in'
    assert message in checked.stderr + checked.stdout


def test_it_is_shown_beside_the_value(tmp_path: Path) -> None:
    shown = run("show", "letter_days", "--rules", copy_of_rules(tmp_path, cited("2.2")), "--pack", WATER)
    assert "values:\n  from 2025-01-01: 10 days\n  from 2026-09-01: 14 days  [2.2]\n" in shown.stdout
