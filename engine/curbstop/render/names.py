"""What a pack says of the names in an expression: type, unit and wording of a value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from curbstop.ir.pack import Fact, Pack
from curbstop.ir.types import DATE, TEXT, Kind, Type
from curbstop.render.look import TIE
from curbstop.render.plain_words import plain_in_words
from curbstop.render.trace_tree import Step, Tree
from curbstop.render.tree_text import tree_text

Fields = Mapping[str, "Type | None"]
"""The variables of the loops around an expression, each with the type of the list that it goes through."""


class Names:
    """Puts the values of a pack's expressions into words."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def value(self, step: Step, fields: Fields) -> str:
        """The value of a leaf in words; members of choices as the expressions around them write them."""
        type_, unit = self._declared(step.tree, fields)
        if type_ and type_.choices and isinstance(step.value, str):
            return step.value
        return plain_in_words(step.value, type_, {}, unit)

    def labels(self, type_: Type | None) -> Mapping[str, str]:
        """The wording of the members of a choice or set."""
        return self._labels.get(type_.choices, {}) if type_ and type_.choices else {}

    def list_type(self, tree: Tree) -> Type | None:
        """The type of the list that a loop goes through."""
        match list(tree):
            case ["fact", str(name)] if name in self.pack.facts:
                return self.pack.facts[name].type
            case ["derived", str(name)] if name in self.pack.derived:
                return self.pack.derived[name].formula.type
            case ["select", _, source, *_] if isinstance(source, list | tuple):
                return self.list_type(source)
        return None

    def described(self, missing: str) -> tuple[str, Type | None]:
        """What a missing fact, such as `letters[0].sent_on`, or `parameter:NAME` means, and its type."""
        name = missing.removeprefix("parameter:")
        if missing != name:
            parameter = self.pack.parameters.get(name)
            return (parameter.description, parameter.type) if parameter else ("", None)
        base, bracket, rest = missing.partition("[")
        fact = self._fact(base, "" if not bracket else rest.partition("].")[2])
        return (fact.description, fact.type) if fact else ("", None)

    def _fact(self, base: str, field: str) -> Fact | None:
        fact = self.pack.facts.get(base)
        if fact is not None or "." not in base:
            return next((part for part in fact.fields if part.name == field), fact) if fact and field else fact
        owner, _, below = base.rpartition(".")
        return self._fact(owner, below)

    def _declared(self, tree: Tree, fields: Fields) -> tuple[Type | None, str | None]:
        match list(tree):
            case ["fact", str(name)] if name in self.pack.facts:
                return self.pack.facts[name].type, self.pack.facts[name].unit
            case ["derived", str(name)] if name in self.pack.derived:
                return self.pack.derived[name].formula.type, self.pack.derived[name].unit
            case ["parameter", str(name), *_] if name in self.pack.parameters:
                return self.pack.parameters[name].type, self.pack.parameters[name].unit
            case ["field", str(variable), str(name)]:
                list_type = fields.get(variable)
                return (list_type.field(name) if list_type else None), None
            case ["element", _]:
                return TEXT, None
            case ["as-of"]:
                return DATE, None
        return None, None

    @cached_property
    def _labels(self) -> dict[tuple[str, ...], dict[str, str]]:
        found: dict[tuple[str, ...], dict[str, str]] = {}
        for fact in self.pack.facts.values():
            for one in (fact, *fact.fields):
                if one.type.choices:
                    found.setdefault(one.type.choices, {}).update(one.labels)
        return found


def leaf_text(step: Step, names: Names, fields: Fields) -> str:
    """`days_late = 12 days`."""
    return f"{tree_text(step.tree)}{TIE}={TIE}{names.value(step, fields)}"


def type_words(type_: Type) -> str:
    """How a value is given: `date or none`, `one of a, b`."""
    if not type_.choices:
        name = "list" if type_.kind is Kind.LIST else type_.kind.value
    else:
        members = ", ".join(f"`{member}`" for member in type_.choices)
        name = f"{'any' if type_.kind is Kind.SET else 'one'} of {members}"
    return f"{name} or none" if type_.optional else name
