"""A guide as data: for each of its headings the edits and the commands below it, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<files>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY = r"(?:.*\n)*.*"


@dataclass(frozen=True)
class Edit:
    """What a ```diff FILES block changes: whole lines, in every file below the folder that the pattern names."""

    files: str
    old: str
    new: str

    def apply(self, folder: Path) -> None:
        """Edit the files; the old lines must stand once in each."""
        files = sorted(folder.glob(self.files))
        assert files, f"no file is called {self.files}"
        for file in files:
            text = "\n" + file.read_text(encoding="utf-8")
            assert text.count(self.old) == 1, f"{file} should have once:{self.old}"
            file.write_text(text.replace(self.old, self.new).removeprefix("\n"), encoding="utf-8")


@dataclass(frozen=True)
class Command:
    """A line of a ```console block that begins with `$ `, and what is shown below it."""

    line: str
    shown: str

    def is_printed(self, output: str) -> bool:
        """Whether the output is what is shown; a line `...` stands for any number of lines."""
        lines = [_ANY if line.strip() == "..." else re.escape(line) for line in self.shown.splitlines()]
        return re.fullmatch("\n".join(lines), output.strip("\n")) is not None


def sections(guide: str) -> dict[str, list[Edit | Command]]:
    """The steps below each heading that has any."""
    _, *parts = _HEADING.split(guide)
    found = {title: _steps(text) for title, text in zip(parts[::2], parts[1::2], strict=True)}
    return {title: steps for title, steps in found.items() if steps}


def _steps(text: str) -> list[Edit | Command]:
    steps: list[Edit | Command] = []
    for block in _FENCE.finditer(text):
        if block["language"] == "diff":
            steps.append(_edit(block["files"], block["text"]))
        elif block["language"] == "console":
            steps += _commands(block["text"])
    return steps


def _edit(files: str, text: str) -> Edit:
    lines = [line or " " for line in text.splitlines()]
    old, new = ("".join(f"\n{line[1:]}" for line in lines if line[0] in signs) + "\n" for signs in (" -", " +"))
    return Edit(files, old, new)


def _commands(text: str) -> list[Command]:
    assert text.startswith("$ ")
    return [Command(line, shown) for line, _, shown in (one.partition("\n") for one in text[2:].split("\n$ "))]
