"""Ids of records: UUIDs of version 7 (RFC 9562), which sort in the order of appending. Here they are whole numbers."""

from __future__ import annotations

import secrets

_RANDOM = 74
_STEP = 32


def next_id(milliseconds: int, last: int | None) -> int:
    """An id of that moment (Unix time), always greater than the last one, also where the clock jumped back."""
    if last is None or milliseconds > last >> 80:
        return _made(milliseconds, secrets.randbits(_RANDOM - 1))
    above = _random(last) + 1 + secrets.randbits(_STEP)
    carried, random = divmod(above, 1 << _RANDOM)
    return _made((last >> 80) + carried, random)


def id_text(made: int) -> str:
    """An id as it is written."""
    digits = f"{made:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def id_number(text: str) -> int:
    """The id that is written so."""
    return int(text.replace("-", ""), 16)


def _made(milliseconds: int, random: int) -> int:
    high, low = divmod(random, 1 << 62)
    return milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low


def _random(made: int) -> int:
    return (made >> 64 & 0xFFF) << 62 | made & (1 << 62) - 1
