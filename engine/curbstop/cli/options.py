"""Options and arguments that several commands share, with their completion in the shell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from curbstop.cli.completion import complete_packs, complete_readings

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def rules_option(command: _Decorated) -> _Decorated:
    """`--rules DIR`."""
    return click.option(
        "--rules",
        metavar="DIR",
        type=click.Path(),
        help="A folder of packs, or one pack. Default: `rules` in this folder, or else those shipped with curbstop.",
    )(command)


def pack_option(
    help_: str = "The pack that decides, such as CITY/TOPIC. Default: the one that has the decision.",
) -> Callable[[_Decorated], _Decorated]:
    """`--pack ID`."""
    return click.option("--pack", "pack_id", metavar="ID", shell_complete=complete_packs, help=help_)


def as_of_option(command: _Decorated) -> _Decorated:
    """`--as-of DATE`."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help="The day the decision is about, such as 2026-04-03. Default: today in the time zone of the pack.",
    )(command)


def facts_option(help_: str = "The account, JSON or YAML; - is standard input.") -> Callable[[_Decorated], _Decorated]:
    """`--facts FILE`."""
    return click.option("--facts", "file", metavar="FILE", required=True, type=click.Path(allow_dash=True), help=help_)


def reading_option(command: _Decorated) -> _Decorated:
    """`--reading NAME=CHOICE`, any number of times."""
    return click.option(
        "--reading",
        "readings",
        metavar="NAME=CHOICE",
        multiple=True,
        shell_complete=complete_readings,
        help="Choose a reading of an unclear passage; may be repeated.",
    )(command)


def parameters_option(command: _Decorated) -> _Decorated:
    """`--parameters FILE`."""
    return click.option(
        "--parameters",
        metavar="FILE",
        type=click.Path(),
        help="Numbers that the policy leaves to the operator, YAML or JSON.",
    )(command)


def format_option(
    default: str | None = "text", help_: str = "", more: Sequence[str] = ()
) -> Callable[[_Decorated], _Decorated]:
    """`--format text|json`, and perhaps more forms."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", *more]),
        default=default,
        help=help_ or "How the result is written. Default: text.",
    )
