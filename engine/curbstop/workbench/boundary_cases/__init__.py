"""Cases on either side of every condition of a decision: pairs of ordinary accounts that differ in one thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from curbstop.api import Pack
from curbstop.ir.show import show
from curbstop.workbench.boundary_cases.conditions import conditions_of
from curbstop.workbench.boundary_cases.ordinary import ordinary_account
from curbstop.workbench.boundary_cases.search import Differs, PairSearch
from curbstop.workbench.boundary_cases.why import why_no_more, why_no_pair
from curbstop.workbench.boundary_cases.writing import PairWriter
from curbstop.workbench.cases import Packs, cases_in
from curbstop.workbench.nearby.trial import Trial
from curbstop.workbench.running import Passed, run_case


@dataclass(frozen=True, slots=True)
class BoundaryCases:
    """A file of cases as text, how many pairs it holds, and the conditions for which no pair was found.

    In `deciding` of the pairs the condition changes the outcome by itself.
    """

    text: str
    pairs: int
    deciding: int
    without: tuple[str, ...]


def boundary_cases(pack: Pack, decision: str, packs: Packs) -> BoundaryCases:
    """A pair of cases for each condition that the decision rests on, such as passes `curbstop test`.

    Where one is found, the condition alone makes the outcome another one, or else the reasons, or what is computed or
    to be done; the text says where it does not, and why. The accounts are the pack's ordinary one, made of the examples
    of its facts, with as little changed as shows that. What they expect is what the rules say, with the external
    parameters that the pack was given.
    """
    trial = Trial(pack.definition)
    ordinary = ordinary_account(pack, decision)
    search, writer = PairSearch(trial, decision, ordinary), PairWriter(pack, trial, decision)
    without, blocks, counts = [], [], Counter[Differs]()
    conditions = list(conditions_of(pack.definition, decision))
    for (item, condition), found in zip(conditions, search.all([one for _, one in conditions]), strict=True):
        if found.pair is None:
            without.append(f"`{show(condition)}` in {item}{why_no_pair(condition, pack)}")
        else:
            counts[found.pair.differs] += 1
            blocks.append(writer.written(item, condition, found.pair, why_no_more(found, found.pair, pack)))
    text = "".join(f"{line}\n" for line in _head(pack, decision, counts, without)) + "".join(
        f"\n{one}" for one in blocks
    )
    if blocks:
        _confirm(text, packs)
    return BoundaryCases(text, len(blocks), counts[Differs.OUTCOME], tuple(without))


def _head(pack: Pack, decision: str, counts: Counter[Differs], without: list[str]) -> list[str]:
    pairs = counts.total()
    said = {Differs.REASONS: "the reasons", Differs.VALUES: "what is computed or to be done"}
    more = "".join(f", in {counts[differs]} more {what}" for differs, what in said.items() if counts[differs])
    return [
        f"# Pairs of accounts on either side of each condition of `{decision}`, as `curbstop cases` makes them.",
        f"# In {counts[Differs.OUTCOME]} of {pairs} pairs the condition alone changes the outcome{more}.",
        "# They expect what the rules say now: compare each with the policy before you rely on it.",
        *(f"# No pair was found for {one}." for one in without),
        "",
        f"pack: {pack.definition.id}",
        f"decision: {decision}",
        f"cases:{'' if pairs else ' []'}",
    ]


def _confirm(text: str, packs: Packs) -> None:
    """Run the cases, by both evaluators."""
    found = cases_in(text, Path("boundary.cases.yaml"), packs, shown="boundary.cases.yaml")
    failed = [case.name for case in found.cases if not isinstance(run_case(case), Passed)]
    if failed or found.faults:
        raise AssertionError(f"cases that do not pass as they are made: {failed or found.faults}")
