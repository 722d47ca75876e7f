"""`curbstop audit`: the commands about the audit log."""

from __future__ import annotations

import click

from curbstop.cli.command_group import CommandGroup

COMMANDS = {
    "list": "curbstop.cli.audit.list:list_records",
    "show": "curbstop.cli.audit.show:show",
    "verify": "curbstop.cli.audit.verify:verify",
    "replay": "curbstop.cli.audit.replay:replay",
    "export": "curbstop.cli.audit.export:export",
    "checkpoint": "curbstop.cli.audit.checkpoint:checkpoint",
    "keys": "curbstop.cli.audit.keys:keys",
    "rotate": "curbstop.cli.audit.rotate:rotate",
    "erase": "curbstop.cli.audit.erase:erase",
}
"""Each command with the module and name of its function, in the order of the help."""


@click.group(
    cls=CommandGroup,
    commands_at=COMMANDS,
    invoke_without_command=True,
    short_help="Search, verify and replay logged decisions.",
    epilog="""\b
Examples:
  curbstop decide DECISION --facts account.yaml --log decisions.db
  curbstop audit list --log decisions.db --outcome permitted
  curbstop audit checkpoint --log decisions.db > checkpoint.json
  curbstop audit verify --log decisions.db --checkpoint checkpoint.json

A log is a file, or postgresql://USER@HOST/DATABASE. CURBSTOP_LOG stands for --log where that is not given.
""",
)
@click.pass_context
def audit(context: click.Context) -> None:
    """Search, verify, replay and export the decisions in an audit log."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
