"""The rules that are served: all packs of a folder, loaded as one, and looked up by decision."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from curbstop.api import Pack, load_pack
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.load import pack_ids
from curbstop.load.accounts import read_account_file
from curbstop.service.masking import Mask
from curbstop.service.problems import Problem
from curbstop.service.settings import Settings

Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Served:
    """A pack, whole and with masked sentences, and what its answers must not show to everybody."""

    whole: Pack
    masked: Pack
    mask: Mask

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.whole.definition.id


@dataclass(frozen=True)
class Rules:
    """Everything that is served at one time; a request that began with it ends with it."""

    packs: Mapping[str, Served]

    @cached_property
    def decisions(self) -> Mapping[str, tuple[Served, ...]]:
        """Each decision with the packs that have it; those that stand beside others come last."""
        found: dict[str, list[Served]] = {}
        for served in sorted(self.packs.values(), key=lambda one: one.whole.definition.beside):
            for name in served.whole.decisions:
                found.setdefault(name, []).append(served)
        return {name: tuple(packs) for name, packs in found.items()}

    def pack(self, pack_id: str) -> Served:
        """The pack of that id, or a problem that names the nearest."""
        if pack_id not in self.packs:
            hint = nearest_hint(pack_id, self.packs, "packs")
            raise Problem(404, "unknown-pack", f"there is no pack `{_cut(pack_id)}`", hint=hint)
        return self.packs[pack_id]

    def having(self, decision: str, pack_id: str | None) -> Served:
        """The pack that is asked for, or the one that has the decision and stands beside no other."""
        if decision not in self.decisions:
            hint = nearest_hint(decision, self.decisions, "decisions")
            raise Problem(404, "unknown-decision", f"there is no decision `{_cut(decision)}`", hint=hint)
        having = self.decisions[decision]
        if pack_id is not None:
            served = self.pack(pack_id)
            if served not in having:
                names = ", ".join(f"`{one.id}`" for one in having)
                message = f"the pack `{pack_id}` has no decision `{decision}`"
                raise Problem(404, "unknown-decision", message, hint=f"it stands in {names}")
            return served
        first = [one for one in having if not one.whole.definition.beside] or list(having)
        if len(first) > 1:
            names = ", ".join(f"`{one.id}`" for one in first)
            message = f"the decision `{decision}` stands in several packs"
            raise Problem(400, "bad-query", message, hint=f"give `pack`, one of {names}")
        return first[0]


class RulesRefusedError(Exception):
    """The rule files of a pack are faulty; the places in `faults` start at the rules folder."""

    def __init__(self, pack: str, faults: Faults) -> None:
        self.pack, self.faults = pack, faults
        super().__init__(f"the rules of `{pack}` are faulty")


def load_rules(settings: Settings, before: Rules | None = None) -> Rules:
    """All packs, checked and compiled; a pack that did not change is taken over from `before`.

    Raises RulesRefusedError for the first pack with faults, Faults for parameters of a pack that is not there.
    """
    root = Path(settings.rules)
    found: dict[str, Served] = {}
    names = [settings.only] if settings.only is not None else pack_ids(root)
    if not names:
        raise RulesRefusedError(".", Faults((Diagnostic("missing-pack", "there is no pack in the rules folder"),)))
    for name in settings.parameters:
        if name not in names:
            hint = nearest_hint(name, names, "packs")
            message = f"there is no pack `{name}` to which parameters could be given"
            raise Faults((Diagnostic("unknown-pack", message, hint=hint),))
    for name in names:
        try:
            served = _load(root, name, settings, before.packs.get(name) if before else None)
        except Faults as faults:
            raise RulesRefusedError(name, faults) from faults
        found[served.id] = served
    return Rules(found)


def fingerprint(settings: Settings) -> Fingerprint:
    """What tells an edited rules folder from what it was: each file with its time and size, and the parameters."""
    found = []
    for path, folders, files in os.walk(settings.rules):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(path, name) for name in files if name.endswith((".yaml", ".yml"))]
    return tuple(stamp for file in sorted([*found, *settings.parameters.values()]) for stamp in _stamp(file))


def _load(root: Path, name: str, settings: Settings, before: Served | None) -> Served:
    parameters = settings.parameters.get(name)
    given = read_account_file(parameters, private=False).facts if parameters is not None else {}
    whole = load_pack(name, rules=root, parameters=given, guard=settings.guard)
    if before is not None and parameters is None and before.whole.definition == whole.definition:
        return before
    for decision in whole.decisions:
        whole.assembler(decision)
    return Served(whole, whole.masked(), Mask.of(whole.definition))


def _stamp(file: str) -> list[tuple[str, int, int]]:
    try:
        found = os.stat(file)
    except OSError:
        return []
    return [(file, found.st_mtime_ns, found.st_size)]


def _cut(name: str) -> str:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name[:60])
    return shown if len(name) <= 60 else f"{shown}..."
