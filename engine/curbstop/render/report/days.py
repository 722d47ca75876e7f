"""A timeline in words: its stretches, what binds until each ends, and where the months begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from curbstop.ir import pack as ir
from curbstop.questions.timeline import Stretch as Found
from curbstop.questions.timeline import Timeline
from curbstop.render.plain_words import day
from curbstop.render.report.model import Days, Month, Stretch, Tone
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.words import MONTHS, counted

SHADES = 3
"""How many outcomes of one tone can be told apart; later ones repeat."""


def days_of(timeline: Timeline, decision: ir.Decision) -> Days:
    """The timeline of a decision."""
    shades: dict[str, int] = {}
    stretches = []
    for found in timeline.stretches:
        tone = tone_of(found.outcome, decision)
        alike = [outcome for outcome in shades if tone_of(outcome, decision) is tone]
        shade = shades.setdefault(found.outcome, len(alike) % SHADES)
        stretches.append(_stretch(found, timeline, tone, shade))
    return Days(
        first=_said(timeline.start),
        last=_said(timeline.last),
        count=timeline.days,
        summary=_summary(timeline),
        stretches=tuple(stretches),
        months=tuple(_months(timeline.start, timeline.days)),
    )


def tone_of(outcome: str, decision: ir.Decision) -> Tone:
    """What an outcome means to the customer."""
    if outcome == UNDETERMINED:
        return Tone.OPEN
    return Tone.ADVERSE if outcome in decision.adverse else Tone.PLAIN


def outcome_words(outcome: str) -> str:
    """An outcome as a reader sees it."""
    return "not yet determined" if outcome == UNDETERMINED else outcome.replace("_", " ")


def _stretch(found: Found, timeline: Timeline, tone: Tone, shade: int) -> Stretch:
    ends = found.ends
    binding = " ".join(dict.fromkeys(reason.told for reason in ends.reasons))
    until = "Some facts that matter are missing." if found.outcome == UNDETERMINED else binding
    return Stretch(
        outcome=outcome_words(found.outcome),
        tone=tone,
        shade=shade,
        first=_said(found.first),
        last=_said(found.last),
        offset=(found.first - timeline.start).days,
        days=found.days,
        lasts=counted(found.days, "day", "days"),
        until=until,
        sections=tuple(dict.fromkeys(c.section for reason in ends.reasons for c in reason.citations)),
    )


def _summary(timeline: Timeline) -> str:
    first, *later = timeline.stretches
    if not later:
        return f"If no fact changes, this stays so through {_said(timeline.last)}, the last day looked at."
    then = later[0]
    said = f"If no fact changes, this holds through {_said(first.last)}; from {_said(then.first)}"
    more = f", and it changes {counted(len(later) - 1, 'more time', 'more times')} after that" if later[1:] else ""
    return f"{said} the outcome is: {outcome_words(then.outcome)}{more}."


def _months(start: date, days: int) -> Iterator[Month]:
    yield Month(offset=0, name=_short(start), year=str(start.year))
    for passed in range(1, days):
        on = start + timedelta(passed)
        if on.day == 1:
            yield Month(offset=passed, name=_short(on), year=str(on.year))


def _short(on: date) -> str:
    return MONTHS[on.month - 1][:3]


def _said(on: date) -> str:
    return day(on.isoformat())
