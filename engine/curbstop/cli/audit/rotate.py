"""`curbstop audit rotate`: other keys for the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog


@click.command(
    short_help="Sign the log with a new key from now on.",
    epilog="""\b
Examples:
  curbstop audit rotate --log decisions.db
  curbstop audit rotate --prepare --log postgresql://USER@HOST/DATABASE --keys log.keys

The log keeps the change, signed with the old and the new key, and checkpoints of the old key stay good. The keys of
accounts are wrapped anew, and the old keys leave the file. A running service takes the new file up by itself; where
several machines write, each has its own file: prepare, copy the file to all of them, then rotate.
""",
)
@log_options
@click.option("--prepare", is_flag=True, help="Only put the next keys into the file.")
def rotate(log: AuditLog, prepare: bool) -> ExitCode:
    """Replace the key that signs the log and the key that protects private facts."""
    from curbstop.cli.output import write_text

    if prepare:
        write_text(f"prepared {log.prepare_keys()}; nothing is signed with it before `curbstop audit rotate`\n")
        return ExitCode.DONE
    change = log.rotate_keys()
    old, new = log.signers()[-2:]
    write_text(f"signed with {new.name} from now on\n{old.name} signed up to record {change.checkpoint.size}\n")
    return ExitCode.DONE
