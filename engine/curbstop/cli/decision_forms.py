"""The two forms in which a decision leaves: plain data that is sealed, and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curbstop.cli.output import look

if TYPE_CHECKING:
    from curbstop.api import Account, Pack
    from curbstop.decision.models import Decision


def json_of(pack: Pack, account: Account, decision: Decision, *, all_readings: bool) -> dict[str, object]:
    """A decision as plain data; with `all_readings` also what the other readings lead to.

    Where there are too many combinations, `other_readings_every` is false and each reading is changed by itself.
    """
    if not all_readings:
        return decision.sealed()
    from curbstop.checker import seal
    from curbstop.questions.readings import other_readings

    found = other_readings(pack, decision.decision, account)
    shown = {**decision.as_json(), "other_readings": found.as_json(), "other_readings_every": found.every}
    return {**shown, "seal": seal(shown)}


def text_of(pack: Pack, account: Account, decision: Decision, *, all_readings: bool) -> str:
    """A decision as text for whatever standard output is; with `all_readings` with the other readings below it."""
    from curbstop.render import decision_text

    checked = pack.assembler(decision.decision).explained(account.state)
    shown = decision_text(decision, pack.definition, checked, look())
    if not all_readings:
        return shown
    from curbstop.questions.readings import other_readings
    from curbstop.render.readings_text import other_readings_text

    return shown + other_readings_text(other_readings(pack, decision.decision, account), look())
