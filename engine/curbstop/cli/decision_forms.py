"""The two forms in which a decision leaves: plain data that is sealed, and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curbstop.api import Account, Pack
    from curbstop.decision.models import Decision
    from curbstop.questions.ask_next import AskNext


def json_of(pack: Pack, account: Account, decision: Decision, *, all_readings: bool) -> dict[str, object]:
    """A decision as plain data; an undetermined one says what to ask next, as `ask_next`.

    With `all_readings` also what the other readings lead to. Where there are too many combinations,
    `other_readings_every` is false and each reading is changed by itself.
    """
    more: dict[str, object] = {}
    asked = _asked(pack, account, decision)
    if asked:
        more["ask_next"] = asked.as_json()
    if all_readings:
        from curbstop.questions.readings import other_readings

        found = other_readings(pack, decision.decision, account)
        more |= {"other_readings": found.as_json(), "other_readings_every": found.every}
    if not more:
        return decision.sealed()
    from curbstop.checker import seal

    shown = {**decision.as_json(), **more}
    return {**shown, "seal": seal(shown)}


def text_of(pack: Pack, account: Account, decision: Decision, *, all_readings: bool) -> str:
    """A decision as text for whatever standard output is; with `all_readings` with the other readings below it."""
    from curbstop.cli.output import look
    from curbstop.render import decision_text

    checked = pack.assembler(decision.decision).explained(account.state)
    shown = decision_text(decision, pack.definition, checked, look(), asked=_asked(pack, account, decision))
    if not all_readings:
        return shown
    from curbstop.questions.readings import other_readings
    from curbstop.render.readings_text import other_readings_text

    return shown + other_readings_text(other_readings(pack, decision.decision, account), look())


def _asked(pack: Pack, account: Account, decision: Decision) -> AskNext | None:
    """What to ask next about an undetermined decision."""
    if not decision.missing:
        return None
    from curbstop.questions.ask_next import ask_next

    return ask_next(pack, decision.decision, account)
