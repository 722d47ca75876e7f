"""`curbstop key`: the keys with which callers may ask the service."""

from __future__ import annotations

import click

from curbstop.cli.command_group import CommandGroup

COMMANDS = {
    "add": "curbstop.cli.key.add:add",
    "list": "curbstop.cli.key.list:list_keys",
    "rotate": "curbstop.cli.key.rotate:rotate",
    "revoke": "curbstop.cli.key.revoke:revoke",
}
"""Each command with the module and name of its function, in the order of the help."""


@click.group(
    cls=CommandGroup,
    commands_at=COMMANDS,
    invoke_without_command=True,
    short_help="Make, replace and take back API keys.",
    epilog="""\b
Examples:
  curbstop key add billing --scope decide --days 365 --keys keys.json
  curbstop key list --keys keys.json
  curbstop key rotate billing --hours 48 --days 365 --keys keys.json
  curbstop key revoke billing --keys keys.json

The file holds hashes, never keys. A running service sees every change of it within a second.
""",
)
@click.pass_context
def key(context: click.Context) -> None:
    """Make, list, replace and take back the API keys of the service."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
