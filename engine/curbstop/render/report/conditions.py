"""The conditions behind rules as trees of sentences, expressions and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from curbstop.decision.clauses import ClauseSentences
from curbstop.ir.nodes import Apply, Clause, DerivedRef, Fold, Node
from curbstop.ir.pack import Pack
from curbstop.ir.private import MASK, Privacy
from curbstop.ir.types import Kind
from curbstop.render.names import Fields, Names
from curbstop.render.report.model import Condition, Mark
from curbstop.render.trace_tree import Step, steps_of
from curbstop.render.tree_text import tree_text

ALL, ANY, NOT = "All of these:", "Any of these:", "That this is not so:"
_LEAVES = frozenset({"fact", "derived", "parameter", "field", "element", "value", "as-of", "count", "sum"})
_OF_ELEMENT = frozenset({"field", "element"})


def mark_of(verdict: object) -> Mark:
    """The mark of a three-valued verdict."""
    return Mark.OPEN if verdict is None else Mark.HOLDS if verdict else Mark.FAILS


class Conditions:
    """Reads conditions off a trace, beside the rules' own expressions, which know what is private.

    With `privacy` a part that reads a private fact itself shows neither how it turned out nor any value; what a named
    condition comes to is shown.
    """

    def __init__(self, pack: Pack, trace: Mapping[str, Any], clauses: ClauseSentences, privacy: Privacy | None) -> None:
        self._pack, self._clauses, self._privacy = pack, clauses, privacy
        self._names = Names(pack)
        self._definitions: Mapping[str, Mapping[str, Any]] = trace.get("definitions", {})
        self._values: Mapping[str, Sequence[object]] = trace.get("values", {})
        self._taken_apart: set[str] = set()

    def of(self, item: str, node: Node) -> Condition | None:
        """The condition of an item of the trace, such as a rule, whose expression is `node`; None if it is not there.

        How the whole turned out is shown even where it reads something private: it is a conclusion.
        """
        step = self._steps(item)
        found = self._part(node, step, {}) if step is not None else None
        return replace(found, mark=mark_of(step.value)) if found and step else found

    def _steps(self, item: str) -> Step | None:
        definition, values = self._definitions.get(item), self._values.get(item)
        return steps_of(definition["tree"], values) if definition and values is not None else None

    def _part(self, node: Node, step: Step, fields: Fields, says: str = "") -> Condition | None:
        if isinstance(node, Clause):
            return self._part(node.body, step, fields, self._sentence(node, step) or says)
        if not step.is_read:
            return None
        hidden = self._hides(node)
        made = Condition(
            mark=self._mark(step, hidden),
            says="" if hidden else says,
            code=tree_text(step.tree),
            sections=tuple(dict.fromkeys(cite.partition(' "')[0].partition(" ")[2] for cite in step.citations)),
        )
        match node:
            case Apply() if step.head in ("and", "or", "not"):
                return self._joined(made, node, step, fields)
            case DerivedRef(name=name) if node.type.kind is Kind.BOOL:
                return self._named(made, name, hidden)
            case Fold() if step.head in ("any", "all"):
                return self._loop(made, node, step, fields)
        return replace(made, values=self._leaves([(node, step)], fields))

    def _sentence(self, clause: Clause, step: Step) -> str | None:
        if step.value is None or clause not in self._clauses:
            return None
        holds, fails = self._clauses[clause]
        return holds if step.value is True else fails

    def _joined(self, made: Condition, node: Apply, step: Step, fields: Fields) -> Condition | None:
        """A part made of parts; it is left out where only one of them was read."""
        found = [self._part(child, part, fields) for child, part in zip(node.arguments, step.parts, strict=True)]
        parts = tuple(part for part in found if part)
        if step.head == "not" and parts and not parts[0].parts and not made.says and not _is_named(node.arguments[0]):
            return replace(made, values=parts[0].values)
        if step.head != "not" and len(parts) == 1:
            return replace(parts[0], says=made.says or parts[0].says)
        if not parts:
            return made
        lead = {"and": ALL, "or": ANY, "not": NOT}[step.head]
        return replace(made, says=made.says or lead, code="", parts=parts)

    def _named(self, made: Condition, name: str, hidden: bool) -> Condition:
        if hidden:
            return made
        derived = self._pack.derived[name]
        below = self.of(f"derived:{name}", derived.formula)
        parts = () if below is None else below.parts if below.says in (ALL, ANY) else (below,)
        again = name in self._taken_apart
        self._taken_apart.add(name)
        return replace(made, says=made.says or derived.description, code=name, parts=parts, again=again)

    def _loop(self, made: Condition, node: Fold, step: Step, fields: Fields) -> Condition:
        """Each element of the list with its mark; nothing of them where the list itself is private."""
        if self._hides(node.source):
            return made
        inner = {**fields, node.variable: self._names.list_type(step.parts[0].tree)}
        asked = [part for part in (node.where, node.body) if part is not None]
        parts = []
        for number, round_ in enumerate(step.rounds, start=1):
            pairs = list(zip(asked, round_[-len(asked) :], strict=True))
            if step.head == "all" and len(pairs) > 1 and pairs[0][1].value is False:
                continue
            own = [pair for pair in self._pairs(pairs) if pair[1].head in _OF_ELEMENT]
            values = [part.value for _, part in pairs]
            verdict = False if False in values else None if None in values else True
            mark = Mark.PRIVATE if any(map(self._hides, asked)) else mark_of(verdict)
            parts.append(Condition(mark=mark, says=f"Entry {number}", code="", values=self._leaves(own, inner)))
        beside = [(node.source, step.parts[0])]
        if step.rounds:
            pairs = self._pairs(list(zip(asked, step.rounds[0][-len(asked) :], strict=True)))
            beside += [pair for pair in pairs if pair[1].head not in _OF_ELEMENT]
        return replace(made, values=self._leaves(beside, inner), parts=tuple(parts))

    def _leaves(self, pairs: Sequence[tuple[Node, Step]], fields: Fields) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        for node, step in self._pairs(pairs):
            found[tree_text(step.tree)] = self._value(node, step, fields)
        return tuple(found.items())

    def _value(self, node: Node, step: Step, fields: Fields) -> str:
        return MASK if self._hides(node) and step.value is not None else self._names.value(step, fields)

    def _pairs(self, pairs: Sequence[tuple[Node, Step]]) -> list[tuple[Node, Step]]:
        """The named parts that were read, each as an expression and as a step."""
        found: list[tuple[Node, Step]] = []
        for node, step in pairs:
            while isinstance(node, Clause):
                node = node.body
            if step.head in _LEAVES:
                found += [(node, step)] if step.is_read else []
            elif not step.is_loop:
                found += self._pairs(list(zip(node.children, step.parts, strict=True)))
            else:
                found += self._pairs([(node.children[0], step.parts[0])])
        return found

    def _mark(self, step: Step, hidden: bool) -> Mark:
        return Mark.PRIVATE if hidden and step.value is not None else mark_of(step.value)

    def _hides(self, node: Node) -> bool:
        return self._privacy is not None and self._privacy.hides(node)


def _is_named(node: Node) -> bool:
    while isinstance(node, Clause):
        node = node.body
    return isinstance(node, DerivedRef)
