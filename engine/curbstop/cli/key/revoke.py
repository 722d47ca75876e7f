"""`curbstop key revoke`: a key taken back."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.key.options import keys_option


@click.command(
    short_help="Take an API key back.",
    epilog="""\b
Examples:
  curbstop key revoke billing --keys keys.json
  curbstop key revoke 3f9a1c02 --keys keys.json
""",
)
@click.argument("name", metavar="NAME|ID")
@keys_option
def revoke(name: str, file: str) -> ExitCode:
    """Remove every key of NAME, or the one whose ID `key list` shows; a running service refuses it within a second."""
    from curbstop.cli.output import write_text
    from curbstop.service.key_file import revoke_keys

    for gone in revoke_keys(file, name):
        write_text(f"revoked: {gone.name} {gone.id}\n")
    return ExitCode.DONE
