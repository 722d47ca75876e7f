"""Mutants that may survive, each with a reason: files called `mutation-exceptions.yaml`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.load.files.entries import open_entry
from curbstop.load.files.keys import NOTE, Form, Key, Table
from curbstop.load.yaml.reader import read_yaml
from curbstop.load.yaml.text import decode

NAME = "mutation-exceptions.yaml"
EXCEPTION: Table = {
    "pack": Key(Form.TEXT, "the pack of the mutants", required=True),
    "because": Key(Form.TEXT, "why no case needs to notice them", required=True),
    "mutants": Key(Form.TEXTS, "as `curbstop mutate` names them; the last character may be `*`", required=True),
    "note": NOTE,
}
FILE: Table = {
    "exceptions": Key(Form.LISTED, "mutants that may survive", required=True, of=EXCEPTION),
    "note": NOTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why mutants whose names fit a pattern may survive."""

    pack: str
    pattern: str
    because: str
    span: Span = field(compare=False)

    def explains(self, pack: str, mutant: str) -> bool:
        """Whether it is about this mutant."""
        if pack != self.pack:
            return False
        return mutant.startswith(self.pattern[:-1]) if self.pattern.endswith("*") else mutant == self.pattern


def find_exceptions(paths: Iterable[Path]) -> list[Path]:
    """The files of exceptions below the paths, in the folders of named files, and in the folder that holds `cases`."""
    found: dict[Path, Path] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        beside = [folder, folder.absolute().parent] if folder.absolute().name == "cases" else [folder]
        for at in beside:
            if (at / NAME).is_file():
                found.setdefault((at / NAME).resolve(), at / NAME)
        for inner, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if not name.startswith("."))
            if NAME in files:
                found.setdefault((Path(inner) / NAME).resolve(), Path(inner) / NAME)
    return list(found.values())


def read_exceptions(path: Path) -> list[Explanation]:
    """The explanations of a file. Raises Faults with all that is wrong in it, OSError if it cannot be read."""
    file = str(path)
    text, faults = decode(path.read_bytes(), file)
    if text is None:
        raise Faults.of(faults)
    node, faults = read_yaml(text, file)
    found: list[Explanation] = []
    top = open_entry(node, FILE, "a file of mutation exceptions", Span.whole_file(file), faults) if node else None
    for entry in top.listed("exceptions", "exception") if top else ():
        pack, because = entry.text("pack"), entry.text("because")
        for mutant in entry.texts("mutants"):
            if pack and because:
                pattern = " ".join(mutant.text.split())
                found.append(Explanation(pack=pack, pattern=pattern, because=because, span=mutant.span))
    if not faults and not found:
        faults.append(Diagnostic("no-exceptions", "the file holds no exception", Span.whole_file(file)))
    if faults:
        raise Faults.of(faults, {file: text})
    return found
