"""What must hold and what must fail for something to come about, and how much of it an account lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Bits(NamedTuple):
    """A set of the smallest conditions that hold, and one of those that fail; each is a bit."""

    hold: int
    fail: int

    @property
    def size(self) -> int:
        """How many they are."""
        return self.hold.bit_count() + self.fail.bit_count()

    def __and__(self, other: Bits) -> Bits:
        """Those that are in both."""
        return Bits(self.hold & other.hold, self.fail & other.fail)

    def __or__(self, other: Bits) -> Bits:
        """Those that are in either."""
        return Bits(self.hold | other.hold, self.fail | other.fail)


NOTHING = Bits(0, 0)
CONTRADICTION = 1_000
"""What a condition counts that would have to hold and to fail."""


class Way(NamedTuple):
    """What must be so: all of `needs`, and of each group in `any_of` one of the ways."""

    needs: Bits
    any_of: tuple[tuple[Way, ...], ...] = ()


def all_of(ways: Iterable[Way | None]) -> Way | None:
    """One after the other; None if they contradict each other."""
    needs, groups = NOTHING, dict[tuple[Way, ...], None]()
    for way in ways:
        if way is None:
            return None
        needs |= way.needs
        groups.update(dict.fromkeys(way.any_of))
    return None if needs.hold & needs.fail else Way(needs, tuple(groups))


def any_of(ways: Iterable[Way | None]) -> Way | None:
    """Whichever is the shortest."""
    found = tuple(dict.fromkeys(way for way in ways if way is not None))
    if len(found) < 2:
        return found[0] if found else None
    return Way(NOTHING, (found,))


def chosen(way: Way, wrong: Bits, hold: int = 0, fail: int = 0) -> Bits:
    """What a way needs beside what is chosen already, where there is a choice as little as can be of what is wrong.

    What contradicts an earlier choice is chosen only where nothing else is left.
    """
    hold, fail = hold | way.needs.hold, fail | way.needs.fail
    for group in way.any_of:
        found = [chosen(one, wrong, hold, fail) for one in group]
        hold, fail = min(found, key=lambda bits: _cost(bits, wrong))
    return Bits(hold, fail)


def _cost(chosen: Bits, wrong: Bits) -> int:
    hold, fail = chosen
    unmet = (hold & wrong.hold).bit_count() + (fail & wrong.fail).bit_count()
    return unmet + CONTRADICTION * (hold & fail).bit_count()
