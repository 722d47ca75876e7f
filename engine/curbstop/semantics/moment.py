"""Parameters as they stand on the day a decision is about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.pack import Pack, Parameter, ParameterVersion
from curbstop.semantics.plain import iso


class NotInForceError(UndefinedDayError):
    """A parameter was asked for on a day before its first value."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one version of a parameter. `get` gives None (unknown) where there is no row."""

    rows: Mapping[tuple[object, ...], object]
    last: int = 0
    each_more: int | None = None

    @classmethod
    def of(cls, version: ParameterVersion) -> Table:
        """The table that a version lists."""
        rows = dict(version.rows)
        if version.each_more is None:
            return cls(rows)
        last = max(key[0] for key in rows if isinstance(key[0], int))
        return cls(rows, last, version.each_more)  # type: ignore[arg-type]

    def get(self, key: tuple[object, ...]) -> object:
        """The cell of a key; above the last row each step adds `each_more`."""
        found = self.rows.get(key)
        if found is None and self.each_more is not None and isinstance(key[0], int) and key[0] > self.last:
            return self.rows[(self.last,)] + (key[0] - self.last) * self.each_more  # type: ignore[operator]
        return found


def given_values(moment: Moment, values: tuple[object, ...]) -> Moment:
    """The same day with other values of parameters, for a completion that supposes them."""
    if values is moment.values:
        return moment
    other = copy(moment)
    other.values = values
    return other


class Moment:
    """A day, and the value of every parameter on it; immutable and shared by all accounts of that day."""

    def __init__(self, pack: Pack, as_of: date, given: Mapping[str, Parameter]) -> None:
        self.as_of = as_of
        self.ordinal = as_of.toordinal()
        self._take({name: given.get(name, parameter) for name, parameter in pack.parameters.items()})
        self.values: tuple[object, ...] = self._all_at(self.ordinal)
        """`P` of the generated code: a value, a `Table`, or None for an external parameter that is not given."""

    def on(self, as_of: date) -> Moment:
        """Another day under the same parameters, for a fraction of what the first one cost."""
        other = copy(self)
        other.as_of, other.ordinal = as_of, as_of.toordinal()
        other.values = self._all_at(other.ordinal)
        return other

    def with_parameter(self, parameter: Parameter) -> Moment:
        """The same day, on which one parameter is another one."""
        other = copy(self)
        other._take({**self._by_name, parameter.name: parameter})
        other.values = other._all_at(other.ordinal)
        return other

    def _take(self, parameters: Mapping[str, Parameter]) -> None:
        self._by_name = parameters
        self._parameters = list(parameters.values())
        self._starts = [[v.effective.toordinal() for v in parameter.versions] for parameter in self._parameters]
        self._tables = [tuple(map(Table.of, parameter.versions)) for parameter in self._parameters]

    def _all_at(self, day: int) -> tuple[object, ...]:
        return tuple(self._at(index, day) for index in range(len(self._parameters)))

    def _version(self, index: int, day: int) -> int | None:
        """The position of the version in force on a day; None for an external parameter that is not given."""
        if not self._starts[index]:
            return None
        at = bisect_right(self._starts[index], day) - 1
        if at < 0:
            parameter = self._parameters[index]
            first = parameter.versions[0].effective
            raise NotInForceError(
                f"`{parameter.name}` has no value before {first.isoformat()}, and {iso(day)} was asked for"
            )
        return at

    def _at(self, index: int, day: int) -> object:
        try:
            version = self._version(index, day)
        except NotInForceError:
            return None
        if version is None:
            return None
        table = self._tables[index][version]
        return table if self._parameters[index].keys else table.rows[()]

    def dated(self, index: int, day: int) -> object:
        """A parameter on another day than `as_of`."""
        version = self._version(index, day)
        if version is None:
            return None
        table = self._tables[index][version]
        return table if self._parameters[index].keys else table.rows[()]

    def averaged(self, index: int, key: tuple[object, ...], first: int, last: int) -> object:
        """The average of a parameter's cell over the days from `first` to `last`; unknown if there is no such day."""
        if last < first:
            return None
        at = self._version(index, first)
        if at is None:
            return None
        starts, tables = self._starts[index], self._tables[index]
        until = bisect_right(starts, last) - 1
        if until == at:
            return tables[at].get(key)
        total: int | Fraction = 0
        for version in range(at, until + 1):
            cell = tables[version].get(key)
            if not isinstance(cell, int | Fraction):
                return None
            ends = starts[version + 1] - 1 if version < until else last
            total += cell * (ends - max(starts[version], first) + 1)
        return Fraction(total, last - first + 1)

    def notes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """A sentence for each parameter among `names` whose `review_by` day has passed."""
        return tuple(
            f"the number `{name}` was to be reviewed by {parameter.review_by}, so its value may be out of date"
            for name, parameter in self._by_name.items()
            if name in names and parameter.review_by is not None and parameter.review_by < self.as_of
        )
