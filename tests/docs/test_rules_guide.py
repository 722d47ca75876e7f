"""The guide for analysts stays true: its edits can be made, and its commands print what it shows."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import walkthrough
from click.testing import CliRunner

from curbstop.cli import COMMANDS, main
from curbstop.load import rule_folders

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
SECTIONS = walkthrough.sections(GUIDE)
COPIED = ("rules", "fixtures", "tests/second_city")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what an analyst edits, whose rules are the ones that commands take without `--rules`."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    git = ("git", "-c", "user.name=analyst", "-c", "user.email=analyst@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "before the edit")):
        subprocess.run((*git, *arguments), cwd=tmp_path, check=True)
    engine = Path(rule_folders.__file__).relative_to(ROOT)
    monkeypatch.setattr(rule_folders, "__file__", str(tmp_path / engine))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_the_first_minutes_and_three_edits() -> None:
    assert len(SECTIONS) == 4
    for steps in SECTIONS.values():
        assert {type(step) for step in steps} == {walkthrough.Edit, walkthrough.Command}


@pytest.mark.parametrize("section", SECTIONS)
def test_an_edit_and_what_the_commands_say_of_it(section: str, checkout: Path) -> None:
    for step in SECTIONS[section]:
        if isinstance(step, walkthrough.Edit):
            step.apply(checkout)
            continue
        program, *arguments = shlex.split(step.line)
        assert program == "curbstop"
        output = CliRunner().invoke(main, arguments).output
        assert step.is_printed(output), f"$ {step.line}\n{output}"


def test_the_commands_of_the_table_are_there() -> None:
    named = re.findall(r"^\| `curbstop (\w+)", GUIDE, re.MULTILINE)
    assert len(named) > 4
    assert [name for name in named if name not in COMMANDS] == []
