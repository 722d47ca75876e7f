"""Which cells of tables a value was computed with, as its trace has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from curbstop.decision.models import Decision
from curbstop.ir import pack as ir
from curbstop.render.names import Names
from curbstop.render.plain_words import day, plain_in_words
from curbstop.render.trace_tree import Step, Tree, steps_of
from curbstop.semantics.words import counted

Version = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """A version of a parameter and the number of days for which it counted, 0 where it is the only one."""

    version: Version
    days: int = 0


class Cells:
    """Finds the cells behind the values of one decision and puts them into words."""

    def __init__(self, decision: Decision, pack: ir.Pack) -> None:
        self._pack, self._names, self._as_of = pack, Names(pack), decision.as_of
        self._values: Mapping[str, Sequence[object]] = decision.trace["values"]
        self._definitions: Mapping[str, Mapping[str, Any]] = decision.trace["definitions"]

    def behind(self, step: Step) -> tuple[str, ...]:
        """A sentence for each cell, in the order in which they are read; tables alone have cells."""
        return tuple(dict.fromkeys(self._says(found) for found in self._found(step)))

    def is_averaged(self, step: Step) -> bool:
        """Whether a parameter in it changed inside a period."""
        return any(len(self._used(found)) > 1 for found in self._found(step))

    def number(self, name: str) -> object:
        """A derived name, or a parameter without keys, as plain data; None where it is not known."""
        entries = self._values.get(f"derived:{name}")
        if entries:
            return entries[0]
        versions = self._between(name, self._as_of, self._as_of)
        return versions[0].version["rows"][0][1] if versions else None

    def _found(self, step: Step) -> Iterator[Step]:
        """The cells of tables that were read, also behind derived names."""
        if not step.is_read or step.value is None:
            return
        if step.head == "parameter" and self._pack.parameters[str(step.tree[1])].keys:
            yield step
        elif step.head == "derived":
            yield from self._behind_derived(str(step.tree[1]))
        for part in _parts_that_count(step):
            yield from self._found(part)

    def _behind_derived(self, name: str) -> Iterator[Step]:
        item = f"derived:{name}"
        if item in self._values:
            yield from self._found(steps_of(self._definitions[item]["tree"], self._values[item]))

    def _says(self, cell: Step) -> str:
        """`variable rate, tier 1, from 1 July 2025: $2.51114 (13.20.030(B))`."""
        parameter = self._pack.parameters[str(cell.tree[1])]
        keys = cell.parts[: len(parameter.keys)]
        named = [
            f"{name.replace('_', ' ')} {plain_in_words(key.value, type_, self._names.labels(type_))}"
            for (name, type_), key in zip(parameter.keys, keys, strict=True)
        ]
        used, row = self._used(cell), [key.value for key in keys]
        sections = dict.fromkeys(citation.section for citation in parameter.citations)
        rest = f" ({', '.join(sections)})" if sections else ""
        where = ", ".join((parameter.name.replace("_", " "), *named))
        if len(used) == 1:
            return f"{where}, from {day(used[0].version['from'])}: {self._in_words(parameter, cell.value)}{rest}"
        shares = " and ".join(
            f"{counted(one.days, 'day', 'days')} at {self._in_words(parameter, _of_row(one.version, row))}, "
            f"from {day(one.version['from'])}"
            for one in used
        )
        return f"{where}: {shares}{rest}"

    def _in_words(self, parameter: ir.Parameter, value: object) -> str:
        unit = None if str(value).startswith("$") else parameter.unit
        return plain_in_words(value, parameter.type, {}, unit)

    def _used(self, cell: Step) -> list[Used]:
        """The versions that count on the day of a cell, or on the days of its period."""
        name, *parts = cell.tree[1:]
        days = [part for part in parts if isinstance(part, list | tuple) and part[0] in ("on", "until")]
        asked = [str(step.value) for step in cell.parts[len(cell.parts) - len(days) :]] if days else [self._as_of]
        return self._between(str(name), asked[0], asked[-1])

    def _between(self, name: str, first: str, last: str) -> list[Used]:
        item = self._definitions.get(f"given:{name}") or self._definitions.get(f"parameter:{name}") or {}
        found: list[Used] = []
        ends = date.fromisoformat(last).toordinal() + 1
        for version in reversed([version for version in item.get("versions", ()) if version["from"] <= last]):
            begins = date.fromisoformat(max(version["from"], first)).toordinal()
            found.insert(0, Used(version, ends - begins))
            ends = begins
            if version["from"] <= first:
                break
        return found


def _parts_that_count(step: Step) -> Iterator[Step]:
    """The parts on which a value rests: of `if` its side, of a loop the elements that are in it."""
    if step.head == "if":
        test, then, other = step.parts
        yield test
        yield from (then,) if test.value is True else (other,) if test.value is False else ()
        return
    yield from step.parts
    for asked in step.rounds:
        if len(asked) == 1 or asked[0].value is True:
            yield from asked


def _of_row(version: Version, keys: list[object]) -> object:
    return next((value for key, value in version["rows"] if list(key) == keys), None)


def step_of(tree: Tree, values: Sequence[object]) -> Step:
    """The steps of one value."""
    return steps_of(tree, values)
