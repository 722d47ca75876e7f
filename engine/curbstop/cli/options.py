"""Options and arguments that several commands share, with their completion in the shell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def complete_decisions(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Decisions that the last name of a list can become."""
    from curbstop.load import decision_names

    before, comma, last = incomplete.rpartition(",")
    names = {name for names in decision_names(_root(context)).values() for name in names}
    return [CompletionItem(f"{before}{comma}{name}") for name in sorted(names) if name.startswith(last)]


def complete_packs(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Packs that a name can become."""
    from curbstop.load import pack_ids

    return [CompletionItem(name) for name in pack_ids(_root(context)) if name.startswith(incomplete)]


def rules_option(command: _Decorated) -> _Decorated:
    """`--rules DIR`."""
    return click.option(
        "--rules",
        metavar="DIR",
        type=click.Path(),
        help="A folder of packs, or one pack. Default: the rules shipped with curbstop.",
    )(command)


def pack_option(command: _Decorated) -> _Decorated:
    """`--pack ID`."""
    return click.option(
        "--pack",
        "pack_id",
        metavar="ID",
        shell_complete=complete_packs,
        help="The pack that decides, such as city/policy. Default: the one that has the decision.",
    )(command)


def format_option(default: str | None = "text", help_: str = "") -> Callable[[_Decorated], _Decorated]:
    """`--format text|json`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default=default,
        help=help_ or "How the result is written. Default: text.",
    )


def _root(context: click.Context) -> Any:
    from pathlib import Path

    from curbstop.load import default_rules_root

    given = context.params.get("rules")
    return Path(given) if given else default_rules_root()
