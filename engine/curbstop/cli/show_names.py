"""The pack that has a name, and what is called so in it."""

from __future__ import annotations

from pathlib import Path

from curbstop.api import Pack
from curbstop.cli.failures import bad_arguments
from curbstop.cli.rules_folder import RulesFolder, no_pack
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.load.rule_folders import pack_folders, stands_beside
from curbstop.load.written_names import names_in, rules_in
from curbstop.workbench.showing import find
from curbstop.workbench.shown import Found


def packs_with(rules: RulesFolder, name: str, pack_id: str | None) -> tuple[Pack, list[Found]]:
    """The pack that has the name, and what it means there: perhaps a decision and a derived name.

    Raises Faults for a name that means nothing, or the same kind of thing in several places, and for a folder without
    packs; FaultyRulesError.
    """
    folders = _folders(rules, pack_id)
    if not folders and not pack_folders(rules.root):
        raise no_pack(rules.root)
    written = {id_: _names(folder) for id_, folder in folders.items()}
    having = [id_ for id_, names in written.items() if name in names]
    if not having:
        hint = nearest_hint(name, {known for names in written.values() for known in names}, "names")
        raise Faults((Diagnostic("unknown-name", f"nothing is called `{name}`", hint=hint),))
    if len(having) > 1:
        packs = ", ".join(f"`{id_}`" for id_ in having)
        raise bad_arguments(f"`{name}` stands in several packs", f"give --pack, one of {packs}")
    pack = rules.pack(having[0] if rules.only is None else None, [])
    found = find(pack.definition, name)
    same = [one for one in found if one.kind == "rule"]
    if len(same) > 1:
        names = ", ".join(f"`{one.name}`" for one in same)
        raise bad_arguments(f"several rules are called `{name}`", f"write one of {names}")
    return pack, found


def _folders(rules: RulesFolder, pack_id: str | None) -> dict[str, Path]:
    if rules.only is not None or pack_id is not None:
        folder = rules.folder(pack_id, [])
        return {pack_id or "": folder}
    return {id_: folder for id_, folder in pack_folders(rules.root).items() if not stands_beside(folder)}


def _names(folder: Path) -> set[str]:
    """Everything that has a name in a pack's files, rules also with their decision."""
    names = set(names_in(folder))
    for file in (folder / "decisions").glob("*.yaml"):
        rules = rules_in(folder, file.stem)
        names |= {file.stem, *rules, *(f"{file.stem}/{rule}" for rule in rules)}
    return names
