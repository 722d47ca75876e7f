"""In which order two processes take files of cases, so that few packs and decisions are made ready in both.

The texts are only searched, not read as YAML: whatever is found in them, every file has its place in the order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

_NAMED = re.compile(r"\b(pack|decision): *([\w/-]+)")


class _Group(NamedTuple):
    """The positions of files that ask about the same decisions, what these are, and how much text it is."""

    files: tuple[int, ...]
    asked: frozenset[tuple[str, str]]
    size: int

    @property
    def pack(self) -> str:
        """The pack that is asked."""
        return min(self.asked, default=("", ""))[0]


def from_both_ends(files: Sequence[Path], holding: Callable[[str], list[str]]) -> list[int]:
    """The positions of the files, for two processes of which one begins at the front and the other one at the end.

    Files about the same decision stand together, and those of a pack, the largest ones in front: at the end, no
    process waits long for the other one. `holding` gives the packs that have a decision, for cases that name none.
    """
    sizes: list[int] = []
    groups: list[_Group] = []
    for at, path in enumerate(files):
        text = _text(path)
        sizes.append(len(text))
        group = _Group((at,), _asked(text, holding), len(text))
        apart = [other for other in groups if other.asked.isdisjoint(group.asked)]
        for other in groups:
            if other not in apart:
                group = _Group(other.files + group.files, other.asked | group.asked, other.size + group.size)
        groups = [*apart, group]
    packs: Counter[str] = Counter()
    for group in groups:
        packs[group.pack] += group.size
    groups.sort(key=lambda group: (packs[group.pack], group.pack, group.size), reverse=True)
    return [at for group in groups for at in sorted(group.files, key=lambda at: -sizes[at])]


def _asked(text: str, holding: Callable[[str], list[str]]) -> frozenset[tuple[str, str]]:
    named = _NAMED.findall(text)
    packs = [name for key, name in named if key == "pack"][:1]
    decisions = {name for key, name in named if key == "decision"}
    return frozenset((pack, name) for name in decisions for pack in packs or holding(name))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
