"""A case that would kill a mutant, written from an account on which it differs, and confirmed on both packs."""

from __future__ import annotations

from collections.abc import Mapping

from curbstop.decision.models import Decision
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.pack import Pack, Parameter
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.plain import plain_value
from curbstop.workbench.case_text import WrittenCase, facts_as_written
from curbstop.workbench.expectations import NO_DAY
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.mutation.search import Found, smallest
from curbstop.workbench.nearby.trial import Account, Trial


def killing_case(mutant: Mutant, found: Found, original: Trial, changed: Trial) -> str | None:
    """The case as YAML; None if what differs is nothing that a case can say, or vanishes at a second look."""
    account = smallest(found, original, changed)
    before = original.decide(found.decision, account, missing=False)
    try:
        after: Decision | None = changed.decide(found.decision, account, missing=False)
    except UndefinedDayError:
        after = None
    expect = _what_tells(before, after)
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
        parameters=_given(account, pack, read.parameters),
        facts=facts_as_written(pack, account.facts),
        outcome=before.outcome,
        expect=expect,
    ).as_yaml()


def _what_tells(before: Decision, after: Decision | None) -> dict[str, object] | None:
    """What a case must expect beside the outcome so that it fails on the mutant."""
    rules = [reason.rule for reason in before.reasons]
    expect: dict[str, object] = {"reasons": rules} if rules else {}
    if after is None or before.outcome != after.outcome or set(rules) != {reason.rule for reason in after.reasons}:
        return expect
    values = {name: value for name, value in before.values.items() if after.values.get(name, _ABSENT) != value}
    values |= {name: "absent" for name in after.values if name not in before.values}
    if values and before.outcome != UNDETERMINED:
        return expect | {"values": values}
    duties = [duty.do for duty in before.duties]
    if duties != [duty.do for duty in after.duties]:
        return expect | {"duties": duties}
    days = [duty.by or NO_DAY for duty in before.duties]
    if days != [duty.by or NO_DAY for duty in after.duties]:
        return expect | {"by": days}
    said = {reason.says for reason in after.reasons}
    other = [reason.says for reason in before.reasons if reason.says not in said]
    return expect | {"says": other[0]} if other else None


_ABSENT = object()


def _given(account: Account, pack: Pack, read: tuple[str, ...]) -> Mapping[str, object]:
    """The external parameters that the account's day holds, as an operator writes them."""
    positions = {name: place for place, name in enumerate(pack.parameters)}
    external: list[Parameter] = [pack.parameters[name] for name in read if pack.parameters[name].external]
    return {
        parameter.name: plain_value(value, parameter.type)
        for parameter in external
        if not parameter.keys and (value := account.moment.values[positions[parameter.name]]) is not None
    }


def _plain(change: str) -> str:
    return change.replace("`", "")
