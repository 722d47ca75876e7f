"""A decision with all that is asked about it for a page: when it changes, other readings, what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curbstop.api import Account, Pack
from curbstop.decision.clauses import ClauseSentences
from curbstop.decision.models import Decision
from curbstop.diagnostics import Faults
from curbstop.ir import pack as ir
from curbstop.ir.calendar import UndefinedDayError
from curbstop.questions.ask_next import AskNext, ask_next
from curbstop.questions.explain import Explanation, explain
from curbstop.questions.readings import OtherReadings, other_readings
from curbstop.questions.timeline import Timeline, timeline
from curbstop.semantics.combine import UNDETERMINED

DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the library says about one decision; whoever writes it down computes nothing.

    `pack` is the one that decided. `checked` has every rule with its verdict and its sentence for it, `clauses` the
    sentences of parts of conditions. `timeline` is None where one of the `days` asked about is not defined: outside
    the calendar, or the time of the pack. `explanations` are about the outcomes that somebody may want instead, none
    where nothing stands in the way of the present one. `asks` is only there where the decision is undetermined.
    """

    pack: ir.Pack
    decision: Decision
    checked: Sequence[tuple[str, bool | None, str]]
    clauses: ClauseSentences
    days: int
    timeline: Timeline | None
    readings: OtherReadings
    explanations: tuple[Explanation, ...]
    asks: AskNext | None


def findings(pack: Pack, decision: str, account: Account, *, days: int = DAYS) -> Findings:
    """A decision about an account with its timeline, its other readings and the ways to other outcomes.

    Raises what `Pack.decide` raises.
    """
    account = pack.account(account)
    made = pack.decide(decision, account)
    assembler = pack.assembler(decision)
    return Findings(
        pack=pack.definition,
        decision=made,
        checked=assembler.explained(account.state),
        clauses=assembler.clauses(account.state),
        days=days,
        timeline=_timeline(pack, decision, account, days),
        readings=other_readings(pack, decision, account),
        explanations=_explanations(pack, made, account, days),
        asks=ask_next(pack, decision, account) if made.missing else None,
    )


def _timeline(pack: Pack, decision: str, account: Account, days: int) -> Timeline | None:
    try:
        return timeline(pack, decision, account, start=account.state.moment.as_of, days=days)
    except (UndefinedDayError, Faults):
        return None


def _explanations(pack: Pack, made: Decision, account: Account, days: int) -> tuple[Explanation, ...]:
    declared = pack.definition.decisions[made.decision]
    if made.outcome in (declared.otherwise.outcome, UNDETERMINED):
        return ()
    wanted = [name for name in declared.outcomes if name != made.outcome and name not in declared.adverse]
    return tuple(explain(pack, made.decision, account, want=want, days=days - 1) for want in wanted)
