"""Benchmarks: curbstop beside other engines, in one run, as ratios. `python -m tests.benchmarks` runs them all."""
