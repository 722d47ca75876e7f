"""Whether the cases would notice a change of the rules: one thing is changed at a time, and the cases are run."""

from curbstop.workbench.mutation.campaign import Campaign, Outcome, run_campaign
from curbstop.workbench.mutation.exceptions import Explanation, find_exceptions, read_exceptions
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.mutation.mutants import mutants_of
from curbstop.workbench.mutation.run import Fate, MutationRun, Tried

__all__ = [
    "Campaign",
    "Explanation",
    "Fate",
    "Mutant",
    "MutationRun",
    "Outcome",
    "Tried",
    "find_exceptions",
    "mutants_of",
    "read_exceptions",
    "run_campaign",
]
