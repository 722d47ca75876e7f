"""`curbstop audit erase`: the private values of an account, made unreadable for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog


@click.command(
    short_help="Erase the private facts of an account.",
    epilog="""\b
Example:
  curbstop audit erase A-1001 --yes --log decisions.db

Only the key of the account is removed: its records stay, every hash stays valid, and `audit verify` checks all but the
conditions on private facts. Backups of the log that are older still hold the key.
""",
)
@click.argument("account")
@log_options
@click.option("--yes", is_flag=True, help="Needed, since nobody can undo it.")
def erase(account: str, log: AuditLog, yes: bool) -> ExitCode:
    """Erase the key of ACCOUNT, so that nobody can read its private facts in the log any more."""
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text

    if not yes:
        raise bad_arguments("nobody can undo an erasure", "give --yes to erase")
    if not log.erase(account):
        raise bad_arguments(f"the log has no private facts of the account `{account}`")
    write_text(f"the private facts of {account} cannot be read any more\n")
    return ExitCode.DONE
