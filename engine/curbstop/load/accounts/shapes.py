"""The plain shapes of an account, facts in groups or by their dotted names, taken apart as fast as can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curbstop.load.accounts.converters import Converter

_Entries = dict[str, tuple["int | None", Any]]
"""By name: the position of a fact and its converter, or None and the entries of the group below it."""


class Shape:
    """Accounts of one shape; no fact can be given twice in it."""

    def __init__(self, converters: Mapping[str, Converter], *, dotted: bool) -> None:
        self._entries: _Entries = {}
        self._unknown: list[object] = [None] * len(converters)
        for position, (name, convert) in enumerate(converters.items()):
            entries, (*groups, last) = self._entries, [name] if dotted else name.split(".")
            for group in groups:
                entries = entries.setdefault(group, (None, {}))[1]
            entries[last] = position, convert

    def values(self, tree: Any) -> tuple[object, ...]:
        """The values in the order of the facts, None for an unknown one.

        Some exception of any type where the account has another shape, or anything in it is not plain.
        """
        found = self._unknown.copy()
        waiting = [(self._entries, tree)]
        for entries, mapping in waiting:
            for name, value in mapping.items():
                position, below = entries[name]
                if position is not None:
                    found[position] = below(value)
                elif value is not None:
                    waiting.append((below, value))
        return tuple(found)
