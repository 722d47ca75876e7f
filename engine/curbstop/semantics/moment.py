"""Parameters as they stand on the day a decision is about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from fractions import Fraction
from itertools import pairwise

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.pack import Pack, Parameter, ParameterVersion
from curbstop.semantics.exact import Pair, number, total_of_pairs, whole_if_it_is
from curbstop.semantics.plain import iso

REMEMBERED_SPANS = 20_000
REMEMBERED_CELLS = 10_000
FOREVER = float("inf")
Key = tuple[object, ...]
Rows = Mapping[Key, object]
"""The cells of a parameter by their keys; `get` gives None (unknown) where there is no row."""


class NotInForceError(UndefinedDayError):
    """A parameter was asked for on a day before its first value."""


class _Stepped(dict[Key, object]):
    """Rows of a table that goes on above its last one: each step adds the same."""

    def __init__(self, rows: Rows, step: int) -> None:
        super().__init__(rows)
        self._step, self._last = step, max(key[0] for key in rows if isinstance(key[0], int))

    def get(self, key: Key, default: object = None) -> object:
        found = super().get(key, default)
        if found is None and isinstance(key[0], int) and key[0] > self._last:
            return self[(self._last,)] + (key[0] - self._last) * self._step  # type: ignore[operator]
        return found


class Averages(dict[Key, Pair | None]):
    """The averages of a table's cells over the days of its versions, as pairs, each worked out on its first use."""

    def __init__(self, parts: Sequence[tuple[Rows, int]]) -> None:
        self._parts = parts

    def __missing__(self, key: Key) -> Pair | None:
        found = self._averaged(key)
        if found is not None and len(self) < REMEMBERED_CELLS:
            self[key] = found
        return found

    def _averaged(self, key: Key) -> Pair | None:
        summands: list[Pair] = []
        all_days = 0
        for rows, days in self._parts:
            cell = rows.get(key)
            if not isinstance(cell, int | Fraction):
                return None
            numerator, denominator = cell.as_integer_ratio()
            summands.append((numerator * days, denominator))
            all_days += days
        above, below = total_of_pairs(summands)
        return above, below * all_days


class _NotInForce(Averages):
    """The rows of a table on a day before its first value."""

    def __init__(self, error: NotInForceError) -> None:
        super().__init__(())
        self._why = str(error)

    def __missing__(self, _: Key) -> Pair | None:
        raise NotInForceError(self._why)


_NOWHERE = Averages([({}, 1)])
"""The averages of a table that has no rows."""


def _rows(version: ParameterVersion) -> Rows:
    """The rows that a version lists, by their keys."""
    rows = {key: whole_if_it_is(cell) if isinstance(cell, Fraction) else cell for key, cell in version.rows}
    return rows if version.each_more is None else _Stepped(rows, version.each_more)  # type: ignore[arg-type]


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
        """`P` of the generated code: a value, the rows of a table, or None for an external one that is not given."""

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

    @property
    def given(self) -> dict[str, Parameter]:
        """The external parameters that were given, by name."""
        return {name: one for name, one in self._by_name.items() if one.external and one.versions}

    def _take(self, parameters: Mapping[str, Parameter]) -> None:
        self._by_name = parameters
        self._parameters = list(parameters.values())
        self._starts = [[v.effective.toordinal() for v in parameter.versions] for parameter in self._parameters]
        self._ends = [[*starts[1:], FOREVER] for starts in self._starts]
        self._spans: dict[tuple[int, int, int], Averages] = {}
        self._tables = [tuple(map(_rows, parameter.versions)) for parameter in self._parameters]
        averages = [[Averages([(table, 1)]) for table in tables] for tables in self._tables]
        self._within_one = list(zip(self._starts, self._ends, averages, strict=True))

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
        return table if self._parameters[index].keys else table[()]

    def dated(self, index: int, day: int) -> object:
        """A parameter on another day than `as_of`."""
        version = self._version(index, day)
        if version is None:
            return None
        table = self._tables[index][version]
        return table if self._parameters[index].keys else table[()]

    def averaged(self, index: int, key: Key, first: int, last: int) -> object:
        """The average of a parameter's cell over the days from `first` to `last`; unknown if there is no such day."""
        return number(self.over(index, first, last)[key])

    def over(self, index: int, first: int, last: int) -> Averages:
        """The averages of a parameter's rows over the days from `first` to `last`.

        Before the first version each of its cells raises NotInForceError when it is asked for.
        """
        starts, ends, averages = self._within_one[index]
        at = bisect_right(starts, first) - 1
        if at >= 0 and first <= last < ends[at]:
            return averages[at]  # most periods lie in one version
        rows = self._spans.get((index, first, last))
        if rows is None:
            if len(self._spans) > REMEMBERED_SPANS:
                self._spans.clear()
            rows = self._spans[index, first, last] = self._over(index, first, last)
        return rows

    def _over(self, index: int, first: int, last: int) -> Averages:
        try:
            at = self._version(index, first) if first <= last else None
        except NotInForceError as error:
            return _NotInForce(error)
        if at is None:
            return _NOWHERE
        starts, tables = self._starts[index], self._tables[index]
        until = bisect_right(starts, last) - 1
        begins = [first, *starts[at + 1 : until + 1], last + 1]
        return Averages([(tables[at + i], end - begin) for i, (begin, end) in enumerate(pairwise(begins))])

    def notes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """A sentence for each parameter among `names` whose `review_by` day has passed."""
        return tuple(
            f"the number `{name}` was to be reviewed by {parameter.review_by}, so its value may be out of date"
            for name, parameter in self._by_name.items()
            if name in names and parameter.review_by is not None and parameter.review_by < self.as_of
        )
