"""The command line: each command reads its arguments, makes one call, writes the result and says how it went.

Data goes to standard output, everything said about it to standard error. `main` is the entry point; the commands
are imported when they are called, so that help, completion and the version come at once.
"""

from __future__ import annotations

import click

from curbstop.cli.command_group import CommandGroup

COMMANDS = {
    "decide": "curbstop.cli.decide:decide",
    "timeline": "curbstop.cli.timeline:timeline",
    "explain": "curbstop.cli.explain:explain",
    "facts": "curbstop.cli.facts:facts",
    "compare": "curbstop.cli.compare:compare",
    "verify": "curbstop.cli.verify:verify",
    "check": "curbstop.cli.check:check",
    "test": "curbstop.cli.test:test",
    "coverage": "curbstop.cli.coverage:coverage",
    "mutate": "curbstop.cli.mutate:mutate",
    "cases": "curbstop.cli.cases:cases",
    "sample": "curbstop.cli.sample:sample",
    "diff": "curbstop.cli.diff:diff",
    "impact": "curbstop.cli.impact:impact",
    "fmt": "curbstop.cli.fmt:fmt",
    "new": "curbstop.cli.new:new",
    "show": "curbstop.cli.show:show",
    "audit": "curbstop.cli.audit:audit",
    "serve": "curbstop.cli.serve:serve",
    "key": "curbstop.cli.key:key",
}
"""Each command with the module and name of its function, in the order of the help."""


@click.group(
    cls=CommandGroup,
    commands_at=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit codes:
  0  done; a denied or undetermined decision is a result
  1  a check or test failed
  2  bad arguments or input
  3  the rule files are faulty
  4  the evaluators disagreed, and nothing was decided

\b
Examples:
  curbstop facts shutoff > account.yaml
  curbstop decide shutoff --facts account.yaml --as-of 2026-04-03
""",
)
@click.version_option(package_name="curbstop", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Decide what a utility may and must do about an account, and show why."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
