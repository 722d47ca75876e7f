"""`curbstop decide`: decisions about one account, or about each line of a JSON Lines file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from curbstop.cli.completion import complete_decisions
from curbstop.cli.decision_forms import json_of, text_of
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
from curbstop.cli.pages import FORMS, pages_of
from curbstop.cli.recording import Record, recording

if TYPE_CHECKING:
    from curbstop.api import Pack


@click.command(
    epilog="""\b
Examples:
  curbstop facts shutoff > account.yaml
  curbstop decide shutoff --facts account.yaml --as-of 2026-04-03
  curbstop decide shutoff --facts account.yaml --format html > page.html
  curbstop decide shutoff,OTHER --facts account.yaml --format json
  curbstop decide shutoff --facts accounts.jsonl > decisions.jsonl

A line of accounts.jsonl may have its own day, in `as_of`. A denied or undetermined decision is a result: the exit code
is 0.
"""
)
@click.argument("decisions", metavar="DECISION[,DECISION...]", shell_complete=complete_decisions)
@facts_option("The account, JSON or YAML; - is standard input. A file named .jsonl holds one account a line.")
@as_of_option
@pack_option()
@rules_option
@reading_option
@click.option(
    "--readings",
    "which",
    type=click.Choice(["chosen", "all"]),
    default="chosen",
    help="With `all`, also what every other choice of the readings leads to. Default: chosen.",
)
@parameters_option
@format_option(
    None,
    "How a decision is written; html, md and letter explain all of it to people. Default: text for one account, json "
    "for JSON Lines.",
    FORMS,
)
@click.option(
    "--show-private",
    is_flag=True,
    help="Show private facts in html, md and letter, which mask them; text and json never do.",
)
@click.option(
    "--guard",
    type=click.Choice(["certificate", "always", "adverse"]),
    default="certificate",
    help="Which decisions both evaluators must agree on: all, or adverse and undetermined ones; with certificate "
    "all, and the independent checker confirms adverse ones. Default: certificate.",
)
@click.option(
    "--log", metavar="URL", help="Record every decision in this audit log before it is written; see `curbstop audit`."
)
@click.option(
    "--log-keys",
    metavar="FILE",
    type=click.Path(),
    help="The keys of the log. Default: the file of the log, and .keys.",
)
def decide(
    decisions: str,
    file: str,
    as_of: str | None,
    pack_id: str | None,
    rules: str | None,
    readings: tuple[str, ...],
    which: str,
    parameters: str | None,
    form: str | None,
    show_private: bool,
    guard: str,
    log: str | None,
    log_keys: str | None,
) -> ExitCode:
    """Decide about an account, and show why.

    Several decisions on one account are separated by commas; as JSON they come as a list.
    """
    from curbstop.cli.arguments import day_of, names_of, readings_of
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.parameters import read_parameters
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.today import today

    names, chosen = names_of(decisions), readings_of(readings)
    day = day_of(as_of) if as_of is not None else None
    if form in FORMS and file.endswith(".jsonl"):
        raise bad_arguments(f"`--format {form}` is about one account, and a file named `.jsonl` holds many")
    if show_private and form not in FORMS:
        raise bad_arguments("`--show-private` is for html, md and letter; text and json are always whole")
    pack = rules_folder(rules).pack(pack_id, names, guard=guard)
    for name in names:
        pack.assembler(name)
    given = read_parameters(parameters) if parameters is not None else {}
    if chosen or given:
        pack = pack.with_choices(readings=chosen, parameters=given)
    day = day or today(pack.definition.time_zone)
    if file.endswith(".jsonl"):
        from curbstop.cli.decide_lines import decide_lines

        with recording(log, log_keys) as record:
            return decide_lines(pack, names, file, day, text=form == "text", all_readings=which == "all", record=record)
    if form in FORMS:
        if log is not None:
            raise bad_arguments(f"`--log` is for text and json; `--format {form}` explains and records nothing")
        _explain_one(pack, names, file, day, form=form, show_private=show_private)
    else:
        with recording(log, log_keys) as record:
            _decide_one(pack, names, file, day, text=form != "json", all_readings=which == "all", record=record)
    return ExitCode.DONE


def _decide_one(
    pack: Pack,
    names: Sequence[str],
    file: str,
    as_of: date,
    *,
    text: bool,
    all_readings: bool,
    record: Record,
) -> None:
    from curbstop.cli.output import standard_input, write_json, write_text
    from curbstop.load.accounts import read_account_file

    written = read_account_file(file, standard_input() if file == "-" else None)
    account = pack.account(written, as_of=as_of)
    decided = pack.decide_all(names, account)
    record(pack, account, decided)
    if text:
        write_text("\n\n".join(text_of(pack, account, one, all_readings=all_readings) for one in decided))
        return
    shown = [json_of(pack, account, one, all_readings=all_readings) for one in decided]
    write_json(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False, indent=2))


def _explain_one(pack: Pack, names: Sequence[str], file: str, as_of: date, *, form: str, show_private: bool) -> None:
    from curbstop.cli.output import standard_input, standard_output, write_all
    from curbstop.load.accounts import read_account_file

    written = read_account_file(file, standard_input() if file == "-" else None)
    write_all(standard_output(), pages_of(pack, names, written, as_of, form=form, show_private=show_private).encode())
