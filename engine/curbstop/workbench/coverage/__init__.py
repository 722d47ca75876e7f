"""What a run of cases covers: rules and sections at a glance, and every condition, row and number in depth.

Who wants no more than a glance does not load the rest.
"""

from curbstop.workbench.coverage.reached import Coverage, DecisionCoverage, coverage_of, together

__all__ = ["Coverage", "DecisionCoverage", "coverage_of", "together"]
