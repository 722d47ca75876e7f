"""JSON Lines: each line is read, decided and written before the next, so memory does not grow with the file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO

import click

from curbstop.api import Account, Pack
from curbstop.cli.decision_forms import json_of, text_of
from curbstop.cli.exits import ExitCode
from curbstop.cli.failures import diagnosed, one_line
from curbstop.cli.interrupts import Interrupts
from curbstop.cli.output import standard_output, write_all
from curbstop.cli.progress import Progress
from curbstop.cli.recording import Record, not_recorded
from curbstop.decision.models import Decision
from curbstop.diagnostics import Diagnostic, Faults
from curbstop.load.accounts import AccountLine, read_lines

Written = tuple[str, ExitCode]


def decide_lines(
    pack: Pack,
    names: Sequence[str],
    file: str,
    as_of: date,
    *,
    text: bool,
    all_readings: bool = False,
    record: Record = not_recorded,
) -> ExitCode:
    """Write the decisions of each line in order; a bad line has its error in its place."""
    run = _Run(pack, names, as_of, text=text, all_readings=all_readings, record=record)
    out = standard_output()
    worst, refused = ExitCode.DONE, 0
    try:
        stream = open(file, "rb")  # noqa: SIM115 - closed below; only opening it is guarded here
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    with stream, Progress(stream, _size(stream)) as progress, Interrupts() as interrupts:
        try:
            for number, line in read_lines(stream, file):
                decided = list(run.decided(number, line))
                with interrupts.held():
                    for written, _ in decided:
                        write_all(out, f"{written}\n".encode())
                    progress.line_done()
                codes = [code for _, code in decided]
                worst = max(worst, *codes)
                refused += any(codes)
        except KeyboardInterrupt:
            click.echo(f"interrupted after {_lines(progress.lines)}", err=True)
            return ExitCode.BAD_INPUT
        except IsADirectoryError as error:
            raise _unreadable(file, error) from None
    if refused:
        click.echo(f"{refused:,} of {_lines(progress.lines)} could not be decided; see the errors among them", err=True)
    return worst


class _Run:
    def __init__(
        self, pack: Pack, names: Sequence[str], as_of: date, *, text: bool, all_readings: bool, record: Record
    ) -> None:
        self._pack, self._names, self._as_of, self._text = pack, names, as_of, text
        self._all, self._record = all_readings, record

    def decided(self, number: int, line: AccountLine | Faults) -> Iterator[Written]:
        """What is written for one line: its decisions in the order asked, or its error."""
        if isinstance(line, Faults):
            yield self._error(number, None, line)
            return
        try:
            account = self._pack.account(line.account, as_of=line.as_of or self._as_of)
        except Exception as error:
            yield self._error(number, None, error)
            return
        for name in self._names:
            try:
                decision = self._pack.decide(name, account)
                self._record(self._pack, account, [decision])
                shown = self._shown(account, decision)
            except Exception as error:
                yield self._error(number, name if len(self._names) > 1 else None, error)
            else:
                yield shown, ExitCode.DONE

    def _shown(self, account: Account, decision: Decision) -> str:
        if self._text:
            return text_of(self._pack, account, decision, all_readings=self._all)
        if not self._all and not decision.missing:
            return decision.to_json()
        return json.dumps(json_of(self._pack, account, decision, all_readings=self._all), ensure_ascii=False)

    def _error(self, number: int, decision: str | None, error: Exception) -> Written:
        code, diagnostics = diagnosed(error)
        if self._text:
            return "\n".join(f"line {number}: {one_line(one)}" for one in diagnostics) + "\n", code
        return json.dumps(_error_json(number, decision, diagnostics), ensure_ascii=False), code


def _error_json(number: int, decision: str | None, diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    first = diagnostics[0]
    asked = {"decision": decision} if decision else {}
    return {
        "line": number,
        **asked,
        "error": {
            "code": first.code,
            "message": first.message,
            "hint": first.hint,
            "faults": [diagnostic.as_json() for diagnostic in diagnostics],
        },
    }


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"


def _size(stream: BinaryIO) -> int:
    try:
        return os.fstat(stream.fileno()).st_size
    except OSError:
        return 0


def _unreadable(file: str, error: OSError | ValueError) -> Faults:
    reason = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "not a file name"
    shown = "".join(c if c.isprintable() else "\ufffd" for c in file)
    return Faults((Diagnostic("unreadable-file", f"the file `{shown}` cannot be read: {reason}"),))
