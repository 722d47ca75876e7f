"""What a case can expect that tells one decision from another."""

from __future__ import annotations

from curbstop.decision.models import Decision
from curbstop.semantics.combine import UNDETERMINED
from curbstop.workbench.expectations import NO_DAY

_ABSENT = object()


def what_tells(before: Decision, after: Decision | None) -> dict[str, object] | None:
    """What a case about the first must expect beside the outcome so that it fails on the second; None if nothing."""
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
