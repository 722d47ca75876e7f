"""Which cells of tables a value was computed with, as its trace has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from curbstop.decision.models import Decision
from curbstop.ir import pack as ir
from curbstop.ir.types import Kind, Type
from curbstop.render.names import Names
from curbstop.render.plain_words import day, plain_in_words
from curbstop.render.trace_tree import Step, steps_of
from curbstop.semantics.words import counted

Version = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """A version of a parameter and the number of days for which it counted, 0 where it is the only one."""

    version: Version
    days: int = 0

    @property
    def how_long(self) -> str:
        """` for 11 days`, or nothing."""
        return f" for {counted(self.days, 'day', 'days')}" if self.days else ""


class Cells:
    """Finds the cells behind the values of one decision and puts them into words."""

    def __init__(self, decision: Decision, pack: ir.Pack) -> None:
        self._pack, self._names, self._as_of = pack, Names(pack), decision.as_of
        self._values: Mapping[str, Sequence[object]] = decision.trace["values"]
        self._definitions: Mapping[str, Mapping[str, Any]] = decision.trace["definitions"]

    def behind(self, step: Step, decimals: int) -> tuple[str, ...]:
        """What is said of each cell, in the order in which they are read.

        A cell is a parameter taken with keys, on a day of its own, or over a period; a plain number is none.
        Unrounded money is written with at least so many decimals.
        """
        return tuple(dict.fromkeys(self._says(found, decimals) for found in self._found(step)))

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
        """The cells that were read, also behind derived names."""
        if not step.is_read or step.value is None:
            return
        if step.head == "parameter" and step.parts:
            yield step
            return
        if step.head == "derived":
            yield from self._behind_derived(str(step.tree[1]))
        for part in _parts_that_count(step):
            yield from self._found(part)

    def _behind_derived(self, name: str) -> Iterator[Step]:
        item = f"derived:{name}"
        if item in self._values:
            yield from self._found(steps_of(self._definitions[item]["tree"], self._values[item]))

    def _says(self, cell: Step, decimals: int) -> str:
        """`late rate, step 2: $0.20 from 1 January 2026 (4(B))`."""
        parameter = self._pack.parameters[str(cell.tree[1])]
        keys = [key.value for key in cell.parts[: len(parameter.keys)]]
        where = ", ".join((_spaced(parameter.name), *map(self._key, parameter.keys, keys)))
        sections = ", ".join(dict.fromkeys(citation.section for citation in parameter.citations))
        used = self._used(cell)
        values = [_of_row(one.version, keys) for one in used] if len(used) > 1 else [cell.value]
        said = ", ".join(
            f"{_in_words(value, parameter, decimals)} from {day(one.version['from'])}{one.how_long}"
            for one, value in zip(used, values, strict=True)
        )
        return f"{where}: {said} ({sections})" if sections else f"{where}: {said}"

    def _key(self, key: tuple[str, Type], value: object) -> str:
        """`tier 1`; a member of a choice that has a wording needs no name."""
        labels = self._names.labels(key[1])
        said = plain_in_words(value, key[1], labels)
        return said if value in labels else f"{_spaced(key[0])} {said}"

    def _used(self, cell: Step) -> list[Used]:
        """The versions that count on the day of a cell, or on the days of its period."""
        name, *parts = cell.tree[1:]
        days = [part for part in parts if isinstance(part, list | tuple) and part[0] in ("on", "until")]
        asked = [str(step.value) for step in cell.parts[len(cell.parts) - len(days) :]] if days else [self._as_of]
        return self._between(str(name), asked[0], asked[-1])

    def _between(self, name: str, first: str, last: str) -> list[Used]:
        """The versions of a parameter from a day to another, in their order."""
        item = self._definitions.get(f"given:{name}") or self._definitions.get(f"parameter:{name}") or {}
        begins, ends = _ordinal(first), _ordinal(last) + 1
        found: list[Used] = []
        for version in reversed(item.get("versions", ())):
            since = max(_ordinal(version["from"]), begins)
            if since < ends:
                found.insert(0, Used(version, ends - since))
                ends = since
        return found if len(found) > 1 else [Used(one.version) for one in found]


def _ordinal(written: str) -> int:
    """A day as a number; one outside the years 1 to 9999, which has a sign, counts as the nearest inside."""
    beyond = {"+": date.max, "-": date.min}.get(written[0])
    return (beyond or date.fromisoformat(written)).toordinal()


def _parts_that_count(step: Step) -> Iterator[Step]:
    """The parts on which a value rests: of `if` its side, of a loop the elements that are in it."""
    if step.head == "if":
        test, then, other = step.parts
        settled = {True: (test, then), False: (test, other)}
        # Where the readings settle it, the side that they do not take is not read.
        yield from settled.get(test.value is True, ()) if isinstance(test.value, bool) else (then, other)
        return
    yield from step.parts
    for asked in step.rounds:
        if len(asked) == 1 or asked[0].value is True:
            yield from asked


def _in_words(value: object, parameter: ir.Parameter, decimals: int) -> str:
    """A cell in words; money that is not rounded has as many decimals as where it is shown."""
    said = plain_in_words(value, parameter.type, {}, parameter.unit)
    written = len(said.partition(".")[2])
    return said + "0" * (decimals - written) if parameter.type.kind is Kind.AMOUNT and written else said


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _of_row(version: Version, keys: list[object]) -> object:
    return next((value for key, value in version["rows"] if list(key) == keys), None)
