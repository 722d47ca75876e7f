"""All mutants of a pack tried, on several processors where there are several, and what survived explained or not."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from curbstop.api import Pack
from curbstop.workbench.cases import Case, Packs
from curbstop.workbench.mutation.exceptions import Explanation
from curbstop.workbench.mutation.journal import Journal, run_key
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.mutation.mutants import mutants_of
from curbstop.workbench.mutation.run import Fate, MutationRun, Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A mutant, what became of it, and why it may survive, where that is explained."""

    mutant: Mutant
    tried: Tried
    because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What became of the mutants of a pack.

    `unsound` are cases that fail on the pack itself and so say nothing; `stale` are explanations of mutants that are
    killed, or that there are none of any more.
    """

    pack: str
    outcomes: tuple[Outcome, ...]
    unsound: tuple[Case, ...]
    stale: tuple[Explanation, ...]

    def of(self, fate: Fate, *, explained: bool = False) -> list[Outcome]:
        """The mutants with a fate: those that are explained, or those that are not."""
        return [one for one in self.outcomes if one.tried.fate is fate and (one.because is not None) is explained]


def run_campaign(
    pack: Pack,
    cases: Sequence[Case],
    packs: Packs,
    *,
    files: Sequence[Path] = (),
    decision: str | None = None,
    jobs: int = 1,
    resume: Path | None = None,
    explanations: Sequence[Explanation] = (),
    effort: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> Campaign:
    """Try every mutant of a pack, or of what one decision reads, on the cases about the decisions concerned.

    Results are put down in the file `resume` as they come, and those that it has for the same rules and `files` are
    not made again. `progress` is told how many of how many are done. Raises OSError for that file.
    """
    mutants = mutants_of(pack.definition, decision)
    run = MutationRun(pack, cases, packs, effort=effort)
    journal = Journal(resume, run_key(pack, files))
    try:
        waiting = [index for index, mutant in enumerate(mutants) if mutant.id not in journal.done]
        for done, tried in enumerate(_tried(run, mutants, waiting, jobs), len(mutants) - len(waiting) + 1):
            journal.add(tried)
            if progress:
                progress(done, len(mutants))
    finally:
        journal.close()
    own = [one for one in explanations if one.pack == pack.definition.id]
    outcomes = tuple(
        Outcome(mutant=mutant, tried=journal.done[mutant.id], because=_because(own, mutant, journal.done[mutant.id]))
        for mutant in mutants
    )
    left = [one.mutant.id for one in outcomes if one.because is not None]
    stale = [one for one in own if not any(one.explains(one.pack, name) for name in left)] if decision is None else []
    return Campaign(pack=pack.definition.id, outcomes=outcomes, unsound=tuple(run.unsound), stale=tuple(stale))


def _because(explanations: Sequence[Explanation], mutant: Mutant, tried: Tried) -> str | None:
    if tried.fate is Fate.KILLED:
        return None
    return next((one.because for one in explanations if one.explains(one.pack, mutant.id)), None)


def _tried(run: MutationRun, mutants: list[Mutant], waiting: list[int], jobs: int) -> Iterator[Tried]:
    if jobs < 2 or len(waiting) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        for index in waiting:
            yield run.run(mutants[index])
        return
    global _shared
    _shared = run, mutants
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_attempt, waiting, chunksize=1)


_shared: tuple[MutationRun, list[Mutant]]
"""What a forked process inherits."""


def _attempt(index: int) -> Tried:
    run, mutants = _shared
    return run.run(mutants[index])
