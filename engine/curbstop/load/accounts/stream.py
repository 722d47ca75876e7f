"""Many accounts, one JSON object a line (JSON Lines), in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO, NamedTuple

from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.load.accounts.positions import shown_key
from curbstop.load.accounts.text import ACCOUNT_BYTES_AT_MOST, WrittenAccount, read_json
from curbstop.load.accounts.wanted import FIRST_DAY, LAST_DAY
from curbstop.load.values.text import Misread, read_date
from curbstop.load.yaml.text import decode

AS_OF = "as_of"


class AccountLine(NamedTuple):
    """An account and the day that its line gives for it, if it gives one."""

    account: WrittenAccount
    as_of: date | None


def read_lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, AccountLine | Faults]]:
    """Each line's number, from 1, with its account or what is wrong with its text; a last empty line is left out.

    A line is at most 1 MiB; of a longer one no more than that is held.
    """
    file = "".join(c if c.isprintable() else "\ufffd" for c in file)
    number = 0
    blank = False
    while line := stream.readline(ACCOUNT_BYTES_AT_MOST + 2):
        if blank:
            yield (
                number,
                _fault(
                    "empty-line",
                    "this line is empty",
                    file,
                    number,
                    "write `{}` for an account of which nothing is known",
                ),
            )
        number += 1
        blank = not line.strip(b" \t\r\n") and line.endswith(b"\n")
        cut = len(line) > ACCOUNT_BYTES_AT_MOST + 1 and not line.endswith(b"\n")
        if cut or len(line.rstrip(b"\r\n")) > ACCOUNT_BYTES_AT_MOST:
            _skip_line(stream, line)
            blank = False
            yield (
                number,
                _fault("file-too-large", "this line is longer than 1 MiB", file, number, "give one account a line"),
            )
        elif not blank and line.strip(b" \t\r\n"):
            yield number, read_line(line, file, number)


def _skip_line(stream: BinaryIO, part: bytes) -> None:
    while part and not part.endswith(b"\n"):
        part = stream.readline(64 * 1024)


def read_line(line: bytes, file: str, number: int) -> AccountLine | Faults:
    """The account in one JSON text, which stands on line `number` of its file, or what is wrong with it."""
    try:
        text, faults = decode(line.rstrip(b"\r\n"), file)
        if text is None:
            raise Faults.of(_on_line(fault, number) for fault in faults)
        account = read_json(text, file, first_line=number)
        given = account.facts.get(AS_OF)
        if AS_OF not in account.facts:
            return AccountLine(account=account, as_of=None)
        as_of = None if given is None else day_of(given, account)
        facts = {name: value for name, value in account.facts.items() if name != AS_OF}
        return AccountLine(account=replace(account, facts=facts), as_of=as_of)
    except Faults as faults_found:
        return faults_found


def day_of(given: object, account: WrittenAccount) -> date:
    """The day that an account gives beside its facts. Raises Faults where it gives none."""
    hint = "a day is written year-month-day, such as `2026-01-31`"
    day = read_date(given) if isinstance(given, str) and len(given) <= 40 else None
    if isinstance(day, int) and FIRST_DAY <= day <= LAST_DAY:
        return date.fromordinal(day)
    shown = shown_key(given) if isinstance(given, str) else "what is given"
    message = (
        f"`{AS_OF}`: {shown} is not a day"
        if not isinstance(day, int)
        else f"`{AS_OF}`: {shown} is not in the years 1900 to 2199"
    )
    hint = day.hint or hint if isinstance(day, Misread) else hint
    place = account.places([(AS_OF,)]).get((AS_OF,))
    span = place.value if place else None
    raise Faults.of([Diagnostic("bad-date", message, span, hint, excerpt=False, path=(AS_OF,))])


def _on_line(fault: Diagnostic, number: int) -> Diagnostic:
    span = fault.span
    moved = span._replace(line=span.line + number - 1, end_line=span.end_line + number - 1) if span else None
    return fault._replace(span=moved, excerpt=False)


def _fault(code: str, message: str, file: str, line: int, hint: str) -> Faults:
    return Faults.of([Diagnostic(code, message, Span(file, line, 1, line, 1), hint, excerpt=False)])
