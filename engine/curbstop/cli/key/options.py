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
