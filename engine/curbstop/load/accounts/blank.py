"""A blank account to fill in: every fact that is asked for, with what it means and how it is written."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence

from curbstop.ir.pack import Fact
from curbstop.ir.types import NUMERIC, Kind
from curbstop.load.accounts.plain import plain_value
from curbstop.load.accounts.wanted import ITEMS_AT_MOST, wanted
from curbstop.load.accounts.wording import bound

WIDTH = 100

_HOW = (
    "A value left empty is not known, which is neither no nor zero. `none` says that something did not happen or "
    "does not exist. An empty list, `[]`, says that there are none."
)
_WORDS = {
    Kind.BOOL: "yes or no",
    Kind.MONEY: "money, with at most two decimals",
    Kind.DATE: "date, as year-month-day",
    Kind.DATE_TIME: "date-time, as year-month-day, `T` and the time",
    Kind.TEXT: "text",
    Kind.CHOICE: "one of",
    Kind.SET: "any of, in `[` and `]`",
}
_PLAIN_TEXT = re.compile(r"[A-Za-z_][\w ./()-]*|[0-9][\w.-]*")


def blank_account(facts: Sequence[Fact], asks: str, title: str | None = None) -> str:
    """The facts as commented YAML, all unknown, under their groups in the order in which groups first appear.

    `asks` is the question that they answer and `title` what stands above it. The text is an account itself.
    """
    lines: list[str] = []
    if title:
        lines += _comment(title, "")
    lines += [*_comment(asks, ""), "#", *_comment(_HOW, "")]
    lines += _group([(tuple(fact.name.split(".")), fact) for fact in facts], "")
    if not facts:
        lines.append("{}")
    return "\n".join(lines) + "\n"


def _group(facts: Sequence[tuple[tuple[str, ...], Fact]], indent: str) -> Iterator[str]:
    """The facts below one name; `facts` come with what is left of their names."""
    for place, first in enumerate(dict.fromkeys(parts[0] for parts, _ in facts)):
        members = [(parts[1:], fact) for parts, fact in facts if parts[0] == first]
        if place or not indent:
            yield ""
        if members[0][0]:
            yield f"{indent}{first}:"
            yield from _group(members, f"{indent}  ")
        else:
            yield from _fact(members[0][1], first, indent)


def _fact(fact: Fact, name: str, indent: str) -> Iterator[str]:
    yield from _comment(fact.description, indent)
    yield from _type(fact, indent, "")
    if fact.private:
        yield from _comment("private: masked in logs and pages", indent)
    for field in fact.fields:
        yield from _comment(
            f"{field.name}: {field.description}" if field.description else f"{field.name}:", indent, "  "
        )
        yield from _type(field, indent, "    ")
    yield f"{indent}{name}:"
    for position, field in enumerate(fact.fields):
        yield f"{indent}#  {'  ' if position else '- '}{field.name}:"


def _type(fact: Fact, indent: str, inner: str) -> Iterator[str]:
    """How a value is written: type, range, unit and an example, then each choice with its meaning."""
    kind = fact.type.kind
    words = _WORDS.get(kind, kind.value)
    if kind is Kind.DATE_TIME:
        words = f"{words} in {fact.type.zone}"
    if kind is Kind.LIST:
        words = f"list of at most {fact.max_items or ITEMS_AT_MOST} items, each as below without the `#`"
    parts = [words, *_range(fact)]
    if fact.type.optional and kind not in (Kind.CHOICE, Kind.SET):
        parts.append("or none")
    example = None if kind is Kind.LIST else _example(fact)
    if example and kind is not Kind.CHOICE:
        parts.append(f"such as {example}")
    text = ", ".join(parts)
    if not fact.type.choices:
        yield from _comment(text, indent, inner)
        return
    yield from _comment(f"{text}:", indent, inner)
    labels = dict(fact.labels)
    for choice in fact.type.choices:
        label = labels.get(choice, "")
        meaning = f": {label}" if label and label != choice else ""
        yield from _comment(f"{_written(choice)}{meaning}", indent, f"{inner}  ")
    if fact.type.optional and "none" not in fact.type.choices:
        yield from _comment("none", indent, f"{inner}  ")


def _range(fact: Fact) -> list[str]:
    """The bounds and the unit; a bound that the fact does not declare is not shown."""
    least, most = fact.minimum, fact.maximum
    accepts = wanted(fact)
    if least is not None and most is not None:
        return [f"{bound(accepts, least).split(' ')[0]} to {bound(accepts, most)}"]
    if least is not None:
        return [f"at least {bound(accepts, least)}"]
    if most is not None:
        return [f"at most {bound(accepts, most)}"]
    return [f"in {fact.unit}"] if fact.unit and fact.type.kind in NUMERIC else []


def _example(fact: Fact) -> str | None:
    if fact.example is None:
        return None
    shown = plain_value(wanted(fact), fact.example)
    if isinstance(shown, bool):
        return "yes" if shown else "no"
    if isinstance(shown, list):
        return f"[{', '.join(_written(str(member)) for member in shown)}]"
    return _written(shown) if isinstance(shown, str) and fact.type.kind is Kind.TEXT else str(shown)


def _written(text: str) -> str:
    return text if _PLAIN_TEXT.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _comment(text: str, indent: str, inner: str = "") -> list[str]:
    """The text as comment lines within the width; lines after the first are set in by two more blanks."""
    lead = f"{indent}# {inner}"
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=f"{lead}  " if inner else lead,
        break_on_hyphens=False,
    )
