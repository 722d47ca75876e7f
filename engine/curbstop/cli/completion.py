"""What the shell completes: names of packs, decisions, outcomes, readings and rules, read from the rule files.

Nothing is checked, so that faulty rules can be completed too, and the answer is there at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem


def complete_packs(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Packs that a name can become."""
    from curbstop.load.rule_folders import pack_ids

    return _items(pack_ids(_root(context)), incomplete)


def complete_decisions(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Decisions that the last name of a list can become."""
    before, comma, last = incomplete.rpartition(",")
    names = sorted({name for name, _ in _decisions(context)})
    return [CompletionItem(f"{before}{comma}{name}") for name in names if name.startswith(last)]


def complete_outcomes(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Outcomes of the decision that is given, in their order."""
    from curbstop.load.written_names import outcomes_in

    found = [outcome for name, folder in _asked(context) for outcome in outcomes_in(folder, name)]
    return _items(dict.fromkeys(found), incomplete)


def complete_readings(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`NAME=CHOICE` of the pack of the decision that is given, or of all."""
    from curbstop.load.written_names import reading_choices

    folders = {folder for _, folder in _asked(context)} or _folders(context)
    found = {choice for folder in folders for choice in reading_choices(folder)}
    return _items(sorted(found), incomplete)


def complete_names(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Whatever `show` can show: decisions, rules, facts, parameters, derived names and readings."""
    from curbstop.load.written_names import names_in, rules_in

    decisions = list(_decisions(context))
    found = {name for name, _ in decisions} | {name for folder in _folders(context) for name in names_in(folder)}
    for decision, folder in decisions:
        rules = rules_in(folder, decision)
        found |= {f"{decision}/{rule}" for rule in rules} if "/" in incomplete else set(rules)
    return _items(sorted(found), incomplete)


def _items(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _decisions(context: click.Context) -> Iterator[tuple[str, Path]]:
    """Each decision of the packs in question with the folder of its pack."""
    for folder in _folders(context):
        for file in sorted((folder / "decisions").glob("*.yaml")):
            yield file.stem, folder


def _asked(context: click.Context) -> list[tuple[str, Path]]:
    """The decisions that are given, with the folders of their packs."""
    # Click gives an argument no name yet where the option that is completed has no value.
    names = [name for given in (context.params.get("decision") or "", *context.args) for name in given.split(",")]
    return [(name, folder) for name, folder in _decisions(context) if name in names]


def _folders(context: click.Context) -> list[Path]:
    """The pack that is given by name, or those that a decision by itself can mean."""
    from curbstop.load.rule_folders import pack_folders, stands_beside

    folders = pack_folders(_root(context))
    given = context.params.get("pack_id")
    if isinstance(given, str) and given in folders:
        return [folders[given]]
    return [folder for folder in folders.values() if not stands_beside(folder)]


def _root(context: click.Context) -> Path:
    from curbstop.load.rule_folders import rules_root_here

    given = context.params.get("rules")
    return Path(given) if given else rules_root_here()
