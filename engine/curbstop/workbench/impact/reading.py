"""A population in pieces of some hundred accounts, which processes can share: JSON Lines, or Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from curbstop.diagnostics import Diagnostic, Faults
from curbstop.load.accounts import ACCOUNT_BYTES_AT_MOST, AccountLine, WrittenAccount, read_lines

PIECE_BYTES = 512 * 1024
PIECE_ROWS = 400
PARQUET = (".parquet", ".pq")
AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Piece:
    """Accounts that stand together: lines of text, or rows. `before` is how many accounts come before them.

    `part` is how much of the file is read with them, from 0 to 1.
    """

    before: int
    content: bytes | list[dict[str, Any]]
    part: float

    def accounts(self, file: str) -> Iterator[tuple[int, AccountLine | Faults]]:
        """Each account with its number in the file, or what is wrong with its text."""
        if isinstance(self.content, bytes):
            for number, line in read_lines(BytesIO(self.content), file):
                yield self.before + number, line
        else:
            for number, row in enumerate(self.content, self.before + 1):
                yield number, _account(row, file)


def pieces(file: str) -> Iterator[Piece]:
    """The pieces of a file, in order. Raises Faults for a file that cannot be read."""
    if file.endswith(PARQUET):
        yield from _of_parquet(file)
        return
    try:
        with open(file, "rb") as stream:
            yield from _of_lines(stream, os.fstat(stream.fileno()).st_size or 1)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "not a file name"
        shown = "".join(c if c.isprintable() else "\ufffd" for c in file)
        raise Faults((Diagnostic("unreadable-file", f"the file `{shown}` cannot be read: {reason}"),)) from None


def _of_lines(stream: BinaryIO, size: int) -> Iterator[Piece]:
    before = 0
    while content := stream.read(PIECE_BYTES):
        if not content.endswith(b"\n"):
            rest = stream.readline(ACCOUNT_BYTES_AT_MOST + 2)
            content += rest
            # A line that is too long is refused by its beginning; no more of it than that is held.
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(PIECE_BYTES)
            content += b"" if content.endswith(b"\n") else b"\n"
        yield Piece(before, content, min(1.0, stream.tell() / size))
        before += content.count(b"\n")


def _of_parquet(file: str) -> Iterator[Piece]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        hint = "install `curbstop[bulk]`, or give the accounts as JSON Lines"
        raise Faults((Diagnostic("missing-extra", "reading Parquet needs pyarrow", hint=hint),)) from None
    try:
        table = parquet.ParquetFile(file)
        rows, before = max(1, table.metadata.num_rows), 0
        for batch in table.iter_batches(batch_size=PIECE_ROWS):
            content = [_known(row) for row in batch.to_pylist()]
            yield Piece(before, content, (before + len(content)) / rows)
            before += len(content)
    except (OSError, ArrowException) as error:
        shown = "".join(c if c.isprintable() else "\ufffd" for c in file)
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Faults((Diagnostic("unreadable-file", f"the file `{shown}` cannot be read: {reason}"),)) from None


def _known(value: Any) -> Any:
    """A value of a row without what is null in its structures, and without the zone of a moment that has none."""
    if isinstance(value, Mapping):
        return {name: _known(part) for name, part in value.items() if part is not None}
    return [_known(part) for part in value] if isinstance(value, list) else value


def _account(row: dict[str, Any], file: str) -> AccountLine:
    facts = {name: value for name, value in row.items() if name != AS_OF}
    given = row.get(AS_OF)
    as_of = given.date() if isinstance(given, datetime) else given if isinstance(given, date) else None
    account = WrittenAccount(facts=facts, file=file, text="", is_json=True)
    if isinstance(given, str):
        as_of = date.fromisoformat(given)
    return AccountLine(account=account, as_of=as_of)
