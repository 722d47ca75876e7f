"""Coverage of one pack: what there is to cover, what the cases covered, and every lack with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from curbstop.api import Pack
from curbstop.decision.models import Decision
from curbstop.diagnostics import Span
from curbstop.ir import pack as ir
from curbstop.ir.reach import decision_nodes, reach
from curbstop.workbench.coverage.observed import MORE, Observed
from curbstop.workbench.coverage.units import Seen, Unit, UnitCoverage, covered, units_of, units_of_decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that no case covers."""

    text: str
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much of one sort of thing is covered."""

    what: str
    covered: int
    total: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCoverage:
    """The coverage of a pack. `masking` counts parts that decided while other parts differed too."""

    pack: str
    tallies: tuple[Tally, ...]
    units: tuple[UnitCoverage, ...]
    masking: int

    @property
    def covered(self) -> int:
        """How many things are covered, of all sorts."""
        return sum(tally.covered for tally in self.tallies)

    @property
    def total(self) -> int:
        """How many things there are to cover."""
        return sum(tally.total for tally in self.tallies)


class Measure:
    """Gathers the decisions of the cases of one pack, whatever readings they chose.

    With the name of a decision it measures only what that one reads, and the sections that its rules and duties cite.
    """

    def __init__(self, pack: Pack, decision: str | None = None) -> None:
        self._pack = pack.definition if decision is None else _narrowed(pack.definition, decision)
        self._observed = Observed(pack.definition)

    def add(self, decision: Decision) -> None:
        """Take in the decision of one case."""
        self._observed.add(decision)

    def result(self) -> PackCoverage:
        """What the decisions taken in so far cover."""
        pack, observed = self._pack, self._observed
        units = [covered(unit, observed.seen.get(id(unit.root), Seen()), pack) for unit in _units(pack)]
        units = [unit for unit in units if unit.parts]
        tallies = (
            _tally("rules that were a reason", _rules(pack, observed)),
            _tally("conditions seen true and false", _both_ways(units)),
            _tally("conditions that decided alone", _alone(units)),
            _tally("values of parameters", _versions(pack, observed)),
            _tally("rows of tables", _rows(pack, observed)),
            _tally("choices of readings", _choices(pack, observed)),
            _tally("sections cited", _sections(pack, observed)),
        )
        masking = sum(part.alone == "masking" for unit in units for part in unit.parts)
        return PackCoverage(pack=pack.id, tallies=tallies, units=tuple(units), masking=masking)


def _narrowed(pack: ir.Pack, name: str) -> ir.Pack:
    decision = pack.decisions[name]
    read = reach(decision_nodes(decision), pack)
    rests_on = [decision.otherwise.citations]
    rests_on += [rule.citations for rule in decision.rules]
    rests_on += [duty.citations for duty in decision.duties]
    cited = {(one.document, one.section) for some in rests_on for one in some}

    def within(document: ir.Document) -> ir.Document:
        sections = (section for section in document.sections if (document.id, section.section) in cited)
        return replace(document, sections=tuple(sections))

    return replace(
        pack,
        decisions={name: decision},
        parameters={one: pack.parameters[one] for one in read.parameters},
        readings={one: pack.readings[one] for one in read.readings},
        documents={id_: within(document) for id_, document in pack.documents.items()},
    )


Point = tuple[bool, str, Span | None]
"""Whether something is covered, and what to say and where if it is not."""


def _tally(what: str, points: Iterator[Point]) -> Tally:
    found = list(points)
    lacks = tuple(Lack(text=text, span=span) for done, text, span in found if not done)
    return Tally(what=what, covered=len(found) - len(lacks), total=len(found), lacks=lacks)


def _units(pack: ir.Pack) -> Iterator[Unit]:
    """Every condition of the pack, in the order of its files."""
    read = reach([node for decision in pack.decisions.values() for node in decision_nodes(decision)], pack)
    for name in read.derived:
        yield from units_of(f"derived {name}", pack.derived[name].formula, pack)
    for decision in pack.decisions.values():
        yield from units_of_decision(decision, pack)


def _rules(pack: ir.Pack, observed: Observed) -> Iterator[Point]:
    for decision in pack.decisions.values():
        last = decision.otherwise
        for id_, span in [*((rule.id, rule.span) for rule in decision.rules), (last.id, last.span)]:
            yield (decision.name, id_) in observed.reasons, f"rule {decision.name}/{id_} was never a reason", span


def _both_ways(units: list[UnitCoverage]) -> Iterator[Point]:
    for unit in units:
        for part in unit.parts:
            for seen, value in ((part.seen_true, "true"), (part.seen_false, "false")):
                yield seen, f"`{part.text}` was never {value} in {unit.item}", part.span or unit.span


def _alone(units: list[UnitCoverage]) -> Iterator[Point]:
    for unit in units:
        for part in unit.parts:
            if part.alone or part.why:
                text = f"`{part.text}` never decided {unit.item} alone: {part.why}"
                yield part.alone is not None, text, part.span or unit.span


def _versions(pack: ir.Pack, observed: Observed) -> Iterator[Point]:
    for parameter in pack.parameters.values():
        used = observed.versions.get(parameter.name, set())
        if parameter.external:
            yield -1 in used, f"the external parameter {parameter.name} was never given", parameter.span
        for at, version in enumerate(parameter.versions):
            text = f"{parameter.name} was never used with its value from {version.effective.isoformat()}"
            yield at in used, text, parameter.span


def _rows(pack: ir.Pack, observed: Observed) -> Iterator[Point]:
    for parameter in pack.parameters.values():
        used = observed.rows.get(parameter.name, set())
        for at, version in enumerate(parameter.versions if parameter.keys else ()):
            since = f" from {version.effective.isoformat()}" if len(parameter.versions) > 1 else ""
            for key, _ in version.rows:
                text = f"{parameter.name} was never read for {', '.join(map(str, key))}{since}"
                yield (at, key) in used, text, parameter.span
            if version.each_more is not None:
                text = f"{parameter.name} was never read above its last row{since}"
                yield (at, MORE) in used, text, parameter.span


def _choices(pack: ir.Pack, observed: Observed) -> Iterator[Point]:
    for reading in pack.readings.values():
        for choice, _ in reading.choices:
            text = f"no case was decided under the reading {reading.name}: {choice}"
            yield (reading.name, choice) in observed.choices, text, reading.span


def _sections(pack: ir.Pack, observed: Observed) -> Iterator[Point]:
    for document in pack.documents.values():
        for section in document.sections:
            if section.informational is None:
                text = f"section {section.section} was never cited"
                yield (document.id, section.section) in observed.sections, text, section.span
