"""External parameters as the operator who gave them would write them, for cases that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from curbstop.ir.pack import Parameter, ParameterVersion
from curbstop.semantics.plain import plain_value


def given_parameters(given: Mapping[str, Parameter], names: Iterable[str]) -> dict[str, object]:
    """Those of the names that are given, as plain data which reads back as the same values."""
    return {name: _as_written(given[name]) for name in names if name in given}


def _as_written(parameter: Parameter) -> object:
    whole = [{"from": one.effective.isoformat()} | _version(parameter, one) for one in parameter.versions]
    if len(whole) > 1 or parameter.versions[0].effective != date.min:
        return {"versions": whole}
    undated = _version(parameter, parameter.versions[0])
    return undated if "each_more" in undated else next(iter(undated.values()))


def _version(parameter: Parameter, version: ParameterVersion) -> dict[str, object]:
    written: dict[str, object] = {"rows" if parameter.keys else "value": _rows(parameter, version.rows)}
    if version.each_more is not None:
        written["each_more"] = plain_value(version.each_more, parameter.type)
    return written


def _rows(parameter: Parameter, rows: Sequence[tuple[tuple[object, ...], object]]) -> object:
    """A single value, or a mapping for each key of the table inside that of the key before."""
    if not parameter.keys:
        return plain_value(rows[0][1], parameter.type)
    table: dict[object, object] = {}
    for (*path, last), value in rows:
        below = table
        for key in path:
            below = below.setdefault(key, {})  # type: ignore[assignment]
        below[last] = plain_value(value, parameter.type)
    return table
