"""Coverage of a pack small enough to count by hand, and of conditions compared with all their evaluations."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path

import oakton
import pytest
from click.testing import CliRunner

from curbstop.cli import main
from curbstop.ir.nodes import Apply, Constant, FactRef, Node
from curbstop.ir.operators import Operator
from curbstop.ir.types import BOOL
from curbstop.workbench import Packs
from curbstop.workbench.coverage.cases import CasesCoverage, cases_coverage
from curbstop.workbench.coverage.units import Seen, covered, evaluate, units_of


def measured(folder: Path, *cases: str) -> CasesCoverage:
    packs = Packs(oakton.rules(folder))
    return cases_coverage(oakton.cases(packs, *cases))


def counts(coverage: CasesCoverage) -> dict[str, tuple[int, int]]:
    (pack,) = coverage.packs
    return {tally.what: (tally.covered, tally.total) for tally in pack.tallies}


def test_one_case_covers_what_it_shows(tmp_path: Path) -> None:
    assert counts(measured(tmp_path, oakton.LATE)) == {
        "rules that were a reason": (1, 2),
        "conditions seen true and false": (3, 6),
        "conditions that decided alone": (0, 3),
        "values of parameters": (2, 3),
        "rows of tables": (1, 4),
        "choices of readings": (0, 0),
        "sections cited": (1, 2),
    }


def test_seven_cases_cover_everything_but_a_section(tmp_path: Path) -> None:
    coverage = measured(
        tmp_path, oakton.LATE, oakton.IN_TIME, oakton.ILL, oakton.RICH, *renamed(oakton.OLD), oakton.NEW
    )
    (pack,) = coverage.packs
    lacks = [lack.text for tally in pack.tallies for lack in tally.lacks]
    assert lacks == ["section 2 was never cited"]
    assert (coverage.cases, pack.covered, pack.total, pack.masking) == (7, 19, 20, 0)


def renamed(cases: list[str]) -> list[str]:
    return [case.replace("name: Old", f"name: Old {number}") for number, case in enumerate(cases)]


def test_each_lack_is_said_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oakton.rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("a.cases.yaml").write_text(f"decision: fine\ncases:\n{oakton.LATE}{oakton.ILL}", encoding="utf-8")
    shown = CliRunner().invoke(main, ["coverage", "--rules", "rules"])
    assert shown.exit_code == 0, shown.output
    assert shown.output == LACKING
    under = CliRunner().invoke(main, ["coverage", "--rules", "rules", "--fail-under", "90"])
    assert (under.exit_code, under.output.endswith("below --fail-under 90\n")) == (1, True)


LACKING = """\
oakton
  rules that were a reason           2 of 2    100 %
  conditions seen true and false     4 of 6     67 %
  conditions that decided alone      1 of 3     33 %
  values of parameters               2 of 3     67 %
  rows of tables                     1 of 4     25 %
  sections cited                     1 of 2     50 %

  Not covered
  rules/oakton/decisions/fine.yaml:10: `days > most_days` was never false in rule fine/late
  rules/oakton/decisions/fine.yaml:11: `rich` was never true in rule fine/late
  rules/oakton/decisions/fine.yaml:10: `days > most_days` never decided rule fine/late alone: it was never false
  rules/oakton/decisions/fine.yaml:11: `rich` never decided rule fine/late alone: it was never true
  rules/oakton/parameters.yaml:3: fee was never used with its value from 2025-01-01
  rules/oakton/parameters.yaml:3: fee was never read for small from 2025-01-01
  rules/oakton/parameters.yaml:3: fee was never read for large from 2025-01-01
  rules/oakton/parameters.yaml:3: fee was never read for large from 2026-01-01
  rules/oakton/pack.yaml:8: section 2 was never cited

11 of 20 covered by 2 cases, 55 %
"""


OTHER = """\
decision: refund
asks: Is there a refund?
outcomes: [refused, paid]
rules: [{id: rich, outcome: refused, cite: "2", when: rich, says: There is money.}]
otherwise: {id: poor, outcome: paid, cite: "2", says: There is no money.}
"""


def test_of_one_decision_only_what_it_reads_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refund = oakton.rules(tmp_path) / "oakton/decisions/refund.yaml"
    refund.write_text(OTHER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    paid = oakton.case("Paid", "rich: no", "outcome: paid").replace("{name", "{decision: refund, name")
    Path("a.cases.yaml").write_text(f"decision: fine\ncases:\n{oakton.LATE}{oakton.ILL}{paid}", encoding="utf-8")
    asked = ("coverage", "--rules", "rules", "--decision")
    assert CliRunner().invoke(main, [*asked, "refund"]).output == OF_REFUND
    of_fine = CliRunner().invoke(main, [*asked, "fine"]).output
    assert "section 2" not in of_fine
    assert "refund" not in of_fine
    assert of_fine.endswith("11 of 19 covered by 2 cases, 58 %\n")
    unknown = CliRunner().invoke(main, [*asked, "refunds"])
    assert (unknown.exit_code, unknown.output) == (
        2,
        "error[unknown-decision]: unknown decision `refunds`; did you mean `refund`? decisions: fine, refund\n",
    )


OF_REFUND = """\
oakton
  rules that were a reason           1 of 2     50 %
  conditions seen true and false     1 of 2     50 %
  sections cited                     1 of 1    100 %

  Not covered
  rules/oakton/decisions/refund.yaml:4: rule refund/rich was never a reason
  rules/oakton/decisions/refund.yaml:4: `rich` was never true in rule refund/rich

