"""What the shell completes, and that it does so without loading the rules."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from command_line import RULES

from curbstop.cli import main

HERE = ("--rules", str(RULES))


def completed(*arguments: str) -> list[str]:
    *given, incomplete = arguments
    complete = ShellComplete(main, {}, "curbstop", "_CURBSTOP_COMPLETE")
    return [item.value for item in complete.get_completions(given, incomplete)]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("decide", *HERE, "plan,e"), ["plan,end-service"]),
        (("decide", *HERE, "--pack", "elmford/state", ""), ["state-limit"]),
        (("facts", *HERE, "--pack", "elmford/s"), ["elmford/state"]),
        (("explain", *HERE, "plan", "--want", ""), ["denied", "granted"]),
        (("decide", *HERE, "plan", "--reading", "late-day=s"), ["late-day=same-day"]),
        (("decide", *HERE, "watering", "--reading", ""), []),
        (("show", *HERE, "le"), ["letter_days", "letters"]),
        (("show", *HERE, "plan"), ["plan", "plan-kept", "plan.balance", "plan.missed_on", "plan.status"]),
        (("show", *HERE, "plan/"), ["plan/has-one", "plan/may-have-one"]),
        (("new", ""), ["pack", "decision", "rule", "fact", "case"]),
        (("new", "rule", *HERE, "x", "--decision", "end-service", "--outcome", ""), ["stays", "ends"]),
        (("decide", "--rules", "nowhere", ""), []),
    ],
)
def test_completion(arguments: tuple[str, ...], wanted: list[str]) -> None:
    assert completed(*arguments) == wanted


def test_faulty_rules_are_completed_too(tmp_path: pytest.TempPathFactory) -> None:
    import shutil
    from pathlib import Path

    rules = Path(str(tmp_path)) / "rules"
    shutil.copytree(RULES, rules)
    (rules / "elmford/water/decisions/plan.yaml").write_text("rules: [}")
    (rules / "elmford/water/facts.yaml").write_bytes(b"\xff")
    assert completed("show", "--rules", str(rules), "plan") == ["plan", "plan-kept"]


@pytest.mark.parametrize("words", ["curbstop decide ", "curbstop show pla", "curbstop decide plan --reading "])
def test_nothing_that_takes_long_is_imported(words: str) -> None:
    """No rule is loaded and no decision made: what does that is not even imported."""
    program = (
        "import sys, atexit\n"
        "heavy = ('durable_rules_engine', 'curbstop.api', 'curbstop.semantics', 'curbstop.load.build')\n"
        "atexit.register(lambda: print('heavy:', [name for name in heavy if name in sys.modules]))\n"
        "from curbstop.cli import main\n"
        "main(prog_name='curbstop')\n"
    )
    at = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1), "_CURBSTOP_COMPLETE": "bash_complete"}
    printed = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **at}, capture_output=True, text=True, check=False
    )
    assert printed.stdout.splitlines()[-1] == "heavy: []"
    assert len(printed.stdout.splitlines()) > 1
