"""`curbstop cases`: pairs of cases on either side of every condition of a decision."""

from __future__ import annotations

import click

from curbstop.cli.completion import complete_decisions
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import pack_option, parameters_option, rules_option


@click.command(
    short_help="Make pairs of cases on either side of every condition.",
    epilog="""\b
Examples:
  curbstop cases shutoff
  curbstop cases shutoff --output fixtures/cases/shutoff-boundaries.yaml

The accounts are ordinary ones, made of the examples in facts.yaml, with as little changed as shows a condition on
both sides, and shows it alone changing the outcome; what is computed or to be done, where only a value or a duty rests
on it. Where no such pair is found, the file says so, and what stands in the way. The cases expect what the rules say
now: compare each with the policy before you rely on it. The exit code is
2 if the file is there already, 3 if the rule files are faulty.
""",
)
@click.argument("decision", shell_complete=complete_decisions)
@rules_option
@pack_option()
@parameters_option
@click.option("--output", metavar="FILE", type=click.Path(), help="Write the cases to FILE, which must not be there.")
def cases(
    decision: str, rules: str | None, pack_id: str | None, parameters: str | None, output: str | None
) -> ExitCode:
    """Write a file of cases about DECISION: for each condition a pair of accounts on either side of its boundary."""
    from pathlib import Path

    from curbstop.cli.output import write_text
    from curbstop.cli.parameters import read_parameters
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.workbench.boundary_cases import boundary_cases
    from curbstop.workbench.cases import Packs
    from curbstop.workbench.writing import create_files

    folder = rules_folder(rules)
    pack = folder.pack(pack_id, [decision])
    pack.assembler(decision)
    if parameters is not None:
        pack = pack.with_choices(parameters=read_parameters(parameters))
    made = boundary_cases(pack, decision, Packs(folder.root))
    if output is None:
        write_text(made.text)
        return ExitCode.DONE
    create_files({Path(output): made.text})
    pairs = f"{made.pairs} pair{'' if made.pairs == 1 else 's'} of cases"
    without = f"; {len(made.without)} conditions without a pair" if made.without else ""
    deciding = f", {made.deciding} with another outcome on either side" if made.pairs else ""
    write_text(f"{output}: {pairs}{deciding}{without}\n")
    return ExitCode.DONE
