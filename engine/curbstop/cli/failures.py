"""What went wrong -> a message on standard error, and the exit code. No traceback ever reaches a user.

FaultyRulesError            the rule files are faulty: 3, every fault with its place, line and caret
Faults                      arguments, facts or parameters are wrong: 2, one line each
click.UsageError            the same, found by click
LogUnavailableError         the audit log cannot be opened, read or written: 2
OSError                     a file or the output failed: 2
EvaluatorsDisagreeError     4
anything else               a fault of curbstop itself: 4
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from curbstop.audit.errors import LogUnavailableError
from curbstop.cli.exits import ExitCode
from curbstop.diagnostics import Diagnostic, Faults, render_diagnostic, render_diagnostics
from curbstop.ir.calendar import OutsideCalendarError

INTERNAL = "internal-error"


class FaultyRulesError(Exception):
    """The rule files of a pack are faulty; nothing was decided."""

    def __init__(self, pack: str, faults: Faults) -> None:
        self.pack, self.faults = pack, faults
        super().__init__(str(faults))


def bad_arguments(message: str, hint: str | None = None) -> Faults:
    """Faults for what only a command can see to be wrong in its arguments."""
    return Faults((Diagnostic("bad-arguments", message, hint=hint),))


def diagnosed(error: Exception) -> tuple[ExitCode, tuple[Diagnostic, ...]]:
    """What happened to one account: the exit code, and the diagnostics to show."""
    # Who only checks rule files needs neither evaluator.
    from curbstop.decision.guard import EvaluatorsDisagreeError
    from curbstop.semantics.moment import NotInForceError

    match error:
        case Faults():
            return ExitCode.BAD_INPUT, error.diagnostics
        case OutsideCalendarError():
            return ExitCode.BAD_INPUT, (Diagnostic("outside-calendar", str(error)),)
        case NotInForceError():
            return ExitCode.BAD_INPUT, (Diagnostic("not-in-force", str(error)),)
        case LogUnavailableError():
            return ExitCode.BAD_INPUT, (Diagnostic("log-unavailable", str(error)),)
        case EvaluatorsDisagreeError():
            hint = "this is a fault of curbstop or of durable-rules; please report it"
            return ExitCode.NOT_DECIDED, (Diagnostic("evaluators-disagree", str(error), hint=hint),)
    return ExitCode.NOT_DECIDED, (_internal(error),)


def report(error: BaseException) -> ExitCode:
    """Say on standard error what went wrong."""
    match error:
        case BrokenPipeError():
            _silence_output()
            return ExitCode.DONE
        case KeyboardInterrupt() | click.Abort():
            _say("interrupted")
            return ExitCode.BAD_INPUT
        case FaultyRulesError():
            found = error.faults
            _say(render_diagnostics(found.diagnostics, found.sources))
            _say(f"\n{_counted(len(found.diagnostics))} in the rule files of `{error.pack}`; nothing was decided")
            return ExitCode.FAULTY_RULES
        case click.UsageError():
            _say(one_line(_usage(error)))
            return ExitCode.BAD_INPUT
        case click.ClickException():
            _say(one_line(Diagnostic("bad-arguments", _sentence(error.format_message()))))
            return ExitCode.BAD_INPUT
        case OSError():
            _say(one_line(_failed_file(error)))
            return ExitCode.BAD_INPUT
        case Exception():
            code, diagnostics = diagnosed(error)
            say_faults(diagnostics, error.sources if isinstance(error, Faults) else {})
            return code
    raise error


def say_faults(diagnostics: Iterable[Diagnostic], sources: object = None) -> None:
    """Each fault on a line of its own; on a terminal with the line of the file where that may be shown."""
    for diagnostic in diagnostics:
        _say(one_line(diagnostic))
        if isinstance(sources, dict) and sys.stderr.isatty():
            excerpt = [line for line in render_diagnostic(diagnostic, sources).splitlines() if line.startswith("   | ")]
            if excerpt:
                _say("\n".join(excerpt[:2]))


def one_line(diagnostic: Diagnostic) -> str:
    """A fault with its place, hint and related places on one line, as logs and scripts want it."""
    where = f"{diagnostic.span}: " if diagnostic.span else ""
    hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
    related = "".join(f" ({other.note}: {other.span})" for other in diagnostic.related)
    text = f"{where}{diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}{hint}{related}"
    return " ".join(text.split())


_THE_DAY = {"--as-of": "--from", "--from": "--as-of"}
"""One day is asked about, or days from one on."""


def _usage(error: click.UsageError) -> Diagnostic:
    command = error.ctx.command_path if error.ctx else "curbstop"
    see = f"see `{command} --help`"
    match error:
        case click.exceptions.NoSuchOption():
            message = f"there is no option `{error.option_name}`"
            here = {name for option in error.ctx.command.params for name in option.opts} if error.ctx else set()
            meant = [_THE_DAY[error.option_name]] if _THE_DAY.get(error.option_name) in here else error.possibilities
            if meant:
                see = f"did you mean `{meant[0]}`? {see}"
        case click.MissingParameter(param=click.Option() as option):
            message = f"the option `{option.opts[0]}` is missing"
        case click.MissingParameter(param=click.Argument() as argument):
            message = f"{argument.make_metavar(error.ctx) if error.ctx else 'an argument'} is missing"
        case click.BadParameter(param=click.Option(type=kind) as option) if wanted := _number_wanted(kind):
            message = f"`{option.opts[0]}` must be {wanted}"
        case click.BadParameter(param=click.Option() as option):
            message = f"`{option.opts[0]}`: {_sentence(error.message)}"
        case _ if more := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message, re.DOTALL):
            message = f"too many arguments: `{more[1]}`"
        case _:
            message = _sentence(error.format_message())
    return Diagnostic("bad-arguments", message, hint=see)


def _number_wanted(kind: object) -> str | None:
    """The numbers that an option takes, in words; None where it takes something else."""
    match kind:
        case click.IntRange(min=least, max=most) | click.FloatRange(min=least, max=most) if least is not None:
            what = "a whole number" if isinstance(kind, click.IntRange) else "a number"
            least_word = "above" if kind.min_open else "from"
            return f"{what} {least_word} {least:g}" + (f" to {most:g}" if most is not None else "")
    return "a whole number" if kind is click.INT else None


def _sentence(text: str) -> str:
    """Click's words in the manner of the other messages: small first letter, no full stop, user text in backticks."""
    text = text.strip().rstrip(".").replace("'", "`")
    return text[:1].lower() + text[1:]


def _failed_file(error: OSError) -> Diagnostic:
    reason = (error.strerror or type(error).__name__).lower()
    if isinstance(error.filename, str):
        return Diagnostic("unreadable-file", f"the file `{error.filename}` cannot be used: {reason}")
    return Diagnostic("input-output", f"reading or writing failed: {reason}")


def _internal(error: BaseException) -> Diagnostic:
    """The sort of error and where it was raised; its own text could hold a private fact."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    hint = "this is a fault of curbstop, please report it with the command you gave; nothing was decided"
    return Diagnostic(INTERNAL, f"{type(error).__name__}{place}", hint=hint)


def _counted(faults: int) -> str:
    return f"{faults} fault{'' if faults == 1 else 's'}"


def _say(text: str) -> None:
    try:
        click.echo(text, err=True)
    except OSError:
        _silence_output()


def _silence_output() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return
