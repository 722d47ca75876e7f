"""Other readings of a decision as text, to stand below the decision."""

from __future__ import annotations

from curbstop.questions.readings import OtherReading, OtherReadings
from curbstop.render.look import Look, Page, Paint
from curbstop.semantics.words import counted


def other_readings_text(found: OtherReadings, look: Look | None = None) -> str:
    """A section with the readings that would change the outcome, smallest changes first."""
    page = Page(look or Look())
    page.heading("Under other readings")
    count = counted(len(found.others), "other choice of readings was", "other choices of readings were")
    if not found.others:
        page.add("The decision rests on no reading.", 2)
        return page.text()
    if not found.every:
        page.add(
            f"There are too many combinations, so each reading was changed by itself: {count} decided. Changes that "
            "need two readings are not shown.",
            2,
        )
    smallest = [other for other in found.others if other.smallest]
    if not smallest:
        page.add(f"The outcome stays {found.decision.outcome}: {count} decided, with the same result.", 2)
        return page.text()
    if found.every:
        change = counted(len(found.differing), "changes", "change")
        page.add(f"{count} decided; {change} the outcome. The smallest changes that do:", 2)
    for other in smallest:
        _other(page, found, other)
    if found.without_effect:
        page.add(f"Without effect on the outcome: {', '.join(found.without_effect)}.", 2)
    return page.text()


def _other(page: Page, found: OtherReadings, other: OtherReading) -> None:
    choices = " and ".join(f"{name}={choice}" for name, choice in other.changed.items())
    outcome = page.look.paint(other.outcome or "not defined", Paint.BOLD)
    page.item("-", f"{choices}: {outcome}", 2)
    for name, choice in other.changed.items():
        reading = found.declared[name]
        meanings = dict(reading.choices)
        own = found.decision.readings[name]
        page.add(reading.question, 4)
        page.item("-", f"{choice}: {meanings[choice]}", 6)
        page.item("-", f"{own}, as decided above: {meanings[own]}", 6)
        for citation in reading.citations:
            quote = f' "{citation.quote}"' if citation.quote is not None else ""
            page.add(f"{citation.section}{quote}", 6, paint=Paint.CYAN)
    if other.problem:
        page.add(f"Not decided: {other.problem}.", 4)
    for reason in other.reasons:
        sections = ", ".join(dict.fromkeys(c.section for c in reason.citations))
        page.add(f"Then: {reason.told} ({sections})", 4)
