"""Files of cases: what is read, every fault with its exact message, and how a difference reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import oakton
import pytest
from click.testing import CliRunner

from curbstop.cli import main
from curbstop.diagnostics import render_diagnostics
from curbstop.workbench import CaseFile, Failed, Packs, Passed, coverage_of, find_case_files, read_cases, run_case

PACKS, UNTRACED = Packs(), Packs(traced=False)

ACCOUNT = """\
account.id: A-1
account: {occupancy: owner_occupied}
tenant:
  accepts_later_charges: yes
  tenancy_proof: yes
extensions: []
"""


def written(folder: Path, text: str, name: str = "one.cases.yaml") -> CaseFile:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return read_cases(file, PACKS, shown=name)


def faults(folder: Path, text: str) -> list[str]:
    """Each fault as place, message and hint; no sound case is hidden by them."""
    found = written(folder, text)
    return [f"{fault.span}: {fault.message} ({fault.hint})" for fault in found.faults]


def differences(folder: Path, text: str) -> list[str]:
    found = written(folder, text)
    assert found.faults == ()
    results = [run_case(case) for case in found.cases]
    return [str(difference) for result in results if isinstance(result, Failed) for difference in result.differences]


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    folder = tmp_path / "accounts"
    folder.mkdir()
    (folder / "tenant.yaml").write_text(ACCOUNT, encoding="utf-8")
    return tmp_path


# --- What passes ---------------------------------------------------------------------------------------------


def test_a_case_with_facts_of_its_own_passes(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        """\
        decision: delinquency
        cases:
          - name: The thirtieth day
            as_of: 2026-02-01
            facts:
              bill: {date: 2026-01-02, unpaid_amount: "10.00"}
            expect:
              outcome: current
              reasons: [still-payable-on-time]
              sections: [1(A)(1)]
              values: {due_date: 2026-02-01, delinquent_on: "2026-02-02"}
              missing: []
              says: through 1 February 2026
        """,
    )
    assert found.faults == ()
    (result,) = [run_case(case) for case in found.cases]
    assert isinstance(result, Passed)
    assert (result.case.name, result.case.decision, result.case.span.line) == ("The thirtieth day", "delinquency", 3)


def test_a_named_account_is_found_above_the_file_and_changed(accounts: Path) -> None:
    found = written(
        accounts,
        """\
        cases:
          - name: As it is
            decision: tenant-takeover
            as_of: 2026-04-03
            account: tenant
            expect: {outcome: allowed_without_debt}
          - name: Changed
            decision: tenant-takeover
            as_of: 2026-04-03
            account: tenant
            changes: {tenant: {accepts_later_charges: no}}
            without: [tenant.tenancy_proof]
            expect: {outcome: denied, reasons: [later-charges-not-accepted]}
          - name: Taken away
            decision: tenant-takeover
            as_of: 2026-04-03
            account: tenant
            without: [tenant.tenancy_proof]
            expect: {outcome: undetermined, reasons: [], missing: [tenant.tenancy_proof]}
        """,
        "deep/deeper/one.cases.yaml",
    )
    assert render_diagnostics(found.faults, found.sources) == ""
    assert [type(run_case(case)) for case in found.cases] == [Passed, Passed, Passed]


def test_an_account_in_a_folder_of_its_own_is_named_with_it(accounts: Path) -> None:
    (accounts / "accounts" / "told" / "late").mkdir(parents=True)
    (accounts / "accounts" / "told" / "late" / "owner.yaml").write_text("tenant.tenancy_proof: no\n", encoding="utf-8")
    text = """\
    decision: tenant-takeover
    cases:
      - {name: Told, as_of: 2026-04-03, account: told/late/owner, expect: {outcome: denied}}
    """
    found = written(accounts, text)
    assert found.faults == ()
    assert [isinstance(run_case(case), Passed) for case in found.cases] == [True]
    for name in ("owner", "told/late/../late/owner", "/told/late/owner", "told//late/owner"):
        (fault,) = written(accounts, text.replace("told/late/owner", name)).faults
        assert (fault.code, fault.message) == ("unknown-account", f"there is no account `{name}`")
        assert "told/late/owner" in str(fault.hint)


def test_readings_and_parameters_are_those_of_the_case(tmp_path: Path) -> None:
    text = """\
        decision: penalty-waiver
        cases:
          - name: The operator's limit
            as_of: 2026-04-03
            facts:
              household: {size: 1, annual_income: 100, programs: []}
              customer.category: residential
              bill: {date: 2026-01-02, unpaid_amount: 1}
              penalty_waivers: []
            readings: {low-income-requirements: operator-table, income-proof: declaration-suffices}
            parameters: {low_income_limit: {1: LIMIT}}
            expect: {outcome: denied, reasons: [not-low-income]}
        """
    assert differences(tmp_path, text.replace("LIMIT", "100.00")) == []
    assert differences(tmp_path, text.replace("LIMIT", "100.01")) == [
        "one.cases.yaml:12:23: outcome: expected `denied`, found `granted` because of `may-have-it-waived`",
        "one.cases.yaml:12:31: reasons: expected `not-low-income`, found `may-have-it-waived`; "
        "lacking `not-low-income`; not expected `may-have-it-waived`",
    ]


# --- Differences ---------------------------------------------------------------------------------------------


def test_every_difference_is_one_line_at_its_place(tmp_path: Path) -> None:
    assert differences(
        tmp_path,
        """\
        decision: delinquency
        cases:
          - name: All wrong
            as_of: 2026-02-01
            facts: {bill.date: 2026-01-02, bill.unpaid_amount: 0}
            expect:
              outcome: delinquent
              reasons: [nothing-unpaid, unpaid-after-due-date]
              sections: [1(A)(1), 2(A)(1)]
              values:
                due_date: 2026-02-02
                delinquent_on: absent
              missing: [bill.date]
              duties: [mail, The customer pays, PWP]
              says: nothing at all
        """,
    ) == [
        "one.cases.yaml:7:16: outcome: expected `delinquent`, found `current` because of `nothing-unpaid`, "
        "`still-payable-on-time`",
        "one.cases.yaml:8:7: reasons: expected `nothing-unpaid`, `unpaid-after-due-date`, found `nothing-unpaid`, "
        "`still-payable-on-time`; lacking `unpaid-after-due-date`; not expected `still-payable-on-time`",
        "one.cases.yaml:9:7: sections: expected `2(A)(1)`, which no reason cites; found `1(A)(1)`",
        "one.cases.yaml:11:9: values: `due_date`: expected `2026-02-02`, found `2026-02-01`",
        "one.cases.yaml:12:9: values: `delinquent_on` must be absent, found `2026-02-02`",
        "one.cases.yaml:13:7: missing: expected `bill.date`, found none; lacking `bill.date`",
        "one.cases.yaml:14:7: duties: no duty with the words `mail`, `The customer pays`, `PWP`",
        "one.cases.yaml:15:7: says: expected the words `nothing at all`, found: Nothing of the bill is unpaid. / "
        "The bill of 2 January 2026 can be paid on time through 1 February 2026.",
    ]


def test_an_open_outcome_says_what_is_missing(tmp_path: Path) -> None:
    assert differences(
        tmp_path,
        """\
        decision: delinquency
        cases:
          - name: Open
            as_of: 2026-02-02
            facts: {bill.unpaid_amount: "1.00"}
            expect:
              outcome: delinquent
              values: {due_date: {undetermined: true}, delinquent_on: 2026-02-02}
              says: anything
        """,
    ) == [
        "one.cases.yaml:7:16: outcome: expected `delinquent`, found `undetermined` because `bill.date` is missing",
        "one.cases.yaml:8:48: values: `delinquent_on`: expected `2026-02-02`, found undetermined",
        "one.cases.yaml:9:7: says: expected the words `anything`, found: nothing",
    ]


def test_of_many_missing_facts_five_are_named(tmp_path: Path) -> None:
    assert differences(
        tmp_path,
        """\
        decision: appeal
        cases:
          - name: Nothing is known
            as_of: 2026-04-03
            facts: {}
            expect: {outcome: rejected}
        """,
    ) == [
        "one.cases.yaml:6:23: outcome: expected `rejected`, found `undetermined` because `customer.category`, "
        "`medical.certification_submitted`, `medical.certifier_is_primary_care_provider`, "
        "`medical.threat_to_resident`, `household.programs` and 10 more are missing",
    ]


def test_the_row_of_a_schedule_that_differs_is_named(tmp_path: Path) -> None:
    days = [f"2026-{month:02d}-01" for month in range(1, 13)]
    rows = "".join(f"\n          - {{due_on: {day}, amount: '1.00'}}" for day in days)
    text = """\
