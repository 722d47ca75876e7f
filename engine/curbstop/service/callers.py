"""Who may call, and what for: API keys from a file, and tokens (JWT) signed with a key of a JWKS file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from curbstop.service.keys import ApiKeys, Scope
from curbstop.service.problems import Problem
from curbstop.service.settings import Settings
from curbstop.service.tokens import Tokens
from curbstop.service.watched_file import WatchedFile

EVERY_SCOPE = frozenset(Scope)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="curbstop"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the log names them."""

    name: str
    scopes: frozenset[Scope]
    key: str | None = None
    """The id of the API key, where it was one."""

    def may(self, scope: Scope) -> bool:
        """Whether the caller has a scope; `admin` has all but `read-private`, which is given by its name only."""
        return scope in self.scopes or (Scope.ADMIN in self.scopes and scope is not Scope.READ_PRIVATE)


class Callers:
    """Tells a caller by the header `Authorization: Bearer ...`."""

    def __init__(self, settings: Settings) -> None:
        self._insecure = settings.insecure
        self._keys, self._tokens = None, None
        if settings.keys:
            self._keys = WatchedFile(settings.keys, ApiKeys.read, "the file of API keys")
        if settings.jwks:
            tokens = partial(Tokens, audience=settings.audience, issuer=settings.issuer)
            self._tokens = WatchedFile(settings.jwks, tokens, "the JWKS file")

    def look(self) -> None:
        """Take up edited files: a key that was removed is refused from now on, one that was added is known."""
        for file in (self._keys, self._tokens):
            if file is not None:
                file.look()

    def refused(self) -> bool:
        """Whether a file was changed and cannot be used, so that the keys from before still hold."""
        return any(file is not None and file.is_refused for file in (self._keys, self._tokens))

    def caller(self, authorization: str | None) -> Caller:
        """Who calls. Raises the problem 401 for nobody who is known."""
        if self._insecure:
            return Caller("insecure", EVERY_SCOPE)
        scheme, _, credential = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not credential:
            hint = "send `Authorization: Bearer` and an API key or token"
            raise Problem(401, "not-authenticated", "the request has no key or token", hint=hint, headers=_CHALLENGE)
        known = self._known(credential.strip())
        if known is None:
            raise Problem(401, "not-authenticated", "the key or token is not accepted", headers=_CHALLENGE)
        return known

    def _known(self, credential: str) -> Caller | None:
        if self._keys is not None and (key := self._keys.current.find(credential)) is not None:
            if not key.is_good(datetime.now(UTC)):
                raise Problem(401, "not-authenticated", "the key has expired", headers=_CHALLENGE)
            return Caller(key.name, key.scopes, key.id)
        token = self._tokens.current.find(credential) if self._tokens is not None else None
        return Caller(*token) if token is not None else None


def require(caller: Caller, scope: Scope) -> None:
    """Return if the caller has the scope; else raise the problem 403."""
    if not caller.may(scope):
        raise Problem(403, "not-allowed", f"this needs the scope `{scope.value}`, which the caller does not have")
