"""The files of one pack, read into located nodes. The only place of `load` that reads a rule file from disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Span, nearest_hint
from curbstop.load.files.entries import Entry, open_entry
from curbstop.load.files.keys import FILES, Table
from curbstop.load.rule_folders import PACK_FILE
from curbstop.load.yaml.nodes import Mapping, Node, Scalar
from curbstop.load.yaml.reader import RULE_FILE_LIMITS, decode, read_yaml

MOST_FILES = 500

FACTS_FILE = "facts.yaml"
OPTIONAL = ("parameters.yaml", "readings.yaml", "derived.yaml")
_ENDINGS = (".yaml", ".yml")


@dataclass(slots=True)
class PackFiles:
    """The opened files of a pack by their names in it, such as `decisions/shutoff.yaml`, with texts and faults.

    `lost` holds those that are there, or should be, and could not be read as a whole; `named` every file that was
    looked for, wherever it lies; `misread` those of the faults that are about YAML.
    """

    folder: Path
    root: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    named: set[Path] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    misread: list[Diagnostic] = field(default_factory=list)

    def open(self, path: Path, table: Table, what: str) -> Entry | None:
        """The mapping a file holds, its keys checked."""
        self.named.add(Path(os.path.abspath(path)))
        node = self._read(path)
        if node is None:
            return None
        name = shown_path(path)
        place = Span.whole_file(name)
        return open_entry(node, table, what, _first_place(node, place), self.faults)

    def open_named(self, written: Scalar, table: Table, what: str) -> Entry | None:
        """The file at a path that one of the pack's files gives, from the pack's folder, such as its calendar.

        A file that cannot be opened is a fault where it is named.
        """
        if "\x00" in written.text or Path(written.text).is_absolute():
            message = f"the path of {what} starts at the pack's folder"
            name = Path(written.text.rpartition("/")[2].replace("\x00", "") or "file.yaml")
            hint = f"such as `{name}` or `../{name}`"
            self.faults.append(Diagnostic("outside-rules", message, written.span, hint))
            return None
        before = len(self.faults)
        opened = self.open(self.folder / written.text, table, what)
        if opened is None:
            self.faults[before:] = [_at_path(fault, written.span) for fault in self.faults[before:]]
        return opened

    def _read(self, path: Path) -> Node | None:
        name = shown_path(path)
        if not _inside(path, self.root):
            message = f"`{name}` lies outside the rules folder"
            hint = f"put it into `{shown_path(self.root)}`; links that lead out of it are not followed"
            self._fault("outside-rules", message, name, hint)
            return None
        data = self._bytes(path, name)
        if data is None:
            return None
        text, faults = decode(data, name)
        self.faults += faults
        if text is None:
            return None
        self.sources[name] = text
        node, faults = read_yaml(text, name)
        self.faults += faults
        self.misread += faults
        if node is None and not faults:
            self._fault("empty-file", f"`{name}` is empty", name, "write its keys, or remove the file")
        return node

    def _bytes(self, path: Path, name: str) -> bytes | None:
        most = RULE_FILE_LIMITS.max_bytes
        try:
            if path.exists() and not path.is_file():
                self._fault("unreadable-file", f"`{name}` is not a file", name, "put a YAML file in its place")
                return None
            with path.open("rb") as file:
                data = file.read(most + 1)
        except FileNotFoundError:
            self._fault("missing-file", f"there is no file `{name}`", name, "write it, or mend its name")
            return None
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self._fault("unreadable-file", f"`{name}` cannot be read: {reason}", name, "check its permissions")
            return None
        if len(data) > most:
            message = f"the file is larger than {most:,} bytes"
            self._fault("file-too-large", message, name, "split it into several files")
            return None
        return data

    def _fault(self, code: str, message: str, name: str, hint: str | None) -> None:
        self.faults.append(Diagnostic(code, message, Span.whole_file(name), hint))


def read_pack_files(folder: Path, root: Path) -> PackFiles:
    """Everything in a pack's folder but its calendar; a file with an unknown name is reported."""
    files = PackFiles(folder, root)
    if not folder.is_dir():
        message = f"`{shown_path(folder)}` is not a folder"
        files.faults.append(Diagnostic("not-a-folder", message, hint=f"a pack is a folder with a `{PACK_FILE}`"))
        return files
    if not (folder / PACK_FILE).exists():
        message = f"`{shown_path(folder)}` is not a pack: it has no `{PACK_FILE}`"
        below = sorted(shown_path(found.parent) for found in folder.glob(f"*/{PACK_FILE}"))
        hint = f"did you mean `{below[0]}`?" if below else "a pack is a folder with a `pack.yaml`"
        files.faults.append(Diagnostic("missing-pack", message, hint=hint))
        return files
    decisions = sorted(path.name for path in _yaml_files(folder / "decisions"))
    if len(decisions) > MOST_FILES:
        message = f"`{shown_path(folder)}` holds {len(decisions)} decisions; {MOST_FILES} are the most"
        files.faults.append(Diagnostic("too-many-files", message, hint="divide it into several packs"))
        return files
    _open(files, PACK_FILE, FILES[PACK_FILE], f"`{PACK_FILE}`")
    for name in (FACTS_FILE, *OPTIONAL):
        if (name == FACTS_FILE and not shares_facts(files)) or (folder / name).exists() or (folder / name).is_symlink():
            _open(files, name, FILES[name], f"`{name}`")
    for name in decisions:
        if name.endswith(".yaml"):
            _open(files, f"decisions/{name}", FILES["decisions/NAME.yaml"], f"`decisions/{name}`")
    if not decisions:
        place = Span.whole_file(shown_path(folder / PACK_FILE))
        hint = "write `decisions/NAME.yaml` for each question"
        message = f"the pack `{shown_path(folder)}` has no decision"
        files.faults.append(Diagnostic("no-decisions", message, place, hint))
    return files


