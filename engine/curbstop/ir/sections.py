"""The sections of a document, found by the words with which each begins, and their hashes.

`check` proves quotes and hashes with it; nothing is read from disk here. A section runs to the next one
that was found, so a changed word touches one hash (in the `begins` words also that of the section before).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

_ASCII = str.maketrans("‘’‚‛′‹›“”„‟″«»‐‑‒–—―−", "'" * 7 + '"' * 7 + "-" * 7)
_BULLETS = "-*+•·>#_ "
_Place = tuple[int, int]


def normalise(text: str) -> str:
    """The form in which texts are compared: NFC, ASCII quotes and dashes, one blank for any white space."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ASCII).split())


@dataclass(frozen=True, slots=True)
class SectionMark:
    """What a pack says of a section: its name and the words with which it begins."""

    section: str
    begins: str


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section as the document has it: normalised, without running heads; the hash is over its UTF-8."""

    section: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MissingMark:
    """A mark whose words do not stand where the order of the marks puts them."""

    mark: SectionMark
    after: str | None  # the section found before it, which now runs over its text
    near: str | None  # the opening of a line there that is most like `begins`
    elsewhere: bool  # the words do stand in the document, out of order


@dataclass(frozen=True, slots=True)
class AmbiguousMark:
    """A mark that could begin at several places between its neighbours; the first of `places` was taken."""

    mark: SectionMark
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitResult:
    """A document in sections, and what did not come out: `uncovered` is the text before the first of them."""

    sections: tuple[FoundSection, ...]
    missing: tuple[MissingMark, ...]
    ambiguous: tuple[AmbiguousMark, ...]
    inside_lines: tuple[str, ...]  # sections found in the middle of a line: doubtful where the hash differs
    uncovered: str
    unused_skips: tuple[str, ...]


def split_sections(document: str, marks: Sequence[SectionMark], skip: Sequence[str]) -> SplitResult:
    """The sections of `document` in the order of `marks`, without the running heads in `skip`.

    A running head goes only where it is a whole line, so `skip` cannot take a word out of a sentence. Where
    the words of a mark start a line (after a bullet, which belongs to no section), the same words in prose
    do not count. As many marks are found as their order allows: a missing one takes no other along.
    """
    heads = {normalise(head): head for head in skip}
    lines = [line for raw in document.splitlines() if (line := normalise(raw))]
    unused = tuple(head for words, head in heads.items() if words not in lines)
    lines = [line for line in lines if line not in heads]
    text, starts = " ".join(lines), _line_starts(lines)
    places = [_places(normalise(mark.begins), text, starts) for mark in marks]
    taken = _in_order(places)
    found: list[FoundSection] = []
    missing: list[MissingMark] = []
    ambiguous: list[AmbiguousMark] = []
    for i, mark in enumerate(marks):
        low = max((end for j, (_, end) in taken.items() if j < i), default=0)
        high = next((starts.get(start, start) for j, (start, _) in taken.items() if j > i), len(text))
        if i in taken:
            body = text[taken[i][0] : high].strip()
            found.append(FoundSection(mark.section, body, hashlib.sha256(body.encode()).hexdigest()))
            rivals = tuple(text[s : s + 60] for s, end in places[i] if low <= s and end <= high)
            ambiguous += [AmbiguousMark(mark, rivals)] if len(rivals) > 1 else []
        else:
            near = _nearest(normalise(mark.begins), text, [s for s in starts if low <= s < high])
            missing.append(MissingMark(mark, found[-1].section if found else None, near, bool(places[i])))
    first = next((starts.get(start, start) for start, _ in taken.values()), len(text))
    inside = tuple(marks[i].section for i, (start, _) in taken.items() if start not in starts)
    return SplitResult(tuple(found), tuple(missing), tuple(ambiguous), inside, text[:first].strip(), unused)


def section_contains(found: FoundSection, quote: str) -> bool:
    """Whether the quote stands in this section, in whole words; an empty one does not."""
    return bool(words := normalise(quote)) and _whole_words(words).search(found.text) is not None


def _whole_words(words: str) -> re.Pattern[str]:
    """`at least 6` is not found in `at least 60`, nor `Part 1` in `Part 10`."""
    before = r"(?<![^\W_])" if words[0].isalnum() else ""
    after = r"(?![^\W_])" if words[-1].isalnum() else ""
    return re.compile(before + re.escape(words) + after)


def _line_starts(lines: Sequence[str]) -> dict[int, int]:
    """Where lines begin in the joined text, with the bullet and after it, each to the place with it."""
    starts: dict[int, int] = {}
    at = 0
    for line in lines:
        starts[at + len(line) - len(line.lstrip(_BULLETS))] = starts[at] = at
        at += len(line) + 1
    return starts


def _places(words: str, text: str, starts: Mapping[int, int]) -> list[_Place]:
    """Where a section could begin: at starts of lines if the words stand at any, else wherever they stand."""
    spots = [match.span() for match in _whole_words(words).finditer(text)] if words else []
    return [spot for spot in spots if spot[0] in starts] or spots


def _in_order(places: Sequence[Sequence[_Place]]) -> dict[int, _Place]:
    """A place for as many marks as can stand one after the other, by index; each as early as can be."""
    chains: list[tuple[tuple[int, _Place], ...]] = [()]  # chains[k] is the one of k marks that ends first
    for i, spots in enumerate(places):
        for k, chain in reversed(list(enumerate(chains, start=1))):
            at = bisect_left(spots, (chain[-1][1][1] if chain else 0, 0))
            if at < len(spots) and (k == len(chains) or spots[at][1] < chains[k][-1][1][1]):
                chains[k : k + 1] = [(*chain, (i, spots[at]))]
    return dict(chains[-1])


def _nearest(words: str, text: str, starts: Sequence[int]) -> str | None:
    """The line opening most like `words`, as many words long, so that it can be copied as it is."""
    opening = re.compile(rf"\S+(?: \S+){{0,{words.count(' ')}}}")
    openings = [found.group() for at in starts if (found := opening.match(text, at))]
    return next(iter(get_close_matches(words, openings, n=1)), "") or None
