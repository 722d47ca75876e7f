"""What `curbstop test` writes for machines, for cases that pass, fail and are faulty, and for none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from curbstop.cli import main
from curbstop.workbench.suite import run_suite

CASES = """\
decision: usage-estimate
cases:
  - name: Sound
    as_of: 2026-04-03
    facts: {estimate.conditions_unchanged: no}
    expect: {outcome: similar_customers}
  - name: "100 % wrong: a < b, c"
    as_of: 2026-04-03
    facts: {estimate.conditions_unchanged: no}
    expect:
      outcome: prior_year_same_season
"""
TEXT = "outcome: expected `prior_year_same_season`, found `similar_customers` because of `conditions-changed`"


@pytest.fixture(autouse=True)
def _cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.cases.yaml").write_text(CASES, encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["test", *arguments])


def test_json_has_every_case_with_its_differences() -> None:
    done = run("--format", "json")
    found = json.loads(done.output)
    assert done.exit_code == 1
    assert {key: found[key] for key in ("cases", "passed", "failed")} == {"cases": 2, "passed": 1, "failed": 1}
    (file,) = found["files"]
    assert (file["file"], file["faults"]) == ("one.cases.yaml", [])
    assert file["cases"][1] == {
        "name": "100 % wrong: a < b, c",
        "decision": "usage-estimate",
        "line": 7,
        "passed": False,
        "differences": [{"line": 11, "column": 16, "text": TEXT}],
    }


def test_junit_is_xml_with_a_failure_at_its_line() -> None:
    done = run("--format", "junit")
    assert done.exit_code == 1
    root = ElementTree.fromstring(done.output.encode())
    assert root.attrib == {"tests": "2", "failures": "1", "errors": "0"}
    failed = root[0][1]
    assert (failed.get("name"), failed.get("file"), failed.get("line")) == (
        "100 % wrong: a < b, c",
        "one.cases.yaml",
        "7",
    )
    assert failed[0].get("message") == TEXT
    assert failed[0].text == f"one.cases.yaml:11:16: {TEXT}"


def test_github_annotates_the_line_that_is_other_than_expected() -> None:
    done = run("--format", "github")
    assert done.exit_code == 1
    assert done.output == (
        f"::error file=one.cases.yaml,line=11,col=16,title=100 %25 wrong%3A a < b%2C c::{TEXT}\n"
        "1 of 2 cases passed, 1 failed, in 1 file\n"
    )


def test_a_faulty_file_stands_in_every_form() -> None:
    Path("one.cases.yaml").write_text("decison: a\n", encoding="utf-8")
    for form in ("json", "junit", "github"):
        done = run("--format", form)
        assert done.exit_code == 2
        assert "unknown key `decison` in a file of cases" in done.output
    errors = ElementTree.fromstring(run("--format", "junit").output.encode())
    assert (errors.get("tests"), errors.get("errors")) == ("1", "1")


def test_a_faulty_account_that_many_cases_of_many_files_name_is_told_once() -> None:
    Path("accounts").mkdir()
    Path("accounts/late.yaml").write_text("estimate\nname: x\n", encoding="utf-8")
    case = "  - {name: One, as_of: 2026-04-03, account: late, expect: {outcome: similar_customers}}\n"
    for file in ("one", "two"):
        text = "decision: usage-estimate\ncases:\n" + case + case.replace("One", "Another")
        Path(f"{file}.cases.yaml").write_text(text, encoding="utf-8")
    done = run()
    assert done.exit_code == 2
    assert done.output == (
        "accounts/late.yaml:1:1: error[missing-colon]: `estimate` is not followed by a colon, so it is no key\n"
        "   | estimate\n"
        "   | ^^^^^^^^\n"
        "  hint: end a key with a colon and a space; indent text that goes on from the line above deeper than its key\n"
        "\n"
        "0 of 0 cases passed, 0 failed, 2 files faulty, in 2 files\n"
    )


def test_no_case_is_a_failure_in_every_form() -> None:
    Path("one.cases.yaml").unlink()
    for form in ("text", "json", "junit", "github"):
        assert run("--format", form).exit_code == 1
    assert ElementTree.fromstring(run("--format", "junit").output.encode()).get("failures") == "0"
    assert run("--format", "github").output.startswith("::error title=curbstop test::no cases found; they stand in")


def test_many_files_run_on_two_processors_as_on_one(monkeypatch: pytest.MonkeyPatch) -> None:
    files = []
    for number in range(9):
        files.append(Path(f"{number}.cases.yaml"))
        files[-1].write_text(CASES if number % 2 else CASES.replace("Sound", f"Sound {number}"), encoding="utf-8")
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("curbstop.two_processes.processors", lambda: 2)
    many = run_suite(files)
    monkeypatch.setattr("curbstop.two_processes.processors", lambda: 1)
    assert run_suite(files) == many
    assert (len(many.cases), len(many.failed)) == (18, 9)
    assert [file.file for file in many.files] == [str(path) for path in files]
    assert not re.search("[0-9]", many.cases[2].name)


def test_faulty_rules_stop_many_files_as_they_stop_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "rules"
    (rules / "town" / "decisions").mkdir(parents=True)
    (rules / "town" / "pack.yaml").write_text("pack: town\n", encoding="utf-8")
    (rules / "town" / "decisions" / "usage-estimate.yaml").write_text("decision: usage-estimate\n", encoding="utf-8")
    for number in range(9):
        Path(f"{number}.cases.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("curbstop.two_processes.processors", lambda: 2)
    done = run("--rules", str(rules))
    assert done.exit_code == 3
    assert "error[missing-key]: `title` is missing in `pack.yaml`" in done.output
    assert done.output.endswith("nothing was decided\n")
