"""Cases made for each condition: pairs of accounts that differ in one thing and stand on either side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import oakton
import pytest
from click.testing import CliRunner
from tests.workbench.elmford import RULES

from curbstop import load_pack
from curbstop.cli import main
from curbstop.workbench import Packs, Passed, run_case
from curbstop.workbench.boundary_cases import boundary_cases
from curbstop.workbench.case_text import WrittenCase
from curbstop.workbench.cases import cases_in
from curbstop.workbench.given_parameters import given_parameters


def test_each_condition_has_a_pair_one_step_apart(tmp_path: Path) -> None:
    packs = Packs(oakton.rules(tmp_path))
    made = boundary_cases(packs.pack("oakton"), "fine", packs)
    assert (made.pairs, made.without) == (3, ())
    assert made.text == MADE


MADE = """\
# Pairs of accounts on either side of each condition of `fine`, as `curbstop cases` makes them.
# They expect what the rules say now: compare each with the policy before you rely on it.

pack: oakton
decision: fine
cases:

  # rule fine/late: days > most_days
  - name: "30 days, so not days > most_days"
    as_of: 2025-01-01
    facts:
      days: 30
      rich: yes
      size: small
    expect:
      outcome: free
      reasons: [in-time]

  - name: "31 days, so days > most_days"
    as_of: 2025-01-01
    facts:
      days: 31
      rich: yes
      size: small
    expect:
      outcome: fined
      reasons: [late]

  # rule fine/late: sick
  - name: sick does not hold
    as_of: 2026-01-01
    facts:
      days: 400
      sick: no
      rich: no
      size: small
    expect:
      outcome: fined
      reasons: [late]

  - name: sick holds
    as_of: 2026-01-01
    facts:
      days: 400
      sick: yes
      rich: no
      size: small
    expect:
      outcome: free
      reasons: [in-time]

  # rule fine/late: rich
  - name: rich does not hold
    as_of: 2025-01-01
    facts:
      days: 104
      sick: yes
      rich: no
      size: small
    expect:
      outcome: free
      reasons: [in-time]

  - name: rich holds
    as_of: 2025-01-01
    facts:
      days: 104
      sick: yes
      rich: yes
      size: small
    expect:
      outcome: fined
      reasons: [late]
"""


@pytest.mark.parametrize("decision", ["bulky-pickup", "water-waste-notice"])
def test_what_is_made_passes_as_it_is(decision: str) -> None:
    packs = Packs()
    made = boundary_cases(packs.pack("pasadena/service-center"), decision, packs)
    found = cases_in(made.text, Path("made.cases.yaml"), packs, shown="made.cases.yaml")
    assert not found.faults
    assert len(found.cases) == 2 * made.pairs > 0
    assert all(isinstance(run_case(case), Passed) for case in found.cases)


def test_cases_say_what_the_operator_gave(tmp_path: Path) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text("low_income: 31415\n", encoding="utf-8")
    command = ["cases", "end-service", "--rules", str(RULES)]
    without = CliRunner().invoke(main, command).output
    assert "# No pair was found for `household.income < low_income` in rule end-service/low-income.\n" in without
    written = CliRunner().invoke(main, [*command, "--parameters", str(file)]).output
    assert written.count("    parameters:\n      low_income: 31415.00\n    facts:\n") == written.count("- name: ")
    assert 'name: "$31,414.99, so household.income < low_income"' in written
    packs = Packs(RULES)
    found = cases_in(written, tmp_path / "made.cases.yaml", packs, shown="made.cases.yaml")
    assert all(isinstance(run_case(case), Passed) for case in found.cases)
    assert not found.faults


EXTERNAL = """\
  charge: {type: money, description: An amount., cite: "2", external: yes}
  rows:
    type: whole number
    keys: {size: {type: choice, choices: [small, large]}, people: whole number}
    description: Rows in rows.
    cite: "2"
    external: yes
  steps: {type: money, keys: {people: whole number}, description: Goes on., cite: "2", external: yes}
  dated: {type: number, description: Changes on a day., cite: "2", external: yes}
"""
GIVEN = {
    "charge": "12.50",
    "rows": {"small": {"1": 2, "2": 3}, "large": {"1": 4, "2": 5}},
    "steps": {"rows": {"1": 10, "2": 20}, "each_more": 5},
    "dated": {"versions": [{"from": "2026-01-01", "value": "0.5"}, {"from": "2026-07-01", "value": "0.25"}]},
}


def test_what_was_given_reads_back_as_it_was(tmp_path: Path) -> None:
    rules = oakton.rules(tmp_path)
    with (rules / "oakton" / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write(EXTERNAL)
    pack = load_pack("oakton", rules=rules, parameters=GIVEN)
    written = given_parameters(pack.given, pack.definition.parameters)
    assert written.keys() == pack.given.keys() == GIVEN.keys()
    case = WrittenCase(name="Given", as_of=date(2026, 8, 1), facts={}, outcome="free", parameters=written)
    found = cases_in(
        f"decision: fine\ncases:\n{case.as_yaml()}", tmp_path / "a.cases.yaml", Packs(rules), shown="a.cases.yaml"
    )
    assert [one.pack.given for one in found.cases] == [pack.given]


def test_the_command_writes_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oakton.rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    command = ["cases", "fine", "--rules", "rules", "--output", "fine.cases.yaml"]
    assert CliRunner().invoke(main, command).output == "fine.cases.yaml: 3 pairs of cases\n"
    assert CliRunner().invoke(main, ["test", "--rules", "rules"]).exit_code == 0
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 2
    assert "`fine.cases.yaml` is there already, and nothing is overwritten" in again.output
