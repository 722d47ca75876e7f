"""What an edit of the rules does to a population: who moves from which outcome to which, and by which edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from curbstop.api import Pack
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.semantics.combine import UNDETERMINED
from curbstop.workbench.choices import DEFAULTS, Choices
from curbstop.workbench.impact.counting import Kind, Tally
from curbstop.workbench.impact.model import REFUSED, Cause, Change, DecisionImpact, Impact, Refusal, Side, Witness
from curbstop.workbench.impact.plan import Plan, plan_of
from curbstop.workbench.impact.run import Progress, run, usable_processors
from curbstop.workbench.impact.witnesses import Witnesses

__all__ = ["REFUSED", "Cause", "Change", "DecisionImpact", "Impact", "Refusal", "Side", "Witness", "impact"]


def impact(
    old: Pack,
    new: Pack,
    file: str,
    *,
    as_of: date,
    decisions: Sequence[str] = (),
    choices: Choices = DEFAULTS,
    jobs: int | None = None,
    show_private: bool = True,
    progress: Progress = lambda *_: None,
) -> Impact:
    """What the new rules change for the accounts in a file, JSON Lines or Parquet, for all decisions or some.

    `as_of` is the day of accounts that give none. `choices` are readings and external parameters for both. `jobs` is
    the number of processes (default: one for each processor); the result is the same for any. Without `show_private`
    witnesses have `(private)` in place of private facts. An interrupt ends the run with what is counted so far.
    Raises Faults for a file that cannot be read, an unknown decision, or choices that are wrong.
    """
    choices.check(old.definition, new.definition)
    names = _known(old, new, decisions)
    plan = plan_of(old.definition, new.definition, names, as_of=as_of, file=file, choices=choices)
    tally, complete = run(plan, jobs=jobs or usable_processors(), progress=progress)
    witnesses = Witnesses(plan, tally.first, show_private=show_private)
    said = [f"{pack.definition.id} {pack.definition.version}" for pack in (old, new)]
    return Impact(
        old=said[0],
        new=said[1],
        accounts=tally.accounts,
        refused=tally.refused,
        refusals=tuple(tally.refusals),
        edits=plan.edits,
        decisions=tuple(_decision(plan, name, tally, witnesses) for name in names),
        complete=complete,
    )


def _known(old: Pack, new: Pack, asked: Sequence[str]) -> tuple[str, ...]:
    both = [name for name in old.decisions if name in new.decisions]
    for name in asked:
        if name not in both:
            what = (
                "only one of the packs has the decision"
                if name in (*old.decisions, *new.decisions)
                else "unknown decision"
            )
            raise Faults(
                (Diagnostic("unknown-decision", f"{what} `{name}`", hint=nearest_hint(name, both, "decisions")),)
            )
    return tuple(asked) or tuple(both)


def _decision(plan: Plan, name: str, tally: Tally, witnesses: Witnesses) -> DecisionImpact:
    before, after = plan.base.decisions[name], plan.new.decisions[name]
    adverse = before.adverse | after.adverse
    outcomes = tuple(dict.fromkeys((*before.outcomes, *after.outcomes, UNDETERMINED, REFUSED)))
    order = {outcome: place for place, outcome in enumerate(outcomes)}
    matrix = {(a, b): count for (decision, a, b), count in tally.matrix.items() if decision == name}
    changes = [_change(plan, kind, count, adverse, witnesses) for kind, count in tally.moves.items() if kind[0] == name]
    return DecisionImpact(
        decision=name,
        asks=after.asks,
        outcomes=outcomes,
        adverse=adverse,
        matrix={pair: matrix[pair] for pair in sorted(matrix, key=lambda pair: (order[pair[0]], order[pair[1]]))},
        proved=name in plan.unchanged,
        changes=tuple(sorted(changes, key=_order)),
    )


def _change(plan: Plan, kind: Kind, count: int, adverse: frozenset[str], witnesses: Witnesses) -> Change:
    _, before, after, (edits, together) = kind
    return Change(
        before=before,
        after=after,
        count=count,
        adverse=None if (before in adverse) == (after in adverse) else after in adverse,
        cause=Cause(edits=tuple(plan.edits[edit] for edit in edits), together=together),
        witness=witnesses.of(kind),
    )


def _order(change: Change) -> tuple[object, ...]:
    """Adverse moves first, then by how many accounts make them."""
    first = {True: 0, None: 1, False: 2}[change.adverse]
    return first, -change.count, change.before, change.after, change.cause.says
