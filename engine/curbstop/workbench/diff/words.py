"""Which part of a condition, parameter or fact is another one, in plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from curbstop.ir.nodes import Apply, Clause, Fold, Node
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Fact, Parameter, Reading
from curbstop.ir.show import show
from curbstop.ir.trees import plain_constant, tree
from curbstop.workbench.diff.normal import TURNED, NormalForms

MOST_ROWS = 12
_NAMED = {
    Operator.AND: ("condition added", "condition dropped"),
    Operator.OR: ("alternative added", "alternative dropped"),
}


def condition_parts(old: Node, new: Node, old_forms: NormalForms, new_forms: NormalForms) -> Iterator[str]:
    """What was added to a condition, dropped from it, or changed in it."""
    old, new = bare(old), bare(new)
    operator = Operator.OR if Operator.OR in (_operator(old), _operator(new)) else Operator.AND
    if Operator.AND in (_operator(old), _operator(new)):
        operator = Operator.AND
    before = {old_forms.key(part): part for part in _flat(old, operator)}
    after = {new_forms.key(part): part for part in _flat(new, operator)}
    dropped = [part for key, part in before.items() if key not in after]
    added = [part for key, part in after.items() if key not in before]
    if len(dropped) == len(added) == 1:
        yield _changed(dropped[0], added[0])
        return
    said_added, said_dropped = _NAMED[operator]
    yield from (_said(part, said_dropped, "exception dropped", operator) for part in dropped)
    yield from (_said(part, said_added, "exception added", operator) for part in added)


def bare(node: Node) -> Node:
    """A condition without the citations and sentences of its parts."""
    while isinstance(node, Clause):
        node = node.body
    return node


def _operator(node: Node) -> Operator | None:
    return node.operator if isinstance(node, Apply) else None


def _flat(node: Node, operator: Operator) -> Iterator[Node]:
    node = bare(node)
    if isinstance(node, Apply) and node.operator is operator:
        for part in node.arguments:
            yield from _flat(part, operator)
    else:
        yield node


def _said(part: Node, as_condition: str, as_exception: str, operator: Operator) -> str:
    if operator is Operator.AND and isinstance(part, Apply) and part.operator is Operator.NOT:
        return f"{as_exception}: {show(part.arguments[0])}"
    return f"{as_condition}: {show(part)}"


def turned(node: Apply) -> Apply:
    """A comparison with `<` or `<=` where it has `>` or `>=`."""
    if node.operator in TURNED:
        return replace(node, operator=TURNED[node.operator], arguments=node.arguments[::-1])
    return node


def _changed(old: Node, new: Node) -> str:
    """The smallest part that changed, and what it stands in."""
    before, after, within = _smallest(old, new, None)
    return f"{before} -> {after}" + (f", in `{show(within)}`" if within is not None else "")


def _smallest(old: Node, new: Node, within: Node | None) -> tuple[str, str, Node | None]:
    """The parts as text, and the old part that directly holds them."""
    old, new = bare(old), bare(new)
    if isinstance(old, Apply) and isinstance(new, Apply) and old.operator is not new.operator:
        for ours, theirs in ((old, new), (turned(old), turned(new))):
            if list(map(tree, ours.arguments)) == list(map(tree, theirs.arguments)):
                return f"`{ours.operator.value}`", f"`{theirs.operator.value}`", ours
        return show(old), show(new), within
    alike = type(old) is type(new) and len(old.children) == len(new.children)
    if isinstance(old, Fold) and isinstance(new, Fold):
        alike = alike and old.aggregate is new.aggregate and old.variable == new.variable
    if alike:
        children = zip(old.children, new.children, strict=True)
        pairs = [(ours, theirs) for ours, theirs in children if tree(ours) != tree(theirs)]
        if len(pairs) == 1:
            return _smallest(*pairs[0], old)
    return show(old), show(new), within


def parameter_parts(old: Parameter, new: Parameter) -> Iterator[str]:
    """How the dated values of a parameter changed."""
    if str(old.type) != str(new.type):
        yield f"type: {old.type} -> {new.type}"
    if old.external != new.external:
        yield "given by the operator" if new.external else "no longer given by the operator"
    days = sorted({version.effective for version in (*old.versions, *new.versions)})
    for day in days:
        since = f"from {day.isoformat()}: " if len(days) > 1 else ""
        ours, theirs = _rows(old, day), _rows(new, day)
        rows = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
        for key in rows[:MOST_ROWS]:
            at = f"{key}: " if key else ""
            yield f"{since}{at}{ours.get(key, 'nothing')} -> {theirs.get(key, 'nothing')}"
        if len(rows) > MOST_ROWS:
            yield f"{since}and {len(rows) - MOST_ROWS} more rows"


def _rows(parameter: Parameter, day: date) -> Mapping[str, str]:
    """What a parameter says on a day, by the words of its keys."""
    version = next((one for one in reversed(parameter.versions) if one.effective <= day), None)
    if version is None:
        return {}

    def shown(value: object) -> str:
        return str(plain_constant(value, parameter.type))

    rows = {", ".join(map(str, key)): shown(value) for key, value in version.rows}
    return rows if version.each_more is None else {**rows, "each more": shown(version.each_more)}


def reading_parts(old: Reading, new: Reading) -> Iterator[str]:
    """How the choices of a reading changed."""
    if old.default != new.default:
        yield f"default: {old.default} -> {new.default}"
    before, after = (dict(reading.choices) for reading in (old, new))
    yield from (f"choice dropped: {choice}" for choice in before if choice not in after)
    yield from (f"choice added: {choice}" for choice in after if choice not in before)


def fact_parts(old: Fact, new: Fact) -> Iterator[str]:
    """How what may be said about an account changed."""
    if old.type.given().kind is not new.type.given().kind or old.type.optional != new.type.optional:
        yield f"type: {_short(old)} -> {_short(new)}"
    yield from (f"choice dropped: {one}" for one in old.type.choices if one not in new.type.choices)
    yield from (f"choice added: {one}" for one in new.type.choices if one not in old.type.choices)
    for word, before, after in (("min", old.minimum, new.minimum), ("max", old.maximum, new.maximum)):
        if before != after:
            yield f"{word}: {_bound(before, old)} -> {_bound(after, new)}"
    if old.max_items != new.max_items:
        yield f"max_items: {old.max_items} -> {new.max_items}"
    fields, others = ({field.name: field for field in fact.fields} for fact in (old, new))
    yield from (f"field dropped: {name}" for name in fields if name not in others)
    yield from (f"field added: {name}" for name in others if name not in fields)
    for name in fields:
        if name in others:
            yield from (f"field {name}: {part}" for part in fact_parts(fields[name], others[name]))


def _short(fact: Fact) -> str:
    return f"{fact.type.kind.value} or none" if fact.type.optional else fact.type.kind.value


def _bound(value: object, fact: Fact) -> str:
    return "nothing" if value is None else str(plain_constant(value, fact.type))
