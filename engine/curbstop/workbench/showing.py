"""One thing of a pack explained by what the pack says of it: a rule, decision, parameter, derived name, fact, reading.

`find` looks a name up and `shown` gathers; which cases test it, `showing_tests` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from curbstop.ir.nodes import Apply, Clause, DerivedRef, FactRef, Node, ParameterRef, ReadingRef, walk
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Decision, Derived, Fact, Otherwise, Pack, Parameter, Reading, Rule
from curbstop.ir.reach import decision_nodes, duty_nodes, reach, slot_nodes, value_nodes
from curbstop.ir.show import show, show_template
from curbstop.ir.types import Kind
from curbstop.semantics.words import in_words
from curbstop.workbench.shown import Found, Line, Name, Shown, Thing, rules_of


def find(pack: Pack, name: str) -> list[Found]:
    """Everything of that name; a rule also by `decision/rule`."""
    tables: tuple[dict[str, Any], ...] = (pack.decisions, pack.facts, pack.parameters, pack.derived, pack.readings)
    found = [Found(thing=table[name], name=name) for table in tables if name in table]
    for decision in pack.decisions.values():
        for rule in rules_of(decision):
            if name in (rule.id, f"{decision.name}/{rule.id}"):
                found.append(Found(thing=rule, name=f"{decision.name}/{rule.id}", decision=decision))
    return found


def shown(pack: Pack, found: Found) -> Shown:
    """What the pack says of a thing and who uses it."""
    thing = found.thing
    nodes = list(_nodes(thing))
    rests_on = reach(nodes, pack)
    used_by = tuple(user for user, read in _users(pack) if _reads(read, found))
    return Shown(
        kind=found.kind,
        name=found.name,
        pack=pack.id,
        place=thing.span,
        about=_about(thing),
        details=tuple(_details(thing)),
        outline=tuple(_outline_of(thing)),
        citations=() if isinstance(thing, Fact | Decision) else thing.citations,
        note=thing.note,
        names=tuple(_names(pack, nodes)),
        facts=rests_on.facts,
        parameters=tuple(_parameter(pack.parameters[name]) for name in rests_on.parameters),
        readings=rests_on.readings,
        used_by=used_by if not isinstance(thing, Rule | Otherwise | Decision) else (),
        decisions=tuple(
            name for name, decision in pack.decisions.items() if reaches(pack, decision_nodes(decision), found)
        ),
    )


def reaches(pack: Pack, nodes: Iterable[Node], found: Found) -> bool:
    """Whether expressions rest on a thing, directly or through derived names."""
    read = reach(nodes, pack)
    names = {Fact: read.facts, Parameter: read.parameters, Derived: read.derived, Reading: read.readings}
    return found.name in names.get(type(found.thing), ())


def outline(node: Node, depth: int = 0) -> Iterator[Line]:
    """A condition line by line, its parts below what joins them; a part that has its own citation shows it."""
    match node:
        case Clause(body=body, citations=citations):
            lines = list(outline(body, depth))
            sections = "".join(f"  [{citation.section}]" for citation in citations)
            yield from [(lines[0][0], lines[0][1] + sections), *lines[1:]]
        case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
            yield depth, "all of these:" if operator is Operator.AND else "any of these:"
            for part in parts:
                yield from outline(part, depth + 1)
        case Apply(operator=Operator.NOT, arguments=(Apply(operator=Operator.AND | Operator.OR),) as parts):
            yield depth, "not:"
            yield from outline(parts[0], depth + 1)
        case _:
            yield depth, show(node)


def values_of(parameter: Parameter) -> Iterator[str]:
    """Each value of a parameter with the day from which it holds."""
    if parameter.external:
        yield "given by the operator"
    keys = [type_ for _, type_ in parameter.keys]
    for version in parameter.versions:
        rows = []
        for key, value in version.rows:
            names = ", ".join(in_words(part, type_, {}) for part, type_ in zip(key, keys, strict=True))
            said = in_words(value, parameter.type, {}, parameter.unit)
            rows.append(f"{names}: {said}" if names else said)
        more = version.each_more
        if more is not None:
            rows.append(f"{in_words(more, parameter.type, {}, parameter.unit)} more for each one above")
        sections = "".join(f"  [{citation.section}]" for citation in version.citations)
        yield f"from {_iso(version.effective)}: {'; '.join(rows)}{sections}"


def _iso(day: date) -> str:
    return day.isoformat()


def _nodes(thing: Thing) -> Iterator[Node]:
    match thing:
        case Rule():
            yield thing.condition
            yield from slot_nodes(thing.says)
            yield from slot_nodes(thing.unless or ())
        case Otherwise():
            yield from slot_nodes(thing.says)
        case Decision():
            yield from decision_nodes(thing)
        case Derived():
            yield thing.formula


def _about(thing: Thing) -> str:
    match thing:
        case Decision():
            return thing.asks
        case Reading():
            return thing.question
        case Rule() | Otherwise():
            return ""
    return thing.description


def _details(thing: Thing) -> Iterator[tuple[str, str]]:
    match thing:
        case Rule() | Otherwise():
            yield "outcome", thing.outcome
            yield "says", show_template(thing.says)
            if isinstance(thing, Rule) and thing.unless:
                yield "unless", show_template(thing.unless)
        case Decision():
            yield "outcomes", ", ".join(thing.outcomes)
            if thing.adverse:
                yield "adverse", ", ".join(name for name in thing.outcomes if name in thing.adverse)
            if thing.values:
                yield "values", ", ".join(value.name for value in thing.values)
        case Parameter() | Fact():
            yield "type", _type(thing)
            if isinstance(thing, Parameter):
                yield "values", "\n".join(values_of(thing))
        case Reading():
            yield from ((choice, said) for choice, said in thing.choices)
            yield "because", thing.because


def _type(thing: Parameter | Fact) -> str:
    words = [thing.type.kind.value + (" or none" if thing.type.optional else "")]
    if thing.type.choices:
        words.append(f"{'any' if thing.type.kind is Kind.SET else 'one'} of {', '.join(thing.type.choices)}")
    if thing.unit:
        words.append(f"in {thing.unit}")
    if isinstance(thing, Fact) and thing.fields:
        words.append(f"each with {', '.join(part.name for part in thing.fields)}")
    return ", ".join(words)


def _outline_of(thing: Thing) -> Iterator[Line]:
    match thing:
        case Rule():
            yield from outline(thing.condition)
        case Otherwise():
            yield 0, "no rule above holds"
        case Derived():
            yield from outline(thing.formula)
        case Decision():
            for rule in thing.rules:
                yield 0, f"{rule.outcome}: {rule.id}"
            yield 0, f"{thing.otherwise.outcome}: {thing.otherwise.id}, where no other rule holds"


def _names(pack: Pack, nodes: Iterable[Node]) -> Iterator[Name]:
    """What the names in expressions mean, in the order in which they first stand there."""
    read = [
        part
        for node in nodes
        for part in walk(node)
        if isinstance(part, FactRef | DerivedRef | ParameterRef | ReadingRef)
    ]
    for part in dict.fromkeys((type(part), part.name) for part in read):
        match part:
            case (kind, name) if kind is FactRef:
                yield Name(name=name, kind="fact", about=pack.facts[name].description)
            case (kind, name) if kind is DerivedRef:
                yield Name(name=name, kind="derived name", about=pack.derived[name].description)
            case (kind, name) if kind is ParameterRef:
                yield Name(name=name, kind="parameter", about=pack.parameters[name].description)
            case (_, name):
                yield Name(name=name, kind="reading", about=pack.readings[name].question)


def _parameter(parameter: Parameter) -> Name:
    return Name(name=parameter.name, kind="parameter", about=parameter.description, values=tuple(values_of(parameter)))


def _users(pack: Pack) -> Iterator[tuple[str, list[Node]]]:
    """Everything that has expressions, with these."""
    for derived in pack.derived.values():
        yield f"the derived name {derived.name}", [derived.formula]
    for rule in pack.consistency:
        yield f"what holds for every account: {rule.id}", [rule.condition]
    for decision in pack.decisions.values():
        for part in rules_of(decision):
            yield f"the rule {decision.name}/{part.id}", list(_nodes(part))
        for value in decision.values:
            yield f"the value {value.name} of {decision.name}", list(value_nodes(value))
        for duty in decision.duties:
            yield f"the duty {duty.id} of {decision.name}", list(duty_nodes(duty))


def _reads(nodes: Iterable[Node], found: Found) -> bool:
    references = {Fact: FactRef, Parameter: ParameterRef, Derived: DerivedRef, Reading: ReadingRef}
    wanted = (references.get(type(found.thing)), found.name)
    return any((type(part), getattr(part, "name", None)) == wanted for node in nodes for part in walk(node))
