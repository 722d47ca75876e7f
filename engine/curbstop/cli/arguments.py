"""Arguments of `decide` as values; each raises Faults with one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from curbstop.cli.failures import bad_arguments
from curbstop.load.values.text import Misread, read_date

YEARS = range(1900, 2200)


def names_of(decisions: str) -> list[str]:
    """The names of a list separated by commas, each once."""
    names = [name.strip() for name in decisions.split(",")]
    if not all(names):
        raise bad_arguments(f"a name is missing in `{decisions}`", "write decisions with one comma between them")
    return list(dict.fromkeys(names))


def day_of(text: str, option: str = "--as-of") -> date:
    """The day that an option gives."""
    found = read_date(text.strip())
    if isinstance(found, Misread):
        raise bad_arguments(f"`{option}`: {found.message}", found.hint)
    day = date.fromordinal(found)
    if day.year not in YEARS:
        raise bad_arguments(f"`{option}`: `{text}` is not in the years {YEARS[0]} to {YEARS[-1]}")
    return day


def readings_of(given: Iterable[str]) -> dict[str, str]:
    """The choices of `--reading`."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, choice = (part.strip() for part in text.partition("="))
        if not (name and equals and choice):
            raise bad_arguments(f"`--reading`: `{text}` is not a reading and a choice", "write NAME=CHOICE")
        if found.setdefault(name, choice) != choice:
            raise bad_arguments(f"`--reading`: two choices are given for `{name}`, `{found[name]}` and `{choice}`")
    return found
