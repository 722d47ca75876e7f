"""Which cases test a thing of a pack: those whose decision had a rule for a reason that is it, or rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from curbstop.api import Pack
from curbstop.decision.models import Decision
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Decision as Declared
from curbstop.ir.pack import Otherwise, Rule
from curbstop.ir.reach import condition_nodes
from curbstop.load.pack_files import shown_path
from curbstop.workbench.case_files import find_case_files
from curbstop.workbench.cases import Packs, read_cases
from curbstop.workbench.running import run_case
from curbstop.workbench.showing import reaches
from curbstop.workbench.shown import Found, TestedBy, rules_of


def tested_by(pack: Pack, found: Found, cases: Path, rules: Path) -> tuple[TestedBy, ...]:
    """The cases below a folder that test the thing, in the order of the files; each is run. Faulty files are passed."""
    of = {name: _rules(pack, declared, found) for name, declared in pack.definition.decisions.items()}
    of = {name: rules for name, rules in of.items() if rules}
    packs = Packs(rules)
    packs.used[pack.definition.id] = pack
    return tuple(_tests(pack, of, cases, packs)) if of else ()


def _tests(pack: Pack, of: dict[str, set[str]], cases: Path, packs: Packs) -> Iterator[TestedBy]:
    for path in find_case_files([cases]):
        text = path.read_text(encoding="utf-8", errors="replace")
        if not any(name in text for name in of):
            continue
        for case in read_cases(path, packs, shown=shown_path(path)).cases:
            if case.decision in of and case.pack.definition.id == pack.definition.id:
                decision = run_case(case).decision
                if decision is not None and _reasons(decision) & of[case.decision]:
                    yield TestedBy(name=case.name, span=case.span)


def _reasons(decision: Decision) -> set[str]:
    return {reason.rule for reason in decision.reasons}


def _rules(pack: Pack, declared: Declared, found: Found) -> set[str]:
    """The rules of a decision that are the thing or rest on it."""
    thing = found.thing
    if isinstance(thing, Declared):
        return {rule.id for rule in rules_of(declared)} if thing is declared else set()
    if isinstance(thing, Rule | Otherwise):
        return {thing.id} if found.decision is declared else set()
    all_: list[Node] = list(condition_nodes(declared))
    rules = {rule.id for rule in declared.rules if reaches(pack.definition, [rule.condition], found)}
    # What holds where no rule does rests on every condition.
    return rules | {declared.otherwise.id} if reaches(pack.definition, all_, found) else rules
