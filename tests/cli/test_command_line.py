"""The command line as a whole: help, version, completion, streams, and `curbstop facts`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from command_line import ACCOUNTS, ON, RULES, decide, process, run, run_here

from curbstop.cli import COMMANDS, main
from curbstop.cli.exits import ExitCode
from curbstop.cli.output import look


def test_help_without_arguments_and_the_version() -> None:
    for arguments in ((), ("--help",), ("-h",)):
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith("Usage: curbstop [OPTIONS] [COMMAND] [ARGS]...\n")
    version = run("--version")
    assert (version.exit_code, version.stdout.split()[0], version.stdout.count(".")) == (0, "curbstop", 2)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "\n  Example" in result.stdout
    assert f"curbstop {command}" in result.stdout.partition("\n  Example")[2]


def test_unknown_command() -> None:
    result = run("decid")
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "error[bad-arguments]: unknown command `decid`; did you mean `decide`? "
        f"commands: {', '.join(sorted(COMMANDS)[:12])} and {len(COMMANDS) - 12} more\n",
    )


def test_unknown_option_of_the_whole() -> None:
    result = run("--verson")
    assert (result.exit_code, result.stderr) == (
        2,
        "error[bad-arguments]: there is no option `--verson`; did you mean `--version`? see `curbstop --help`\n",
    )


def test_exit_codes_are_those_that_scripts_rely_on() -> None:
    assert [(code.name, code.value) for code in ExitCode] == [
        ("DONE", 0),
        ("CHECK_FAILED", 1),
        ("BAD_INPUT", 2),
        ("FAULTY_RULES", 3),
        ("NOT_DECIDED", 4),
    ]


def completed(arguments: list[str], incomplete: str) -> list[str]:
    complete = ShellComplete(main, {}, "curbstop", "_CURBSTOP_COMPLETE")
    return [item.value for item in complete.get_completions(arguments, incomplete)]


def test_completion_knows_decisions_and_packs() -> None:
    rules = ["--rules", str(RULES)]
    assert completed([], "de") == ["decide"]
    assert completed(["decide", *rules], "") == ["end-service", "plan", "watering"]
    assert completed(["decide", *rules], "plan,e") == ["plan,end-service"]
    assert completed(["facts", *rules], "wa") == ["watering"]
    assert completed(["decide", *rules, "--pack"], "elmford/s") == ["elmford/state"]


def test_facts_is_a_blank_account_of_what_the_decision_reads() -> None:
    result = run_here("facts", "plan")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("# plan (elmford/water, version 2025.1)\n# Can this household have a plan?\n")
    assert [line for line in result.stdout.splitlines() if line and not line.lstrip().startswith("#")] == [
        "bill:",
        "  date:",
        "plan:",
        "  status:",
        "  balance:",
    ]


def test_a_blank_account_can_be_decided(tmp_path: Path) -> None:
    file = tmp_path / "blank.yaml"
    file.write_text(run_here("facts", "end-service").stdout, encoding="utf-8")
    result = run_here("decide", "end-service", "--facts", file, *ON, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["trace"]["facts"]) == (0, {})


def test_facts_of_an_unknown_decision() -> None:
    assert run_here("facts", "plans").stderr == (
        "error[unknown-decision]: unknown decision `plans`; did you mean `plan`? "
        "decisions: end-service, plan, watering\n"
    )
    assert run_here("facts", "watering", "--pack", "elmford/water").stderr == (
        "error[unknown-decision]: unknown decision `watering`; decisions: end-service, plan\n"
    )


def test_a_real_process_writes_data_and_diagnostics_apart() -> None:
    arguments = [*ON, "--rules", RULES]
    good = process("decide", "plan", "--facts", ACCOUNTS / "warned.yaml", *arguments)
    out, err = good.communicate(timeout=20)
    assert (good.returncode, out.decode(), err) == (0, decide("plan", "warned.yaml").stdout, b"")
    bad = process("decide", "plan", "--facts", "-", *arguments)
    out, err = bad.communicate(b"plan.statu: none\n", timeout=20)
    assert (bad.returncode, out) == (2, b"")
    assert err.startswith(b"standard input:1:1: error[unknown-fact]: unknown fact `plan.statu`; ")


def test_an_output_that_knows_only_ascii_gets_ascii_marks_and_json_in_utf_8() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    arguments = ("decide", "end-service", "--facts", ACCOUNTS / "not-warned.yaml", *ON, "--rules", RULES)
    text = process(*arguments, env=environment)
    out, err = text.communicate(timeout=20)
    assert (text.returncode, err) == (0, b"")
    assert b"      + not warned\n        x warned: A warning was sent in time.\n" in out
    assert out.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="shell redirections")
def test_outputs_that_cannot_be_written() -> None:
    command = f"{sys.executable} -m curbstop facts plan --rules {RULES}"
    closed = subprocess.run(["sh", "-c", f"{command} >&-"], capture_output=True, timeout=20)
    assert (closed.returncode, closed.stderr) == (2, b"error[bad-arguments]: standard output is closed\n")
    if Path("/dev/full").exists():
        full = subprocess.run(["sh", "-c", f"{command} >/dev/full"], capture_output=True, timeout=20)
        assert (full.returncode, full.stderr) == (
            2,
            b"error[input-output]: reading or writing failed: no space left on device\n",
        )


class Terminal:
    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def isatty(self) -> bool:
        return True


def test_colour_only_on_a_terminal_and_not_where_no_color_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "72")
    monkeypatch.setattr("sys.stdout", Terminal("utf-8"))
    assert (look().colour, look().unicode, look().width) == (True, True, 72)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not look().colour
    monkeypatch.setattr("sys.stdout", Terminal("latin-1"))
    assert not look().unicode


def test_commands_are_imported_only_when_called() -> None:
    code = "import sys, curbstop.cli; print([m for m in sys.modules if m in ('curbstop.cli.check', 'curbstop.render')])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=20)
    assert found.stdout == b"[]\n"
    assert isinstance(main, click.Group)
