"""Words and numbers about many accounts, shared by text and page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping


def counted_accounts(count: int) -> str:
    """`1 account`, `1,200 accounts`."""
    return f"{count:,} account{'' if count == 1 else 's'}"


def share(count: int, of: int) -> str:
    """A part of a whole in percent, with one decimal; never 0% for something or 100% for less than all."""
    if not of or not count:
        return "0%"
    if count == of:
        return "100%"
    percent = f"{100 * count / of:.1f}"
    return {"0.0": "under 0.1%", "100.0": "over 99.9%"}.get(percent, f"{percent}%")


def fact_lines(facts: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """The facts of an account as names and values, as they stand in an account file; one for each list element."""
    for name, value in facts.items():
        if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            for row in value:
                yield name, ", ".join(f"{field} {_plain(part)}" for field, part in row.items()) or "(nothing known)"
        else:
            yield name, _plain(value)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case list() | tuple():
            return f"[{', '.join(map(_plain, value))}]"
    return json.dumps(value, ensure_ascii=False)
