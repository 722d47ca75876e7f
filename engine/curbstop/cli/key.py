"""`curbstop key`: a key with which a caller may ask the service."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode

SCOPES = ("decide", "read-audit", "read-private", "admin")


@click.command(
    short_help="Make an API key for the service.",
    epilog="""\b
Example:
  curbstop key billing --scope decide --keys keys.json

The key is printed once; the file holds its hash. To take a key back, remove its entry from the file: a running
service sees it within a second. Scopes: `decide` asks about accounts, `read-audit` reads the log, `read-private`
shows private facts and whole traces, `admin` is all but `read-private`.
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
@click.option("--keys", metavar="FILE", type=click.Path(), default="keys.json", help="Default: keys.json.")
def key(name: str, scopes: tuple[str, ...], keys: str) -> ExitCode:
    """Make the key of NAME, write its hash into the file of keys, and print the key."""
    from curbstop.cli.output import write_text
    from curbstop.service.keys import add_key, scopes_of

    write_text(add_key(keys, name, scopes_of(scopes)) + "\n")
    return ExitCode.DONE
