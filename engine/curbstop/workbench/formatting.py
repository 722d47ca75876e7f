"""Files of rules and cases brought into one layout, with the proof that nothing but the layout changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.load.pack_files import shown_path
from curbstop.load.yaml.nodes import Mapping, Node, Scalar
from curbstop.load.yaml.reader import RULE_FILE_LIMITS, decode, read_yaml
from curbstop.workbench.layout import comments_in, laid_out

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A file with its text as it should be laid out; `changed` is whether that is other than what it holds."""

    path: Path
    text: str
    changed: bool


def format_text(text: str, file: str) -> str:
    """The text in the layout of `layout`; it means the same and has the same comments.

    Raises Faults for a text with a fault, which has no layout to speak of.
    """
    node, faults = read_yaml(text, file)
    if faults:
        raise Faults.of(faults, {file: text})
    new = laid_out(text)
    if new == text:
        return text
    again, wrong = read_yaml(new, file)
    if wrong or not _same(node, again) or comments_in(text) != comments_in(new):
        message = "this file cannot be laid out without changing what it says"
        hint = "this is a fault of curbstop, please report it; the file is as it was"
        raise Faults((Diagnostic("layout", message, Span.whole_file(file), hint),))
    return new


def format_files(paths: Iterable[Path]) -> list[Formatted]:
    """Each file with its text laid out; nothing is written. Raises Faults with the faults of all files, OSError."""
    formatted: list[Formatted] = []
    faults: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for path in paths:
        name = shown_path(path)
        with path.open("rb") as file:
            data = file.read(RULE_FILE_LIMITS.max_bytes + 1)
        text, found = decode(data, name)
        try:
            if text is None:
                raise Faults(tuple(found))
            new = format_text(text, name)
        except Faults as wrong:
            faults += wrong.diagnostics
            sources |= wrong.sources
            continue
        formatted.append(Formatted(path=path, text=new, changed=new.encode() != data))
    if faults:
        raise Faults(tuple(faults), sources)
    return formatted


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files among the paths, and the YAML files below the folders among them, sorted, each once.

    Hidden folders and symbolic links to folders are passed over.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            found.setdefault(file.absolute(), file)
    return sorted(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for at, names, files in os.walk(folder):
        names[:] = [name for name in names if not name.startswith(".")]
        yield from (Path(at) / name for name in files if name.endswith(ENDINGS) and not name.startswith("."))


def _same(one: Node | None, other: Node | None) -> bool:
    """Whether two nodes say the same in the same order, quoted or plain as before."""
    match one, other:
        case Mapping(), Mapping():
            pairs = zip(one.items(), other.items(), strict=False)
            return len(one) == len(other) and all(a == b and _same(x, y) for (a, x), (b, y) in pairs)
        case list(), list():
            return len(one) == len(other) and all(_same(x, y) for x, y in zip(one, other, strict=True))
        case Scalar(), Scalar():
            return one == other
    return one is None and other is None
