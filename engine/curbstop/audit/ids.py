"""Ids of records: UUIDs of version 7 (RFC 9562), which sort in the order of appending."""

from __future__ import annotations

import secrets
from uuid import UUID

_RANDOM = 74
_STEP = 32


def next_id(milliseconds: int, last: UUID | None) -> UUID:
    """An id of that moment (Unix time), always greater than the last one, also where the clock jumped back."""
    if last is None or milliseconds > _moment(last):
        return _made(milliseconds, secrets.randbits(_RANDOM - 1))
    above = _random(last) + 1 + secrets.randbits(_STEP)
    carried, random = divmod(above, 1 << _RANDOM)
    return _made(_moment(last) + carried, random)


def _made(milliseconds: int, random: int) -> UUID:
    high, low = divmod(random, 1 << 62)
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def _moment(made: UUID) -> int:
    return made.int >> 80


def _random(made: UUID) -> int:
    return (made.int >> 64 & 0xFFF) << 62 | made.int & (1 << 62) - 1
