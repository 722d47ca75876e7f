"""What a search of completions finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Completion(NamedTuple):
    """One way to fill what is missing, the outcome it leads to, and the positions of the rules that do."""

    facts: tuple[object, ...]
    parameters: tuple[object, ...]
    outcome: str
    rules: tuple[int, ...]


@dataclass(slots=True)
class Explored:
    """What the boxes of a search have shown: their outcomes, and completions that surely reach them."""

    outcomes: set[str] = field(default_factory=set)
    completions: dict[str, Completion] = field(default_factory=dict)
    by_element: frozenset[int] = frozenset()
    """Unknown lists, by the position of the fact, that were gone through by their elements."""

    @property
    def open(self) -> bool:
        """Whether two completions surely lead to different outcomes."""
        return len(self.completions) > 1

    @property
    def outcome(self) -> str | None:
        """The one outcome of all completions; None if there are more, or it is not known."""
        return next(iter(self.outcomes)) if len(self.outcomes) == 1 and not self.open else None
