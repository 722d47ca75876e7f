"""The unclear passages a decision rests on, with what their other meanings would lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from curbstop.ir.citation import Citation
from curbstop.questions.readings import OtherReadings
from curbstop.render.report.days import outcome_words
from curbstop.render.report.model import Cited, OtherChoice, Supposed, UsedReading

NOT_DEFINED = "cannot be decided on this day"
Citing = Callable[[Sequence[Citation]], tuple[Cited, ...]]


def readings_of(found: OtherReadings, cited: Citing) -> tuple[UsedReading, ...]:
    """Each reading, those whose change alone would change the outcome first."""
    alone = {
        (name, choice): outcome_words(other.outcome) if other.outcome else NOT_DEFINED
        for other in found.others
        for name, choice in other.changed.items()
        if other.differs and len(other.changed) == 1
    }
    used = []
    for name, chosen in found.decision.readings.items():
        reading = found.declared[name]
        meanings = dict(reading.choices)
        others = tuple(
            OtherChoice(meaning=meaning, outcome=alone.get((name, choice), ""))
            for choice, meaning in meanings.items()
            if choice != chosen
        )
        used.append(
            UsedReading(
                question=reading.question,
                meaning=meanings[chosen],
                because=reading.because if chosen == reading.default else "",
                citations=cited(reading.citations),
                others=others,
            )
        )
    return tuple(sorted(used, key=lambda one: not one.contests))


def together_of(found: OtherReadings) -> tuple[Supposed, ...]:
    """The smallest changes of several readings at once that would change the outcome."""
    return tuple(
        Supposed(
            outcome=outcome_words(other.outcome) if other.outcome else NOT_DEFINED,
            when=" ".join(dict(found.declared[name].choices)[choice] for name, choice in other.changed.items()),
        )
        for other in found.others
        if other.smallest and len(other.changed) > 1
    )
