"""`curbstop audit keys`: which key signed which part of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog


@click.command(
    short_help="List the keys that signed the log.",
    epilog="""\b
Example:
  curbstop audit keys --log decisions.db

Each is shown as a checkpoint and `audit verify` show it, so that an auditor can compare. None of it is secret.
""",
)
@log_options
def keys(log: AuditLog) -> ExitCode:
    """List the public keys of the log in their order, and over which records each of them signed."""
    from curbstop.cli.output import write_text
    from curbstop.render.audit_text import signers_text

    write_text(signers_text(log.signers()))
    return ExitCode.DONE
