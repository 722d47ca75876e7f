"""What a run of cases covers: rules and sections at a glance, and every condition, row and number in depth."""

from curbstop.workbench.coverage.measure import Lack, Measure, PackCoverage, Tally
from curbstop.workbench.coverage.reached import Coverage, DecisionCoverage, coverage_of, together
from curbstop.workbench.coverage.units import Condition, ConditionCoverage, Unit, UnitCoverage

__all__ = [
    "Condition",
    "ConditionCoverage",
    "Coverage",
    "DecisionCoverage",
    "Lack",
    "Measure",
    "PackCoverage",
    "Tally",
    "Unit",
    "UnitCoverage",
    "coverage_of",
    "together",
]
