"""Python's search for garbage, set for a process that ends with one command.

Nearly all that a command makes is needed to its end. Searching it again and again, and once more before the process
goes, takes a tenth of the time that somebody waits for the next prompt.
"""

from __future__ import annotations

import atexit
import gc
from functools import cache

SEARCHED_AFTER = 200_000
"""New objects after which young ones are searched."""


@cache
def search_seldom() -> None:
    """Search for garbage seldom from now on, and not at the end of the process."""
    gc.set_threshold(SEARCHED_AFTER)
    atexit.register(gc.freeze)
