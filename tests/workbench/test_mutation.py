"""Mutants that are planted, and what becomes of them: killed, surviving with a case that tells, or alike."""

from __future__ import annotations

from pathlib import Path

import oakton
import pytest
from click.testing import CliRunner

from curbstop.cli import main
from curbstop.diagnostics import Faults
from curbstop.workbench import Packs, Passed, run_case
from curbstop.workbench.mutation import Fate, MutationRun, Tried, find_exceptions, mutants_of, read_exceptions
from curbstop.workbench.mutation.journal import Journal

ALL = (oakton.LATE, oakton.IN_TIME, oakton.ILL, oakton.RICH)


def tried(folder: Path, *cases: str) -> dict[str, Tried]:
    packs = Packs(oakton.rules(folder))
    pack = packs.pack("oakton")
    run = MutationRun(pack, oakton.cases(packs, *cases), packs, effort=0.1)
    assert not run.unsound
    return {mutant.id: run.run(mutant) for mutant in mutants_of(pack.definition)}


def test_one_thing_is_changed_at_a_time(tmp_path: Path) -> None:
    pack = Packs(oakton.rules(tmp_path)).pack("oakton").definition
    mutants = mutants_of(pack)
    assert [mutant.id for mutant in mutants] == [
        "parameter most_days: 30 becomes 31",
        "parameter most_days: 30 becomes 29",
        "parameter fee: 10.00 becomes 10.01 for small from 2025-01-01",
        "parameter fee: 10.00 becomes 9.99 for small from 2025-01-01",
        "parameter fee: 20.00 becomes 20.01 for large from 2025-01-01",
        "parameter fee: 20.00 becomes 19.99 for large from 2025-01-01",
        "parameter fee: 11.00 becomes 11.01 for small from 2026-01-01",
        "parameter fee: 11.00 becomes 10.99 for small from 2026-01-01",
        "parameter fee: 22.00 becomes 22.01 for large from 2026-01-01",
        "parameter fee: 22.00 becomes 21.99 for large from 2026-01-01",
        "parameter fee: the version from 2026-01-01 holds from 2026-01-02",
        "parameter fee: the version from 2026-01-01 holds from 2025-12-31",
        "rule fine/late: without `days > most_days`",
        "rule fine/late: without `not sick or rich`",
        "rule fine/late: `days > most_days and (not sick or rich)` becomes `days > most_days or (not sick or rich)`",
        "rule fine/late: `days > most_days` becomes `days >= most_days`",
        "rule fine/late: `days > most_days` becomes `days <= most_days`",
        "rule fine/late: without `not sick`",
        "rule fine/late: without `rich`",
        "rule fine/late: `not sick or rich` becomes `not sick and rich`",
        "rule fine/late: `not sick` becomes `sick`",
        "rule fine/late: `rich` becomes `not rich`",
        "rule fine/late: is dropped",
        "rule fine/late: the outcome `fined` becomes `free`",
        "rule fine/in-time: the outcome `free` becomes `fined`",
        "value fine/amount: for the outcome `free` too",
    ]
    assert all(mutant.pack != pack for mutant in mutants)
    assert str(next(m.span for m in mutants if "becomes `days >= " in m.id)).endswith("decisions/fine.yaml:10:11")


def test_cases_on_both_sides_kill_and_others_let_survive(tmp_path: Path) -> None:
    found = tried(tmp_path, *ALL)
    assert found["rule fine/late: `days > most_days` becomes `days >= most_days`"].killed_by == "In time"
    assert found["rule fine/late: without `rich`"].killed_by == "Rich"
    survivors = [name for name, one in found.items() if one.fate is Fate.SURVIVED]
    assert survivors == [
        "parameter fee: 10.00 becomes 10.01 for small from 2025-01-01",
        "parameter fee: 10.00 becomes 9.99 for small from 2025-01-01",
        "parameter fee: 20.00 becomes 20.01 for large from 2025-01-01",
        "parameter fee: 20.00 becomes 19.99 for large from 2025-01-01",
        "parameter fee: the version from 2026-01-01 holds from 2026-01-02",
        "parameter fee: the version from 2026-01-01 holds from 2025-12-31",
        "value fine/amount: for the outcome `free` too",
    ]
    assert not [name for name, one in found.items() if one.fate is Fate.ALIKE]


