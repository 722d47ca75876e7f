"""Which rules a command takes that is given none: those in the folder `rules` here, or else the shipped ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from command_line import ACCOUNTS, ON, RULES, run

from curbstop.cli import main
from curbstop.load import default_rules_root, rules_root_here

SAID = "rules: those in `rules` of this folder, not the ones shipped with curbstop\n"
PLAN = ("decide", "plan", "--facts", ACCOUNTS / "warned.yaml", *ON, "--format", "json")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_rules_here_go_first_and_are_named_beside_the_result() -> None:
    shutil.copytree(RULES, "rules")
    decided = run(*PLAN)
    assert (decided.exit_code, decided.stderr) == (0, SAID)
    assert json.loads(decided.stdout)["rules"]["pack"] == "elmford/water"
    shown = run("show", "late")
    assert (shown.exit_code, shown.stderr) == (0, SAID)


def test_rules_that_are_named_are_not_remarked_upon() -> None:
    shutil.copytree(RULES, "rules")
    assert run(*PLAN, "--rules", "rules").stderr == ""


@pytest.mark.parametrize("folder", [False, True])
def test_elsewhere_the_shipped_rules_are_taken(folder: bool) -> None:
    if folder:
        Path("rules").mkdir()
        Path("rules/notes.yaml").write_text("a: b\n", encoding="utf-8")
    assert rules_root_here() == default_rules_root()
    assert run(*PLAN).exit_code == 2
    assert run("facts", "shutoff").stderr == ""


def test_the_shipped_rules_in_their_own_place_are_nothing_to_remark_upon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(default_rules_root().parent)
    assert run("facts", "shutoff").stderr == ""


def test_the_shell_completes_what_the_command_would_find() -> None:
    shutil.copytree(RULES, "rules")
    complete = ShellComplete(main, {}, "curbstop", "_CURBSTOP_COMPLETE")
    assert [item.value for item in complete.get_completions(["decide"], "end")] == ["end-service"]
