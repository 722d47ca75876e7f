"""Two packs -> the edits between them, and what is only worded in another way.

A thing that both packs have is edited if its own text means something else: both texts are read with the old pack's
definitions of what both packs define, so that a rule is not edited because a number that it reads is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from curbstop.ir.canonical import calendar_item
from curbstop.ir.pack import Derived, Pack
from curbstop.ir.reach import reach
from curbstop.workbench.diff.base import base_pack
from curbstop.workbench.diff.edits import Done, Edit, Kind
from curbstop.workbench.diff.find_rules import cited_where_changed, condition_edit, decision_edits
from curbstop.workbench.diff.normal import NormalForms
from curbstop.workbench.diff.wording import differing, worded
from curbstop.workbench.diff.words import fact_parts, parameter_parts, reading_parts


class Finder:
    """Finds the edits from one pack to another, in the order of the files."""

    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new
        self.forms = NormalForms(old)
        self.in_base = NormalForms(base_pack(old, new))
        self.in_new = NormalForms(new)
        self.wording: list[str] = []

    def edits(self) -> tuple[Edit, ...]:
        """All edits; `wording` is complete afterwards."""
        found = [*self._pack(), *self._facts(), *self._parameters(), *self._readings(), *self._derived()]
        for name in {**self.old.decisions, **self.new.decisions}:
            found += self._decision(name)
        return tuple(found)

    # --- What several decisions read -----------------------------------------------------------------------------

    def _pack(self) -> Iterator[Edit]:
        old, new = self.old, self.new
        days = [f"{pack.in_force_from} to {pack.in_force_until or 'further notice'}" for pack in (old, new)]
        if days[0] != days[1] or old.time_zone != new.time_zone:
            parts = [f"{a} -> {b}" for a, b in (days, (old.time_zone, new.time_zone)) if a != b]
            yield Edit(kind=Kind.IN_FORCE, done=Done.CHANGED, name="", parts=tuple(parts))
        before, after = (calendar_item(pack.calendar) if pack.calendar else {} for pack in (old, new))
        if before != after:
            done = Done.CHANGED if before and after else Done.ADDED if after else Done.REMOVED
            yield Edit(kind=Kind.CALENDAR, done=done, name="", parts=tuple(_calendar_parts(before, after)))
        if old.title != new.title:
            self.wording.append("pack: title")
        for name, document in {**old.documents, **new.documents}.items():
            if old.documents.get(name) != new.documents.get(name):
                what = "" if name in old.documents and name in new.documents else " added" if document else " removed"
                self.wording.append(f"document {name}{what or ': title or sections'}")

    def _facts(self) -> Iterator[Edit]:
        old, new = self.old, self.new
        for name in {**old.facts, **new.facts}:
            ours, theirs = old.facts.get(name), new.facts.get(name)
            if ours is None or theirs is None:
                done = Done.ADDED if ours is None else Done.REMOVED
                yield Edit(kind=Kind.FACT, done=done, name=name, read_by=self._readers("facts", name))
                continue
            parts = tuple(fact_parts(ours, theirs))
            if parts:
                yield Edit(
                    kind=Kind.FACT, done=Done.CHANGED, name=name, parts=parts, read_by=self._readers("facts", name)
                )
            elif ours != theirs:
                self.wording.append(f"fact {name}: description, example or changes")
        before, after = ({rule.id: rule for rule in pack.consistency} for pack in (old, new))
        for name in {**before, **after}:
            rule, other = before.get(name), after.get(name)
            if rule and other and self.forms.key(rule.condition) == self.in_base.key(other.condition):
                if rule.says != other.says:
                    self.wording.append(f"consistency rule {name}: sentence")
                continue
            first, second = (each.condition if each else None for each in (rule, other))
            yield condition_edit(Kind.CONSISTENCY, name, first, second, self.forms, self.in_base)

    def _parameters(self) -> Iterator[Edit]:
        before, after = self.old.parameters, self.new.parameters
        for name in (name for name in before if name in after):
            ours, theirs = before[name], after[name]
            parts = tuple(parameter_parts(ours, theirs))
            if parts:
                yield Edit(
                    kind=Kind.PARAMETER,
                    done=Done.CHANGED,
                    name=name,
                    parts=parts,
                    citations=tuple(dict.fromkeys((*ours.all_citations, *theirs.all_citations))),
                    read_by=self._readers("parameters", name),
                )
            elif (ours, ours.all_citations) != (theirs, theirs.all_citations):
                self.wording.append(f"parameter {name}: {differing(ours, theirs)}")
        self._come_and_gone("parameter", before, after)

    def _readings(self) -> Iterator[Edit]:
        before, after = self.old.readings, self.new.readings
        for name in {**before, **after}:
            ours, theirs = before.get(name), after.get(name)
            parts = tuple(reading_parts(ours, theirs)) if ours and theirs else ()
            if parts or ours is None or theirs is None:
                done = Done.ADDED if ours is None else Done.REMOVED if theirs is None else Done.CHANGED
                cited = tuple(one for reading in (ours, theirs) if reading for one in reading.citations)
                yield Edit(
                    kind=Kind.READING,
                    done=done,
                    name=name,
                    parts=parts,
                    citations=cited,
                    read_by=self._readers("readings", name),
                )
            elif ours != theirs:
                self.wording.append(f"reading {name}: {differing(ours, theirs)}")

    def _derived(self) -> Iterator[Edit]:
        before, after = self.old.derived, self.new.derived
        for name in (name for name in after if name in before):
            ours, theirs = before[name], after[name]
            if self.forms.key(ours.formula) != self.in_base.key(theirs.formula):
                edit = condition_edit(Kind.DERIVED, name, ours.formula, theirs.formula, self.forms, self.in_base)
                changed = cited_where_changed(ours.formula, theirs.formula)
                cited = tuple(dict.fromkeys((*ours.citations, *theirs.citations, *changed)))
                yield replace(edit, citations=cited, read_by=self._readers("derived", name))
            else:
                self.wording += worded(f"derived name {name}", ours, theirs, ours.formula, theirs.formula)
        self._come_and_gone("derived name", before, after)

    def _come_and_gone(self, what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Names that only one pack has: by themselves they change nothing, and what reads them is compared."""
        gone = [name for name in before if name not in after]
        for name in (name for name in after if name not in before):
            same = next((one for one in gone if self._stand_for_the_same(before[one], after[name])), None)
            if same is not None:
                gone.remove(same)
            self.wording.append(f"{what} {same} is now called {name}" if same else f"{what} {name} added")
        self.wording += [f"{what} {name} removed" for name in gone]

    def _stand_for_the_same(self, ours: Any, theirs: Any) -> bool:
        if isinstance(ours, Derived):
            return self.forms.key(ours.formula) == self.in_base.key(theirs.formula)
        return (ours.type, ours.keys, ours.versions, ours.external) == (
            theirs.type,
            theirs.keys,
            theirs.versions,
            theirs.external,
        ) and not ours.external

    def _readers(self, what: str, name: str) -> tuple[str, ...]:
        """The rules of either pack that read a name, directly or through derived ones."""
        found = {
            f"{decision.name}/{rule.id}": None
            for pack in (self.old, self.new)
            for decision in pack.decisions.values()
            for rule in decision.rules
            if name in getattr(reach([rule.condition], pack), what)
        }
        return tuple(found)

    def _decision(self, name: str) -> Iterator[Edit]:
        old, new = self.old.decisions.get(name), self.new.decisions.get(name)
        if old is None or new is None:
            done = Done.ADDED if old is None else Done.REMOVED
            yield Edit(kind=Kind.DECISION, done=done, name=name, decision=name)
            return
        yield from decision_edits(old, new, self.forms, self.in_base, self.wording)


def _calendar_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if not before or not after:
        return
    for key in ("from", "until", "weekend"):
        if before[key] != after[key]:
            yield f"{key}: {_listed(before[key])} -> {_listed(after[key])}"
    yield from (f"holiday dropped: {day}" for day in before["holidays"] if day not in after["holidays"])
    yield from (f"holiday added: {day}" for day in after["holidays"] if day not in before["holidays"])


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