def test_the_case_of_a_survivor_passes_and_kills_it(tmp_path: Path) -> None:
    found = tried(tmp_path / "before", *ALL)
    cases = [one.case for one in found.values() if one.case is not None]
    assert len(cases) == 7
    written = ["".join(f"  {line}\n" for line in case.splitlines()) for case in cases]
    packs = Packs(oakton.rules(tmp_path / "read"))
    assert all(isinstance(run_case(case), Passed) for case in oakton.cases(packs, *written))
    again = tried(tmp_path / "after", *ALL, *written)
    assert {one.fate for one in again.values()} == {Fate.KILLED}


OPERATORS_LIMIT = """\
  limit:
    type: whole number
    keys: {size: {type: choice, choices: [small, large]}}
    description: Days until a fine.
    cite: "1"
    external: yes
"""
OPEN = oakton.case("Open", "days: 31, sick: no, rich: no, size: small", "outcome: undetermined")
AT_THE_LIMIT = "rule fine/late: `days > limit(size)` becomes `days >= limit(size)`"


def operators(folder: Path) -> Path:
    """The rules with a number of days that the operator gives for each size."""
    rules = oakton.rules(folder)
    with (rules / "oakton" / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write(OPERATORS_LIMIT)
    fine = oakton.FINE.replace("days > most_days", "days > limit(size)")
    (rules / "oakton" / "decisions" / "fine.yaml").write_text(fine, encoding="utf-8")
    return rules


def test_what_rests_on_the_operators_numbers_is_searched_with_those_given(tmp_path: Path) -> None:
    packs = Packs(operators(tmp_path))
    pack = packs.pack("oakton")
    mutant = next(one for one in mutants_of(pack.definition) if one.id == AT_THE_LIMIT)
    cases = oakton.cases(packs, OPEN)
    assert MutationRun(pack, cases, packs, effort=0.1).run(mutant).fate is Fate.ALIKE
    given = pack.with_choices(parameters={"limit": {"small": 20, "large": 40}})
    found = MutationRun(given, cases, packs, effort=0.1).run(mutant)
    assert found.fate is Fate.SURVIVED
    assert found.case is not None
    assert "  parameters:\n    limit: {small: 20, large: 40}\n" in found.case
    killing = oakton.cases(packs, "".join(f"  {line}\n" for line in found.case.splitlines()))
    assert MutationRun(pack, killing, packs).run(mutant).fate is Fate.KILLED


def test_the_command_takes_the_operators_numbers(tmp_path: Path) -> None:
    rules = operators(tmp_path)
    cases, file = tmp_path / "open.cases.yaml", tmp_path / "parameters.yaml"
    cases.write_text(f"pack: oakton\ndecision: fine\ncases:\n{OPEN}", encoding="utf-8")
    command = ["mutate", str(cases), "--rules", str(rules), "--parameters", str(file)]
    file.write_text("limit: {small: 20, large: 40}\n", encoding="utf-8")
    survived = CliRunner().invoke(main, command)
    assert survived.exit_code == 1
    assert "      limit: {small: 20, large: 40}\n" in survived.output
    file.write_text("limits: {small: 20, large: 40}\n", encoding="utf-8")
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 2
    assert "1:1: error[unknown-parameter]: unknown parameter `limits`; did you mean `limit`?" in refused.output


CALENDAR = """\
calendar: oakton-offices
from: 2026-01-01
until: 2026-12-31
weekend: [saturday, sunday]
holidays: {2026-03-02: A holiday}
"""
CONSISTENT = """\
consistent:
  no-illness-among-the-rich: {when: not (sick and rich), says: Who is rich is not ill.}
"""


def test_the_calendar_and_what_refuses_accounts_are_changed_too(tmp_path: Path) -> None:
    folder = oakton.rules(tmp_path) / "oakton"
    (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (folder / "pack.yaml").write_text(f"{oakton.PACK}calendar: calendar.yaml\n", encoding="utf-8")
    (folder / "facts.yaml").write_text(oakton.FACTS + CONSISTENT, encoding="utf-8")
    fine = oakton.FINE.replace("- days > most_days\n", "- days > most_days\n        - is_business_day(as_of)\n")
    (folder / "decisions" / "fine.yaml").write_text(fine, encoding="utf-8")
    packs = Packs(folder.parent)
    late = "days: 31, sick: no, rich: no, size: small"
    saturday = oakton.case("Saturday", late, "outcome: free", "2026-02-28")
    holiday = oakton.case("Holiday", late, "outcome: free", "2026-03-02")
    ill = oakton.case("Ill and so not rich", "days: 31, sick: yes, size: small", "outcome: free", "2026-03-03")
    pack = packs.pack("oakton")
    run = MutationRun(pack, oakton.cases(packs, saturday, holiday, ill), packs, effort=0.1)
    assert not run.unsound
    mutants = [one for one in mutants_of(pack.definition) if one.item.startswith(("consistent", "calendar"))]
    assert [(one.id, run.run(one).killed_by) for one in mutants] == [
        ("consistent no-illness-among-the-rich: is dropped", "Ill and so not rich"),
        ("calendar oakton-offices: open on each saturday", "Saturday"),
        ("calendar oakton-offices: open on each sunday", None),
        ("calendar oakton-offices: open on its holidays", "Holiday"),
    ]


def test_a_change_that_no_account_shows_looks_alike(tmp_path: Path) -> None:
    folder = oakton.rules(tmp_path)
    fine = folder / "oakton" / "decisions" / "fine.yaml"
    fine.write_text(oakton.FINE.replace("- days > most_days\n", "- days > most_days\n        - days > 5\n"))
    packs = Packs(folder)
    pack = packs.pack("oakton")
    run = MutationRun(pack, oakton.cases(packs, *ALL), packs, effort=0.1)
    fates = {mutant.id: run.run(mutant).fate for mutant in mutants_of(pack.definition)}
    assert fates["rule fine/late: without `days > 5`"] is Fate.ALIKE
    assert fates["rule fine/late: `5` becomes `6`"] is Fate.ALIKE
    assert fates["rule fine/late: `days > 5` becomes `days <= 5`"] is Fate.KILLED


def test_a_case_that_fails_on_the_rules_kills_nothing(tmp_path: Path) -> None:
    packs = Packs(oakton.rules(tmp_path))
    wrong = oakton.case("Wrong", "days: 1, sick: no, rich: no, size: small", "outcome: fined")
    run = MutationRun(packs.pack("oakton"), oakton.cases(packs, wrong), packs, effort=0.02)
    assert [case.name for case in run.unsound] == ["Wrong"]
    assert run.run(mutants_of(packs.pack("oakton").definition)[0]).fate is Fate.SURVIVED


# --- The command ----------------------------------------------------------------------------------------------


@pytest.fixture
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oakton.rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("a.cases.yaml").write_text(
        f"decision: fine\ncases:\n{''.join((*ALL, *two_old(), oakton.NEW, FREE))}", encoding="utf-8"
    )


def two_old() -> list[str]:
    return [case.replace("name: Old", f"name: Old {number}") for number, case in enumerate(oakton.OLD)]


FREE = oakton.case("Free", "days: 3, sick: no, rich: no, size: small", "outcome: free, values: {amount: absent}")


def mutate(*more: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["mutate", "--rules", "rules", "--jobs", "1", *more])
    return done.exit_code, done.output


@pytest.mark.usefixtures("_in_a_folder")
def test_nothing_survives_good_cases() -> None:
    assert mutate() == (0, "oakton: 26 of 26 mutants killed, 0 survived\n")


@pytest.mark.usefixtures("_in_a_folder")
def test_two_processes_find_the_same() -> None:
    Path("a.cases.yaml").write_text(f"decision: fine\ncases:\n{oakton.LATE}", encoding="utf-8")
    one = mutate()
    assert one[0] == 1
    assert mutate("--jobs", "2") == one


@pytest.mark.usefixtures("_in_a_folder")
def test_a_survivor_is_shown_with_a_case_and_may_be_explained() -> None:
    cases = "".join((*ALL, *two_old(), oakton.NEW))
    Path("a.cases.yaml").write_text(f"decision: fine\ncases:\n{cases}", encoding="utf-8")
    code, shown = mutate()
    assert code == 1
    assert shown == SURVIVOR
    Path("mutation-exceptions.yaml").write_text(EXCEPTION, encoding="utf-8")
    assert mutate() == (0, EXPLAINED)


SURVIVOR = """\
✗ rules/oakton/decisions/fine.yaml:15: value fine/amount: for the outcome `free` too
  No case notices. This one would:

  - name: fine notices that in fine/amount for the outcome free too
    decision: fine
    as_of: 2026-03-01
    facts:
      days: 30
    expect:
      outcome: free
      reasons: [in-time]
      values: {amount: absent}

oakton: 25 of 26 mutants killed, 1 survived
"""
EXCEPTION = """\
exceptions:
  - pack: oakton
    because: Nobody reads the amount then.
    mutants: ["value fine/amount: for the*", "parameter fee: 1*"]
"""
EXPLAINED = """\
Explained
  Nobody reads the amount then.
    rules/oakton/decisions/fine.yaml:15: value fine/amount: for the outcome `free` too

Exceptions that explain no mutant any more
  mutation-exceptions.yaml:4:46: parameter fee: 1*

oakton: 25 of 26 mutants killed, 0 survived, 1 explained
"""


@pytest.mark.usefixtures("_in_a_folder")
def test_a_run_goes_on_where_it_was_stopped() -> None:
    mutate("--resume", "done.jsonl")
    lines = Path("done.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 26
    Path("done.jsonl").write_text("\n".join(lines[:20]) + '\n{"key": "cut o', encoding="utf-8")
    assert mutate("--resume", "done.jsonl") == (0, "oakton: 26 of 26 mutants killed, 0 survived\n")
    assert len(Path("done.jsonl").read_text(encoding="utf-8").splitlines()) == 20 + 6
    Path("a.cases.yaml").write_text(f"decision: fine\ncases:\n{oakton.LATE}", encoding="utf-8")
    assert mutate("--resume", "done.jsonl")[0] == 1


def test_a_journal_knows_only_its_own_rules(tmp_path: Path) -> None:
    done = Tried(mutant="a", fate=Fate.KILLED, killed_by="b")
    journal = Journal(tmp_path / "done.jsonl", "one")
    journal.add(done)
    journal.close()
    for key, known in (("one", {"a": done}), ("two", {})):
        again = Journal(tmp_path / "done.jsonl", key)
        again.close()
        assert again.done == known


def test_faults_of_exceptions_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mutation-exceptions.yaml").write_text("exceptions:\n  - {pack: oakton, mutant: [a]}\n", encoding="utf-8")
    (path,) = find_exceptions([Path()])
    with pytest.raises(Faults) as raised:
        read_exceptions(path)
    assert [f"{one.span}: {one.message}" for one in raised.value.diagnostics] == [
        "mutation-exceptions.yaml:2:6: `because` is missing in a exception",
        "mutation-exceptions.yaml:2:20: unknown key `mutant` in a exception",
    ]
