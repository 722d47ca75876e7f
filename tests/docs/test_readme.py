"""The README stays true: its Python runs, its commands work, and what it shows is what is printed."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from curbstop.cli import COMMANDS as CLI_COMMANDS
from curbstop.cli import main
from curbstop.cli.audit import COMMANDS as AUDIT_COMMANDS
from curbstop.cli.key import COMMANDS as KEY_COMMANDS
from curbstop.cli.new import COMMANDS as NEW_COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in README.splitlines() if line.startswith("    curbstop ")]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(command: str, **kwargs: str) -> str:
    result = CliRunner().invoke(main, shlex.split(command)[1:], **kwargs)
    assert result.exit_code == 0, result.output
    return result.output


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 3


@pytest.mark.parametrize("command", [c for c in COMMANDS if not re.search(r"saved\.json|decisions\.db|audit\.zip", c)])
def test_commands_work(command: str) -> None:
    assert run(command).strip()


def test_a_saved_decision_verifies() -> None:
    save, verify = (command for command in COMMANDS if "saved.json" in command)
    saved = run(save.split(">")[0])
    assert run(verify.replace("saved.json", "-"), input=saved).startswith("holds")


def test_the_audit_log_works_from_the_first_decision_to_the_erasure(tmp_path: Path) -> None:
    commands = [command for command in COMMANDS if re.search(r"decisions\.db|audit\.zip", command)]
    assert len(commands) == 8
    for command in commands:
        here = re.sub(r"(decisions\.db|audit\.zip|checkpoint\.json)", rf"{tmp_path}/\1", command)
        written, _, file = here.partition(" > ")
        printed = run(written)
        assert printed.strip()
        if file:
            Path(file).write_text(printed, encoding="utf-8")


def test_the_first_command_prints_what_is_shown() -> None:
    setup = next(line for line in README.splitlines() if ".venv/bin/curbstop decide" in line)
    printed = run(setup.split(".venv/bin/")[1])
    shown = README.split("    shutoff: prohibited\n")[1].split("\n\nAnother household")[0]
    lines = ["shutoff: prohibited", *(line[4:] for line in shown.splitlines())]
    assert printed.startswith("\n".join(lines))


def test_the_library_example_says_what_it_gives() -> None:
    block = re.search(
        r"(?:^    .*\n|^\n)*^    from curbstop import load_pack\n(?:^    .*\n|^\n)*", README, re.MULTILINE
    )
    assert block
    names: dict[str, object] = {}
    exec("\n".join(line[4:] for line in block.group().splitlines()), names)
    assert names["decision"].outcome == "prohibited"
    assert names["decision"].reasons[0].rule == "not-yet-60-days-delinquent"


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    assert len(CLI_COMMANDS) > 10
    for name in CLI_COMMANDS:
        assert f"`curbstop {name}" in README
        assert "Example" in run(f"curbstop {name} --help"), name


@pytest.mark.parametrize(
    ("group", "commands"), [("audit", AUDIT_COMMANDS), ("key", KEY_COMMANDS), ("new", NEW_COMMANDS)]
)
def test_every_command_of_a_group_has_an_example_and_stands_in_the_readme(
    group: str, commands: Mapping[str, str]
) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `curbstop {group} "))
    for name in commands:
        assert "Example" in run(f"curbstop {group} {name} --help"), name
        assert re.search(rf"\b{name}\b", row), name


@pytest.mark.parametrize("name", ["decide", "timeline", "explain", "facts", "verify"])
def test_the_first_examples_of_the_help_run_as_they_stand(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = re.findall(r"^    (curbstop .+)$", run(f"curbstop {name} --help"), re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    for example in examples[:2]:
        command, _, file = example.partition(" > ")
        printed = run(command)
        assert printed.strip()
        if file:
            Path(file).write_text(printed, encoding="utf-8")