decision: amortization
cases:
  - name: Twelve
    as_of: 2026-01-01
    facts:
      customer: {category: residential, accepts_payment_agreement: yes}
      medical: {certification_submitted: yes, certifier_is_primary_care_provider: yes, threat_to_resident: yes}
      household.programs: [wic]
      plan.status: none
      plan_request: {balance: 12.05, first_due: 2026-01-01}
    expect:
      outcome: eligible
      values:
        installments:"""
    assert differences(tmp_path, text + rows) == [
        "one.cases.yaml:14:9: values: `installments`, row 12: expected {due_on: `2026-12-01`, amount: `1.00`}, "
        "found {due_on: `2026-12-01`, amount: `1.05`}"
    ]
    assert differences(tmp_path, text + " []") == [
        "one.cases.yaml:14:9: values: `installments`: expected [], found "
        + "["
        + ", ".join(f"{{due_on: `{day}`, amount: `{'1.05' if day == days[-1] else '1.00'}`}}" for day in days)
        + "]"
    ]


def test_a_value_that_is_absent_and_a_calendar_that_ends(tmp_path: Path) -> None:
    found = differences(
        tmp_path,
        """\
        cases:
          - name: Denied
            decision: deferral
            as_of: 2026-02-02
            facts: {extension_request.days: 15}
            expect: {outcome: denied, values: {extended_until: 2026-02-17}}
          - name: Too far ahead
            decision: shutoff
            as_of: 2031-06-02
            facts: {}
            readings: {published-service-days: "on"}
            expect: {outcome: permitted}
        """,
    )
    assert found[0] == "one.cases.yaml:6:40: values: `extended_until` is absent, expected `2026-02-17`"
    assert found[1].startswith("one.cases.yaml:7:11: nothing was decided: ")
    assert len(found) == 2


# --- Faults --------------------------------------------------------------------------------------------------


def test_all_faults_of_a_file_are_told_at_once(accounts: Path, golden: Callable[[Path, str], None]) -> None:
    found = written(
        accounts,
        """\
        decision: tenant-takeover
        case: []
        cases:
          - name: Misspelt keys
            as_of: 2026-04-31
            acount: tenant
            expect: {outcome: allowed, reason: [tenancy-not-verified]}
          - name: Unknown names
            as_of: 2026-04-03
            facts: {tenant.acepts_later_charges: yes, bill.unpaid_amount: 1.005}
            readings: {twelve-month: rolling, penalty-day: day-32}
            parameters: {payment_term: 31}
            expect:
              outcome: denied
              reasons: [tenancy-not-proved]
              sections: [2(A)(3)]
              values: {serve_by: 2026-01-01}
              missing: [tenant.tenancy_prof, "parameter:payment_term", "notices[0].served_at", "notices[0].kind"]
          - name: Unknown names
            as_of: 2019-12-31
            facts: {}
            expect: {outcome: denied}
          - as_of: 2026-04-03
            facts: {plan.status: none, plan.noncompliant_since: 2026-01-01}
            expect: denied
        """,
    )
    assert found.cases == ()
    golden(Path(__file__).parent / "faults.txt", render_diagnostics(found.faults, found.sources) + "\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "one.cases.yaml:1:1: the file holds no case (%s)"),
        ("cases: []\n", "one.cases.yaml:1:1: the file holds no case (%s)"),
    ],
)
def test_a_file_without_a_case_is_faulty(tmp_path: Path, text: str, expected: str) -> None:
    assert faults(tmp_path, text) == [
        expected % "write each case below `cases:` after `- `, beginning with its `name:`"
    ]


def test_accounts_and_changes_that_do_not_fit(accounts: Path) -> None:
    told = faults(
        accounts,
        """\
        decision: tenant-takeover
        cases:
          - name: Both
            as_of: 2026-04-03
            facts: {}
            account: tenant
            expect: {outcome: denied}
          - name: No account
            as_of: 2026-04-03
            account: tenants
            expect: {outcome: denied}
          - name: A way out
            as_of: 2026-04-03
            account: ../accounts/tenant
            expect: {outcome: denied}
          - name: Changes of nothing
            as_of: 2026-04-03
            facts: {}
            changes: {tenant.tenancy_proof: yes}
            without: [tenant.tenancy_proof]
            expect: {outcome: denied}
          - name: Changes that do not fit
            as_of: 2026-04-03
            account: tenant
            changes: {tenant.tenancy_proof: perhaps}
            without: [tenant.tenancy_proof, extension, penalty_waivers, extensions]
            expect: {outcome: denied}
        """,
    )
    unknown = told.pop(-2)
    assert unknown.startswith("one.cases.yaml:26:37: unknown fact `extension` (did you mean `extensions`? facts: ")
    assert told == [
        "one.cases.yaml:6:5: the case `Both` has both `facts` and `account` (keep one of the two; with `account:`, "
        "write what is other in `changes:`)",
        "one.cases.yaml:10:14: there is no account `tenants` (did you mean `tenant`? accounts: tenant)",
        "one.cases.yaml:14:14: there is no account `../accounts/tenant` (accounts: tenant)",
        "one.cases.yaml:19:5: `changes` needs an `account` (write the facts as they are in this case below `facts:`)",
        "one.cases.yaml:20:5: `without` needs an `account` (write the facts as they are in this case below `facts:`)",
        "one.cases.yaml:25:37: `tenant.tenancy_proof`: `perhaps` is not yes or no (write `yes` or `no`)",
        "one.cases.yaml:26:15: `tenant.tenancy_proof` is in `changes` and in `without` (keep it in one of the two)",
        "one.cases.yaml:26:48: `penalty_waivers` is not known in the account, so nothing can be taken away "
        "(remove it from `without`)",
    ]


def test_a_case_whose_keys_are_wrong_is_not_run(accounts: Path) -> None:
    found = written(
        accounts,
        """\
        decision: tenant-takeover
        cases:
          - {name: Misspelt, as_of: 2026-04-03, account: tenant, changed: {}, expect: {outcome: denied}}
          - {name: Ill-formed, as_of: 2026-04-03, account: tenant, without: notices, expect: {outcome: denied}}
          - {name: Sound, as_of: 2026-04-03, account: tenant, expect: {outcome: denied}}
        """,
    )
    assert [case.name for case in found.cases] == ["Sound"]
    assert [fault.code for fault in found.faults] == ["unknown-key", "wrong-shape"]


def test_a_near_miss_of_an_account_or_fact_is_told(accounts: Path) -> None:
    case = "{{name: A, as_of: 2026-04-03, account: {}, expect: {{outcome: denied}}}}"
    text = "decision: tenant-takeover\ncases:\n  - " + case
    for name in ("tenant.yaml", "accounts/tenant"):
        assert faults(accounts, text.format(name)) == [
            f"one.cases.yaml:3:43: there is no account `{name}` (write `tenant`)"
        ]
    assert faults(accounts, text.format("tenant, without: [tenant]")) == [
        "one.cases.yaml:3:61: `tenant` is a group of facts, not a fact itself "
        "(take away the facts below it: tenant.accepts_later_charges, tenant.tenancy_proof)"
    ]


def test_where_nothing_is_to_do_no_day_is_found(accounts: Path) -> None:
    expect = "{outcome: denied, by: [none]}"
    case = f"{{name: A, as_of: 2026-04-03, decision: deferral, facts: {{extensions: []}}, expect: {expect}}}"
    told = differences(accounts, f"cases:\n  - {case}")
    assert told[-1] == "one.cases.yaml:2:105: by: expected `none`, found no duty"


def test_a_fault_of_an_account_stands_in_its_own_file_once(accounts: Path) -> None:
    (accounts / "accounts" / "tenant.yaml").write_text(ACCOUNT + "tenant.tenancy_proof: no\n", encoding="utf-8")
    case = """\
          - name: {}
            as_of: 2026-04-03
            account: tenant
            expect: {{outcome: denied}}
