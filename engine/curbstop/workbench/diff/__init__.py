"""What changed in meaning between two packs, and what becomes of each decision."""

from __future__ import annotations

from datetime import date

from curbstop.api import Pack
from curbstop.workbench.choices import DEFAULTS, Choices
from curbstop.workbench.diff.edits import Diff, Done, Edit, Effect, Kind, Move, Relation
from curbstop.workbench.diff.effects import Effects
from curbstop.workbench.diff.find import Finder

__all__ = ["Diff", "Done", "Edit", "Effect", "Kind", "Move", "Relation", "diff"]

TRIES = 4000


def diff(old: Pack, new: Pack, *, as_of: date, tries: int = TRIES, choices: Choices = DEFAULTS) -> Diff:
    """Everything that means something else in the new pack, and whether each decision is more or less permissive.

    Where the forms of two rules do not prove it, about `tries` accounts near the thresholds of both are decided by
    both, on `as_of` and on later days from which a changed parameter holds; always the same accounts.
    `choices` are readings and external parameters for both. Raises Faults for choices that are wrong.
    """
    choices.check(old.definition, new.definition)
    finder = Finder(old.definition, new.definition)
    edits = finder.edits()
    effects = Effects(finder, edits, as_of=as_of, tries=tries, choices=choices)
    found = tuple(effects.all())
    said = [f"{pack.definition.id} {pack.definition.version}" for pack in (old, new)]
    return Diff(
        old=said[0],
        new=said[1],
        as_of=as_of,
        edits=edits,
        wording=tuple(finder.wording),
        effects=found,
        tried_on=effects.days() if any(effect.tried for effect in found) else (),
    )
