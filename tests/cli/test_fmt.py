"""`curbstop fmt` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run

FAULTY = """\
twice.yaml:2:1: error[duplicate-key]: the key `a` is given twice
   | a: 2
   | ^
  first given here: twice.yaml:1:1
   | a: 1
   | ^
  hint: remove or rename one of the two

nothing was written
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_files_are_laid_out_once() -> None:
    Path("rules").mkdir()
    file, other = Path("rules/a.yaml"), Path("rules/b.yaml")
    file.write_bytes(b"a:   1  # one\r\n")
    file.chmod(0o640)
    other.write_text("b: 1\n")
    checked = run("fmt", "--check")
    assert (checked.exit_code, checked.output) == (1, "would change: rules/a.yaml\n1 of 2 files would change\n")
    assert file.read_bytes() == b"a:   1  # one\r\n"
    done = run("fmt")
    assert (done.exit_code, done.output) == (0, "changed: rules/a.yaml\n1 of 2 files changed\n")
    assert file.read_bytes() == b"a: 1  # one\n"
    assert file.stat().st_mode & 0o777 == 0o640
    again = run("fmt", "--check", file)
    assert (again.exit_code, again.output) == (0, "0 of 1 file would change\n")
    assert sorted(path.name for path in Path("rules").iterdir()) == ["a.yaml", "b.yaml"]


def test_a_link_stays_a_link() -> None:
    Path("real.yaml").write_text("a:  1\n")
    Path("link.yaml").symlink_to("real.yaml")
    assert run("fmt", "link.yaml").exit_code == 0
    assert Path("link.yaml").is_symlink()
    assert Path("real.yaml").read_text() == "a: 1\n"


def test_a_file_with_a_fault_stops_all() -> None:
    Path("loose.yaml").write_text("a:   1\n")
    Path("twice.yaml").write_text("a: 1\na: 2\n")
    result = run("fmt", ".")
    assert result.exit_code == 3
    assert result.stderr == FAULTY
    assert Path("loose.yaml").read_text() == "a:   1\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "error[bad-arguments]: `nowhere` does not exist; give YAML files, or folders that hold them\n"),
        (
            [],
            "error[bad-arguments]: there is no YAML file in the folders `rules` and `fixtures`; "
            "give the files to lay out, or their folders\n",
        ),
        (
            ["."],
            "error[bad-arguments]: there is no YAML file in `.`; give the files to lay out, or their folders\n",
        ),
    ],
)
def test_without_a_file_there_is_one_sentence(arguments: list[str], said: str) -> None:
    result = run("fmt", *arguments)
    assert (result.exit_code, result.stderr) == (2, said)
