"""`curbstop audit list`: records of the log that fit, a line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options, record_id, search_options
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option

if TYPE_CHECKING:
    from curbstop.audit import AuditLog, Search


@click.command(
    "list",
    short_help="Find logged decisions.",
    epilog="""\b
Examples:
  curbstop audit list --log decisions.db --account A-1001
  curbstop audit list --log decisions.db --section SECTION --since 2026-03-01 --format json

Oldest first. Where there are more than --limit, the last id is what --after goes on from.
""",
)
@log_options
@search_options
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 1000), default=50, help="Records at most, up to 1000. Default: 50."
)
@click.option("--after", metavar="ID", help="Only records after this one.")
@format_option()
def list_records(log: AuditLog, search: Search, form: str) -> ExitCode:
    """Find logged decisions by account, decision, outcome, rule, section, rules and time."""
    from curbstop.cli.output import write_json, write_text
    from curbstop.render.audit_text import list_json, list_text

    if search.after is not None:
        record_id(log, search.after, private=False)
    found = log.search(search)
    if not found:
        _tell_what_fits_nothing(log, search)
    if form == "json":
        write_json(json.dumps([list_json(record) for record in found], ensure_ascii=False, indent=2))
        return ExitCode.DONE
    write_text(list_text(found))
    if len(found) == search.limit:
        click.echo(f"there may be more: --after {found[-1].id}", err=True)
    return ExitCode.DONE


def _tell_what_fits_nothing(log: AuditLog, search: Search) -> None:
    """A slip of the pen must not pass for a log in which something never happened."""
    from curbstop.audit import Search

    for name in ("account", "decision", "outcome", "rule", "section", "digest"):
        value = getattr(search, name)
        if value is not None and not log.search(Search(limit=1, **{name: value})):
            click.echo(f"no record of the log has the {name} `{value}`", err=True)
