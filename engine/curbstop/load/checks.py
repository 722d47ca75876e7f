"""What can only be said of a pack as a whole: linear conditions, dates of parameters, things nobody uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from curbstop.diagnostics import Diagnostic, Severity, Span
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import (
    Apply,
    AsOf,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Node,
    ParameterRef,
    ReadingRef,
    ValueRef,
    walk,
)
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Pack, Section
from curbstop.ir.reach import decision_nodes, slot_nodes

_FROM_ACCOUNT = (FactRef, AsOf, Element, ElementField, ValueRef)


def conditions(pack: Pack) -> Iterator[Node]:
    """Everything that is asked of an account: of rules, duties and consistency."""
    yield from (rule.condition for rule in pack.consistency)
    for decision in pack.decisions.values():
        yield from (rule.condition for rule in decision.rules)
        yield from (duty.condition for duty in decision.duties if duty.condition)


def check_linear(pack: Pack, faults: list[Diagnostic]) -> None:
    """Reports products and quotients of two things that depend on the account, where a condition reads them."""
    moving: set[str] = set()
    for derived in pack.derived.values():
        if _moves(derived.formula, moving):
            moving.add(derived.name)
    reported: set[Span | None] = set()
    for formula in read_by_conditions(pack):
        for node in walk(formula):
            if node.span not in reported and (said := _nonlinear(node, moving)):
                reported.add(node.span)
                faults.append(Diagnostic("nonlinear-condition", said[0], node.span, said[1]))


def _nonlinear(node: Node, moving: set[str]) -> tuple[str, str] | None:
    """What is wrong with a product, quotient or average, and what to do."""
    if isinstance(node, ParameterRef) and node.until:
        return "a condition rests on this average", "take the parameter on one day, with `on=`"
    if not isinstance(node, Apply) or node.operator not in (Operator.MULTIPLY, Operator.DIVIDE):
        return None
    left, right = (_moves(argument, moving) for argument in node.arguments)
    if node.operator is Operator.DIVIDE and (left or right):
        return "a condition rests on this division", "multiply the other side: `a / 12 < b` is `a < b * 12`"
    if left and right:
        message = "a condition rests on this product of two things that depend on the account"
        return message, "compute it as a value, or take one of the two from a table of parameters"
    return None


def _moves(node: Node, moving: set[str]) -> bool:
    return any(
        isinstance(part, _FROM_ACCOUNT) or (isinstance(part, DerivedRef) and part.name in moving) for part in walk(node)
    )


def read_by_conditions(pack: Pack) -> Iterator[Node]:
    """The conditions and each derived formula they rest on, once."""
    seen: set[str] = set()
    waiting = list(conditions(pack))
    while waiting:
        node = waiting.pop()
        yield node
        for part in walk(node):
            if isinstance(part, DerivedRef) and part.name not in seen and part.name in pack.derived:
                seen.add(part.name)
                waiting.append(pack.derived[part.name].formula)


def check_parameter_dates(pack: Pack, starts: Mapping[str, Span], faults: list[Diagnostic]) -> None:
    """Reports parameters without a value on the pack's first day, unless each use says `on=`."""
    used_as_of = {node.name for node in every_node(pack) if isinstance(node, ParameterRef) and node.on is None}
    for name, parameter in pack.parameters.items():
        if name in used_as_of and parameter.versions and parameter.versions[0].effective > pack.in_force_from:
            message = (
                f"`{name}` has no value before {parameter.versions[0].effective}, and the pack holds from "
                f"{pack.in_force_from}"
            )
            hint = "give the value that held before, or say in each use which day is meant, with `on=`"
            faults.append(Diagnostic("parameter-starts-late", message, starts.get(name, parameter.span), hint))


def check_used(pack: Pack, faults: list[Diagnostic]) -> None:
    """Warns of derived names, parameters and readings that nothing reads, and of conditions that ask nothing."""
    used = {DerivedRef: set[str](), ParameterRef: set[str](), ReadingRef: set[str]()}
    for node in every_node(pack):
        if isinstance(node, DerivedRef | ParameterRef | ReadingRef):
            used[type(node)].add(node.name)
    unread = [(d.name, "derived name", d.span) for d in pack.derived.values() if d.name not in used[DerivedRef]]
    unread += [
        (p.name, "parameter", p.span)
        for p in pack.parameters.values()
        if p.name not in used[ParameterRef] and not p.external
    ]
    unread += [(r.name, "reading", r.span) for r in pack.readings.values() if r.name not in used[ReadingRef]]
    for name, kind, span in unread:
        _warn("unused", f"nothing reads the {kind} `{name}`", span, "remove it, or use it", faults)
    asking: set[str] = set()
    for derived in pack.derived.values():
        if _asks(derived.formula, asking):
            asking.add(derived.name)
    for condition in conditions(pack):
        if not isinstance(condition, Constant) and not _asks(condition, asking):
            hint = "write `when: true` if it always holds"
            message = "this condition reads neither a fact nor `as_of`"
            _warn("reads-no-fact", message, condition.span, hint, faults)


def _asks(node: Node, asking: set[str]) -> bool:
    return any(
        isinstance(part, FactRef | AsOf) or (isinstance(part, DerivedRef) and part.name in asking)
        for part in walk(node)
    )


def _warn(code: str, message: str, span: Span | None, hint: str, faults: list[Diagnostic]) -> None:
    faults.append(Diagnostic(code, message, span, hint, severity=Severity.WARNING))


def every_node(pack: Pack) -> Iterator[Node]:
    """Every node of a pack, those of its sentences too."""
    for consistency in pack.consistency:
        yield from _parts(consistency.condition)
    for derived in pack.derived.values():
        yield from _parts(derived.formula)
    for decision in pack.decisions.values():
        for formula in decision_nodes(decision):
            yield from _parts(formula)


def _parts(node: Node) -> Iterator[Node]:
    for part in walk(node):
        yield part
        if isinstance(part, Clause):
            for template in (part.says, part.unless):
                for shown in slot_nodes(template or ()):
                    yield from _parts(shown)


def every_citation(pack: Pack) -> Iterator[Citation]:
    """Every citation of a pack."""
    for parameter in pack.parameters.values():
        yield from parameter.all_citations
    for group in (pack.derived, pack.readings):
        for item in group.values():
            yield from item.citations
    for decision in pack.decisions.values():
        yield from decision.otherwise.citations
        for part in (decision.rules, decision.values, decision.duties):
            for cited in part:
                yield from cited.citations
    for node in every_node(pack):
        if isinstance(node, Clause):
            yield from node.citations


def not_at_hand(pack: Pack) -> tuple[str, ...]:
    """The documents that a pack cites without naming a file with their text."""
    return tuple(document.id for document in pack.documents.values() if document.file is None)


def uncited_sections(pack: Pack) -> list[tuple[str, Section]]:
    """The operative sections that nothing cites, each with its document's id, in the order of `pack.yaml`."""
    cited = {(citation.document, citation.section) for citation in every_citation(pack)}
    return [
        (document.id, section)
        for document in pack.documents.values()
        for section in document.sections
        if section.informational is None and (document.id, section.section) not in cited
    ]
