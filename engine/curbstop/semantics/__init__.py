"""What rules mean: the reference evaluator, and how the verdicts of rules make an outcome."""
