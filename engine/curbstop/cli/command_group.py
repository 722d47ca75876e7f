"""The group of commands: finds a command when it is called, and turns whatever goes wrong into one exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.garbage import search_seldom


class CommandGroup(click.Group):
    """Imports a command only when it is asked for; nothing that is raised leaves it as a traceback."""

    def __init__(self, *args: Any, commands_at: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = dict(commands_at or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands, in the order of the help."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name."""
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with, or Faults that name the nearest."""
        if args and args[0] not in self._places and not args[0].startswith("-"):
            from curbstop.cli.failures import bad_arguments
            from curbstop.diagnostics import nearest_hint

            raise bad_arguments(f"unknown command `{args[0]}`", nearest_hint(args[0], self._places, "commands"))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises becomes a message and an exit code, before click sees it."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except BaseException as error:
            return _report(error)

    def main(  # type: ignore[override]  # click's own returns where it does not stand alone; this one always exits
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the command line and exit."""
        extra.pop("standalone_mode", None)
        search_seldom()
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except (Exception, KeyboardInterrupt) as error:
            code = _report(error)
        sys.exit(int(code) if isinstance(code, int) else int(ExitCode.DONE))


def _report(error: BaseException) -> ExitCode:
    from curbstop.cli.failures import report

    return report(error)
