"""What `serve` checks before it starts, and how it starts."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.failures import FaultyRulesError, bad_arguments

EXTRA = "pip install 'curbstop[service]'"


def check_access(
    host: str, *, keys: str | None, jwks: str | None, audience: str | None, issuer: str | None, insecure: bool
) -> None:
    """Return if it is said who may call; else raise Faults."""
    if insecure and (keys or jwks):
        raise bad_arguments("`--insecure` answers anybody, and `--keys` or `--jwks` does not", "give one of them")
    if insecure and not _is_loopback(host):
        raise bad_arguments(f"`--insecure` answers anybody, and `{host}` is no loopback address", "give `--keys FILE`")
    if not (insecure or keys or jwks):
        hint = "`curbstop key add NAME` makes a key for `--keys FILE`; `--insecure` answers anybody on this machine"
        raise bad_arguments("nothing says who may call", hint)
    if jwks and not (audience and issuer):
        raise bad_arguments("`--jwks` needs `--audience` and `--issuer`, or tokens meant for others would be accepted")
    if (audience or issuer) and not jwks:
        raise bad_arguments("`--audience` and `--issuer` are about tokens, and there is no `--jwks`")


def parameter_files(given: Iterable[str]) -> dict[str, str]:
    """The files of `--parameters PACK=FILE`."""
    found: dict[str, str] = {}
    for text in given:
        pack, equals, file = text.partition("=")
        if not (pack and equals and file):
            raise bad_arguments(f"`--parameters`: `{text}` is not a pack and a file", "write PACK=FILE")
        found[pack] = file
    return found


def run(host: str, port: int, workers: int, **settings: Any) -> ExitCode:
    """Serve; a missing library, faulty rules or a log that cannot be opened is said in one sentence."""
    try:
        from curbstop.service.rules import RulesRefusedError
        from curbstop.service.server import serve
        from curbstop.service.settings import Settings
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "curbstop":
            raise
        raise bad_arguments(f"`serve` needs the library `{missing.name}`, which is not installed", EXTRA) from None
    from curbstop.audit import LogUnavailableError

    def started(address: str) -> None:
        click.echo(f"curbstop serves on {address}", err=True)

    try:
        serve(Settings(**settings), host, port, workers, started)
    except RulesRefusedError as error:
        raise FaultyRulesError(error.pack, error.faults) from error
    except LogUnavailableError as error:
        raise bad_arguments(f"`--log`: {str(error).rstrip('.')}") from None
    return ExitCode.DONE


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
