"""A case that would kill a mutant, written from an account on which it differs, and confirmed on both packs."""

from __future__ import annotations

from curbstop.decision.models import Decision
from curbstop.ir.calendar import UndefinedDayError
from curbstop.workbench.case_text import WrittenCase, facts_as_written
from curbstop.workbench.given_parameters import given_parameters
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.mutation.search import Found, smallest
from curbstop.workbench.nearby.telling import what_tells
from curbstop.workbench.nearby.trial import Trial


def killing_case(mutant: Mutant, found: Found, original: Trial, changed: Trial) -> str | None:
    """The case as YAML; None if what differs is nothing that a case can say, or vanishes at a second look."""
    account = smallest(found, original, changed)
    before = original.decide(found.decision, account, missing=False)
    try:
        after: Decision | None = changed.decide(found.decision, account, missing=False)
    except UndefinedDayError:
        after = None
    expect = what_tells(before, after)
    if expect is None:
        return None
    pack = original.pack
    defaults = {name: reading.default for name, reading in pack.readings.items()}
    read = original.evaluator(account.readings).decision(found.decision).reach
    return WrittenCase(
        name=f"{found.decision} notices that in {mutant.item.partition(' ')[2]} {_plain(mutant.change)}",
        decision=found.decision,
        as_of=account.moment.as_of,
        readings={name: choice for name, choice in account.readings if choice != defaults[name]},
        parameters=given_parameters(account.moment.given, read.parameters),
        facts=facts_as_written(pack, account.facts),
        outcome=before.outcome,
        expect=expect,
    ).as_yaml()


def _plain(change: str) -> str:
    return change.replace("`", "")
