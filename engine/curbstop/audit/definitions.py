"""Definitions are shared by the records that rest on them: each is stored once, by its hash, as is each list of them.

A record names the hash of a list. The list is an item as well: pairs of name and hash, in the order of the trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from curbstop.ir.canonical import digest_of
from curbstop.ir.frozen import FrozenDict

LIST = "definitions"
REMEMBERED_LISTS = 128


class Listed(NamedTuple):
    """The definitions of a trace by name, and the hash of the list of them."""

    hash: str
    definitions: Mapping[str, Any]

    def items(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is stored for the list, by hash: the list, and each definition as its hash is of it."""
        yield self.hash, _as_item(self.definitions)
        for name, definition in self.definitions.items():
            bare = {key: value for key, value in definition.items() if key != "hash"}
            yield definition["hash"], {"item": name, **bare}


def listed(definitions: Mapping[str, Any]) -> Listed:
    """The list of these definitions. That of a mapping which cannot change is hashed once."""
    return _remembered(_Same(definitions)) if isinstance(definitions, FrozenDict) else _listed(definitions)


def read_back(item: Mapping[str, Any], hash_: str) -> Any:
    """A stored item as a trace has it, or the pairs of a list."""
    if item["item"] == LIST:
        return [(name, own) for name, own in item["of"]]
    return {**{key: value for key, value in item.items() if key != "item"}, "hash": hash_}


def _listed(definitions: Mapping[str, Any]) -> Listed:
    return Listed(digest_of(_as_item(definitions)), definitions)


def _as_item(definitions: Mapping[str, Any]) -> dict[str, Any]:
    return {"item": LIST, "of": [(name, item["hash"]) for name, item in definitions.items()]}


class _Same:
    """A mapping by which object it is, not by what is in it."""

    __slots__ = ("mapping",)

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        self.mapping = mapping

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.mapping is self.mapping

    def __hash__(self) -> int:
        return id(self.mapping)


@lru_cache(maxsize=REMEMBERED_LISTS)
def _remembered(one: _Same) -> Listed:
    return _listed(one.mapping)
