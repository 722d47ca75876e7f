"""What somebody can do about a fact."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

CHANGERS: Final = ("customer", "utility")


class Today(Enum):
    """The day of the decision, where a change gives a date."""

    TODAY = "today"


TODAY: Final = Today.TODAY


class Change(NamedTuple):
    """One thing that the customer or the utility (`by`) can do about a fact.

    `to` names the only values it can be changed to, for a set the members that can be added (empty: any); `add` the
    elements that can be added to a list. `along` are other facts that the same act changes. Values are run-time
    values, or TODAY. `cost` orders proposals, cheapest first; `says` asks for the change, `{to}` is the new value.
    """

    by: str
    to: tuple[object, ...] = ()
    add: tuple[tuple[object, ...], ...] = ()
    along: tuple[tuple[str, object], ...] = ()
    cost: int = 1
    says: str | None = None
