"""Which rules a command is about: `--rules` and `--pack` to one folder of packs, and a decision to its pack."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from curbstop.cli.failures import FaultyRulesError, bad_arguments
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.load import (
    decision_names,
    default_rules_root,
    find_decision,
    find_pack,
    pack_ids,
    rules_root_here,
)
from curbstop.load.rule_folders import PACK_FILE, pack_id_of

if TYPE_CHECKING:
    from curbstop.api import Pack

_PACK_ID = re.compile(r"""^pack:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)


class RulesFolder(NamedTuple):
    """A folder of packs; `only` is the folder of the one pack that `--rules` named, if it named one."""

    root: Path
    only: Path | None = None

    def pack(self, pack_id: str | None, decisions: Sequence[str], *, guard: str = "always") -> Pack:
        """The pack with that id, or the one that has the decisions, loaded.

        Raises FaultyRulesError for faulty rule files, Faults for names that lead to no pack, or to several.
        """
        # Who only checks rule files decides nothing.
        from curbstop.api import load_pack

        folder = self.folder(pack_id, decisions)
        name = pack_id_of(folder, self.root)
        try:
            return load_pack(name, rules=self.root, guard=guard)
        except Faults as faults:
            raise FaultyRulesError(name, faults) from faults

    def folder(self, pack_id: str | None, decisions: Sequence[str]) -> Path:
        """The folder of that pack."""
        if self.only is not None:
            own = pack_id_of(self.only, self.root)
            if pack_id is not None and pack_id != own and not pack_id.endswith(f"/{own}"):
                raise bad_arguments(f"`--rules` is the folder of the pack `{own}`, and `--pack` asks for `{pack_id}`")
            return self.only
        if pack_id is not None:
            return find_pack(self.root, pack_id)
        if not decisions:
            return self._single()
        packs = {decision: self._pack_of(decision) for decision in decisions}
        if len(set(packs.values())) > 1:
            stand = ", ".join(f"`{decision}` in `{pack}`" for decision, pack in packs.items())
            raise bad_arguments("one call decides by one pack", f"{stand}; ask for each pack's decisions by themselves")
        return find_pack(self.root, next(iter(packs.values())))

    def _single(self) -> Path:
        """The one pack of the folder."""
        names = pack_ids(self.root)
        if not names:
            raise no_pack(self.root)
        if len(names) > 1:
            packs = ", ".join(f"`{name}`" for name in names)
            raise bad_arguments("there are several packs", f"give --pack, one of {packs}")
        return find_pack(self.root, names[0])

    def _pack_of(self, decision: str) -> str:
        found = find_decision(self.root, decision)
        if len(found) > 1:
            packs = ", ".join(f"`{pack}`" for pack in found)
            raise bad_arguments(f"the decision `{decision}` stands in several packs", f"give --pack, one of {packs}")
        if not found:
            names = {name for names in decision_names(self.root).values() for name in names}
            if not names:
                raise no_pack(self.root)
            hint = nearest_hint(decision, names, "decisions")
            raise Faults((Diagnostic("unknown-decision", f"unknown decision `{decision}`", hint=hint),))
        return found[0]


def rules_folder(given: str | None) -> RulesFolder:
    """The folder that `--rules` names, a folder of packs or one pack.

    Without it, `rules` in the current folder, which is said on standard error where it is not the folder shipped with
    curbstop; or else that one.
    """
    if given is None:
        here, shipped = rules_root_here(), default_rules_root()
        if here.resolve() != shipped.resolve():
            click.echo(f"rules: those in `{here.name}` of this folder, not the ones shipped with curbstop", err=True)
        return RulesFolder(root=here)
    folder = Path(os.path.abspath(given))
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise bad_arguments(f"the rules folder `{given}` {what}")
    if not (folder / PACK_FILE).is_file():
        return RulesFolder(root=folder)
    return RulesFolder(root=_root_of(folder), only=folder)


def no_pack(root: Path) -> Faults:
    """What to raise where a folder of packs holds none."""
    hint = f"a pack is a folder with a `{PACK_FILE}`"
    return Faults((Diagnostic("missing-pack", f"there is no pack in `{root}`", hint=hint),))


def _root_of(pack: Path) -> Path:
    """The folder from which the pack's id leads to it, so that a file shared with its neighbours is found."""
    try:
        text = (pack / PACK_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return pack.parent
    written = _PACK_ID.search(text)
    parts = written[1].split("/") if written else []
    if parts and tuple(parts) == pack.parts[-len(parts) :] and len(parts) < len(pack.parts):
        return pack.parents[len(parts) - 1]
    return pack.parent
