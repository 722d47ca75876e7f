"""The names that the engine must not confuse: it compares properties by a 32-bit hash of their names only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

GROUP = "_k"
"""The property that every message carries; its tests keep the engine's match stack short."""
FAILING = "_f"
"""The same for productions that only say that something fails, which a message need not ask for."""
MESSAGE = "m"
RESERVED = frozenset(
    {GROUP, FAILING, "sid", "id", "$s", "$i", "$forward", "$pulse", "$time", "$timerName", "$baseTime"}
)


@lru_cache(maxsize=4096)
def fnv1a(name: str) -> int:
    """The hash by which the engine tells names apart."""
    value = 2166136261
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def collisions(names: Iterable[str]) -> tuple[str, str] | None:
    """Two different names that the engine takes for one, or None."""
    seen = {fnv1a(reserved): reserved for reserved in RESERVED}
    for name in dict.fromkeys(names):
        other = seen.setdefault(fnv1a(name), name)
        if other != name:
            return other, name
    return None


class Fresh:
    """Gives out names, `p0`, `p1`, ..., each told apart from every other with all of its endings."""

    def __init__(self) -> None:
        self._taken = {fnv1a(reserved) for reserved in RESERVED}
        self._next = 0

    def name(self, prefix: str, endings: tuple[str, ...] = ("",)) -> str:
        """A name that nothing else has."""
        while True:
            name = f"{prefix}{self._next}"
            self._next += 1
            hashes = {fnv1a(name + ending) for ending in endings}
            if len(hashes) == len(endings) and self._taken.isdisjoint(hashes):
                self._taken |= hashes
                return name
