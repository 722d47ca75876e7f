"""`curbstop facts`: a blank account of what a decision reads."""

from __future__ import annotations

import click

from curbstop.cli.completion import complete_decisions
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import pack_option, rules_option


@click.command(
    short_help="Print a blank account of what a decision reads.",
    epilog="""\b
Examples:
  curbstop facts shutoff > account.yaml
  curbstop decide shutoff --facts account.yaml
""",
)
@click.argument("decision", metavar="DECISION", shell_complete=complete_decisions)
@rules_option
@pack_option()
def facts(decision: str, rules: str | None, pack_id: str | None) -> ExitCode:
    """Print a blank account with the facts that DECISION reads, each with its type, choices and meaning.

    Fill in what is known and leave the rest empty: an empty fact is unknown, which is neither no nor zero.
    """
    from curbstop.cli.output import write_text
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
    from curbstop.ir.reach import decision_nodes, reach
    from curbstop.load.accounts import blank_account

    pack = rules_folder(rules).pack(pack_id, [decision]).definition
    if decision not in pack.decisions:
        hint = nearest_hint(decision, pack.decisions, "decisions")
        raise Faults((Diagnostic("unknown-decision", f"unknown decision `{decision}`", hint=hint),))
    definition = pack.decisions[decision]
    read = {*reach(decision_nodes(definition), pack).facts, pack.account_fact}
    wanted = [fact for name, fact in pack.facts.items() if name in read]
    write_text(blank_account(wanted, definition.asks, f"{decision} ({pack.id}, version {pack.version})"))
    return ExitCode.DONE
