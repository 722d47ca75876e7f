"""A population to try rules on: accounts made up from what a pack says about its facts, the same for the same seed."""

from curbstop.workbench.sample.sampler import Sampler
from curbstop.workbench.sample.writing import LineWriter

__all__ = ["LineWriter", "Sampler"]
