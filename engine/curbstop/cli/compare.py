"""`curbstop compare`: one decision about one account by two packs or more."""

from __future__ import annotations

import json

import click

from curbstop.cli.completion import complete_decisions, complete_packs
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import facts_option, format_option, parameters_option, rules_option


@click.command(
    short_help="Show where two packs differ about an account.",
    epilog="""\b
Example:
  curbstop compare shutoff --pack CITY/TOPIC --pack STATE/LAW --facts account.yaml --as-of 2026-04-03

Each pack is told the facts that it knows; a fact that none knows is an error. Packs that differ are a result: the
exit code is 0.
""",
)
@click.argument("decision", metavar="DECISION", shell_complete=complete_decisions)
@click.option(
    "--pack",
    "pack_ids",
    metavar="ID",
    multiple=True,
    required=True,
    shell_complete=complete_packs,
    help="A pack that decides; give two or more.",
)
@facts_option()
@click.option("--as-of", metavar="DATE", help="The day the decision is about. Default: today where the first pack is.")
@rules_option
@click.option(
    "--reading",
    "readings",
    metavar="NAME=CHOICE",
    multiple=True,
    help="Choose a reading, in every pack that has it; may be repeated.",
)
@parameters_option
@format_option()
def compare(
    decision: str,
    pack_ids: tuple[str, ...],
    file: str,
    as_of: str | None,
    rules: str | None,
    readings: tuple[str, ...],
    parameters: str | None,
    form: str,
) -> ExitCode:
    """Show what several packs make of DECISION for one account, with their reasons, and where they differ."""
    from curbstop.cli.arguments import day_of
    from curbstop.cli.choices import choices_of
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import look, standard_input, write_json, write_text
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.today import today
    from curbstop.load.accounts import read_account_file
    from curbstop.questions.compare import compare as compare_packs
    from curbstop.render.compare_text import compare_text

    if len(set(pack_ids)) < 2:
        raise bad_arguments("two packs are needed to compare", "give --pack twice, each time with another pack")
    if file.endswith(".jsonl"):
        raise bad_arguments("a comparison is about one account, and a file named `.jsonl` holds many")
    chosen = choices_of(readings, parameters)
    day = day_of(as_of) if as_of is not None else None
    folder = rules_folder(rules)
    packs = [folder.pack(one, [decision]) for one in dict.fromkeys(pack_ids)]
    chosen.check(*(pack.definition for pack in packs))
    packs = [chosen.under(pack) for pack in packs]
    account = read_account_file(file, standard_input() if file == "-" else None)
    found = compare_packs(decision, packs, account, as_of=day or today(packs[0].definition.time_zone))
    if form == "json":
        write_json(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        write_text(compare_text(found, [pack.definition for pack in packs], look()))
    return ExitCode.DONE
