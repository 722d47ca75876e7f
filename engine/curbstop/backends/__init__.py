"""Evaluators besides the reference one. A backend reports a verdict for each rule and decides nothing."""
