"""The facts of a case: given in it, or those of a named account with changes. They stay YAML nodes with places."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Faults, Span, nearest_hint
from curbstop.ir.pack import Pack
from curbstop.load.accounts import WrittenAccount, read_account
from curbstop.load.files.entries import Entry
from curbstop.load.yaml.nodes import Mapping, Node, Scalar

FOLDER = "accounts"
REMEMBERED_ACCOUNTS = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*")

Flat = dict[str, tuple[Span, Node]]
"""Facts by dotted name, each with the place of its name."""


class Facts:
    """Finds the facts of the cases of one file; an account that several name is read once, and so are its faults."""

    def __init__(self, path: Path, file: str, text: str, faults: list[Diagnostic]) -> None:
        self.sources: dict[str, str] = {}
        self._path = path.absolute()
        self._file = file
        self._text = text
        self._faults = faults
        self._accounts: dict[str, Flat | None] = {}

    def of_case(self, entry: Entry, pack: Pack) -> WrittenAccount | None:
        """The facts as the vocabulary takes them, or None where a fault is noted."""
        if entry.has("account") == entry.has("facts"):
            both = entry.has("facts")
            message = f"{entry.what} has both `facts` and `account`" if both else f"{entry.what} has no facts"
            hint = "keep one of the two; with `account:`, write what is other in `changes:`" if both else _NO_FACTS
            entry.fault("facts-or-account", message, entry.key_span("account") if both else entry.place, hint)
            return None
        if entry.has("facts"):
            given = entry.mapping("facts")
            for key in ("changes", "without"):
                if entry.has(key):
                    hint = "write the facts as they are in this case below `facts:`"
                    entry.fault("no-account", f"`{key}` needs an `account`", entry.key_span(key), hint)
            return self._written(given) if given is not None else None
        account = self._account(entry)
        return self._changed(entry, account, pack) if account is not None else None

    def _changed(self, entry: Entry, account: Flat, pack: Pack) -> WrittenAccount:
        facts = dict(account)
        changes = entry.mapping("changes")
        changed = dict(_flat(changes)) if changes is not None else {}
        facts.update(changed)
        for name in entry.texts("without"):
            below = [fact for fact in pack.facts if fact.startswith(f"{name.text}.")]
            if below:
                hint = f"take away the facts below it: {', '.join(below)}"
                entry.fault("group-not-fact", f"`{name.text}` is a group of facts, not a fact itself", name.span, hint)
            elif name.text not in pack.facts:
                hint = nearest_hint(name.text, pack.facts, "facts")
                entry.fault("unknown-fact", f"unknown fact `{name.text}`", name.span, hint)
            elif name.text in changed:
                hint = "keep it in one of the two"
                message = f"`{name.text}` is in `changes` and in `without`"
                entry.fault("given-twice", message, name.span, hint)
            elif facts.pop(name.text, None) is None:
                message = f"`{name.text}` is not known in the account, so nothing can be taken away"
                entry.fault("nothing-to-remove", message, name.span, "remove it from `without`")
        nodes = {name: node for name, (_, node) in facts.items()}
        return self._written(Mapping(entry.place, nodes, {name: at for name, (at, _) in facts.items()}))

    def _written(self, facts: Mapping) -> WrittenAccount:
        return WrittenAccount(facts=facts, file=self._file, text=self._text, is_json=False)

    def _account(self, entry: Entry) -> Flat | None:
        written = entry.scalar("account")
        if written is None:
            return None
        name = written.text
        if name not in self._accounts:
            self._accounts[name] = self._read(entry, written)
        return self._accounts[name]

    def _read(self, entry: Entry, written: Scalar) -> Flat | None:
        found = self._find(written.text)
        if found is None:
            folder = next(iter(self._folders), None)
            known = [_name(file, folder) for file in folder.rglob("*.yaml")] if folder else []
            meant = written.text.removeprefix("accounts/").removesuffix(".yaml")
            guess = f"write `{meant}`" if meant in known else nearest_hint(written.text, known, "accounts")
            hint = guess if known else _NO_FOLDER
            entry.fault("unknown-account", f"there is no account `{written.text}`", written.span, hint)
            return None
        shown = os.path.normpath(os.path.join(os.path.dirname(self._file), os.path.relpath(found, self._path.parent)))
        shown = Path(shown).as_posix()
        try:
            account = _account(found.read_bytes(), shown)
        except OSError as error:
            reason = (error.strerror or "it cannot be opened").lower()
            entry.fault("unreadable-file", f"the account `{shown}` cannot be read: {reason}", written.span)
            return None
        except Faults as wrong:
            self.sources.update(wrong.sources)
            self._faults.extend(wrong.diagnostics)
            return None
        self.sources[shown] = account.text
        flat: Flat = {}
        for fact, (span, node) in _flat(account.facts if isinstance(account.facts, Mapping) else Mapping(entry.place)):
            if fact in flat:
                self._faults.append(
                    Diagnostic("given-twice", f"`{fact}` is given twice", span, "remove one of the two")
                )
            flat.setdefault(fact, (span, node))
        return flat

    def _find(self, name: str) -> Path | None:
        if not _NAME.fullmatch(name):
            return None
        files = (folder / f"{name}.yaml" for folder in self._folders)
        return next((file for file in files if file.is_file()), None)

    @cached_property
    def _folders(self) -> list[Path]:
        """Where accounts lie: beside the file of cases or above it, the nearest first."""
        return [at for folder in self._path.parents if (at := folder / FOLDER).is_dir()]


@lru_cache(maxsize=REMEMBERED_ACCOUNTS)
def _account(data: bytes, shown: str) -> WrittenAccount:
    """An account that several files of cases name is read once, as long as it says the same."""
    return read_account(data, shown, private=False)


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder).with_suffix("").as_posix()


_NO_FACTS = "write `facts:` and the facts below it, or `account:` and the name of an account"
_NO_FOLDER = f"an account is a file `NAME.yaml` in a folder `{FOLDER}` beside the file of cases or above it"


def _flat(mapping: Mapping, prefix: str = "") -> Iterator[tuple[str, tuple[Span, Node]]]:
    """Nested and dotted facts by dotted name; no fact is itself a mapping."""
    for name, node in mapping.items():
        if isinstance(node, Mapping) and node:
            yield from _flat(node, f"{prefix}{name}.")
        else:
            yield prefix + name, (mapping.keys_at[name], node)
