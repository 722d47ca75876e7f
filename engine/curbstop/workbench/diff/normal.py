"""An expression in the form in which two spellings of one meaning look the same.

Derived names are replaced by what they stand for, parameters by their values, loop variables by one name for each
depth. `and` and `or` are flat, sorted and without repetition, `not` stands before what cannot be turned round, and
every comparison is `<`, `<=`, `=` or `!=`; of whole values `<=` a constant is `<` the next one. Each step keeps the
meaning for unknown and for `none` too. Two expressions of the same form are the same; others may be the same still.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from curbstop.ir.canonical import canonical_json, digest_of, parameter_item
from curbstop.ir.nodes import (
    Apply,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    Fold,
    Node,
    ParameterRef,
    Select,
    walk,
)
from curbstop.ir.operators import COMPARISONS, Aggregate, Operator
from curbstop.ir.pack import Pack, Parameter, ParameterVersion
from curbstop.ir.trees import tree
from curbstop.ir.types import BOOL, Kind

TRUE = Constant(type=BOOL, value=True)
FALSE = Constant(type=BOOL, value=False)

_WHOLE = {Kind.WHOLE, Kind.MONEY, Kind.DATE, Kind.DATE_TIME}
TURNED = {Operator.GREATER: Operator.LESS, Operator.GREATER_EQUAL: Operator.LESS_EQUAL}
_EITHER_WAY = {
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.ADD,
    Operator.MULTIPLY,
    Operator.LEAST,
    Operator.GREATEST,
}
_OPPOSITE = {Aggregate.ANY: Aggregate.ALL, Aggregate.ALL: Aggregate.ANY}


def key_of(node: Node) -> bytes:
    """What is the same for two normal forms exactly where they are; types and places do not matter."""
    return canonical_json(tree(node))


class NormalForms:
    """The normal forms of a pack's expressions; every derived name is worked out once.

    Parameters are replaced by what they stand for, but for those to be known `by_name`.
    """

    def __init__(self, pack: Pack, by_name: Collection[str] = ()) -> None:
        self._pack = pack
        self._derived: dict[str, Node] = {}
        self._parameters = {
            name: name if name in by_name else _settled(parameter, pack) for name, parameter in pack.parameters.items()
        }

    def of(self, node: Node) -> Node:
        """The normal form of an expression of the pack."""
        return self._of(node, {})

    def key(self, node: Node | None) -> bytes:
        """The key of its normal form."""
        return b"" if node is None else key_of(self.of(node))

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """The normal form of "one of these holds"."""
        return _joined(Operator.OR, [self.of(node) for node in nodes])

    def _of(self, node: Node, variables: Mapping[str, str]) -> Node:
        match node:
            case Clause(body=body):
                return self._of(body, variables)
            case DerivedRef(name=name):
                if name not in self._derived:
                    self._derived[name] = self._of(self._pack.derived[name].formula, {})
                return self._derived[name]
            case Element(variable=variable):
                return replace(node, variable=variables.get(variable, variable))
            case ElementField(variable=variable):
                return replace(node, variable=variables.get(variable, variable))
            case ParameterRef():
                return self._parameter(node, variables)
            case Fold():
                return self._fold(node, variables)
            case Select(source=source, variable=variable, where=where):
                name = _name(where)
                inner = {**variables, variable: name}
                return replace(node, source=self._of(source, variables), variable=name, where=self._of(where, inner))
            case Apply(operator=operator, arguments=arguments):
                return _applied(node, operator, [self._of(part, variables) for part in arguments])
        return node

    def _parameter(self, node: ParameterRef, variables: Mapping[str, str]) -> Node:
        settled = self._parameters[node.name]
        if isinstance(settled, Constant) and not node.on and not node.until:
            return settled
        first, last = (self._of(day, variables) if day else None for day in (node.on, node.until))
        keys = tuple(self._of(key, variables) for key in node.keys)
        name = settled if isinstance(settled, str) else f"={key_of(settled).decode()}"
        return replace(node, name=name, keys=keys, on=first, until=last)

    def _fold(self, node: Fold, variables: Mapping[str, str]) -> Node:
        source = self._of(node.source, variables)
        inner_nodes = [part for part in (node.where, node.body) if part]
        name = _name(*(self._of(part, variables) for part in inner_nodes))
        inner = {**variables, node.variable: name}
        where = self._of(node.where, inner) if node.where else None
        body = self._of(node.body, inner)
        if where is not None and node.aggregate is Aggregate.ANY:
            body = _joined(Operator.AND, [where, body])
        elif where is not None and node.aggregate is Aggregate.ALL:
            body = _joined(Operator.OR, [_negated(where), body])
        kept = None if node.aggregate in _OPPOSITE else where
        return replace(node, source=source, variable=name, where=kept, body=body)


def _settled(parameter: Parameter, pack: Pack) -> Constant | str:
    """The one value a parameter ever has, or a name that says all its values."""
    versions = _distinct(parameter.versions)
    if len(versions) == 1 and not parameter.keys and versions[0].effective <= pack.in_force_from:
        return Constant(type=parameter.type, value=versions[0].rows[0][1])
    if parameter.external:
        return parameter.name
    said = parameter_item(replace(parameter, versions=versions))
    meant = {key: said[key] for key in ("type", "versions")}
    return digest_of(meant | {"keys": [str(type_) for _, type_ in parameter.keys]})


def _distinct(versions: tuple[ParameterVersion, ...]) -> tuple[ParameterVersion, ...]:
    """The versions that say something else than the one before, without what they cite."""
    told = [(one.rows, one.each_more) for one in versions]
    others = (one for place, one in enumerate(versions) if not place or told[place] != told[place - 1])
    return tuple(replace(one, citations=()) for one in others)


def _name(*parts: Node) -> str:
    """The variable of a loop around these: one for each number of loops that stand in one another inside it."""
    return f"_{max(map(_loops, parts), default=0) + 1}"


def _loops(node: Node) -> int:
    if isinstance(node, Fold | Select):
        return max((int(part.variable[1:]) for part in _walk_loops(node)), default=0)
    return max(map(_loops, node.children), default=0)


def _walk_loops(node: Node) -> Iterable[Fold | Select]:
    return (part for part in walk(node) if isinstance(part, Fold | Select) and part.variable[1:].isdigit())


def _applied(node: Apply, operator: Operator, parts: list[Node]) -> Node:
    if operator is Operator.NOT:
        return _negated(parts[0])
    if operator in (Operator.AND, Operator.OR):
        return _joined(operator, parts)
    if operator in COMPARISONS:
        return _comparison(node, operator, parts[0], parts[1])
    if operator is Operator.IN and isinstance(parts[1], Constant) and isinstance(parts[1].value, frozenset):
        left, members = parts[0], sorted(parts[1].value, key=str)
        equal = [
            _comparison(
                replace(node, operator=Operator.EQUAL),
                Operator.EQUAL,
                left,
                Constant(type=left.type.given(), value=one),
            )
            for one in members
        ]
        return _joined(Operator.OR, equal)
    if operator in _EITHER_WAY:
        parts = sorted(parts, key=key_of)
    return replace(node, arguments=tuple(parts))


def _comparison(node: Apply, operator: Operator, left: Node, right: Node) -> Node:
    if operator in TURNED:
        operator, left, right = TURNED[operator], right, left
    kinds = {left.type.kind, right.type.kind}
    if operator is Operator.LESS_EQUAL and len(kinds) == 1 and kinds <= _WHOLE:
        if isinstance(right, Constant) and isinstance(right.value, int):
            operator, right = Operator.LESS, replace(right, value=right.value + 1)
        elif isinstance(left, Constant) and isinstance(left.value, int):
            operator, left = Operator.LESS, replace(left, value=left.value - 1)
    sides = [left, right]
    if operator in _EITHER_WAY:
        sides.sort(key=key_of)
    return replace(node, operator=operator, arguments=tuple(sides), span=None)


def _negated(node: Node) -> Node:
    match node:
        case Constant(value=bool() as value):
            return FALSE if value else TRUE
        case Apply(operator=Operator.NOT, arguments=(inner,)):
            return inner
        case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
            other = Operator.OR if operator is Operator.AND else Operator.AND
            return _joined(other, list(map(_negated, parts)))
        case Apply(operator=operator, arguments=(left, right)) if operator in COMPARISONS:
            # A comparison with `none` is no either way round, so only what is never `none` turns round.
            if not left.type.optional and not right.type.optional:
                return _comparison(node, COMPARISONS[operator], left, right)
        case Fold(aggregate=Aggregate.ANY | Aggregate.ALL as aggregate, body=body):
            return replace(node, aggregate=_OPPOSITE[aggregate], body=_negated(body))
    return Apply(type=BOOL, operator=Operator.NOT, arguments=(node,))


def _joined(operator: Operator, parts: Iterable[Node]) -> Node:
    """All or any of the parts, flat and each once; what settles nothing is left out."""
    idle, settling = (TRUE, FALSE) if operator is Operator.AND else (FALSE, TRUE)
    flat: dict[bytes, Node] = {}
    for part in parts:
        inner = part.arguments if isinstance(part, Apply) and part.operator is operator else (part,)
        for one in inner:
            if isinstance(one, Constant) and one.value is settling.value:
                return settling
            if not (isinstance(one, Constant) and one.value is idle.value):
                flat[key_of(one)] = one
    if len(flat) < 2:
        return next(iter(flat.values()), idle)
    return Apply(type=BOOL, operator=operator, arguments=tuple(flat[key] for key in sorted(flat)))
