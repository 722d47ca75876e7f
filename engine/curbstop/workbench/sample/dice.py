"""Chance that falls the same way under every Python for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

_Option = TypeVar("_Option")


class Dice:
    """The chance behind one run. Of `random`, only `random()` itself is promised to stay the same between versions.

    What one account is like stands here too: `number` counts the accounts, `shift` moves the days of the examples to
    where this account stands today, and `departing` are the groups of facts in which it is not ordinary.
    """

    __slots__ = ("departing", "number", "random", "shift")

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random  # noqa: S311 -- not for secrets
        self.number = 0
        self.shift = 0
        self.departing: frozenset[str] = frozenset()

    def below(self, count: int) -> int:
        """A whole number from 0, smaller than `count`."""
        return int(self.random() * count)

    def pick(self, options: Sequence[_Option]) -> _Option:
        """One of the options, each as likely as the others."""
        return options[int(self.random() * len(options))]

    def around(self, width: int) -> int:
        """A whole number from -width to width, most likely near 0."""
        return int((self.random() + self.random() - 1) * (width + 1))
