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
# In 3 of 3 pairs the condition alone changes the outcome.
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
    as_of: 2025-01-01
    facts:
      days: 31
      sick: no
      rich: no
      size: small
    expect:
      outcome: fined
      reasons: [late]

  - name: sick holds
    as_of: 2025-01-01
    facts:
      days: 31
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
      days: 31
      sick: yes
      rich: no
      size: small
    expect:
      outcome: free
      reasons: [in-time]

  - name: rich holds
    as_of: 2025-01-01
    facts:
      days: 31
      sick: yes
      rich: yes
      size: small
    expect:
      outcome: fined
      reasons: [late]
"""


HIDDEN = """\
decision: fine
asks: Is there a fine?
outcomes: [fined, free]
rules:
  - {id: late, outcome: fined, cite: "1", when: days > most_days, says: Late.}
  - {id: very-late, outcome: fined, cite: "1", when: days > 100, says: Very late.}
  - {id: large, outcome: fined, cite: "1", when: size == "large", says: Large.}
  - {id: well, outcome: free, cite: "1", when: not sick, says: Nobody is ill.}
otherwise: {id: in-time, outcome: free, cite: "1", says: It is in time.}
"""


def test_a_pair_shows_what_other_rules_hide_in_the_ordinary_account(tmp_path: Path) -> None:
    made = _made(tmp_path, "days: {", "days: {example: 200, ")
    large = made.partition('  # rule fine/large: size == "large"\n')[2].partition("\n  # rule")[0]
    assert "      days: 30\n      sick: no\n      size: small\n    expect:\n      outcome: free\n" in large
    assert large.splitlines()[-2:] == ["      outcome: fined", "      reasons: [large]"]


def test_a_pair_that_changes_less_than_the_outcome_says_why(tmp_path: Path) -> None:
    made = _made(tmp_path, "days: {", "days: {example: 3, ")
    assert "# In 2 of 4 pairs the condition alone changes the outcome, in 2 more the reasons.\n" in made
    assert VERY_LATE in made
    assert WELL in made


VERY_LATE = """\
  # rule fine/very-late: days > 100
  # Only the reasons differ. No account was found in which it alone changes the outcome: `days > most_days` must
  # not hold.
  - name: "100 days, so not days > 100"
    as_of: 2025-01-01
    facts:
      days: 100
    expect:
      outcome: fined
      reasons: [late]

  - name: "101 days, so days > 100"
"""
WELL = """\
  # rule fine/well: sick
  # Only the reasons differ. It cannot change the outcome by itself: wherever it counts, the outcome is the same
  # without it.
"""


def _made(folder: Path, old: str, new: str, text: str = HIDDEN) -> str:
    rules = oakton.rules(folder)
    facts = rules / "oakton" / "facts.yaml"
    facts.write_text(facts.read_text().replace(old, new, 1).replace(", example: 3}", "}"), encoding="utf-8")
    (rules / "oakton" / "decisions" / "fine.yaml").write_text(text, encoding="utf-8")
    packs = Packs(rules)
    return boundary_cases(packs.pack("oakton"), "fine", packs).text


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
    assert "# No pair was found for `household.income < low_income` in rule end-service/low-income: " in without
    assert "low-income: the operator's `low_income` is not given, see --parameters.\n" in without
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
    assert (
        CliRunner().invoke(main, command).output
        == "fine.cases.yaml: 3 pairs of cases, 3 with another outcome on either side\n"
    )
    assert CliRunner().invoke(main, ["test", "--rules", "rules"]).exit_code == 0
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 2
    assert "`fine.cases.yaml` is there already, and nothing is overwritten" in again.output
