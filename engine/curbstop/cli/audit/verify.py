"""`curbstop audit verify`: whether the log is what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options, read_checkpoint
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog


@click.command(
    short_help="Find changed, removed or reordered records.",
    epilog="""\b
Examples:
  curbstop audit verify --log decisions.db
  curbstop audit verify --log decisions.db --checkpoint checkpoint.json --decisions

A checkpoint that was kept elsewhere also shows a log that was cut off or written anew. Private values whose keys were
erased stay unchecked. The exit code is 1 if something does not hold.
""",
)
@log_options
@click.option(
    "--checkpoint",
    "checkpoints",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="A checkpoint that was kept; may be repeated.",
)
@click.option("--decisions", is_flag=True, help="Also check every decision from its trace; takes longer.")
def verify(log: AuditLog, checkpoints: tuple[str, ...], decisions: bool) -> ExitCode:
    """Verify every record of the log, their chain, and the log against checkpoints."""
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text
    from curbstop.render.audit_text import verified_text

    kept = [read_checkpoint(file) for file in checkpoints]
    try:
        found = log.verify(kept, decisions=decisions)
    except ValueError as error:
        raise bad_arguments(str(error)) from None
    write_text(verified_text(found))
    return ExitCode.DONE if found.holds else ExitCode.CHECK_FAILED
