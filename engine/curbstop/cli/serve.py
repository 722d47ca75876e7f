"""`curbstop serve`: the decision service."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.options import rules_option


@click.command(
    short_help="Serve decisions over HTTP.",
    epilog="""\b
Examples:
  curbstop serve --keys keys.json --log sqlite:///decisions.db
  curbstop serve --insecure

`curbstop key add NAME` makes a key. Edits of the rules and of the files of keys are taken up without a restart. /ready
says what is wrong, /openapi.json describes all addresses. It speaks HTTP; where others listen, put a proxy with TLS
before it.
""",
)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", help="The address to listen on. Default: 127.0.0.1.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8080, help="The port. Default: 8080.")
@rules_option
@click.option(
    "--parameters",
    metavar="PACK=FILE",
    multiple=True,
    help="Numbers that the policy of a pack leaves to the operator; may be repeated.",
)
@click.option("--keys", metavar="FILE", type=click.Path(), help="The API keys, as `curbstop key add` writes them.")
@click.option("--jwks", metavar="FILE", type=click.Path(), help="The public keys of who signs tokens (JWT).")
@click.option("--audience", metavar="TEXT", help="Who the tokens must be for; needed with --jwks.")
@click.option("--issuer", metavar="TEXT", help="Who the tokens must be from; needed with --jwks.")
@click.option("--insecure", is_flag=True, help="Answer anybody; only on a loopback address.")
@click.option(
    "--log",
    metavar="URL",
    envvar="CURBSTOP_LOG",
    help="Where every decision is recorded, such as sqlite:///decisions.db. Also read from CURBSTOP_LOG.",
)
@click.option(
    "--log-keys", metavar="FILE", type=click.Path(), help="The keys of the log. Default: its file, and .keys."
)
@click.option("--unlogged", is_flag=True, help="Give decisions, marked, even while the log cannot be written.")
@click.option(
    "--guard",
    type=click.Choice(["certificate", "always", "adverse"]),
    default="certificate",
    help="Which decisions are made twice and checked, as of `curbstop decide`. Default: certificate.",
)
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), default=1, help="How many processes. Default: 1.")
@click.option(
    "--rate",
    metavar="N",
    type=click.FloatRange(min=0, min_open=True),
    default=1000.0,
    help="Requests, or lines of a batch, that a caller may send a second, for each process. Default: 1000.",
)
def serve(
    host: str,
    port: int,
    rules: str | None,
    parameters: tuple[str, ...],
    keys: str | None,
    jwks: str | None,
    audience: str | None,
    issuer: str | None,
    insecure: bool,
    log: str | None,
    log_keys: str | None,
    unlogged: bool,
    guard: str,
    workers: int,
    rate: float,
) -> ExitCode:
    """Serve the decisions of all packs over HTTP until stopped."""
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.serving import check_access, parameter_files, run
    from curbstop.load.rule_folders import pack_id_of

    check_access(host, keys=keys, jwks=jwks, audience=audience, issuer=issuer, insecure=insecure)
    if unlogged and log is None:
        raise bad_arguments("`--unlogged` is about a log, and there is no `--log`")
    folder = rules_folder(rules)
    return run(
        host,
        port,
        workers,
        rules=str(folder.root),
        only=pack_id_of(folder.only, folder.root) if folder.only is not None else None,
        parameters=parameter_files(parameters),
        keys=keys,
        jwks=jwks,
        audience=audience,
        issuer=issuer,
        insecure=insecure,
        log=log,
        log_keys=log_keys,
        unlogged=unlogged,
        guard=guard,
        rate=rate,
        burst=max(1, int(2 * rate)),
    )
