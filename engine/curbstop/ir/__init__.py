"""The typed intermediate representation: what rules are once they are checked."""
