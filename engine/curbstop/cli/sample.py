"""`curbstop sample`: a population to try rules on."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.options import pack_option, parameters_option, rules_option


@click.command(
    short_help="Make up accounts to try rules on.",
    epilog="""\b
Examples:
  curbstop sample --n 1000 --seed 1 --pack CITY/TOPIC --output accounts.jsonl
  curbstop sample --n 1000 --seed 1 --pack CITY/TOPIC --boundaries --unknown 0.1

The same seed gives the same accounts for a pack and a day. Most values are the `example:` of their fact or lie near
it, and every account satisfies the `consistent:` rules. These are not the shares of a real city.
""",
)
@click.option("--n", "count", metavar="N", type=click.IntRange(min=1), required=True, help="How many accounts.")
@click.option("--seed", metavar="S", type=int, required=True, help="A whole number that the chance starts from.")
@rules_option
@pack_option("The pack, such as CITY/TOPIC. Default: the only one.")
@click.option("--boundaries", is_flag=True, help="Accounts in pairs on either side of where some condition changes.")
@click.option(
    "--unknown",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="The share of facts that are left out, such as 0.1. Default: 0.",
)
@click.option("--as-of", metavar="DATE", help="The day the accounts are of. Default: today where the pack is.")
@parameters_option
@click.option("--output", metavar="FILE", type=click.Path(), help="Where they are written. Default: standard output.")
def sample(
    count: int,
    seed: int,
    rules: str | None,
    pack_id: str | None,
    boundaries: bool,
    unknown: float,
    as_of: str | None,
    parameters: str | None,
    output: str | None,
) -> ExitCode:
    """Make up N accounts of a pack, as JSON Lines, each with its day under `as_of`."""
    from contextlib import ExitStack

    from curbstop.cli.arguments import day_of
    from curbstop.cli.output import standard_output, write_all
    from curbstop.cli.parameters import read_parameters
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.today import today
    from curbstop.render.population import counted_accounts
    from curbstop.workbench.sample import LineWriter, Sampler

    pack = rules_folder(rules).pack(pack_id, [])
    if parameters is not None:
        pack = pack.with_choices(parameters=read_parameters(parameters))
    day = day_of(as_of) if as_of is not None else today(pack.definition.time_zone)
    sampler = Sampler(pack, as_of=day, seed=seed, unknown=unknown, boundaries=boundaries)
    writer = LineWriter(pack.definition.facts, day)
    with ExitStack() as opened:
        stream = opened.enter_context(open(output, "wb")) if output else standard_output()
        for values in sampler.accounts(count):
            stream.write(writer.line(values).encode())
        write_all(stream, b"")
    if output:
        said = f"{counted_accounts(count)} of {pack.definition.id} as of {day.isoformat()}"
        click.echo(f"{said} written to {output}", err=True)
    return ExitCode.DONE
