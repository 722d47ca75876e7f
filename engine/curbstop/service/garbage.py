"""Python's search for garbage, set for a process that holds much that stays and makes much that is soon gone.

Going through all rules takes tens of milliseconds, in which no request is answered; a group of lines is gone by itself
before a search is due.
"""

from __future__ import annotations

import gc

SEARCHED_AFTER = 40_000
"""New objects after which young ones are searched."""


def spare_what_stays() -> None:
    """Leave what is there now, such as the rules, out of every later search; what is garbage already is removed."""
    gc.set_threshold(SEARCHED_AFTER)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
