"""The old pack with single edits of the new one made to it, so that each can be judged by itself.

The base is the old pack that also has every name which only the new one has, so that any rule of the new pack can be
put into it. An edit then replaces one thing that both have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from curbstop.ir.nodes import DerivedRef, walk
from curbstop.ir.pack import Decision, Derived, Fact, Pack, Rule
from curbstop.workbench.diff.edits import Edit, Kind

_Thing = TypeVar("_Thing")


class NotByItselfError(Exception):
    """An edit cannot be made without others: names would stand for each other in a circle."""


def base_pack(old: Pack, new: Pack) -> Pack:
    """The old pack, which also knows every fact, parameter, reading and derived name of the new one."""
    return replace(
        old,
        calendar=old.calendar or new.calendar,
        facts=all_facts(old, new),
        parameters={**new.parameters, **old.parameters},
        readings={**new.readings, **old.readings},
        derived=_ordered({**new.derived, **old.derived}),
    )


def widened(new: Pack, old: Pack) -> Pack:
    """The new pack, which also knows every fact of the old one, at the same positions as in `base_pack`."""
    return replace(new, facts={**all_facts(old, new), **new.facts})


def all_facts(old: Pack, new: Pack) -> dict[str, Fact]:
    """The facts of both, those of the old pack first, and as it declares them."""
    return {**old.facts, **{name: fact for name, fact in new.facts.items() if name not in old.facts}}


def with_edits(base: Pack, new: Pack, edits: Iterable[Edit]) -> Pack:
    """The base with some edits made. Raises NotByItselfError where that leads in a circle."""
    pack = base
    for edit in edits:
        pack = _with(pack, new, edit)
    return replace(pack, derived=_ordered(pack.derived))


def _with(pack: Pack, new: Pack, edit: Edit) -> Pack:
    name = edit.name
    match edit.kind:
        case Kind.PARAMETER:
            return replace(pack, parameters=_taken(pack.parameters, new.parameters, name))
        case Kind.READING:
            return replace(pack, readings=_taken(pack.readings, new.readings, name))
        case Kind.DERIVED:
            return replace(pack, derived=_taken(pack.derived, new.derived, name))
        case Kind.FACT:
            return replace(pack, facts=_taken(pack.facts, new.facts, name, keep=True))
        case Kind.CALENDAR:
            return replace(pack, calendar=new.calendar)
        case Kind.CONSISTENCY:
            rules = {rule.id: rule for rule in pack.consistency}
            ours = _taken(rules, {rule.id: rule for rule in new.consistency}, name)
            return replace(pack, consistency=tuple(ours.values()))
        case Kind.IN_FORCE:
            return replace(pack, in_force_from=new.in_force_from, in_force_until=new.in_force_until)
    if edit.decision is None or edit.decision not in pack.decisions:
        return pack
    decision = _decision_with(pack.decisions[edit.decision], new.decisions[edit.decision], edit)
    return replace(pack, decisions={**pack.decisions, edit.decision: decision})


def _decision_with(decision: Decision, new: Decision, edit: Edit) -> Decision:
    match edit.kind:
        case Kind.RULE:
            return replace(decision, rules=_rules(decision, new, edit))
        case Kind.OUTCOMES:
            return replace(decision, outcomes=new.outcomes, adverse=new.adverse)
        case Kind.OTHERWISE:
            return replace(decision, otherwise=new.otherwise)
        case Kind.VALUE:
            ours = _taken({v.name: v for v in decision.values}, {v.name: v for v in new.values}, edit.name)
            return replace(decision, values=tuple(ours.values()))
        case Kind.DUTY:
            duties = _taken({d.id: d for d in decision.duties}, {d.id: d for d in new.duties}, edit.name)
            return replace(decision, duties=tuple(duties.values()))
    return decision


def _rules(decision: Decision, new: Decision, edit: Edit) -> tuple[Rule, ...]:
    # An outcome that only the new decision has needs the edit of the outcomes as well.
    found = {rule.id: rule for rule in new.rules if rule.outcome in decision.outcomes or rule.id != edit.name}
    if edit.name in {rule.id for rule in new.rules} and edit.name not in found:
        raise NotByItselfError
    return tuple(_taken({rule.id: rule for rule in decision.rules}, found, edit.name).values())


def _taken(
    ours: Mapping[str, _Thing], theirs: Mapping[str, _Thing], name: str, *, keep: bool = False
) -> dict[str, _Thing]:
    """Ours, with theirs under one name; without it where they have none."""
    if name in theirs:
        return {**ours, name: theirs[name]}
    return {own: thing for own, thing in ours.items() if keep or own != name}


def _ordered(derived: Mapping[str, Derived]) -> dict[str, Derived]:
    """Each derived name after those that it reads."""
    done: dict[str, Derived] = {}
    open_: set[str] = set()

    def add(name: str) -> None:
        if name in done:
            return
        if name in open_:
            raise NotByItselfError
        open_.add(name)
        for node in walk(derived[name].formula):
            if isinstance(node, DerivedRef):
                add(node.name)
        done[name] = derived[name]

    for name in derived:
        add(name)
    return done
