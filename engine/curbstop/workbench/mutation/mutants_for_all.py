"""Mutants of what stands in no decision and bears on many: the `consistent:` rules, and the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from curbstop.ir.calendar import Calendar
from curbstop.ir.pack import Pack
from curbstop.ir.reach import decision_nodes, reach
from curbstop.workbench.calendar_use import asks_calendar
from curbstop.workbench.mutation.mutant import Mutant


def mutants_for_all(pack: Pack, decisions: Sequence[str]) -> Iterator[Mutant]:
    """The pack without a consistency rule; with a calendar on which a day of the weekend, or no holiday, counts."""
    read = {name: set(reach(decision_nodes(pack.decisions[name]), pack).facts) for name in decisions}
    for index, rule in enumerate(pack.consistency):
        facts = set(reach([rule.condition], pack).facts)
        concerned = tuple(name for name in decisions if facts & read[name])
        if concerned:
            yield Mutant(
                item=f"consistent {rule.id}",
                change="is dropped",
                span=rule.span,
                decisions=concerned,
                pack=replace(pack, consistency=(*pack.consistency[:index], *pack.consistency[index + 1 :])),
                nodes=(rule.condition,),
            )
    asking = tuple(name for name in decisions if asks_calendar(pack, pack.decisions[name]))
    if pack.calendar is not None and asking:
        for words, calendar in _other_calendars(pack.calendar):
            yield Mutant(
                item=f"calendar {calendar.name}",
                change=words,
                span=None,
                decisions=asking,
                pack=replace(pack, calendar=calendar),
            )


def _other_calendars(calendar: Calendar) -> Iterator[tuple[str, Calendar]]:
    for day in calendar.weekend:
        yield f"open on each {day}", replace(calendar, weekend=tuple(one for one in calendar.weekend if one != day))
    if calendar.holidays:
        yield "open on its holidays", replace(calendar, holidays={})
