"""`curbstop key add`: a key with which a caller may ask the service."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.key.options import days_long, days_option, keys_option, write_key

SCOPES = ("decide", "read-audit", "read-private", "admin")


@click.command(
    short_help="Make an API key.",
    epilog="""\b
Example:
  curbstop key add billing --scope decide --days 365 --keys keys.json

The key is printed once; the file holds its hash. Scopes: `decide` asks about accounts, `read-audit` reads the log,
`read-private` shows private facts and whole traces, `admin` is all but `read-private`.
""",
)
@click.argument("name", metavar="NAME")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=("decide",),
    help="What it may do; may be repeated. Default: decide.",
)
@days_option
@keys_option
def add(name: str, scopes: tuple[str, ...], days: int | None, file: str) -> ExitCode:
    """Make the key of NAME, write its hash into the file of keys, and print the key."""
    from curbstop.service.key_file import add_key
    from curbstop.service.keys import scopes_of

    write_key(add_key(file, name, scopes_of(scopes), good_for=days_long(days)), days)
    return ExitCode.DONE
