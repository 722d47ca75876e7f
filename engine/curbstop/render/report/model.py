"""A decision in words, part by part: what the page, the Markdown and the letter show, each in its own form.

All texts are plain; whoever shows one escapes it. A private value is masked already where it has to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from curbstop.render.statement import Statement


class Mark(Enum):
    """How a condition turned out; the text is what a reader is told."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "open"
    PRIVATE = "private"


class Tone(Enum):
    """What an outcome means to the customer: it takes something away, it is open, or neither."""

    ADVERSE = "adverse"
    OPEN = "open"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A section of a document, by its title, with the operative words."""

    section: str
    document: str
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings; `right` has the positions of columns of numbers."""

    headings: tuple[str, ...]
    right: frozenset[int]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something with a name and a value: a fact, a result, a number of the policy. A list of records is a table."""

    name: str
    about: str
    said: str
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A part of a condition. `says` is its sentence, `code` its expression; one of them may be empty.

    `values` are the names that it compares, each with its value; `sections` those cited for this part alone. `again`
    is true where its parts were shown before, under an earlier rule.
    """

    mark: Mark
    says: str
    code: str
    values: tuple[tuple[str, str], ...] = ()
    sections: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRule:
    """A rule, what it says of this account, and the condition behind it (None for what holds where no rule does)."""

    name: str
    mark: Mark
    says: str
    sections: tuple[str, ...]
    condition: Condition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rules that lead to one outcome."""

    outcome: str
    rules: tuple[CheckedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A reason: its sentence, the words of the policy, and what it needs of the facts that are missing."""

    rule: CheckedRule
    citations: tuple[Cited, ...]
    needs: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """How it comes out if what is missing turns out one way."""

    outcome: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What to ask next, and examples of answers that settle the outcome; `note` says what else holds (may be empty)."""

    facts: tuple[Entry, ...]
    settled: tuple[Supposed, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What somebody has to do, and by which day (may be empty)."""

    do: str
    by: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What would lead to another outcome: the ways to it, each a list of steps; none is an answer too."""

    outcome: str
    ways: tuple[tuple[str, ...], ...]
    none_found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days of one outcome. `offset` and `days` count days, `until` says what binds until the last of them."""

    outcome: str
    tone: Tone
    shade: int
    first: str
    last: str
    offset: int
    days: int
    lasts: str
    until: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as it begins among the days, or the first day itself, as an offset."""

    offset: int
    name: str
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When the outcome changes if no fact does. `summary` is one sentence."""

    first: str
    last: str
    count: int
    summary: str
    stretches: tuple[Stretch, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherChoice:
    """Another meaning of an unclear passage, and the outcome if it alone is taken (empty: the same)."""

    meaning: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedReading:
    """An unclear passage: the question, the meaning that was taken, and the others."""

    question: str
    meaning: str
    because: str
    citations: tuple[Cited, ...]
    others: tuple[OtherChoice, ...]

    @property
    def contests(self) -> bool:
        """Whether another choice of this reading alone leads to another outcome."""
        return any(other.outcome for other in self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A decision with everything that is known about it, in words."""

    decision: str
    asks: str
    outcome: str
    tone: Tone
    exact: bool
    account: str
    day: str
    iso: str
    whys: tuple[Why, ...]
    supposed: tuple[Supposed, ...]
    statement: Statement | None
    results: tuple[Entry, ...]
    tasks: tuple[Task, ...]
    missing: tuple[Entry, ...]
    asking: Asking | None
    ways: tuple[Ways, ...]
    days: Days | None
    days_asked: int
    checked: tuple[Group, ...]
    facts: tuple[Entry, ...]
    numbers: tuple[Entry, ...]
    readings: tuple[UsedReading, ...]
    together: tuple[Supposed, ...]
    notes: tuple[str, ...]
    documents: tuple[str, ...]
    policy: str
    rules: str
    masked: bool
