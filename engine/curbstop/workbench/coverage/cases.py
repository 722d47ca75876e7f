"""The coverage of packs by cases: the cases run, and what the decisions of those that pass show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from curbstop.workbench.cases import Case
from curbstop.workbench.coverage.measure import Measure, PackCoverage
from curbstop.workbench.running import Passed, run_case


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesCoverage:
    """The coverage of each pack that the cases are about. A case that fails shows nothing, and is only named."""

    packs: tuple[PackCoverage, ...]
    cases: int
    failed: tuple[Case, ...]

    @property
    def percent(self) -> float:
        """The share of what there is to cover, from 0 to 100; 0 where there is nothing."""
        total = sum(pack.total for pack in self.packs)
        return 100 * sum(pack.covered for pack in self.packs) / total if total else 0.0


def cases_coverage(cases: Iterable[Case], pack: str | None = None, decision: str | None = None) -> CasesCoverage:
    """What the cases cover of their packs, or of one, or of one decision. Raises EvaluatorsDisagreeError."""
    measures: dict[str, Measure] = {}
    failed: list[Case] = []
    count = 0
    for case in cases:
        id_ = case.pack.definition.id
        if (pack is not None and id_ != pack) or (decision is not None and case.decision != decision):
            continue
        count += 1
        result = run_case(case)
        measure = measures.setdefault(id_, Measure(case.pack, decision))
        if isinstance(result, Passed):
            measure.add(result.decision)
        else:
            failed.append(case)
    packs = tuple(measures[name].result() for name in sorted(measures))
    return CasesCoverage(packs=packs, cases=count, failed=tuple(failed))