3 of 5 covered by 1 case, 60 %
"""


def test_a_case_that_fails_covers_nothing(tmp_path: Path) -> None:
    wrong = oakton.case("Wrong", "days: 1, sick: no, rich: no, size: small", "outcome: fined")
    coverage = measured(tmp_path, oakton.LATE, wrong)
    assert [case.name for case in coverage.failed] == ["Wrong"]
    assert counts(coverage)["rules that were a reason"] == (1, 2)


def test_no_case_and_faulty_cases_are_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oakton.rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    none = CliRunner().invoke(main, ["coverage", "--rules", "rules"])
    assert none.exit_code == 1
    assert none.stderr == "no cases found; they stand in files NAME.cases.yaml, or below a folder fixtures/cases\n"
    Path("a.cases.yaml").write_text("decison: fine\n", encoding="utf-8")
    faulty = CliRunner().invoke(main, ["coverage", "--rules", "rules"])
    assert faulty.exit_code == 2
    assert "unknown key `decison`" in faulty.output


def test_the_page_colours_the_rules_and_needs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oakton.rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("a.cases.yaml").write_text(f"decision: fine\ncases:\n{oakton.LATE}{oakton.ILL}", encoding="utf-8")
    page = CliRunner().invoke(main, ["coverage", "--rules", "rules", "--format", "html"]).output
    assert (
        '<span class="some" title="seen true; never decided alone: it was never false">days &gt; most_days</span>'
        in page
    )
    assert '<span class="full" title="seen true and false; decided alone">sick</span>' in page
    assert not re.search(r"<script|<link|<img|https?://", page)


# --- Conditions that decide alone, compared with what a table of all evaluations says --------------------------

A, B, C = (FactRef(type=BOOL, name=name) for name in "abc")


def junction(operator: Operator, *parts: Node) -> Node:
    return Apply(type=BOOL, operator=operator, arguments=parts)


def negated(part: Node) -> Node:
    return Apply(type=BOOL, operator=Operator.NOT, arguments=(part,))


CONDITIONS = [
    junction(Operator.AND, A, B, C),
    junction(Operator.OR, A, junction(Operator.AND, B, negated(C))),
    junction(Operator.AND, junction(Operator.OR, A, B), negated(junction(Operator.AND, B, C))),
    junction(Operator.OR, A, Constant(type=BOOL, value=False), C),
]


@pytest.mark.parametrize("root", CONDITIONS)
def test_a_condition_decides_alone_exactly_where_two_rows_show_it(root: Node) -> None:
    pack = Packs().pack("pasadena/service-center").definition
    (unit,) = units_of("rule", root, pack)
    rows = [(row, evaluate(root, iter(row))) for row in product((True, False), repeat=len(unit.parts))]
    for size in (2, 3, 4):
        for some in combinations(rows, size):
            parts = covered(unit, Seen(set(some)), pack).parts
            for index, part in enumerate(parts):
                unique = any(
                    one[1] != two[1] and [at for at in range(len(parts)) if one[0][at] != two[0][at]] == [index]
                    for one, two in combinations(some, 2)
                )
                assert (part.alone == "unique") is unique
                assert (part.seen_true, part.seen_false) == (
                    any(row[index] for row, _ in some),
                    any(not row[index] for row, _ in some),
                )


def test_a_part_that_can_never_decide_says_so() -> None:
    pack = Packs().pack("pasadena/service-center").definition
    (unit,) = units_of("rule", junction(Operator.AND, A, junction(Operator.OR, A, B)), pack)
    rows = {
        (row, evaluate(unit.root, iter(row))) for row in [(True, True, True), (True, True, False), (False, False, True)]
    }
    parts = covered(unit, Seen(rows), pack).parts
    assert [part.text for part in parts] == ["a", "a", "b"]
    assert (parts[2].alone, parts[2].why) == (None, "the other parts never leave it to decide")
