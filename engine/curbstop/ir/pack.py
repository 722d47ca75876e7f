"""A checked pack: everything a decision rests on, immutable, and free of any file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from curbstop.diagnostics import Span
from curbstop.ir.bounds import bounded_names
from curbstop.ir.calendar import Calendar
from curbstop.ir.change import Change
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import Node, Template
from curbstop.ir.statement import Statement
from curbstop.ir.types import Type

LANGUAGE_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A thing the caller may say about an account. `minimum` and `maximum` are inclusive, in the type's values.

    `changes` is what somebody can do about it; nothing where it never changes.
    """

    name: str
    type: Type
    description: str
    unit: str | None = None
    minimum: int | Fraction | None = None
    maximum: int | Fraction | None = None
    max_items: int = 0
    fields: tuple[Fact, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    private: bool = False
    changes: tuple[Change, ...] = ()
    example: object = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """What every account must satisfy; an account that contradicts it is refused with its sentence."""

    id: str
    condition: Node
    says: str
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterVersion:
    """The value of a parameter from a day on. `rows` maps key tuples to values; a plain number has the row `()`.

    `each_more` is added for each whole step of the single whole-number key above its largest row. `citations` are
    where this value stands, if not where the parameter's own say; versions that differ in nothing else are equal.
    """

    effective: date
    rows: tuple[tuple[tuple[object, ...], object], ...]
    each_more: object = None
    citations: tuple[Citation, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number of the policy. An external one has no versions of its own: the operator gives it."""

    name: str
    type: Type
    description: str
    keys: tuple[tuple[str, Type], ...] = ()
    unit: str | None = None
    versions: tuple[ParameterVersion, ...] = ()
    external: bool = False
    review_by: date | None = None
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def all_citations(self) -> tuple[Citation, ...]:
        """Its own citations, and those of its versions."""
        return (*self.citations, *(one for version in self.versions for one in version.citations))

    @property
    def never_zero(self) -> bool:
        """Whether all its values stand in the pack, and none of them is 0."""
        counted_on = any(version.each_more is not None for version in self.versions)
        values = [value for version in self.versions for _, value in version.rows]
        return not self.external and not counted_on and 0 not in values


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One of several defensible meanings of a passage; the first choice is the default."""

    name: str
    question: str
    choices: tuple[tuple[str, str], ...]
    citations: tuple[Citation, ...]
    because: str
    passage: str | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def default(self) -> str:
        """The choice in force unless the caller says otherwise."""
        return self.choices[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A named formula or condition over facts and parameters."""

    name: str
    formula: Node
    description: str
    unit: str | None = None
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition, the outcome it leads to, and the citation it rests on.

    `says` is the sentence where it holds, `unless` the one where it does not.
    """

    id: str
    outcome: str
    condition: Node
    citations: tuple[Citation, ...]
    says: Template
    unless: Template | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What holds where no rule does; never an adverse outcome."""

    id: str
    outcome: str
    citations: tuple[Citation, ...]
    says: Template
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A list with one row for each whole number from `first` to `last`, both included."""

    variable: str
    first: int
    last: int
    fields: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedValue:
    """A result beside the outcome; `outcomes` are those it applies to (empty: all).

    `decimals` says how many decimals are shown, at least and at most: of a schedule by field, of one value under its
    own name. What is read later is the exact value.
    """

    name: str
    body: Node | Schedule
    description: str
    outcomes: tuple[str, ...] = ()
    decimals: tuple[tuple[str, tuple[int, int]], ...] = ()
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What somebody must do next, where `outcomes` (empty: all) and `condition` (None: always) hold."""

    id: str
    do: Template
    citations: tuple[Citation, ...]
    by: Node | None = None
    condition: Node | None = None
    outcomes: tuple[str, ...] = ()
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question with a closed list of outcomes: the first of `outcomes` that some rule reaches wins."""

    name: str
    asks: str
    outcomes: tuple[str, ...]
    rules: tuple[Rule, ...]
    otherwise: Otherwise
    adverse: frozenset[str] = frozenset()
    values: tuple[ComputedValue, ...] = ()
    duties: tuple[Duty, ...] = ()
    statement: Statement | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A cited section: how its text begins, the hash of that text, and why it needs no rule (if it needs none)."""

    section: str
    begins: str
    sha256: str | None = None
    informational: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A cited document; `skip` lists its running heads, and `file` is None where its text is not at hand."""

    id: str
    title: str
    file: str | None
    sections: tuple[Section, ...]
    skip: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One policy, checked. Dictionaries keep the order of the files; derived names stand after what they read.

    `account_fact` names the fact that says which account it is.
    """

    id: str
    title: str
    version: str
    in_force_from: date
    in_force_until: date | None
    time_zone: str
    documents: dict[str, Document]
    calendar: Calendar | None
    facts: dict[str, Fact]
    consistency: tuple[Consistency, ...]
    parameters: dict[str, Parameter]
    readings: dict[str, Reading]
    derived: dict[str, Derived]
    decisions: dict[str, Decision]
    account_fact: str | None = None
    beside: bool = False
    note: str | None = None

    @cached_property
    def fact_places(self) -> dict[str, int]:
        """Where each fact stands among the facts."""
        return {name: at for at, name in enumerate(self.facts)}

    @cached_property
    def derived_places(self) -> dict[str, int]:
        """Where each derived name stands among the derived names."""
        return {name: at for at, name in enumerate(self.derived)}

    @cached_property
    def parameter_places(self) -> dict[str, int]:
        """Where each parameter stands among the parameters."""
        return {name: at for at, name in enumerate(self.parameters)}

    @cached_property
    def bounded(self) -> frozenset[str]:
        """The derived names whose values can be bounds."""
        return bounded_names({name: derived.formula for name, derived in self.derived.items()})
