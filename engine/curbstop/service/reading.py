"""The account in a request or on a line of a batch.

One in plain ASCII is taken apart by a faster library. What that library would pass over in silence, and whatever is
wrong, is left to the careful reader, which says what it is; where both read a text, they read the same.
"""

from __future__ import annotations

from typing import Any

import orjson

from curbstop.diagnostics import Faults
from curbstop.load.accounts import AccountLine, WrittenAccount
from curbstop.load.accounts.stream import AS_OF, day_of, read_line

_FILE = "body"
_PRINTABLE = bytes(range(ord(" "), ord("~") + 1))


def read_account(line: bytes, number: int = 1) -> AccountLine | Faults:
    """The account in one JSON text, which stands on line `number` of the body, or what is wrong with it."""
    facts = _plain(line)
    if facts is None:
        return read_line(line, _FILE, number)
    given = facts.pop(AS_OF, None)
    text = line.decode()
    account = WrittenAccount(facts=facts, file=_FILE, text=text, is_json=True, first_line=number, excerpts=number == 1)
    try:
        return AccountLine(account=account, as_of=None if given is None else day_of(given, account))
    except Faults as faults:
        return faults


def _plain(line: bytes) -> dict[str, Any] | None:
    """The object in a text of printable ASCII, without doubled keys and numbers that are not whole; else None."""
    if line.translate(None, _PRINTABLE) or b" :" in line:
        return None
    try:
        tree = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    # Every key in such a text ends with a quote and a colon; where there are as many of them as keys, none was doubled.
    return tree if type(tree) is dict and _keys(tree) == line.count(b'":') else None


def _keys(tree: dict[str, Any]) -> int | None:
    """How many keys there are at all levels; None if there is a number that is not whole, or too large."""
    count, waiting = len(tree), list(tree.values())
    for one in waiting:
        kind = type(one)
        if kind is str:
            continue
        if kind is dict:
            count += len(one)
            waiting += one.values()
        elif kind is list:
            waiting += one
        elif kind is float:
            return None
    return count
