"""`curbstop timeline`: the days on which an outcome changes if no fact does."""

from __future__ import annotations

import json

import click

from curbstop.cli.completion import complete_decisions
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import (
    facts_option,
    format_option,
    pack_option,
    parameters_option,
    reading_option,
    rules_option,
)


@click.command(
    short_help="Show when an outcome changes if no fact does.",
    epilog="""\b
Examples:
  curbstop facts shutoff > account.yaml
  curbstop timeline shutoff --facts account.yaml --from 2026-03-02
  curbstop timeline shutoff --facts account.yaml --days 365 --format json

A day that matters and lies outside the years
of the calendar, or outside the time of the pack, is an error.
""",
)
@click.argument("decision", metavar="DECISION", shell_complete=complete_decisions)
@facts_option()
@click.option(
    "--from",
    "start",
    metavar="DATE",
    help="The first day, such as 2026-03-02. Default: today in the time zone of the pack.",
)
@click.option("--days", metavar="N", type=int, default=180, help="How many days, 1 to 3660. Default: 180.")
@pack_option()
@rules_option
@reading_option
@parameters_option
@format_option()
def timeline(
    decision: str,
    file: str,
    start: str | None,
    days: int,
    pack_id: str | None,
    rules: str | None,
    readings: tuple[str, ...],
    parameters: str | None,
    form: str,
) -> ExitCode:
    """Show on which days the outcome of DECISION changes if no fact does, and what binds until then."""
    from curbstop.cli.arguments import day_of, readings_of
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import look, standard_input, write_json, write_text
    from curbstop.cli.parameters import read_parameters
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.today import today
    from curbstop.load.accounts import read_account_file
    from curbstop.questions.timeline import timeline as timeline_of
    from curbstop.render.timeline_text import timeline_text

    chosen = readings_of(readings)
    first = day_of(start, "--from") if start is not None else None
    if file.endswith(".jsonl"):
        raise bad_arguments("a timeline is about one account, and a file named `.jsonl` holds many")
    pack = rules_folder(rules).pack(pack_id, [decision], guard="certificate")
    pack.assembler(decision)
    given = read_parameters(parameters) if parameters is not None else {}
    if chosen or given:
        pack = pack.with_choices(readings=chosen, parameters=given)
    first = first or today(pack.definition.time_zone)
    account = read_account_file(file, standard_input() if file == "-" else None)
    found = timeline_of(pack, decision, account, start=first, days=days)
    if form == "json":
        write_json(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        write_text(timeline_text(found, pack.definition, look()))
    return ExitCode.DONE
