"""Private values taken out of a record, each with a salted commitment in its place, and put back.

A commitment is the SHA-256 of a salt and the value's JSON; the salt is the SHA-256 of a secret of the record and the
value's place. Without the secret a commitment tells nothing, not even of a yes/no; with it nobody can put another value
in its place.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from curbstop.audit.json_text import canonical_text
from curbstop.ir.private import MASK

_KEY = "(masked)"
_SHOWN = "shown"
_NOTHING = object()


class Masks:
    """The private values of one record by their places, as they are taken out. `secret` is 32 random bytes."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.values: dict[str, Any] = {}

    def take(self, place: str, value: Any, shown: Any = _NOTHING) -> dict[str, Any]:
        """What stands in the place of a value; `shown` is what everybody may read of it."""
        self.values[place] = value
        mask = {_KEY: _commitment(self._secret, place, value)}
        return mask if shown is _NOTHING else {**mask, _SHOWN: shown}


def put_back(masked: Any, secret: bytes, values: Mapping[str, Any]) -> Any:
    """The data with every value in its place again. Raises ValueError for a value that is not the committed one."""

    def value_at(place: str, mask: dict[str, Any]) -> Any:
        if place not in values:
            raise ValueError(f"the private value at {place} is not there")
        if not hmac.compare_digest(mask[_KEY], _commitment(secret, place, values[place])):
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


def _commitment(secret: bytes, place: str, value: Any) -> str:
    salt = hashlib.sha256(secret + place.encode()).digest()
    return hashlib.sha256(salt + canonical_text(value)).hexdigest()
