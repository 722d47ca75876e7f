"""`curbstop verify`: saved decisions, checked from their file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.api import Pack


@click.command(
    short_help="Check a saved decision from its trace alone.",
    epilog="""\b
Examples:
  curbstop facts shutoff > account.yaml
  curbstop decide shutoff --facts account.yaml --format json > decision.json
  curbstop verify decision.json
  curbstop verify audit.zip --checkpoint checkpoint.json

Also takes a list of decisions, one on each line, or a bundle of `curbstop audit export`. A checker of its own
recomputes every condition, rule, value and citation from the trace, and the hashes of everything, without any rule
file. With --rules it also compares the rules in the file with those of the folder. The exit code is 1 if something
does not hold, 2 if the file cannot be read.
""",
)
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True))
@click.option("--rules", metavar="DIR", type=click.Path(), help="Compare with the rules in this folder of packs.")
@click.option(
    "--checkpoint", metavar="FILE", type=click.Path(), help="Compare a bundle with a checkpoint that was kept."
)
def verify(file: str, rules: str | None, checkpoint: str | None) -> ExitCode:
    """Check what is saved in FILE, as `decide --format json` writes it; - is standard input."""
    from curbstop.checker import check
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text
    from curbstop.cli.saved_decisions import saved_decisions
    from curbstop.decision.saved import faults_of_form

    if _is_bundle(file):
        from curbstop.cli.audit.bundle import verify_bundle

        return verify_bundle(file, rules, checkpoint)
    if checkpoint is not None:
        raise bad_arguments("`--checkpoint` is for a bundle of `curbstop audit export`")
    packs: dict[str, Pack] = {}
    held = count = 0
    for saved in saved_decisions(file):
        count += 1
        faults = [saved.problem] if saved.problem else faults_of_form(saved.record) or check(saved.record)
        if not faults and rules is not None:
            faults = _differences(saved.record, _pack(rules, saved.record["rules"]["pack"], packs))
        held += not faults
        if faults:
            write_text("\n".join([f"{saved.place}does not hold:", *(f"  {fault}" for fault in faults)]) + "\n")
        elif not saved.place:
            write_text(_holds(saved.record, compared=rules is not None))
    if count != 1 or held != count:
        write_text(f"{held} of {count} hold\n" if count > 1 else "")
    return ExitCode.DONE if held == count else ExitCode.CHECK_FAILED


def _is_bundle(file: str) -> bool:
    if file == "-":
        return False
    with open(file, "rb") as opened:
        return opened.read(4) == b"PK\x03\x04"


def _holds(record: dict[str, Any], *, compared: bool) -> str:
    used = record["rules"]
    said = f"holds: `{record['decision']}` is `{record['outcome']}` on {record['as_of']}"
    which = "they are those of" if compared else "it says that they are those of"
    named = f"`{used['pack']}`, version {used['version']}, {used['digest']}"
    return f"{said}, by the facts and rules in the file\n{which} {named}\n"


def _pack(folder: str, name: str, packs: dict[str, Pack]) -> Pack:
    from curbstop.cli.rules_folder import rules_folder

    if name not in packs:
        packs[name] = rules_folder(folder).pack(name, [])
    return packs[name]


def _differences(record: dict[str, Any], pack: Pack) -> list[str]:
    """What in the file is not of the pack, and what of the pack is missing in the file."""
    from curbstop.ir.canonical import digest_of, pack_items

    own = {str(item["item"]): digest_of(item) for item in pack_items(pack.definition)}
    external = {f"given:{name}" for name, one in pack.definition.parameters.items() if one.external}
    defined = record["trace"]["definitions"]
    other = [name for name, item in defined.items() if name not in external and own.get(name) != item["hash"]]
    faults = [f"`{name}` is not that of the folder" for name in other]
    faults += [f"`{name}` of the folder is missing" for name in _needed(record, pack) if name not in defined]
    if record["rules"]["digest"] != pack.digest:
        faults.insert(
            0, f"the rules have the digest {record['rules']['digest']}, and those of the folder {pack.digest}"
        )
    return faults


def _needed(record: dict[str, Any], pack: Pack) -> list[str]:
    """What a decision rests on, whatever the account: without a rule or a value it would be another one."""
    from curbstop.ir.reach import reach

    if record["decision"] not in pack.decisions:
        return []
    needed = [*pack.assembler(record["decision"]).compiled.definitions]
    if not {"completions", "branches"}.isdisjoint(record["trace"]):
        consistency = pack.definition.consistency
        needed += [f"derived:{name}" for name in reach([one.condition for one in consistency], pack.definition).derived]
        needed += [f"consistent:{one.id}" for one in consistency]
    return list(dict.fromkeys(needed))
