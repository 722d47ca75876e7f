"""Every mutant of a pack: the pack with one thing in its rules changed, and the decisions that could notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from curbstop.diagnostics import Span
from curbstop.ir.nodes import Node, ParameterRef, walk
from curbstop.ir.pack import Decision, Duty, Pack, Parameter, ParameterVersion, Schedule
from curbstop.ir.reach import decision_nodes, reach
from curbstop.ir.show import show
from curbstop.semantics.plain import plain_value
from curbstop.workbench.mutation.changes import changed_expressions, other_values
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.mutation.mutants_for_all import mutants_for_all
from curbstop.workbench.nearby.candidates import Cell

_Named = TypeVar("_Named")


def mutants_of(pack: Pack, decision: str | None = None) -> list[Mutant]:
    """The mutants of a pack that some decision could notice, or of what one decision reads, in order of the files."""
    seen: dict[str, int] = {}
    found = []
    for mutant in _mutants(pack, [decision] if decision else list(pack.decisions)):
        seen[mutant.id] = seen.get(mutant.id, 0) + 1
        found.append(replace(mutant, twin=seen[mutant.id]) if seen[mutant.id] > 1 else mutant)
    return found


def _mutants(pack: Pack, decisions: list[str]) -> Iterator[Mutant]:
    nodes = {name: list(decision_nodes(pack.decisions[name])) for name in decisions}
    read = {name: reach(nodes[name], pack) for name in decisions}
    for parameter in pack.parameters.values():
        concerned = tuple(name for name in decisions if parameter.name in read[name].parameters)
        if concerned:
            direct = _readers(pack, decisions, parameter.name)
            for words, other, cell in _changed_parameter(parameter):
                changed = replace(pack, parameters=_with(pack.parameters, parameter.name, other))
                yield Mutant(
                    item=f"parameter {parameter.name}",
                    change=words,
                    span=parameter.span,
                    decisions=concerned,
                    pack=changed,
                    nodes=direct or (),
                    roots=tuple((node, node) for node in direct or ()),
                    parameter=other,
                    cell=cell,
                )
    for derived in pack.derived.values():
        concerned = tuple(name for name in decisions if derived.name in read[name].derived)
        if concerned:
            for part, change in changed_expressions(derived.formula):
                other_derived = replace(derived, formula=change.node)
                yield Mutant(
                    item=f"derived {derived.name}",
                    change=change.words,
                    span=part.span or derived.span,
                    decisions=concerned,
                    pack=replace(pack, derived=_with(pack.derived, derived.name, other_derived)),
                    nodes=(part, derived.formula),
                    roots=((derived.formula, change.node),),
                )
    for name in decisions:
        yield from _of_decision(pack, pack.decisions[name])
    yield from mutants_for_all(pack, decisions)


def _of_decision(pack: Pack, decision: Decision) -> Iterator[Mutant]:
    def made(
        item: str,
        words: str,
        span: Span | None,
        nodes: Iterable[Node] = (),
        roots: tuple[tuple[Node, Node], ...] = (),
        **changed: object,
    ) -> Mutant:
        other = replace(decision, **changed)  # type: ignore[arg-type]
        return Mutant(
            item=item,
            change=words,
            span=span or decision.span,
            decisions=(decision.name,),
            pack=replace(pack, decisions=_with(pack.decisions, decision.name, other)),
            nodes=tuple(nodes),
            roots=roots,
        )

    for index, rule in enumerate(decision.rules):
        item = f"rule {decision.name}/{rule.id}"
        rules = decision.rules
        for part, change in changed_expressions(rule.condition):
            other = replace(rule, condition=change.node)
            nodes = (part, rule.condition)
            roots = ((rule.condition, change.node),)
            yield made(item, change.words, part.span or rule.span, nodes, roots, rules=_put(rules, index, other))
        yield made(item, "is dropped", rule.span, [rule.condition], rules=_without(rules, index))
        for outcome in _next_of(rule.outcome, decision.outcomes):
            words = f"the outcome `{rule.outcome}` becomes `{outcome}`"
            other = replace(rule, outcome=outcome)
            yield made(item, words, rule.span, [rule.condition], rules=_put(rules, index, other))
    last = decision.otherwise
    for outcome in _next_of(last.outcome, decision.outcomes):
        words = f"the outcome `{last.outcome}` becomes `{outcome}`"
        yield made(f"rule {decision.name}/{last.id}", words, last.span, otherwise=replace(last, outcome=outcome))
    for index, value in enumerate(decision.values):
        item = f"value {decision.name}/{value.name}"
        for words, part, body in _changed_body(value.body):
            other_value = replace(value, body=body)
            yield made(item, words, part.span or value.span, [part], values=_put(decision.values, index, other_value))
        for words, outcomes in _changed_outcomes(value.outcomes, decision):
            other_value = replace(value, outcomes=outcomes)
            yield made(item, words, value.span, values=_put(decision.values, index, other_value))
    for index, duty in enumerate(decision.duties):
        item = f"duty {decision.name}/{duty.id}"
        yield made(item, "is dropped", duty.span, duties=_without(decision.duties, index))
        for words, part, other_duty in _changed_duty(duty):
            yield made(item, words, part.span or duty.span, [part], duties=_put(decision.duties, index, other_duty))
        for words, outcomes in _changed_outcomes(duty.outcomes, decision):
            yield made(item, words, duty.span, duties=_put(decision.duties, index, replace(duty, outcomes=outcomes)))


def _changed_body(body: Node | Schedule) -> Iterator[tuple[str, Node, Node | Schedule]]:
    if not isinstance(body, Schedule):
        for part, change in changed_expressions(body):
            yield change.words, part, change.node
        return
    for index, (name, node) in enumerate(body.fields):
        for part, change in changed_expressions(node):
            yield f"{name}: {change.words}", part, replace(body, fields=_put(body.fields, index, (name, change.node)))


def _changed_duty(duty: Duty) -> Iterator[tuple[str, Node, Duty]]:
    if duty.condition is not None:
        yield f"without `when: {show(duty.condition)}`", duty.condition, replace(duty, condition=None)
        for part, change in changed_expressions(duty.condition):
            yield change.words, part, replace(duty, condition=change.node)
    if duty.by is not None:
        for part, change in changed_expressions(duty.by):
            yield f"by: {change.words}", part, replace(duty, by=change.node)


def _changed_outcomes(outcomes: tuple[str, ...], decision: Decision) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A value or duty for one outcome less, or for one more."""
    reached = {*(rule.outcome for rule in decision.rules), decision.otherwise.outcome}
    if not outcomes:
        return
    for index, outcome in enumerate(outcomes):
        if len(outcomes) > 1:
            yield f"not for the outcome `{outcome}`", _without(outcomes, index)
    for outcome in decision.outcomes:
        if outcome not in outcomes and outcome in reached:
            yield f"for the outcome `{outcome}` too", (*outcomes, outcome)


