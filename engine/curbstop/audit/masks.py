"""Private values taken out of a record, with a mask in the place of each, and put back.

One commitment in the record is to all of them: the hash of their places and values with a secret of the record, as
they are encrypted. Without the secret it tells nothing, not even of a yes/no; with it nobody can put another value in
the place of one. The first format of records has a commitment in every mask, salted with the secret and the place.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from curbstop.audit.json_text import canonical_text
from curbstop.ir.private import MASK

_KEY = "(masked)"
_SHOWN = "shown"
_NOTHING = object()


class Hidden(NamedTuple):
    """An entry of a dictionary that is private: its name, its place in the record, and which part of it is shown."""

    name: str
    place: str
    shows: slice | None = None


class Masks:
    """The private values of one record by their places, as they are taken out."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def take(self, place: str, value: Any, shown: Any = _NOTHING) -> dict[str, Any]:
        """What stands in the place of a value; `shown` is what everybody may read of it."""
        self._values[place] = value
        return {_KEY: True} if shown is _NOTHING else {_KEY: True, _SHOWN: shown}

    def hide(self, data: dict[str, Any], hidden: Iterable[Hidden]) -> None:
        """Put a mask into `data` in the place of each value that is private and there."""
        for name, place, shows in hidden:
            if name in data:
                value = self._values[place] = data[name]
                data[name] = {_KEY: True} if shows is None else {_KEY: True, _SHOWN: value[shows]}

    def opened(self) -> bytes | None:
        """The text that is encrypted, and committed to: the values with a new secret; None without any."""
        return canonical_text({"secret": secrets.token_hex(32), "values": self._values}) if self._values else None


def commitment(opened: bytes) -> str:
    """The commitment to private values, as a record has it."""
    return hashlib.sha256(opened).hexdigest()


def put_back(masked: Any, opened: Mapping[str, Any], committed: str | None) -> Any:
    """The data with every value in its place again; `committed` is None where each mask has its own commitment.

    Raises ValueError for values that are not those that were committed to.
    """
    secret, values = bytes.fromhex(opened["secret"]), opened["values"]
    if committed is not None and not hmac.compare_digest(committed, commitment(canonical_text(opened))):
        raise ValueError("the private values are not those that were recorded")

    def value_at(place: str, mask: dict[str, Any]) -> Any:
        if place not in values:
            raise ValueError(f"the private value at {place} is not there")
        if committed is None and not hmac.compare_digest(mask[_KEY], _own_commitment(secret, place, values[place])):
            raise ValueError(f"the private value at {place} is not the one that was recorded")
        return values[place]

    return _replaced(masked, "", value_at)


def shown(masked: Any) -> Any:
    """The data with `(private)`, or what everybody may read of it, in the place of every private value."""
    return _replaced(masked, "", lambda _, mask: mask.get(_SHOWN, MASK))


def is_mask(data: Any) -> bool:
    """Whether a value was taken out here."""
    return isinstance(data, dict) and _KEY in data


def what_is_shown(mask: dict[str, Any]) -> Any:
    """What everybody may read of a value that was taken out; None if nothing."""
    return mask.get(_SHOWN)


def _replaced(data: Any, place: str, by: Any) -> Any:
    if isinstance(data, dict):
        if _KEY in data:
            return by(place, data)
        return {key: _replaced(value, f"{place}/{key}", by) for key, value in data.items()}
    if isinstance(data, list):
        return [_replaced(value, f"{place}/{number}", by) for number, value in enumerate(data)]
    return data


def _own_commitment(secret: bytes, place: str, value: Any) -> str:
    """The commitment in a mask of the first format."""
    salt = hashlib.sha256(secret + place.encode()).digest()
    return hashlib.sha256(salt + canonical_text(value)).hexdigest()
