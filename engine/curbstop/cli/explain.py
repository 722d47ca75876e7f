"""`curbstop explain`: why an outcome is not the wanted one, and what would make it so."""

from __future__ import annotations

import json

import click

from curbstop.cli.completion import complete_decisions, complete_outcomes
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import (
    as_of_option,
    facts_option,
    format_option,
    pack_option,
    parameters_option,
    reading_option,
    rules_option,
)


@click.command(
    short_help="Show what would lead to another outcome.",
    epilog="""\b
Examples:
  curbstop facts shutoff > account.yaml
  curbstop explain shutoff --facts account.yaml --want prohibited --as-of 2026-04-03
  curbstop explain shutoff --facts account.yaml --want permitted --by utility --format json

The rule files say which facts somebody can change; nothing else is proposed. That nothing leads to the outcome is
a result: the exit code is 0.
""",
)
@click.argument("decision", metavar="DECISION", shell_complete=complete_decisions)
@facts_option()
@click.option(
    "--want", metavar="OUTCOME", required=True, shell_complete=complete_outcomes, help="The outcome that is wanted."
)
@click.option(
    "--by",
    type=click.Choice(["customer", "utility"]),
    default="customer",
    help="Who makes the changes: the customer alone, or with `utility` the utility too. Default: customer.",
)
@as_of_option
@click.option("--days", metavar="N", type=int, default=180, help="How many days one can wait, 0 to 3660. Default: 180.")
@pack_option()
@rules_option
@reading_option
@parameters_option
@format_option()
def explain(
    decision: str,
    file: str,
    want: str,
    by: str,
    as_of: str | None,
    days: int,
    pack_id: str | None,
    rules: str | None,
    readings: tuple[str, ...],
    parameters: str | None,
    form: str,
) -> ExitCode:
    """Show why DECISION is what it is, and every smallest set of changes and waiting that leads to OUTCOME."""
    from curbstop.cli.arguments import day_of, readings_of
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import look, standard_input, write_json, write_text
    from curbstop.cli.parameters import read_parameters
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.today import today
    from curbstop.load.accounts import read_account_file
    from curbstop.questions.explain import explain as explanation_of
    from curbstop.render.explain_text import explanation_text

    chosen = readings_of(readings)
    day = day_of(as_of) if as_of is not None else None
    if file.endswith(".jsonl"):
        raise bad_arguments("an explanation is about one account, and a file named `.jsonl` holds many")
    pack = rules_folder(rules).pack(pack_id, [decision], guard="certificate")
    pack.assembler(decision)
    given = read_parameters(parameters) if parameters is not None else {}
    if chosen or given:
        pack = pack.with_choices(readings=chosen, parameters=given)
    account = read_account_file(file, standard_input() if file == "-" else None)
    day = day or today(pack.definition.time_zone)
    found = explanation_of(pack, decision, account, want=want, as_of=day, by=by, days=days)
    if form == "json":
        write_json(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        write_text(explanation_text(found, pack.definition, look()))
    return ExitCode.DONE
