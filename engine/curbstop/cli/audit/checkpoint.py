"""`curbstop audit checkpoint`: the signed head of the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog


@click.command(
    short_help="Sign the log as it stands.",
    epilog="""\b
Example:
  curbstop audit checkpoint --log decisions.db > checkpoint.json

Keep it where the log's operator cannot change it: it shows later that the log up to here is still the same.
""",
)
@log_options
def checkpoint(log: AuditLog) -> ExitCode:
    """Write a checkpoint as JSON: the head over all records, signed, with the public key."""
    from curbstop.cli.output import write_json

    write_json(json.dumps(log.checkpoint().as_json(), indent=2))
    return ExitCode.DONE
