"""What an analyst runs over rules: so far their test cases, and what these cover."""

from curbstop.workbench.case_files import find_case_files, is_case_file
from curbstop.workbench.cases import Case, CaseFile, Expectation, Expected, Packs, read_cases
from curbstop.workbench.coverage import Coverage, DecisionCoverage, coverage_of
from curbstop.workbench.running import Difference, Failed, Passed, run_case

__all__ = [
    "Case",
    "CaseFile",
    "Coverage",
    "DecisionCoverage",
    "Difference",
    "Expectation",
    "Expected",
    "Failed",
    "Packs",
    "Passed",
    "coverage_of",
    "find_case_files",
    "is_case_file",
    "read_cases",
    "run_case",
]
