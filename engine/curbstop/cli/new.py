"""`curbstop new`: commented skeletons of packs, decisions, rules, facts and cases."""

from __future__ import annotations

from typing import Any

import click

from curbstop.cli.command_group import CommandGroup
from curbstop.cli.completion import complete_decisions, complete_outcomes, complete_packs
from curbstop.cli.exits import ExitCode

RULES = "rules"


COMMANDS = {name: f"curbstop.cli.new:{name}" for name in ("pack", "decision", "rule", "fact", "case")}
"""Each command with the module and name of its function, in the order of the help."""


@click.group(
    cls=CommandGroup,
    commands_at=COMMANDS,
    invoke_without_command=True,
    short_help="Begin a pack, a decision, a rule, a fact or a case.",
    epilog="""\b
Examples:
  curbstop new pack CITY/TOPIC
  curbstop new decision NAME --pack CITY/TOPIC
  curbstop new rule ID --pack CITY/TOPIC --decision NAME
  curbstop new fact NAME --pack CITY/TOPIC
  curbstop new case NAME --decision NAME

What is written passes `curbstop check` and `curbstop test` as it stands, and says in comments what to put in its
place. Nothing is overwritten.
""",
)
@click.pass_context
def new(context: click.Context) -> None:
    """Write a commented skeleton: of a pack, a decision, a rule, a fact, or a case."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _rules_option(command: Any) -> Any:
    return click.option(
        "--rules", metavar="DIR", default=RULES, type=click.Path(), help="The rules folder. Default: rules."
    )(command)


def _pack_option(command: Any) -> Any:
    return click.option(
        "--pack",
        "pack_id",
        metavar="ID",
        shell_complete=complete_packs,
        help="The pack. Default: the only one, or the one that has the decision.",
    )(command)


def _decision_option(command: Any) -> Any:
    return click.option(
        "--decision", metavar="NAME", required=True, shell_complete=complete_decisions, help="The decision."
    )(command)


@click.command(
    epilog="""\b
Examples:
  curbstop new pack CITY/TOPIC
  curbstop check --rules rules/CITY/TOPIC
""",
)
@click.argument("name", metavar="CITY/TOPIC")
@_rules_option
def pack(name: str, rules: str) -> ExitCode:
    """Write a pack with a fact, a parameter and a decision."""
    from pathlib import Path

    from curbstop.cli.today import today
    from curbstop.workbench.new import new_pack

    return _written(*new_pack(Path(rules), name, today("UTC").replace(month=1, day=1)))


@click.command(
    epilog="""\b
Example:
  curbstop new decision NAME --pack CITY/TOPIC
""",
)
@click.argument("name", metavar="NAME")
@_pack_option
@_rules_option
def decision(name: str, pack_id: str | None, rules: str) -> ExitCode:
    """Write a decision with one rule."""
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.workbench.new import new_decision

    root = rules_folder(rules)
    definition = root.pack(pack_id, []).definition
    return _written(new_decision(root.root, root.folder(pack_id, []), definition, name))


@click.command(
    short_help="Write a rule, which never holds until its condition is written.",
    epilog="""\b
Example:
  curbstop new rule ID --pack CITY/TOPIC --decision NAME --outcome OUTCOME
""",
)
@click.argument("rule_id", metavar="ID")
@_pack_option
@_decision_option
@click.option(
    "--outcome",
    metavar="OUTCOME",
    shell_complete=complete_outcomes,
    help="What the rule leads to. Default: the decision's first outcome.",
)
@_rules_option
def rule(rule_id: str, pack_id: str | None, decision: str, outcome: str | None, rules: str) -> ExitCode:
    """Write a rule after those that lead to the same outcome; it never holds until its condition is written."""
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.workbench.new import new_rule

    root = rules_folder(rules)
    definition = root.pack(pack_id, [decision]).definition
    return _written(new_rule(root.folder(pack_id, [decision]), definition, decision, rule_id, outcome))


@click.command(
    short_help="Write a fact, which no rule reads yet.",
    epilog="""\b
Example:
  curbstop new fact bill.paid_on --pack CITY/TOPIC
""",
)
@click.argument("name", metavar="NAME")
@_pack_option
@_rules_option
def fact(name: str, pack_id: str | None, rules: str) -> ExitCode:
    """Write a fact, such as `bill.paid_on`, below those of its group; no rule reads it yet."""
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.workbench.new import new_fact

    root = rules_folder(rules)
    definition = root.pack(pack_id, []).definition
    return _written(new_fact(root.root, root.folder(pack_id, []), definition, name))


@click.command(
    short_help="Write a file with a case, which expects what the rules decide now.",
    epilog="""\b
Example:
  curbstop new case NAME --decision NAME --as-of 2026-04-03
""",
)
@click.argument("name", metavar="NAME")
@_decision_option
@click.option("--pack", "pack_id", metavar="ID", shell_complete=complete_packs, help="The pack of the decision.")
@click.option("--as-of", metavar="DATE", help="The day of the case, such as 2026-04-03. Default: today.")
@click.option(
    "--cases",
    metavar="DIR",
    default="fixtures/cases",
    type=click.Path(),
    help="The folder of cases. Default: fixtures/cases.",
)
@_rules_option
def case(name: str, decision: str, pack_id: str | None, as_of: str | None, cases: str, rules: str) -> ExitCode:
    """Write a file with one case, which expects what the rules decide now."""
    from pathlib import Path

    from curbstop.cli.arguments import day_of
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.today import today
    from curbstop.workbench.new_case import new_case

    root = rules_folder(rules)
    loaded = root.pack(pack_id, [decision])
    day = day_of(as_of) if as_of is not None else today(loaded.definition.time_zone)
    return _written(new_case(Path(cases), name, root.root, loaded, decision, day))


def _written(*files: Any) -> ExitCode:
    from curbstop.cli.output import write_text
    from curbstop.load.pack_files import shown_path

    write_text("".join(f"wrote: {shown_path(file)}\n" for file in files))
    return ExitCode.DONE
