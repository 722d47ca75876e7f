"""The cases that a command's paths name, all sound: what is wrong in a file of cases stops the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbstop.cli.failures import FaultyRulesError, bad_arguments
from curbstop.cli.rules_folder import RulesFolder
from curbstop.diagnostics import Diagnostic, Faults
from curbstop.workbench import Case, Packs, find_case_files, read_cases
from curbstop.workbench.coverage.cases import CasesCoverage


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCases:
    """Cases, the files they stand in, and the packs they are about."""

    cases: tuple[Case, ...]
    files: tuple[Path, ...]
    packs: Packs


def cases_of(paths: Sequence[str], rules: RulesFolder, pack_id: str | None = None) -> FoundCases:
    """The cases in the files and folders, by default below the current folder; only those of one pack, if named.

    Raises Faults for a path that is not there, a pack that is not there, or faulty cases; FaultyRulesError.
    """
    for path in paths:
        if not Path(path).exists():
            raise bad_arguments(f"`{path}` does not exist", "give files of cases, or folders that hold them")
    if pack_id is not None:
        rules.folder(pack_id, ())
    packs = Packs(rules.root)
    files = tuple(find_case_files([Path(path) for path in paths or (".",)]))
    try:
        read = [read_cases(path, packs) for path in files]
    except Faults as faults:
        raise FaultyRulesError(str(rules.root), faults) from faults
    faulty: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for file in read:
        faulty += file.faults
        sources |= dict(file.sources) if file.faults else {}
    if faulty:
        raise Faults.of(dict.fromkeys(faulty), sources)
    cases = tuple(case for file in read for case in file.cases)
    chosen = tuple(case for case in cases if pack_id is None or case.pack.definition.id == pack_id)
    return FoundCases(cases=chosen, files=files, packs=packs)


def rule_texts(coverage: CasesCoverage) -> dict[str, str]:
    """The texts of the files that what is covered stands in, by the names that places have."""
    spans = [part.span for pack in coverage.packs for unit in pack.units for part in unit.parts]
    spans += [lack.span for pack in coverage.packs for tally in pack.tallies for lack in tally.lacks]
    files = dict.fromkeys(span.file for span in spans if span is not None)
    return {file: Path(file).read_text(encoding="utf-8") for file in files if Path(file).is_file()}
