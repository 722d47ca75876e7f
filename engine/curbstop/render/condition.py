"""The condition of a rule as an outline: each part with its mark, and the values it was decided by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from curbstop.ir.pack import Pack
from curbstop.render.look import Page
from curbstop.render.names import Fields, Names, leaf_text
from curbstop.render.trace_tree import Step, steps_of
from curbstop.render.tree_text import tree_text

ELEMENTS_SHOWN = 10
_STEP = 2
_LEAVES = frozenset({"fact", "derived", "parameter", "field", "element", "value", "as-of", "count", "sum"})
_TAKEN_APART = frozenset({"and", "or", "not", "any", "all", "derived"})
_OF_ELEMENT = frozenset({"field", "element"})


class Outline:
    """Writes conditions onto a page; a derived condition is taken apart only where it first appears."""

    def __init__(self, page: Page, pack: Pack, trace: Mapping[str, Any]) -> None:
        self._page = page
        self._names = Names(pack)
        self._definitions: Mapping[str, Mapping[str, Any]] = trace.get("definitions", {})
        self._values: Mapping[str, Sequence[object]] = trace.get("values", {})
        self._taken_apart: set[str] = set()

    def add(self, item: str, indent: int, *, only_open: bool = False) -> None:
        """The condition of a trace's item; with `only_open` no more than what is not decided yet."""
        steps = self._steps(item)
        if steps is not None:
            self._step(steps, indent, {}, only_open)

    def _steps(self, item: str) -> Step | None:
        definition, values = self._definitions.get(item), self._values.get(item)
        return steps_of(definition["tree"], values) if definition and values is not None else None

    def _step(self, step: Step, indent: int, fields: Fields, only_open: bool) -> None:
        if not step.is_read or (only_open and step.value is not None):
            return
        parts = [part for part in step.parts if part.is_read]
        match step.head:
            case "and" | "or" if len(parts) == 1:
                self._step(parts[0], indent, fields, only_open)
            case "and" | "or" if parts:
                self._line(step, "all of these:" if step.head == "and" else "any of these:", indent)
                for part in parts:
                    self._step(part, indent + _STEP, fields, only_open)
            case "not" if parts and parts[0].head in _TAKEN_APART:
                self._line(step, tree_text(step.tree), indent)
                self._step(parts[0], indent + _STEP, fields, only_open)
            case "derived":
                self._derived(step, indent, only_open)
            case "any" | "all" if step.is_loop:
                self._loop(step, indent, fields, only_open)
            case _:
                self._line(step, tree_text(step.tree), indent)
                if step.head not in _LEAVES:
                    self._operands(step, indent + _STEP, fields)

    def _line(self, step: Step, text: str, indent: int) -> None:
        cites = "".join(f"  [{cite.partition(' ')[2]}]" for cite in step.citations)
        self._page.marked(step.value, f"{text}{cites}", indent)

    def _derived(self, step: Step, indent: int, only_open: bool) -> None:
        name = str(step.tree[1])
        item = f"derived:{name}"
        description = self._definitions.get(item, {}).get("about")
        about = f": {description}" if description else ""
        again = name in self._taken_apart
        self._line(step, f"{name}{about}{' (see above)' if again else ''}", indent)
        if not again:
            self._taken_apart.add(name)
            self.add(item, indent + _STEP, only_open=only_open)

    def _operands(self, step: Step, indent: int, fields: Fields) -> None:
        shown = dict.fromkeys(leaf_text(leaf, self._names, fields) for leaf in _leaves(step))
        if shown:
            self._page.add("; ".join(shown), indent)

    def _loop(self, step: Step, indent: int, fields: Fields, only_open: bool) -> None:
        self._line(step, tree_text(step.tree), indent)
        source = step.parts[0]
        inner = {**fields, str(step.tree[1]): self._names.list_type(source.tree)}
        leaves = [leaf for asked in step.rounds[:1] for part in asked for leaf in _leaves(part)]
        beside = [leaf for leaf in leaves if leaf.head not in _OF_ELEMENT]
        self._page.add(
            "; ".join(dict.fromkeys(leaf_text(leaf, self._names, inner) for leaf in (source, *beside))), indent + _STEP
        )
        rounds = list(enumerate(step.rounds, start=1))
        if step.head == "all":
            rounds = [(number, asked) for number, asked in rounds if len(asked) < 2 or asked[0].value is not False]
        if only_open:
            rounds = [(number, asked) for number, asked in rounds if _verdict(asked) is None]
        for number, asked in rounds[:ELEMENTS_SHOWN]:
            own = (leaf for part in asked for leaf in _leaves(part) if leaf.head in _OF_ELEMENT)
            text = "; ".join(dict.fromkeys(leaf_text(leaf, self._names, inner) for leaf in own))
            self._page.marked(_verdict(asked), f"{number}: {text}", indent + _STEP)
        if len(rounds) > ELEMENTS_SHOWN:
            self._page.add(f"and {len(rounds) - ELEMENTS_SHOWN} more", indent + _STEP)


def _leaves(step: Step) -> list[Step]:
    """The named parts of an expression that were read, in order."""
    if step.head in _LEAVES:
        return [step] if step.is_read else []
    return [leaf for part in step.parts for leaf in _leaves(part)]


def _verdict(asked: tuple[Step, ...]) -> object:
    """Whether an element passes everything that is asked of it."""
    values = [step.value for step in asked]
    return False if False in values else None if None in values else True
