"""How things may be called, and that no name means two things."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from curbstop.diagnostics import Diagnostic, Related, Span
from curbstop.load.expressions.scope import RESERVED

LONGEST = 64

WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
DOTTED = re.compile(rf"{WORD.pattern}(?:\.{WORD.pattern})*")
DASHED = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def check_word(name: str, what: str, span: Span, faults: list[Diagnostic]) -> str | None:
    """Reports a parameter, derived, value or field name that is not written `a_b`, or is taken by the language.

    Gives the name that was probably meant by one that is miswritten.
    """
    meant = _check(name, WORD, "_", what, "bill_age", span, faults)
    _check_reserved(name, name, what, span, faults)
    return meant


def check_dotted(name: str, what: str, span: Span, faults: list[Diagnostic]) -> str | None:
    """Reports a fact name that is not written `a_b.c`, or holds a word of the language; the name that was meant."""
    meant = _check(name, DOTTED, "_", what, "bill.age", span, faults)
    first, *rest = name.split(".")
    for part in [first, *(part for part in rest if keyword.iskeyword(part))]:
        _check_reserved(part, name, what, span, faults)
    return meant


def check_dashed(name: str, what: str, span: Span, faults: list[Diagnostic]) -> None:
    """Reports a decision, rule, duty, reading or calendar name that is not written `a-b`."""
    _check(name, DASHED, "-", what, "old-bill", span, faults)


def check_member(text: str, what: str, span: Span, faults: list[Diagnostic]) -> None:
    """Reports an outcome or member of a choice with characters that cannot stand in an expression's quotes."""
    bad = next((c for c in text if c in "\"'\\" or not c.isprintable()), None)
    if bad is not None:
        shown = f"`{bad}`" if bad.isprintable() else f"U+{ord(bad):04X}"
        faults.append(Diagnostic("bad-name", f"the {what} holds {shown}", span, "leave quotes and backslashes out"))
    elif text != text.strip():
        message = f"the {what} `{text}` begins or ends with a blank"
        faults.append(Diagnostic("bad-name", message, span, f"write `{text.strip()}`"))
    elif len(text) > LONGEST:
        message = f"the {what} is {len(text)} characters long"
        faults.append(Diagnostic("bad-name", message, span, f"{LONGEST} are the most"))


def _check(
    name: str, form: re.Pattern[str], joint: str, what: str, example: str, span: Span, faults: list[Diagnostic]
) -> str | None:
    if len(name) > LONGEST:
        message = f"the {what} is {len(name)} characters long"
        faults.append(Diagnostic("bad-name", message, span, f"{LONGEST} are the most"))
    elif not form.fullmatch(name):
        meant = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", joint, name).lower()
        meant = re.sub(rf"[^a-z0-9.{joint}]+" if "." in example else r"[^a-z0-9]+", joint, meant).strip("-_.")
        meant = re.sub(r"[-_]+", joint, meant)
        hint = f"write `{meant}`" if form.fullmatch(meant) else f"such as `{example}`"
        message = f"the {what} `{name}` is not in small letters, digits and `{joint}`"
        faults.append(Diagnostic("bad-name", message, span, hint))
        return meant if form.fullmatch(meant) else None
    return None


def _check_reserved(part: str, name: str, what: str, span: Span, faults: list[Diagnostic]) -> None:
    if part in RESERVED or keyword.iskeyword(part):
        message = f"`{part}` means something in every expression, so the {what} cannot be `{name}`"
        faults.append(Diagnostic("reserved-name", message, span, "choose another name"))


def check_distinct(declared: Mapping[str, Mapping[str, Span]], faults: list[Diagnostic]) -> None:
    """Reports names used twice, and names that are also the first part of a fact's name.

    `declared` maps each kind of thing, such as `fact`, to its names and their places.
    """
    first: dict[str, tuple[str, Span]] = {}
    for kind, names in declared.items():
        for name, span in names.items():
            if name in first:
                other, place = first[name]
                related = (Related(f"the {other} of that name", place),)
                message = f"`{name}` is a {kind} and a {other}"
                faults.append(Diagnostic("name-clash", message, span, "rename one of the two", related))
            else:
                first[name] = (kind, span)
    reported: set[str] = set()
    for name in declared.get("fact", {}):
        for group in groups_of(name):
            if group in first and group not in reported:
                reported.add(group)
                kind, span = first[group]
                related = (Related("a fact inside it", declared["fact"][name]),)
                message = f"`{group}` is a {kind}, and also the group of the fact `{name}`"
                faults.append(Diagnostic("name-clash", message, span, "rename one of the two", related))


def groups_of(name: str) -> Iterable[str]:
    """`a` and `a.b` for the name `a.b.c`."""
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts)))


class Ids:
    """The ids given so far in one file, each with its place."""

    def __init__(self, faults: list[Diagnostic]) -> None:
        self.faults = faults
        self.seen: dict[str, Span] = {}

    def take(self, id_: str, what: str, span: Span) -> None:
        """Reports an id that is badly written or was given before."""
        check_dashed(id_, what, span, self.faults)
        if id_ in self.seen:
            related = (Related("first given here", self.seen[id_]),)
            message = f"the {what} `{id_}` is given twice"
            self.faults.append(Diagnostic("duplicate-id", message, span, "rename one of the two", related))
        else:
            self.seen[id_] = span
