"""`curbstop verify`: one decision, a list of them, or one on each line."""

from __future__ import annotations

import json
import shutil
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import pytest
from command_line import ACCOUNTS, ON, RULES, decide, run, run_here

from curbstop.checker import digest, seal
from curbstop.cli import saved_decisions

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


def sealed_anew(record: Any) -> str:
    """The record as a forger leaves it, all its hashes made anew."""
    bare = {key: value for key, value in record.items() if key != "seal"}
    for name, item in record["trace"]["definitions"].items():
        item["hash"] = digest({"item": name, **{key: value for key, value in item.items() if key != "hash"}})
    return json.dumps({**bare, "seal": seal(bare)})


def test_a_number_of_the_policy_is_not_given_by_an_operator(tmp_path: Path) -> None:
    """A decision by another number, which is then said to be one that the operator gave."""
    shutil.copytree(RULES, tmp_path / "rules")
    parameters = tmp_path / "rules" / "elmford" / "water" / "parameters.yaml"
    parameters.write_text(parameters.read_text("utf-8").replace("value: 20", "value: 200"), "utf-8")
    forged = json.loads(run("decide", "end-service", "--rules", tmp_path / "rules", *FORGED).stdout)
    honest = json.loads(run_here("decide", "end-service", *FORGED).stdout)
    assert (forged["outcome"], honest["outcome"]) == ("stays", "ends")
    defined = forged["trace"]["definitions"]
    defined["given:payment_term"] = defined["parameter:payment_term"]
    defined["parameter:payment_term"] = honest["trace"]["definitions"]["parameter:payment_term"]
    forged["rules"] = honest["rules"]
    result = run_here("verify", "-", stdin=sealed_anew(forged))
    assert result.stdout.startswith("does not hold:\n  the values of the trace are not what the facts give\n")
    assert result.exit_code == 1
    given = decide("end-service", "warned.yaml", "--parameters", ACCOUNTS / "parameters.yaml", "--format", "json")
    assert run_here("verify", "-", stdin=given.stdout).exit_code == 0


FORGED = ("--facts", ACCOUNTS / "warned.yaml", *ON, "--parameters", ACCOUNTS / "parameters.yaml", "--format", "json")


@pytest.mark.parametrize(
    ("account", "lost"),
    [
        ("warned.yaml", "duty:end-service/send-letter"),
        ("little-known.yaml", "consistent:missed-after-bill"),
    ],
)
def test_a_rule_that_was_left_out_is_missing(account: str, lost: str) -> None:
    record = json.loads(saved("end-service", account))
    del record["trace"]["definitions"][lost]
    result = run_here("verify", "-", stdin=sealed_anew(record))
    assert result.stdout == f"does not hold:\n  `{lost}` of the folder is missing\n"
    assert result.exit_code == 1


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
        ("not json", "standard input is not a saved decision: it is not JSON; see column 1"),
        ('{"a": [1,', "standard input is not a saved decision: it is not JSON; it ends in the middle"),
        ('{"a": "b', "standard input is not a saved decision: it is not JSON; it ends in the middle"),
        ('{\n"a": 1\n}}', "standard input is not a saved decision: it is not JSON; see line 3, column 2"),
        (
            '{"a": 1}\n\n{"a": 1',
            "line 3 of standard input is not a saved decision: it is not JSON; it ends in the middle",
        ),
        ('{"a": 1, "a": 2}', 'standard input is not a saved decision: the key "a" stands twice in one object'),
        ('{"a": NaN}', "standard input is not a saved decision: `NaN` is no number of JSON"),
        (f'{{"a": {"1" * 5000}}}', "standard input is not a saved decision: a number in it is too long"),
        ("[" * 100_000, "standard input is not a saved decision: it is nested too deeply"),
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


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    file.write_bytes(saved().encode("utf-16"))
    result = run("verify", file)
    assert result.stderr == (
        f"error[bad-arguments]: the file `{file}` is not a saved decision: it is not text in UTF-8\n"
    )
    file.write_bytes(BOM_UTF8 + saved().encode())
    assert run("verify", file).exit_code == 0
    file.write_bytes(b"SQLite format 3\0\xff")
    assert run("verify", file).stderr.endswith("UTF-8; a log is verified with `curbstop audit verify`\n")


def test_what_is_too_long_to_be_read_at_once_may_stand_on_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps(json.loads(saved()))
    monkeypatch.setattr(saved_decisions, "MOST_AT_ONCE", len(line))
    assert run("verify", "-", stdin=f"{line}\n{line}\n").stdout == "2 of 2 hold\n"
    assert run("verify", "-", stdin=f"{line} ").stderr == (
        f"error[bad-arguments]: standard input is not a saved decision: it is longer than {len(line):,} characters\n"
    )
