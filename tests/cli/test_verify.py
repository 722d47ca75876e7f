"""`curbstop verify`: one decision, a list of them, or one on each line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import ACCOUNTS, ON, RULES, run, run_here

HINT = "save one with `decide --format json`"


def saved(decision: str = "plan", account: str = "warned.yaml", *more: str) -> str:
    result = run_here("decide", decision, "--facts", ACCOUNTS / account, *ON, "--format", "json", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def altered(text: str) -> Any:
    record = json.loads(text)
    record["outcome"] = "another"
    return record


def written(tmp_path: Path, text: str, name: str = "saved.json") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_decision_that_holds(tmp_path: Path) -> None:
    record = json.loads(saved())
    result = run("verify", written(tmp_path, saved()))
    assert result.stdout == (
        f"holds: `plan` is `{record['outcome']}` on 2026-03-02, by the facts and rules in the file\n"
        f"it says that they are those of `elmford/water`, version {record['rules']['version']}, "
        f"{record['rules']['digest']}\n"
    )
    assert result.exit_code == 0


def test_the_rules_are_compared_with_a_folder() -> None:
    result = run("verify", "-", "--rules", RULES, stdin=saved())
    assert "\nthey are those of `elmford/water`, version " in result.stdout
    assert result.exit_code == 0


def test_an_altered_decision_does_not_hold() -> None:
    result = run("verify", "-", stdin=json.dumps(altered(saved())))
    assert result.stdout == "does not hold:\n  the hashes of the seal do not fit\n"
    assert result.exit_code == 1


def test_a_list_names_those_that_fail() -> None:
    decisions = json.loads(saved("plan,end-service"))
    assert run("verify", "-", stdin=json.dumps(decisions)).stdout == "2 of 2 hold\n"
    result = run("verify", "-", stdin=json.dumps([decisions[0], altered(json.dumps(decisions[1]))]))
    assert result.stdout == (
        "decision 2, `end-service`: does not hold:\n  the hashes of the seal do not fit\n1 of 2 hold\n"
    )
    assert result.exit_code == 1


def test_each_line_of_a_run_is_checked(tmp_path: Path) -> None:
    error = json.dumps({"line": 2, "error": {"code": "unknown-fact", "message": "unknown fact `x`"}})
    lines = [json.dumps(json.loads(saved())), error, json.dumps(altered(saved()))]
    result = run("verify", written(tmp_path, "\n".join(lines) + "\n", "run.jsonl"))
    assert result.stdout == (
        "line 2: does not hold:\n  nothing was decided: unknown fact `x`\n"
        "line 3, `plan`: does not hold:\n  the hashes of the seal do not fit\n"
        "1 of 3 hold\n"
    )
    assert result.exit_code == 1
    assert run("verify", "-", stdin=f"{lines[0]}\n{lines[0]}\n").stdout == "2 of 2 hold\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "standard input is not a saved decision: it is not JSON"),
        ('{"a": 1, "a": 2}', "standard input is not a saved decision: it is not JSON"),
        ("{}", f"standard input is not a saved decision; {HINT}"),
        ("[1]", f"decision 1 of standard input is not a saved decision; {HINT}"),
        ("[]", f"standard input has no decision; {HINT}"),
        ("", f"standard input has no decision; {HINT}"),
    ],
)
def test_what_is_no_saved_decision(text: str, message: str) -> None:
    result = run("verify", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error[bad-arguments]: {message}\n"


def test_a_missing_file() -> None:
    result = run("verify", "nowhere.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error[unreadable-file]: the file `nowhere.json` cannot be used: no such file or directory\n"
    )


def test_the_answer_of_a_service_holds() -> None:
    answer = {"id": None, "unlogged": True, "decision": json.loads(saved())}
    assert run("verify", "-", stdin=json.dumps(answer)).stdout.startswith("holds: `plan` is ")
    answer["decision"] = altered(saved())
    assert run("verify", "-", stdin=json.dumps(answer)).exit_code == 1
