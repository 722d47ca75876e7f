"""What every process of a run needs to know: both packs, the edits between them, and what to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from curbstop.ir.nodes import DerivedRef, FactRef, walk
from curbstop.ir.pack import Pack
from curbstop.ir.reach import decision_nodes, reach
from curbstop.workbench.choices import Choices
from curbstop.workbench.diff.base import base_pack, widened
from curbstop.workbench.diff.edits import Edit, Kind
from curbstop.workbench.diff.effects import Effects
from curbstop.workbench.diff.find import Finder
from curbstop.workbench.diff.openness import rests_on_results

_FOR_ALL = {Kind.CALENDAR, Kind.IN_FORCE, Kind.CONSISTENCY, Kind.FACT}
_READ = {Kind.PARAMETER: "parameters", Kind.READING: "readings", Kind.DERIVED: "derived"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`base` and `new` have the same facts at the same positions. `unchanged` are decisions that are the same by form.

    `bearing` has, for each decision, the positions of the edits that its outcome can depend on, `reads` the positions
    of the facts. `alike` is whether both packs accept the same accounts and read them alike.
    """

    base: Pack
    new: Pack
    edits: tuple[Edit, ...]
    decisions: tuple[str, ...]
    unchanged: frozenset[str]
    bearing: dict[str, tuple[int, ...]]
    reads: dict[str, tuple[int, ...]]
    alike: bool
    as_of: date
    file: str
    choices: Choices


def plan_of(old: Pack, new: Pack, decisions: Sequence[str], *, as_of: date, file: str, choices: Choices) -> Plan:
    """The plan of a run about some decisions that both packs have."""
    finder = Finder(old, new)
    edits = finder.edits()
    alike = not any(edit.kind in (Kind.FACT, Kind.CONSISTENCY, Kind.IN_FORCE) for edit in edits) and all(
        finder.forms.key(a.condition) == finder.in_new.key(b.condition)
        for a, b in zip(old.consistency, new.consistency, strict=True)
    )
    same = Effects(finder, edits, as_of=as_of, tries=0, choices=choices).unchanged() if alike else frozenset()
    base = base_pack(old, new)
    positions = {name: position for position, name in enumerate(base.facts)}
    return Plan(
        base=base,
        new=widened(new, old),
        edits=edits,
        decisions=tuple(decisions),
        unchanged=same,
        bearing={
            name: tuple(i for i, edit in enumerate(edits) if _bears(edit, name, (old, new))) for name in decisions
        },
        reads={name: tuple(sorted(positions[fact] for fact in _facts(name, (old, new)))) for name in decisions},
        alike=alike,
        as_of=as_of,
        file=file,
        choices=choices,
    )


def _bears(edit: Edit, decision: str, packs: Sequence[Pack]) -> bool:
    if edit.decision is not None:
        return edit.decision == decision
    if edit.kind in _FOR_ALL or any(rule.startswith(f"{decision}/") for rule in edit.read_by):
        return True
    return rests_on_results(decision, *packs) and any(
        edit.name in getattr(reach(decision_nodes(pack.decisions[decision]), pack), _READ[edit.kind]) for pack in packs
    )


def _facts(decision: str, packs: Sequence[Pack]) -> set[str]:
    """The facts that an outcome can depend on, by the definitions of either pack or some of both."""
    facts: set[str] = set()
    derived: set[str] = set()
    waiting = [node for pack in packs for node in decision_nodes(pack.decisions[decision])]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, FactRef):
                facts.add(node.name)
            elif isinstance(node, DerivedRef) and node.name not in derived:
                derived.add(node.name)
                waiting += [pack.derived[node.name].formula for pack in packs if node.name in pack.derived]
    return facts
