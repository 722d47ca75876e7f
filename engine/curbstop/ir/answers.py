"""What a loop over an unknown list can come to, whatever the list holds."""

from __future__ import annotations

from datetime import date

from curbstop.ir.nodes import Fold
from curbstop.ir.operators import Aggregate
from curbstop.ir.types import Kind
from curbstop.ir.zone import zone_named

MOST_ELEMENTS = 50
"""Elements that a list can have."""

_LARGEST = MOST_ELEMENTS * 2**53
_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()


def ends_of_answer(node: Fold) -> tuple[int, int]:
    """The least and the greatest number, amount in cents, day or moment that the loop can come to."""
    if node.aggregate is Aggregate.COUNT:
        return 0, MOST_ELEMENTS
    match node.type.kind:
        case Kind.DATE:
            return _FIRST_DAY, _LAST_DAY
        case Kind.DATE_TIME:
            return zone_named(node.type.zone).within(_FIRST_DAY + 1, _LAST_DAY - 1)
    return -_LARGEST, _LARGEST