"""
    text = "decision: tenant-takeover\ncases:\n" + case.format("One") + case.format("Two")
    assert faults(accounts, text) == [
        "accounts/tenant.yaml:7:1: `tenant.tenancy_proof` is given twice (remove one of the two)"
    ]


def test_unknown_packs_and_decisions(tmp_path: Path) -> None:
    case = "cases:\n  - {name: A, as_of: 2026-04-03, facts: {}, expect: {outcome: denied}}\n"
    assert faults(tmp_path, "pack: pasadena/discontinuations\ndecision: deferral\n" + case)[0].startswith(
        "one.cases.yaml:1:7: unknown pack `pasadena/discontinuations` (did you mean `pasadena/discontinuation`? "
    )
    assert faults(tmp_path, "pack: pasadena/discontinuation\ndecision: deferal\n" + case)[0].startswith(
        "one.cases.yaml:2:11: unknown decision `deferal` (did you mean `deferral`? "
    )
    assert faults(tmp_path, "decision: deferal\n" + case)[0].startswith(
        "one.cases.yaml:1:11: unknown decision `deferal` (did you mean `deferral`? "
    )
    assert faults(tmp_path, case) == [
        "one.cases.yaml:2:6: `decision` is missing in the case `A` (write `decision:` and its name here, or once at "
        "the top of the file)"
    ]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    found = read_cases(tmp_path / "none.cases.yaml", PACKS, shown="none.cases.yaml")
    assert [str(fault.span) + " " + fault.message for fault in found.faults] == [
        "none.cases.yaml:1:1 the file cannot be read: no such file or directory"
    ]
    assert [fault.code for fault in written(tmp_path, "cases: [}").faults] == ["unclosed-bracket"]


# --- Files, coverage, and the two ways to run them -----------------------------------------------------------


def test_case_files_are_found_by_name_and_folder(tmp_path: Path) -> None:
    for name in (
        "a.cases.yaml",
        "fixtures/cases/x/b.yaml",
        "fixtures/accounts/c.yaml",
        ".hidden/d.cases.yaml",
        "e.yaml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    names = [file.relative_to(tmp_path).as_posix() for file in find_case_files([tmp_path])]
    assert names == ["a.cases.yaml", "fixtures/cases/x/b.yaml"]
    assert find_case_files([tmp_path / "e.yaml", tmp_path / "e.yaml"]) == [tmp_path / "e.yaml"]


def test_coverage_counts_reasons_and_cited_sections() -> None:
    pack = PACKS.pack("pasadena/discontinuation")
    decision = run_case(read_cases(FIXTURES / "usage-estimate.yaml", PACKS).cases[0]).decision
    assert decision is not None
    coverage = coverage_of([(pack, decision)])
    (estimate,) = [one for one in coverage.decisions if one.decision == "usage-estimate"]
    assert estimate.reasons == ("prior-year-usable",)
    assert estimate.never == ("conditions-changed", "prior-year-unknown")
    assert coverage.cited == ("4-Appeals(A)(4)", "4-Appeals(A)(5)")


FIXTURES = Path(__file__).parents[2] / "fixtures" / "cases"
FAILING = """\
decision: usage-estimate
cases:
  - name: Sound
    as_of: 2026-04-03
    facts: {estimate.conditions_unchanged: no}
    expect: {outcome: similar_customers}
  - name: Not so
    as_of: 2026-04-03
    facts: {estimate.conditions_unchanged: no}
    expect:
      outcome: prior_year_same_season
