"""A route that takes a request as it is: no parameters are read for it, as FastAPI would do it anew every time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

Endpoint = Callable[[Request], Awaitable[Response]]


class PlainRoute(Route):
    """Says in the scope which route answers, as those of FastAPI do."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the request is for this route, and what is known then."""
        match, known = super().matches(scope)
        return match, {**known, "route": self}


def posted(path: str, answer: Endpoint) -> Route:
    """The route that answers `POST`."""
    return PlainRoute(path, answer, methods=["POST"])
