"""`curbstop decide` on JSON Lines: in order, a bad line in its place, bounded memory, whole lines at an interrupt."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ACCOUNTS, ON, RULES, decide, process, run_here
from tests import faulty

from curbstop.api import Pack
from curbstop.cli.interrupts import Interrupts
from curbstop.decision.guard import EvaluatorsDisagreeError

GOOD = '{"plan.status": "none", "plan": {"balance": "3.00"}}'
TAKEN = '{"plan": {"status": "active"}}'


def lines(tmp_path: Path, *text: str) -> Path:
    file = tmp_path / "accounts.jsonl"
    file.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")
    return file


def test_one_json_decision_a_line_in_order(tmp_path: Path) -> None:
    result = run_here("decide", "plan", "--facts", lines(tmp_path, GOOD, TAKEN, GOOD), *ON)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [json.loads(line)["outcome"] for line in result.stdout.splitlines()] == ["granted", "denied", "granted"]


def test_several_decisions_are_lines_of_their_own(tmp_path: Path) -> None:
    result = run_here("decide", "plan,end-service", "--facts", lines(tmp_path, GOOD, TAKEN), *ON)
    assert [json.loads(line)["decision"] for line in result.stdout.splitlines()] == ["plan", "end-service"] * 2


def test_a_line_may_carry_its_day(tmp_path: Path) -> None:
    file = lines(tmp_path, '{"as_of": "2026-05-01"}', "{}", '{"as_of": null}')
    result = run_here("decide", "plan", "--facts", file, *ON)
    assert [json.loads(line)["as_of"] for line in result.stdout.splitlines()] == [
        "2026-05-01",
        "2026-03-02",
        "2026-03-02",
    ]


BAD = {
    "not JSON": ("{", "not-json"),
    "no mapping": ("3", "not-a-mapping"),
    "empty": ("", "empty-line"),
    "unknown fact": ('{"plan.statu": "none"}', "unknown-fact"),
    "twice": ('{"plan.status": "none", "plan.status": "none"}', "duplicate-key"),
    "no day": ('{"as_of": "2026-02-30"}', "bad-date"),
    "before the pack": ('{"as_of": "2024-02-01"}', "not-in-force"),
    "contradiction": ('{"bill.date": "2026-01-05", "plan.missed_on": "2026-01-01"}', "contradiction"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_a_bad_line_has_its_error_in_its_place_and_the_run_ends_with_2(tmp_path: Path, case: tuple[str, str]) -> None:
    text, code = case
    result = run_here("decide", "plan", "--facts", lines(tmp_path, GOOD, text, TAKEN), *ON)
    assert result.exit_code == 2
    first, bad, last = map(json.loads, result.stdout.splitlines())
    assert (first["outcome"], last["outcome"]) == ("granted", "denied")
    assert list(bad) == ["line", "error"]
    assert bad["line"] == 2
    assert list(bad["error"]) == ["code", "message", "hint", "faults"]
    assert bad["error"]["code"] == code == bad["error"]["faults"][0]["code"]
    assert result.stderr == "1 of 3 lines could not be decided; see the errors among them\n"


def test_evaluators_that_disagree_on_a_line_end_the_run_with_4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Pack.decide

    def disagree(pack: Pack, name: str, account: object, **more: object) -> object:
        if name == "plan":
            raise EvaluatorsDisagreeError("plan", "has-one", True, False)
        return sound(pack, name, account, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Pack, "decide", disagree)
    result = run_here("decide", "plan,end-service", "--facts", lines(tmp_path, GOOD, "{"), *ON)
    assert result.exit_code == 4
    refused, decided, bad = map(json.loads, result.stdout.splitlines())
    assert (refused["line"], refused["decision"], refused["error"]["code"]) == (1, "plan", "evaluators-disagree")
    assert decided["decision"] == "end-service"
    assert bad["error"]["code"] == "not-json"


def test_a_line_that_the_checker_refuses_has_no_decision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warned = {
        "bill": {"date": "2026-01-05", "unpaid": "1120.50"},
        "letters": [{"sent_on": "2026-02-01", "kind": "warning"}],
        "plan": {"status": "none"},
        "household": {"income": 90000},
    }
    told = {"as_of": "2026-02-10", **warned}
    text = lines(tmp_path, json.dumps(told), json.dumps({**told, "plan": {"status": "active", "missed_on": "none"}}))
    faulty.one_day_too_many(monkeypatch)
    parameters = ("--parameters", ACCOUNTS / "parameters.yaml")
    result = run_here("decide", "end-service", "--facts", text, *parameters)
    assert result.exit_code == 4
    refused, kept = map(json.loads, result.stdout.splitlines())
    assert list(refused) == ["line", "error"]
    assert refused["error"]["message"].startswith("the checker refuses the trace of `end-service`: ")
    assert kept["outcome"] == "stays"


def test_a_fault_of_ours_on_a_line_does_not_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("an income of 12345")

    monkeypatch.setattr(Pack, "decide", fail)
    result = run_here("decide", "plan", "--facts", lines(tmp_path, GOOD, "{"), *ON)
    assert (result.exit_code, "12345" in result.stdout) == (4, False)
    codes = [json.loads(line)["error"]["code"] for line in result.stdout.splitlines()]
    assert codes == ["internal-error", "not-json"]


def test_an_empty_file_is_no_account(tmp_path: Path) -> None:
    result = run_here("decide", "plan", "--facts", lines(tmp_path), *ON)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_text_can_be_asked_for(tmp_path: Path) -> None:
    result = run_here("decide", "plan", "--facts", lines(tmp_path, GOOD, "{"), *ON, "--format", "text")
    assert result.exit_code == 2
    assert result.stdout.startswith("plan: granted\n")
    assert "\nline 2: " in result.stdout


def test_json_is_that_of_one_account_on_one_line(tmp_path: Path) -> None:
    account = '{"plan.status": "none"}'
    one = run_here("decide", "plan", "--facts", "-", *ON, "--format", "json", stdin=account)
    many = run_here("decide", "plan", "--facts", lines(tmp_path, account), *ON)
    assert json.loads(one.stdout) == json.loads(many.stdout)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C as in a terminal: a shell starts what runs in its background with that signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_line_being_written_is_finished_before_an_interrupt() -> None:
    done: list[str] = []
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012, SIM117
            with interrupts.held():
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.01)
                done.append("written")
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
    assert done == ["written"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
def test_an_interrupt_leaves_whole_lines_and_says_how_many(tmp_path: Path) -> None:
    pipe = tmp_path / "accounts.jsonl"
    os.mkfifo(pipe)
    running = process("decide", "plan", "--facts", pipe, *ON, "--rules", RULES)
    assert running.stdout is not None
    with pipe.open("w", encoding="utf-8") as writer:
        writer.write(f"{GOOD}\n{TAKEN}\n")
        writer.flush()
        written = [running.stdout.readline(), running.stdout.readline()]
        running.send_signal(signal.SIGINT)
        rest, said = running.communicate(timeout=20)
    assert running.returncode == 2
    assert [json.loads(line)["outcome"] for line in written] == ["granted", "denied"]
    assert (rest, said) == (b"", b"interrupted after 2 lines\n")


def test_lines_are_decided_as_they_come(tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text(f"{GOOD}\n" * 3000, encoding="utf-8")
    running = process("decide", "plan", "--facts", file, *ON, "--rules", RULES)
    assert running.stdout is not None
    first = json.loads(running.stdout.readline())
    rest, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (0, b"")
    assert first["outcome"] == "granted"
    assert rest.count(b"\n") == 2999


def test_a_reader_that_goes_away_ends_the_run_quietly(tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text(f"{GOOD}\n" * 2000, encoding="utf-8")
    running = process("decide", "plan", "--facts", file, *ON, "--rules", RULES)
    assert running.stdout is not None
    running.stdout.readline()
    running.stdout.close()
    assert running.stderr is not None
    said = running.stderr.read()
    assert (running.wait(timeout=20), said) == (0, b"")
    running.stderr.close()
    assert running.stdin is not None
    running.stdin.close()


def test_one_account_is_not_taken_for_lines() -> None:
    assert decide("plan", "no-plan.yaml", "--format", "json").stdout.startswith("{\n")
