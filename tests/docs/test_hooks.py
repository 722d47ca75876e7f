"""The hooks for commits and the workflow for pushes run commands that work here."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from curbstop.cli import main

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "rules/README.md").read_text(encoding="utf-8")
CONFIG, WORKFLOW = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL))
STEPS = [step["run"] for step in WORKFLOW["jobs"]["rules"]["steps"] if "run" in step]
COMMANDS = sorted({hook["entry"] for hook in HOOKS} | {step for step in STEPS if step.startswith("curbstop ")})


def test_there_is_a_hook_for_each_step_and_the_guide_names_all() -> None:
    assert {hook["entry"] for hook in HOOKS} == {step for step in STEPS if step.startswith("curbstop ")}
    assert {hook["id"] for hook in CONFIG["repos"][0]["hooks"]} == {hook["id"] for hook in HOOKS}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_finds_nothing_here(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    # All cases are run by other tests.
    some = ["fixtures/cases/hardship.yaml"] if command.startswith("curbstop test") else []
    result = CliRunner().invoke(main, [*shlex.split(command)[1:], *some])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_for_files_that_are_there(hook: dict[str, str]) -> None:
    files = [path.relative_to(ROOT).as_posix() for top in ("rules", "fixtures") for path in (ROOT / top).rglob("*")]
    assert len([file for file in files if re.search(hook["files"], file)]) > 20
