"""`readings.yaml`: the possible meanings of unclear passages."""

from __future__ import annotations

from curbstop.ir.pack import Reading
from curbstop.load.files.citations import Citations
from curbstop.load.files.entries import Entry
from curbstop.load.files.names import Ids, check_dashed


def read_readings(file: Entry, cite: Citations) -> dict[str, Reading]:
    """Every declared reading; one at fault keeps what can be told of it."""
    readings: dict[str, Reading] = {}
    ids = Ids(file.faults)
    for name, span, entry in file.named("readings", "reading"):
        ids.take(name, "reading", span)
        found = entry.mapping("choices") if entry else None
        if found is not None:
            for choice, place in found.keys_at.items():
                check_dashed(choice, "choice", place, file.faults)
            if len(found) < 2:
                message = f"the reading `{name}` leaves nothing to choose"
                file.fault("no-choices", message, found.span, "name two readings or more, the default first")
        choices = entry.labels("choices") if entry else {}
        readings[name] = Reading(
            name=name,
            question=(entry.text("question") if entry else None) or "",
            choices=tuple((choice, " ".join(text.text.split())) for choice, text in choices.items()),
            citations=cite.of(entry),
            because=(entry.text("because") if entry else None) or "",
            passage=entry.text("passage") if entry else None,
            note=entry.text("note") if entry else None,
            span=span,
        )
    return readings
