"""What the commands about API keys share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

Command = Callable[..., Any]


def keys_option(command: Command) -> Command:
    """`--keys`, as `file`."""
    about = "The file of keys. Default: keys.json."
    return click.option("--keys", "file", metavar="FILE", type=click.Path(), default="keys.json", help=about)(command)


def days_option(command: Command) -> Command:
    """`--days`."""
    about = "For how many days the key is good. Default: until it is revoked."
    return click.option("--days", metavar="N", type=click.IntRange(1, 3660), help=about)(command)


def days_long(days: int | None) -> timedelta | None:
    """So many days, None where there is no end."""
    return timedelta(days=days) if days is not None else None


def write_key(key: str, days: int | None) -> None:
    """The key alone on standard output, for scripts; beside it whether it ever expires."""
    from curbstop.cli.output import write_text

    write_text(f"{key}\n")
    if days is None:
        click.echo("this key does not expire; --days N makes one that does", err=True)