def _readers(pack: Pack, decisions: list[str], name: str) -> tuple[Node, ...] | None:
    """The formulas and conditions in which a parameter stands; None where something else reads it too."""
    formulas = [derived.formula for derived in pack.derived.values()]
    conditions = [rule.condition for decision in decisions for rule in pack.decisions[decision].rules]
    found = [node for node in (*formulas, *conditions) if _names(node, name)]
    everything = [node for decision in decisions for node in decision_nodes(pack.decisions[decision])]
    known = {id(node) for node in conditions}
    return None if any(_names(node, name) and id(node) not in known for node in everything) else tuple(found)


def _names(node: Node, name: str) -> bool:
    return any(isinstance(part, ParameterRef) and part.name == name for part in walk(node))


def _changed_parameter(parameter: Parameter) -> Iterator[tuple[str, Parameter, Cell]]:
    """Each value by one unit to either side, and each day from which a later version holds by one day."""
    versions = parameter.versions
    for at, version in enumerate(versions):
        since = f" from {version.effective.isoformat()}" if len(versions) > 1 else ""
        until = versions[at + 1].effective - timedelta(1) if at + 1 < len(versions) else None
        for words, other, key in _changed_version(parameter, version):
            cell = Cell(key, version.effective, until)
            yield f"{words}{since}", replace(parameter, versions=_put(versions, at, other)), cell
        for days in (1, -1) if at else ():
            day = version.effective + timedelta(days)
            after = versions[at + 1].effective if at + 1 < len(versions) else None
            if versions[at - 1].effective < day and (after is None or day < after):
                words = f"the version from {version.effective.isoformat()} holds from {day.isoformat()}"
                other = replace(version, effective=day)
                only = min(day, version.effective)
                yield words, replace(parameter, versions=_put(versions, at, other)), Cell((), only, only)


def _changed_version(
    parameter: Parameter, version: ParameterVersion
) -> Iterator[tuple[str, ParameterVersion, tuple[object, ...]]]:
    type_ = parameter.type
    for index, (key, value) in enumerate(version.rows):
        row = f" for {', '.join(map(str, key))}" if key else ""
        for other in other_values(value, type_.kind, type_.choices):
            if isinstance(other, bool) or not isinstance(other, int) or other >= 0 or value < 0:  # type: ignore[operator]
                words = f"{plain_value(value, type_)} becomes {plain_value(other, type_)}{row}"
                yield words, replace(version, rows=_put(version.rows, index, (key, other))), key
    if version.each_more is not None:
        for other in other_values(version.each_more, type_.kind):
            words = f"each_more {plain_value(version.each_more, type_)} becomes {plain_value(other, type_)}"
            yield words, replace(version, each_more=other), (max(version.rows)[0][0] + 1,)  # type: ignore[operator]


def _next_of(outcome: str, outcomes: tuple[str, ...]) -> Iterator[str]:
    if len(outcomes) > 1:
        yield outcomes[(outcomes.index(outcome) + 1) % len(outcomes)]


def _with(items: dict[str, _Named], name: str, new: _Named) -> dict[str, _Named]:
    return {**items, name: new}


def _put(items: tuple[_Named, ...], index: int, new: _Named) -> tuple[_Named, ...]:
    return (*items[:index], new, *items[index + 1 :])


def _without(items: tuple[_Named, ...], index: int) -> tuple[_Named, ...]:
    return (*items[:index], *items[index + 1 :])
