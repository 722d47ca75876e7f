"""What `curbstop decide` says, and with which exit code, when it cannot decide."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import ACCOUNTS, ON, RULES, decide, run, run_here
from tests import faulty

from curbstop.api import Pack
from curbstop.decision.guard import EvaluatorsDisagreeError

SEE = "see `curbstop decide --help`"

SAID = {
    "unknown decision": (
        ("decide", "end-servic", "--facts", "-"),
        "error[unknown-decision]: unknown decision `end-servic`; did you mean `end-service`? "
        "decisions: end-service, plan, watering",
    ),
    "decision that is no name": (
        ("decide", "../plan", "--facts", "-"),
        "error[unknown-decision]: unknown decision `../plan`; did you mean `plan`? "
        "decisions: end-service, plan, watering",
    ),
    "a name missing": (
        ("decide", "plan,,end-service", "--facts", "-"),
        "error[bad-arguments]: a name is missing in `plan,,end-service`; write decisions with one comma between them",
    ),
    "decisions of two packs": (
        ("decide", "plan,watering", "--facts", "-"),
        "error[bad-arguments]: one call decides by one pack; `plan` in `elmford/water`, `watering` in "
        "`elmford/garden`; ask for each pack's decisions by themselves",
    ),
    "a decision of another pack": (
        ("decide", "watering", "--facts", "-", "--pack", "elmford/water"),
        "error[unknown-decision]: unknown decision `watering`; decisions: end-service, plan",
    ),
    "unknown pack": (
        ("decide", "plan", "--facts", "-", "--pack", "elmford/wate"),
        "error[unknown-pack]: unknown pack `elmford/wate`; did you mean `elmford/water`? "
        "packs: elmford/garden, elmford/state, elmford/water",
    ),
    "no facts": (("decide", "plan"), f"error[bad-arguments]: the option `--facts` is missing; {SEE}"),
    "no decision": (("decide", "--facts", "-"), f"error[bad-arguments]: DECISION[,DECISION...] is missing; {SEE}"),
    "more than the decisions": (
        ("decide", "plan", "garden", "--facts", "-"),
        f"error[bad-arguments]: too many arguments: `garden`; {SEE}",
    ),
    "unknown option": (
        ("decide", "plan", "--fact", "-"),
        f"error[bad-arguments]: there is no option `--fact`; did you mean `--facts`? {SEE}",
    ),
    "unknown format": (
        ("decide", "plan", "--facts", "-", "--format", "xml"),
        f"error[bad-arguments]: `--format`: `xml` is not one of `text`, `json`, `html`, `md`, `letter`; {SEE}",
    ),
    "no such day": (
        ("decide", "plan", "--facts", "-", "--as-of", "2026-02-30"),
        "error[bad-arguments]: `--as-of`: there is no day `2026-02-30`; February 2026 has 28 days: the last is "
        "`2026-02-28`",
    ),
    "a day far off": (
        ("decide", "plan", "--facts", "-", "--as-of", "0026-02-03"),
        "error[bad-arguments]: `--as-of`: `0026-02-03` is not in the years 1900 to 2199",
    ),
    "before the pack": (
        ("decide", "plan", "--facts", "-", "--as-of", "2024-12-31"),
        "error[not-in-force]: `elmford/water` is in force from 2025-01-01, and 2024-12-31 lies before that",
    ),
    "no choice of a reading": (
        ("decide", "plan", "--facts", "-", "--reading", "late-day"),
        "error[bad-arguments]: `--reading`: `late-day` is not a reading and a choice; write NAME=CHOICE",
    ),
    "two choices of a reading": (
        ("decide", "plan", "--facts", "-", "--reading", "late-day=same-day", "--reading", "late-day=day-after"),
        "error[bad-arguments]: `--reading`: two choices are given for `late-day`, `same-day` and `day-after`",
    ),
    "unknown reading": (
        ("decide", "plan", "--facts", "-", "--reading", "late-days=same-day"),
        "error[unknown-reading]: unknown reading `late-days`; did you mean `late-day`? readings: late-day",
    ),
    "unknown choice": (
        ("decide", "plan", "--facts", "-", "--reading", "late-day=sameday"),
        "error[unknown-choice]: `sameday` is no choice of the reading `late-day`; did you mean `same-day`? "
        "choices: day-after, same-day",
    ),
    "missing file": (
        ("decide", "plan", "--facts", "nowhere.yaml"),
        "error[unreadable-file]: the file `nowhere.yaml` cannot be read: no such file or directory",
    ),
    "missing lines": (
        ("decide", "plan", "--facts", "nowhere.jsonl"),
        "error[unreadable-file]: the file `nowhere.jsonl` cannot be read: no such file or directory",
    ),
    "missing parameters": (
        ("decide", "plan", "--facts", "-", "--parameters", "nowhere.yaml"),
        "error[unreadable-file]: the file `nowhere.yaml` cannot be read: no such file or directory",
    ),
}


@pytest.mark.parametrize("arguments", SAID.values(), ids=SAID.keys())
def test_bad_arguments_are_said_in_one_line(arguments: tuple[tuple[str, ...], str]) -> None:
    given, said = arguments
    result = run_here(*given, stdin="")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{said}\n")


FACTS = {
    "unknown fact": (
        "bill.dat: 2026-01-05\n",
        "standard input:1:1: error[unknown-fact]: unknown fact `bill.dat`; did you mean `bill.date`?",
    ),
    "unknown fact, nested": ("bill:\n  dat: 2026-01-05\n", "standard input:2:3: error[unknown-fact]: "),
    "duplicate key": ("plan.status: none\nplan.status: active\n", "standard input:2:1: error[duplicate-key]: "),
    "wrong type": ("plan.balance: plenty\n", "standard input:1:15: error[bad-money]: "),
    "not YAML": ("plan: [\n", "standard input:1:7: error[unclosed-bracket]: "),
    "not a mapping": ("- 1\n", "standard input:1:1: error[not-a-mapping]: "),
}


@pytest.mark.parametrize("case", FACTS.values(), ids=FACTS.keys())
def test_faults_of_an_account_are_said_in_one_line_with_their_place(case: tuple[str, str]) -> None:
    text, said = case
    result = run_here("decide", "plan", "--facts", "-", *ON, stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1


def test_every_fault_of_an_account_is_said() -> None:
    result = run_here("decide", "plan", "--facts", "-", *ON, stdin="plan.balance: plenty\nbill.dat: 3\n")
    assert [line.split(":")[1] for line in result.stderr.splitlines()] == ["1", "2"]


def test_an_account_that_contradicts_itself_is_refused_with_the_rule() -> None:
    account = "bill.date: 2026-01-05\nplan.missed_on: 2025-12-31\n"
    result = run_here("decide", "plan", "--facts", "-", *ON, stdin=account)
    assert (result.exit_code, result.stderr) == (
        2,
        "standard input:2:1: error[contradiction]: the facts contradict each other: No installment is missed before "
        "the day on the bill; rule `missed-after-bill`\n",
    )


def test_private_values_are_never_repeated() -> None:
    result = run_here("decide", "end-service", "--facts", "-", *ON, stdin="household.income: 12345678,90\n")
    assert result.exit_code == 2
    assert "12345678" not in result.stderr


def test_a_folder_is_no_account(tmp_path: Path) -> None:
    result = run_here("decide", "plan", "--facts", tmp_path, *ON)
    assert (result.exit_code, result.stderr) == (
        2,
        f"error[unreadable-file]: the file `{tmp_path}` cannot be read: is a directory\n",
    )
    lines = tmp_path / "accounts.jsonl"
    lines.mkdir()
    result = run_here("decide", "plan", "--facts", lines, *ON)
    assert (result.exit_code, result.stderr) == (
        2,
        f"error[unreadable-file]: the file `{lines}` cannot be read: is a directory\n",
    )


def test_parameters_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "parameters.yaml"
    for text, said in (
        ("low_incom: 3\n", f"{file}:1:1: error[unknown-parameter]: unknown parameter `low_incom`; did you mean "),
        ("payment_term: 3\n", f"{file}:1:1: error[not-external]: `payment_term` is set by the policy"),
        ("- 3\n", f"{file}:1:1: error[not-a-mapping]: parameters are a mapping from names to values; write each "),
    ):
        file.write_text(text, encoding="utf-8")
        result = decide("plan", "warned.yaml", "--parameters", file)
        assert result.exit_code == 2
        assert result.stderr.startswith(said), result.stderr
        assert result.stderr.count("\n") == 1


def test_the_rules_folder_must_be_there(tmp_path: Path) -> None:
    for folder, said in (
        (tmp_path / "nowhere", f"the rules folder `{tmp_path / 'nowhere'}` does not exist"),
        (ACCOUNTS / "warned.yaml", f"the rules folder `{ACCOUNTS / 'warned.yaml'}` is not a folder"),
    ):
        result = run("decide", "plan", "--facts", "-", "--rules", folder, stdin="")
        assert (result.exit_code, result.stderr) == (2, f"error[bad-arguments]: {said}\n")
    empty = run("decide", "plan", "--facts", "-", "--rules", tmp_path, stdin="")
    assert empty.exit_code == 2
    assert empty.stderr.startswith(f"error[missing-pack]: there is no pack in `{tmp_path}`; ")


def test_faulty_rule_files_are_shown_with_their_places_and_exit_3(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    file = tmp_path / "rules" / "elmford" / "water" / "derived.yaml"
    file.write_text(file.read_text("utf-8").replace("bill.date + payment_term", "bill.dat + payment_term"), "utf-8")
    result = run("decide", "plan", "--facts", ACCOUNTS / "warned.yaml", *ON, "--rules", tmp_path / "rules")
    assert (result.exit_code, result.stdout) == (3, "")
    first = result.stderr.splitlines()[0]
    assert first.startswith(f"{file}:2:16: error[unknown-name]: ")
    assert "   |                ^^^^^^^^\n" in result.stderr
    assert result.stderr.endswith("\n1 fault in the rule files of `elmford/water`; nothing was decided\n")


def test_evaluators_that_disagree_end_with_4(monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_: object, **__: object) -> None:
        raise EvaluatorsDisagreeError("plan", "has-one", True, False)

    monkeypatch.setattr(Pack, "decide_all", disagree)
    result = decide("plan", "warned.yaml")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith(
        "error[evaluators-disagree]: the evaluators disagree on rule `has-one` of `plan`: the reference evaluator "
        "says it holds, durable-rules says it does not hold; nothing was decided"
    )
    assert result.stderr.count("\n") == 1


THE_DAY_BEFORE = "2026-02-10"
"""The last day on which the household of `warned.yaml` was not warned long enough ago."""


@pytest.mark.parametrize(
    "command", [("decide", "--as-of"), ("timeline", "--from"), ("explain", "--want", "stays", "--as-of")]
)
def test_an_outcome_that_the_checker_refuses_ends_with_4(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    name, *options = command
    account = ("end-service", "--facts", ACCOUNTS / "warned.yaml", "--parameters", ACCOUNTS / "parameters.yaml")
    sound = run_here("decide", *account, "--as-of", THE_DAY_BEFORE)
    assert sound.stdout.startswith("end-service: stays\n")
    faulty.one_day_too_many(monkeypatch)
    result = run_here(name, *account, *options, THE_DAY_BEFORE)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("error[evaluators-disagree]: the checker refuses the trace of `end-service`: ")
    assert result.stderr.count("\n") == 1


def test_what_is_refused_is_not_logged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    faulty.one_day_too_many(monkeypatch)
    log = f"sqlite:///{tmp_path / 'log.db'}"
    account = ("end-service", "--facts", ACCOUNTS / "warned.yaml", "--parameters", ACCOUNTS / "parameters.yaml")
    result = run_here("decide", *account, "--as-of", THE_DAY_BEFORE, "--log", log)
    assert (result.exit_code, result.stdout) == (4, "")
    assert run("audit", "list", "--log", log, "--format", "json").stdout == "[]\n"


def test_a_fault_of_ours_is_one_line_without_a_traceback_or_a_private_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("an income of 12345")

    monkeypatch.setattr(Pack, "decide_all", fail)
    result = decide("plan", "warned.yaml")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("error[internal-error]: KeyError at test_decide_errors.py:")
    assert result.stderr.count("\n") == 1
    assert "12345" not in result.stderr


def test_an_interrupt_is_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Pack, "decide_all", interrupt)
    result = decide("plan", "warned.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "interrupted\n")
