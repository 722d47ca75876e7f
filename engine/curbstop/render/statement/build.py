"""A decision -> its statement in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from curbstop.decision.models import Decision
from curbstop.ir import pack as ir
from curbstop.ir import statement as ir_statement
from curbstop.ir.nodes import Element, Node
from curbstop.ir.private import MASK, Privacy
from curbstop.ir.statement import StatementLine
from curbstop.ir.types import Type
from curbstop.render.plain_words import plain_in_words
from curbstop.render.statement.cells import Cells
from curbstop.render.statement.model import Line, Part, Statement, grouped
from curbstop.render.trace_tree import Step, all_steps_of, steps_of
from curbstop.render.waiting import OPEN, waits_for

NOT_KNOWN = "not known"
TOTAL = "Total"

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Row:
    """The values that a line can show, with their types, and the names of those that are private."""

    values: Mapping[str, object]
    types: Mapping[str, Type]
    hidden: frozenset[str]

    def cell(self, name: str | None) -> str:
        """A value in words; nothing where there is none."""
        if name is None or name not in self.values:
            return ""
        if self.values[name] == OPEN:
            return NOT_KNOWN
        return MASK if name in self.hidden else grouped(plain_in_words(self.values[name], self.types[name], {}))


def statement_of(decision: Decision, pack: ir.Pack, privacy: Privacy | None = None) -> Statement | None:
    """The statement of a decision, None where it declares none or its outcome has no total.

    With `privacy` no private value stands in it.
    """
    declared = pack.decisions[decision.decision].statement
    if declared is None or declared.total not in decision.values:
        return None
    return _Builder(decision, pack, privacy).statement(declared)


class _Builder:
    def __init__(self, decision: Decision, pack: ir.Pack, privacy: Privacy | None) -> None:
        self.decision, self.pack, self.privacy = decision, pack, privacy
        self.declared = {value.name: value for value in pack.decisions[decision.decision].values}
        self.cells = Cells(decision, pack)

    def statement(self, declared: ir_statement.Statement) -> Statement:
        shown = [line for line in declared.lines if line.value in self.decision.values]
        total = self._single(StatementLine(label=TOTAL, amount=declared.total))
        return Statement(
            title=declared.title,
            unit=declared.unit or "",
            lines=tuple(made for line in shown for made in self._lines(line)),
            total=replace(total, nothing=False),
            parts=next((parts for line in shown if line.bounds and (parts := self._parts(line))), ()),
        )

    def _lines(self, line: StatementLine) -> Iterator[Line]:
        body = self.declared[line.value].body
        if not isinstance(body, ir.Schedule):
            yield self._single(line)
        elif self.decision.values[line.value] == OPEN:
            yield self._open(line, _label_of_all(line, body))
        else:
            for position, row in enumerate(self._rows(line, body)):
                yield self._row(line, row, body.first + position, position)

    def _single(self, line: StatementLine) -> Line:
        if self.decision.values[line.amount] == OPEN:
            return self._open(line, line.label)
        nodes = {name: node for name, value in self.declared.items() if isinstance(node := value.body, Node)}
        hidden = frozenset(name for name, node in nodes.items() if self.privacy and self.privacy.hides(node))
        types = {name: node.type for name, node in nodes.items()}
        row = _Row(self.decision.values, types, hidden)
        return self._line(line, line.label, row, self._steps(line.rate or line.amount))

    def _rows(self, line: StatementLine, body: ir.Schedule) -> list[_Row]:
        rows = self.decision.values[line.value]
        hidden = self.privacy.hidden_fields(body) if self.privacy else frozenset()
        types = {name: node.type for name, node in body.fields}
        return [_Row(row, types, hidden) for row in rows] if isinstance(rows, Sequence) else []

    def _row(self, line: StatementLine, row: _Row, number: int, position: int) -> Line:
        return self._line(line, _label(line, row, number), row, self._row_steps(line, position))

    def _line(self, line: StatementLine, label: str, row: _Row, step: Step | None) -> Line:
        asked = line.rate or line.amount
        told = step if asked not in row.hidden else None
        counted = [name for name in (line.units, line.amount) if name]
        return Line(
            label=label,
            units=row.cell(line.units),
            rate=row.cell(line.rate),
            amount=row.cell(line.amount),
            section=self._section(line.value),
            sources=self.cells.behind(told, self._decimals(line, asked)) if told else (),
            averaged=told is not None and self.cells.is_averaged(told),
            nothing=all(name not in row.hidden and _number(row.values.get(name)) == 0 for name in counted),
        )

    def _decimals(self, line: StatementLine, name: str) -> int:
        """How many decimals are shown at least."""
        owner = self.declared[line.rows or name]
        return dict(owner.decimals).get(name, (0, 0))[0]

    def _open(self, line: StatementLine, label: str) -> Line:
        value = self.declared[line.value]
        waiting = waits_for(value, self.decision, self.pack)
        section = self._section(value.name)
        return Line(label=label, units="", rate="", amount=NOT_KNOWN, section=section, sources=(waiting,))

    def _section(self, name: str) -> str:
        """The section of the first citation: what the amount rests on, before what counts its units."""
        return next((citation.section for citation in self.declared[name].citations), "")

    def _steps(self, name: str) -> Step | None:
        item = f"value:{self.decision.decision}/{name}"
        entries = self.decision.trace["values"].get(item)
        return steps_of(self.decision.trace["definitions"][item]["tree"], entries) if entries else None

    def _row_steps(self, line: StatementLine, position: int) -> Step | None:
        item = f"value:{self.decision.decision}/{line.value}"
        entries = self.decision.trace["values"].get(item)
        if not entries:
            return None
        each = self.decision.trace["definitions"][item]["each"]
        at = [name for name, _, _ in each].index(line.rate or line.amount)
        return all_steps_of([tree for _, _, tree in each], entries[position])[at]

    def _parts(self, line: StatementLine) -> tuple[Part, ...]:
        """The rows along their bounds; none where a bound or the units are open, private, or out of order."""
        body = self.declared[line.value].body
        if not isinstance(body, ir.Schedule) or line.units is None:
            return ()
        rows = self._rows(line, body)
        units = [None if line.units in row.hidden else _number(row.values.get(line.units)) for row in rows]
        ends = [Fraction(0), *(self._bound(name) for name in line.bounds)]
        if not rows or not _ascends(ends) or any(one is None or one < 0 for one in units):
            return ()
        return tuple(
            Part(label=_label(line, row, number), first=first, last=last, units=used)
            for number, (row, first, last, used) in enumerate(
                zip(rows, ends, [*ends[1:], None], units, strict=True), body.first
            )
            if first is not None and used is not None
        )

    def _bound(self, name: str) -> Fraction | None:
        hidden = self.privacy is not None and name in self.privacy.derived
        return None if hidden else _number(self.cells.number(name))


def _label(line: StatementLine, row: _Row, number: int) -> str:
    return _SLOT.sub(lambda slot: row.cell(slot[1]) if slot[1] in row.types else str(number), line.label)


def _label_of_all(line: StatementLine, body: ir.Schedule) -> str:
    """`Tier 1 to 3` for rows that are open; without their numbers where something else stands in the label."""
    numbers = {body.variable, *(name for name, node in body.fields if _is_number(node, body))}
    every = f"{body.first} to {body.last}"
    return _SLOT.sub(lambda slot: every if slot[1] in numbers else "", line.label).strip()


def _is_number(node: Node, body: ir.Schedule) -> bool:
    return isinstance(node, Element) and node.variable == body.variable


def _number(value: object) -> Fraction | None:
    """A number as it stands in plain data: `10`, `"4.5"`, `"64/15"`."""
    return Fraction(value) if isinstance(value, int | str) and re.fullmatch(r"-?\d+([./]\d+)?", str(value)) else None


def _ascends(ends: Sequence[Fraction | None]) -> bool:
    known = [end for end in ends if end is not None]
    return len(known) == len(ends) and all(low < high for low, high in pairwise(known))
