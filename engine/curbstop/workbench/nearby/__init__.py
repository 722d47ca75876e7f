"""Accounts near others: made by changing what a part of the rules reads, and decided quickly."""
