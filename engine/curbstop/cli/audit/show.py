"""`curbstop audit show`: one record of the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options, private_option, record_id
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option

if TYPE_CHECKING:
    from curbstop.audit import AuditLog


@click.command(
    short_help="Show one logged decision.",
    epilog="""\b
Examples:
  curbstop audit show ID --log decisions.db
  curbstop audit show ID --log decisions.db --show-private --format json
  curbstop audit show ID --log decisions.db --show-private --format decision > decision.json

`decision` writes the decision alone, as it was saved, for `curbstop verify`.
""",
)
@click.argument("id_", metavar="ID")
@log_options
@private_option
@format_option("text", "How the record is written. Default: text.", ["decision"])
def show(id_: str, log: AuditLog, show_private: bool, form: str) -> ExitCode:
    """Show the record ID: who asked what and when, the facts, the outcome and its reasons."""
    from curbstop.cli.output import look, write_json, write_text
    from curbstop.render.audit_text import record_text

    record = record_id(log, id_, private=show_private)
    if form == "text":
        write_text(record_text(record, look()))
    else:
        data = record.saved if form == "decision" else record.as_json()
        write_json(json.dumps(data, ensure_ascii=False, indent=2))
    return ExitCode.DONE
