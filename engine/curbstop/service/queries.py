"""What stands in the address of a request: never a fact, so that no private one can get into anybody's log."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request

from curbstop.diagnostics import nearest_hint
from curbstop.service.problems import Problem

_DAYS_DIGITS = 6


class Query:
    """The query of an address, with the names that a route knows. Raises the problem 400 for any other."""

    def __init__(self, request: Request, known: Iterable[str], repeated: Iterable[str] = ()) -> None:
        repeats = set(repeated)
        self.known = names = frozenset({*known, *repeats})
        self._given: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items() if request.scope["query_string"] else ():
            if name not in names:
                hint = nearest_hint(name, names, "names") if names else "facts belong into the body"
                raise Problem(400, "bad-query", "there is a name in the query that means nothing here", hint=hint)
            self._given.setdefault(name, []).append(value)
            if len(self._given[name]) > 1 and name not in repeats:
                raise Problem(400, "bad-query", f"`{name}` is given twice")

    def text(self, name: str) -> str | None:
        """The value of a name, None where it is not given."""
        return next(iter(self._given.get(name, ())), None)

    def needed(self, name: str) -> str:
        """The value of a name that must be given."""
        found = self.text(name)
        if not found:
            raise Problem(400, "bad-query", f"`{name}` is missing")
        return found

    def every(self, name: str) -> list[str]:
        """All values of a name that may be repeated, each once."""
        return list(dict.fromkeys(self._given.get(name, [])))

    def days(self, default: int) -> int:
        """The number of days."""
        found = self.text("days")
        if found is None:
            return default
        if not (found.isascii() and found.isdigit() and len(found) <= _DAYS_DIGITS):
            raise Problem(400, "bad-query", "`days` is not a whole number", hint="such as `180`")
        return int(found)

    def flag(self, name: str) -> bool:
        """Whether a name is `true`."""
        found = self.text(name)
        if found not in (None, "true", "false"):
            raise Problem(400, "bad-query", f"`{name}` is neither `true` nor `false`")
        return found == "true"

    def readings(self) -> dict[str, str]:
        """The choices of `reading=NAME=CHOICE`."""
        found: dict[str, str] = {}
        for text in self.every("reading"):
            name, equals, choice = text.partition("=")
            if not (name and equals and choice):
                raise Problem(400, "bad-query", "a `reading` is not a name and a choice", hint="write NAME=CHOICE")
            if found.setdefault(name, choice) != choice:
                raise Problem(400, "bad-query", "a `reading` is given twice, with two choices")
        return found
