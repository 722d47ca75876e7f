"""What the names in an expression may stand for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from curbstop.ir.pack import Fact, Parameter
from curbstop.ir.types import Type

RESERVED = frozenset(
    [
        "as_of",
        "none",
        "true",
        "false",
        "yes",
        "no",
        "age",
        "average_by_day",
        "reading",
        "date",
        "date_time",
        "money",
        "any",
        "all",
        "count",
        "sum",
        "min",
        "max",
        "empty",
        "add_months",
        "add_hours",
        "date_of",
        "add_business_days",
        "business_days_between",
        "is_business_day",
        "weekday",
        "year",
        "start_of_year",
        "floor_cents",
        "round_cents",
        "round_half_up",
        "on",
        "and",
        "or",
        "not",
        "in",
        "if",
        "else",
        "for",
        "is",
        "lambda",
    ]
)
"""Words that mean something in every expression, so that no fact, parameter or derived name may be called so."""


class ParameterSignature(NamedTuple):
    """What an expression needs to know of a parameter: its type, and the name and type of each table key.

    `never_zero` is whether all its values are known here, and none of them is 0.
    """

    type: Type
    keys: tuple[tuple[str, Type], ...] = ()
    unit: str | None = None
    never_zero: bool = False

    @classmethod
    def of(cls, parameter: Parameter) -> ParameterSignature:
        """The signature of a parameter."""
        return cls(parameter.type, parameter.keys, parameter.unit, parameter.never_zero)


class DerivedSignature(NamedTuple):
    """What an expression needs to know of a derived name."""

    type: Type
    unit: str | None = None


class Scope(NamedTuple):
    """Everything that is declared. `derived` gives None for a name whose own formula is at fault."""

    facts: Mapping[str, Fact]
    parameters: Mapping[str, ParameterSignature | None] = {}
    readings: Mapping[str, tuple[str, ...]] = {}
    derived_names: Collection[str] = ()
    derived: Callable[[str], DerivedSignature | None] = lambda _: None
    values: Mapping[str, Type | None] = {}
    has_calendar: bool = True
    zone: str = ""
    broken_facts: Collection[str] = ()

    def all_names(self) -> list[str]:
        """Every name an expression may mention, for hints."""
        return [*self.facts, *self.parameters, *self.derived_names, *self.values, "as_of"]
