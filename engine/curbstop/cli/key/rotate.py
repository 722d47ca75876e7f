"""`curbstop key rotate`: another key in the place of one, without an hour in which neither is good."""

from __future__ import annotations

from datetime import timedelta

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.key.options import days_long, days_option, keys_option, write_key


@click.command(
    short_help="Replace an API key.",
    epilog="""\b
Example:
  curbstop key rotate billing --hours 48 --days 365 --keys keys.json

Both keys are good for --hours; then the old one is refused. `curbstop_key_uses` in /metrics tells whether it is still
in use. Where a key has leaked, --hours 0 ends it at once.
""",
)
@click.argument("name", metavar="NAME")
@click.option(
    "--hours",
    metavar="N",
    type=click.IntRange(0, 8760),
    default=24,
    help="For how many hours the old key is still good. Default: 24.",
)
@days_option
@keys_option
def rotate(name: str, hours: int, days: int | None, file: str) -> ExitCode:
    """Make another key of NAME with the same scopes, print it, and let the old one expire."""
    from curbstop.service.key_file import rotate_key

    write_key(rotate_key(file, name, overlap=timedelta(hours=hours), good_for=days_long(days)), days)
    return ExitCode.DONE
