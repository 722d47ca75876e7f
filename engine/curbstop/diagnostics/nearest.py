"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

LISTED_AT_MOST = 12


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None where nothing is near; ties go to the first in order.

    One that differs in capitals alone comes before all others.
    """
    # Most commands meet no unknown name, and start sooner without it.
    from difflib import get_close_matches

    names = sorted(known)
    same = [one for one in names if one.casefold() == name.casefold()]
    close = same or get_close_matches(name[:200], names, n=1, cutoff=0.6)
    return close[0] if close else None


def nearest_hint(name: str, known: Iterable[str], kind: str) -> str:
    """A hint such as ``did you mean `amount`? facts: amount, country`` with the list cut after twelve."""
    names = sorted(known)
    if not names:
        return f"there are no {kind}"
    shown = ", ".join(names[:LISTED_AT_MOST])
    more = f" and {len(names) - LISTED_AT_MOST} more" if len(names) > LISTED_AT_MOST else ""
    guess = nearest(name, names)
    lead = f"did you mean `{guess}`? " if guess else ""
    return f"{lead}{kind}: {shown}{more}"