def _open(files: PackFiles, name: str, table: Table, what: str) -> None:
    entry = files.open(files.folder / name, table, what)
    if entry is None:
        files.lost.add(name)
    else:
        files.entries[name] = entry


def shares_facts(files: PackFiles) -> bool:
    """Whether `pack.yaml` names a file of facts, so that the pack needs none of its own."""
    header = files.entries.get(PACK_FILE)
    return header is not None and header.has("facts")


def report_unknown_files(files: PackFiles) -> None:
    """Reports YAML files that nothing reads, such as `fact.yaml` or `decisions/shutoff.yml`.

    It runs last, when every file that the pack names has been looked for.
    """
    known = {PACK_FILE, FACTS_FILE, *OPTIONAL}
    named = {os.path.realpath(path) for path in files.named}
    for path in _yaml_files(files.folder):
        if path.name not in known and os.path.realpath(path) not in named:
            hint = nearest_hint(path.name, known, "files of a pack")
            _report_unknown(files, path, hint)
    for path in _yaml_files(files.folder / "decisions"):
        if path.suffix != ".yaml":
            _report_unknown(files, path, f"call it `{path.stem}.yaml`")


def _report_unknown(files: PackFiles, path: Path, hint: str) -> None:
    name = shown_path(path)
    files.faults.append(Diagnostic("unknown-file", f"nothing reads `{name}`", Span.whole_file(name), hint))


def size_of(folder: Path) -> int:
    """How many bytes the YAML files of a pack's folder hold: about as long it takes to read them."""
    files = [*_yaml_files(folder), *_yaml_files(folder / "decisions")]
    return sum(os.path.getsize(path) for path in files if os.path.isfile(path))


def _yaml_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS and not path.name.startswith("."))
    except OSError:
        return []


def _at_path(fault: Diagnostic, place: Span) -> Diagnostic:
    """A file that is not there is shown where it is named."""
    return fault._replace(span=place) if fault.code in ("missing-file", "outside-rules", "unreadable-file") else fault


def _inside(path: Path, root: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def shown_path(path: Path) -> str:
    """A path as people type it: from the working folder where it lies inside, with `/`."""
    absolute = Path(os.path.abspath(path))
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def _first_place(node: Node, start: Span) -> Span:
    """Where a fault of the whole file is shown: its first key."""
    if isinstance(node, Mapping) and node.keys_at:
        return next(iter(node.keys_at.values()))
    return node.span if isinstance(node, Scalar) else start