"""
DIFFERENCE = (
    "one.cases.yaml:11:16: outcome: expected `prior_year_same_season`, found `similar_customers` because of "
    "`conditions-changed`"
)


def test_a_file_is_not_told_of_decisions_that_it_never_asks_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.cases.yaml").write_text(FAILING, encoding="utf-8")
    of_a_file, of_a_folder = (CliRunner().invoke(main, ["test", path]).output for path in ("one.cases.yaml", "."))
    assert of_a_file.partition("Covered by the cases\n")[2] == (
        "  usage-estimate  1 of 3 rules were a reason; never a reason: prior-year-unknown, prior-year-usable\n"
        "  2 of 2 operative sections were cited\n\n"
        "1 of 2 cases passed, 1 failed, in 1 file\n"
    )
    assert "  tenant-takeover                 0 of 3 rules were a reason" in of_a_folder


def test_without_traces_the_same_is_decided() -> None:
    names = ("usage-estimate.yaml", "deferral.yaml", "service-center/graffiti-removal.yaml")
    files = [FIXTURES / name for name in names]
    found, lean = ([case for path in files for case in read_cases(path, packs).cases] for packs in (PACKS, UNTRACED))
    assert len(found) == len(lean) > 40
    for case, same in zip(found, lean, strict=True):
        decided, untraced = run_case(case).decision, run_case(same).decision
        assert decided is not None
        assert untraced is not None
        assert decided.trace != {}
        assert untraced.as_json() == {**decided.as_json(), "trace": {}}


def test_the_command_runs_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    assert (run(main, ["test"]).exit_code, run(main, ["test", "nowhere"]).exit_code) == (1, 2)
    Path("one.cases.yaml").write_text(FAILING, encoding="utf-8")
    failed = run(main, ["test"])
    assert failed.exit_code == 1
    assert f"Not so (usage-estimate)\n  {DIFFERENCE}\n" in failed.output
    assert failed.output.endswith("\n1 of 2 cases passed, 1 failed, in 1 file\n")
    assert (
        "  usage-estimate                  1 of 3 rules were a reason; never a reason: prior-year-unknown, "
        in failed.output
    )
    Path("two.cases.yaml").write_text("cases: []\n", encoding="utf-8")
    assert run(main, ["test", "two.cases.yaml"]).exit_code == 1
    Path("two.cases.yaml").write_text("decison: a\n", encoding="utf-8")
    faulty = run(main, ["test"])
    assert faulty.exit_code == 2
    assert "two.cases.yaml:1:1: error[unknown-key]: unknown key `decison` in a file of cases\n" in faulty.output
    assert faulty.output.endswith("\n1 of 2 cases passed, 1 failed, 1 file faulty, in 2 files\n")


def test_pytest_takes_the_rules_of_the_folder_that_it_starts_in(tmp_path: Path) -> None:
    oakton.rules(tmp_path)
    (tmp_path / "conftest.py").write_text("from curbstop.workbench.pytest_cases import pytest_collect_file\n")
    (tmp_path / "one.cases.yaml").write_text(f"decision: fine\ncases:\n{oakton.LATE}", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "--color=no"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "PASSED one.cases.yaml::Late" in run.stdout


def test_pytest_runs_cases_as_items(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from curbstop.workbench.pytest_cases import pytest_collect_file\n")
    (tmp_path / "one.cases.yaml").write_text(FAILING, encoding="utf-8")
    (tmp_path / "two.cases.yaml").write_text("cases: []\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "--color=no"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    assert DIFFERENCE in run.stdout
    assert "PASSED one.cases.yaml::Sound" in run.stdout
    assert "FAILED one.cases.yaml::Not so" in run.stdout
    assert "two.cases.yaml:1:1: error[no-cases]: the file holds no case" in run.stdout
    assert "2 failed, 1 passed" in run.stdout
