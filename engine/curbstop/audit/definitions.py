"""Definitions are shared by the records that rest on them: each is stored once, by its hash, as is each list of them.

A record names the hash of a list. The list is an item as well: pairs of name and hash, in the order of the trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from curbstop.ir.canonical import digest_of

LIST = "definitions"
REMEMBERED_LISTS = 256


def listed(definitions: Mapping[str, Any], items: dict[str, Any]) -> str:
    """The hash of the list of these definitions; they and the list are added to the items, by their hashes."""
    hashes = tuple((name, str(item["hash"])) for name, item in definitions.items())
    own = _hash_of_list(hashes)
    items[own] = {"item": LIST, "of": hashes}
    items.update((hash_, (name, definitions[name])) for name, hash_ in hashes)
    return own


def stored(item: Any) -> dict[str, Any]:
    """What is stored of an item that `listed` added: what its hash is of."""
    if isinstance(item, tuple):
        name, definition = item
        return {"item": name, **{key: value for key, value in definition.items() if key != "hash"}}
    whole: dict[str, Any] = item
    return whole


def read_back(item: Mapping[str, Any], hash_: str) -> Any:
    """A stored item as a trace has it, or the pairs of a list."""
    if item["item"] == LIST:
        return [(name, own) for name, own in item["of"]]
    return {**{key: value for key, value in item.items() if key != "item"}, "hash": hash_}


@lru_cache(maxsize=REMEMBERED_LISTS)
def _hash_of_list(hashes: tuple[tuple[str, str], ...]) -> str:
    return digest_of({"item": LIST, "of": hashes})
