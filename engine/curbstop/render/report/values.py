"""Values of facts, results and numbers of the policy in words, masked where they are private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from curbstop.ir import pack as ir
from curbstop.ir.private import MASK, Privacy
from curbstop.ir.reach import value_nodes
from curbstop.ir.types import NUMERIC, ORDERED, Kind, Type
from curbstop.render.names import Names
from curbstop.render.plain_words import UNKNOWN, plain_in_words
from curbstop.render.report.model import Entry, Table
from curbstop.semantics.words import counted

NOT_KNOWN_YET = "not known yet"
MORE = "each more"
"""Stands for the keys above the largest of a table."""


class Values:
    """Puts the values of one pack into words; with `privacy` without the private ones."""

    def __init__(self, pack: ir.Pack, privacy: Privacy | None) -> None:
        self._pack, self._privacy = pack, privacy
        self._names = Names(pack)

    def facts(self, known: Mapping[str, object]) -> tuple[Entry, ...]:
        """The facts that a decision read, in the order of the vocabulary."""
        return tuple(self._fact(fact, known[name]) for name, fact in self._pack.facts.items() if name in known)

    def _fact(self, fact: ir.Fact, value: object) -> Entry:
        about = _short(fact.description)
        if self._privacy and fact.private:
            return Entry(name=fact.name, about=about, said=MASK)
        if fact.type.kind is Kind.LIST and isinstance(value, Sequence) and value:
            return Entry(name=fact.name, about=about, said="", table=self._elements(fact, value))
        if fact.type.kind is Kind.LIST and not value:
            return Entry(name=fact.name, about=about, said="none")
        return Entry(name=fact.name, about=about, said=self.plain(value, fact.type, fact.unit))

    def _elements(self, fact: ir.Fact, rows: Sequence[Mapping[str, object]]) -> Table:
        return Table(
            headings=tuple(_spaced(field.name) for field in fact.fields),
            right=_right([field.type for field in fact.fields]),
            rows=tuple(
                tuple(self.plain(row.get(field.name), field.type, field.unit) for field in fact.fields) for row in rows
            ),
        )

    def results(self, decision: ir.Decision, values: Mapping[str, object]) -> tuple[Entry, ...]:
        """The values that come with an outcome; a schedule is a table."""
        declared = {value.name: value for value in decision.values}
        return tuple(self._result(declared[name], value) for name, value in values.items())

    def _result(self, declared: ir.ComputedValue, value: object) -> Entry:
        name, about, body = _spaced(declared.name), declared.description.rstrip("."), declared.body
        if value == {"undetermined": True}:
            return Entry(name=name, about=about, said=NOT_KNOWN_YET)
        if not isinstance(body, ir.Schedule):
            masked = self._privacy and any(map(self._privacy.hides, value_nodes(declared)))
            return Entry(name=name, about=about, said=MASK if masked else self.plain(value, body.type))
        rows = value if isinstance(value, Sequence) else ()
        hidden = self._privacy.hidden_fields(body) if self._privacy else ()
        table = Table(
            headings=tuple(_spaced(field) for field, _ in body.fields),
            right=_right([node.type for _, node in body.fields]),
            rows=tuple(
                tuple(MASK if field in hidden else self.plain(row[field], node.type) for field, node in body.fields)
                for row in rows
            ),
        )
        return Entry(name=name, about=about, said="", table=table)

    def numbers(self, definitions: Mapping[str, Mapping[str, Any]], on: str) -> tuple[Entry, ...]:
        """The parameters among the definitions of a trace, as they are on a day; those of the operator as given."""
        found = []
        for name, parameter in self._pack.parameters.items():
            item = definitions.get(f"given:{name}") or definitions.get(f"parameter:{name}") or {}
            in_force = [version for version in item.get("versions", ()) if version["from"] <= on]
            found += [self._number(parameter, in_force[-1])] if in_force else []
        return tuple(found)

    def _number(self, parameter: ir.Parameter, version: Mapping[str, Any]) -> Entry:
        about = _short(parameter.description)
        if not parameter.keys:
            ((_, value),) = version["rows"]
            return Entry(name=parameter.name, about=about, said=self.plain(value, parameter.type, parameter.unit))
        types = [*(type_ for _, type_ in parameter.keys), parameter.type]
        rows = [(*key, value) for key, value in version["rows"]]
        rows += [(MORE, version["each_more"])] if "each_more" in version else []
        table = Table(
            headings=(*(_spaced(key) for key, _ in parameter.keys), "value"),
            right=_right(types),
            rows=tuple(tuple(self.plain(cell, type_) for cell, type_ in zip(row, types, strict=True)) for row in rows),
        )
        return Entry(name=parameter.name, about=about, said="", table=table)

    def supposed(self, named: Mapping[str, object], known: Mapping[str, object]) -> str:
        """What is supposed of missing facts, in words: `deposit: $50.00; bill date: 3 April 2026`.

        An invented number may have been chosen beside a private one and so tell it: without private values, numbers
        are left out where a private number is known.
        """
        return "; ".join(self._one_supposed(name, value, known) for name, value in named.items())

    def _one_supposed(self, name: str, value: object, known: Mapping[str, object]) -> str:
        type_ = self._names.described(name)[1]
        spoken = _spaced(name.removeprefix("parameter:"))
        if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            return spoken if self.would_tell(None, known) else f"{spoken}: {counted(len(value), 'entry', 'entries')}"
        if self.would_tell(type_, known):
            return spoken
        return (
            f"{spoken}: {'no entry' if type_ and type_.kind is Kind.LIST and not value else self.plain(value, type_)}"
        )

    def tells(self, name: str, known: Mapping[str, object]) -> bool:
        """Whether an invented value of a missing fact could tell a private one."""
        return self.would_tell(self._names.described(name)[1], known)

    def would_tell(self, type_: Type | None, known: Mapping[str, object]) -> bool:
        """Whether an invented value of this type could tell a private one."""
        if not self._privacy or (type_ is not None and type_.kind not in ORDERED):
            return False
        return any(
            name in known and fact.type.kind is not Kind.BOOL for name, fact in self._pack.facts.items() if fact.private
        )

    def missing(self, names: Sequence[str]) -> tuple[Entry, ...]:
        """What could still matter: each name with what it means and how it is given."""
        found = []
        for name in names:
            about, _ = self._names.described(name)
            found.append(Entry(name=name.removeprefix("parameter:"), about=_short(about), said=""))
        return tuple(found)

    def plain(self, value: object, type_: Type | None, unit: str | None = None) -> str:
        """One plain value in words."""
        return UNKNOWN if value is None else plain_in_words(value, type_, self._names.labels(type_), unit)


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace(".", " ")


def _short(description: str) -> str:
    """The first sentence, without its full stop."""
    return description.partition(". ")[0].rstrip(".")


def _right(types: Sequence[Type]) -> frozenset[int]:
    return frozenset(position for position, type_ in enumerate(types) if type_.kind in NUMERIC)
