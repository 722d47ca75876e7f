"""Who may call, and what for: API keys from a file, and tokens (JWT) signed with a key of a JWKS file."""

from __future__ import annotations

from dataclasses import dataclass

from curbstop.service.keys import ApiKeys, Scope
from curbstop.service.problems import Problem
from curbstop.service.settings import Settings
from curbstop.service.tokens import Tokens

EVERY_SCOPE = frozenset(Scope)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="curbstop"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the log names them."""

    name: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Whether the caller has a scope; `admin` has all but `read-private`, which is given by its name only."""
        return scope in self.scopes or (Scope.ADMIN in self.scopes and scope is not Scope.READ_PRIVATE)


class Callers:
    """Tells a caller by the header `Authorization: Bearer ...`."""

    def __init__(self, settings: Settings) -> None:
        self._insecure = settings.insecure
        self._keys = ApiKeys.read(settings.keys) if settings.keys else None
        self._tokens = Tokens(settings.jwks, settings.audience, settings.issuer) if settings.jwks else None

    def look(self) -> None:
        """Take up an edited file of keys: a key that was removed is refused from now on."""
        if self._keys is not None:
            self._keys = self._keys.again()

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
        return Caller(*known)

    def _known(self, credential: str) -> tuple[str, frozenset[Scope]] | None:
        if self._keys is not None and (found := self._keys.find(credential)) is not None:
            return found
        return self._tokens.find(credential) if self._tokens is not None else None


def require(caller: Caller, scope: Scope) -> None:
    """Return if the caller has the scope; else raise the problem 403."""
    if not caller.may(scope):
        raise Problem(403, "not-allowed", f"this needs the scope `{scope.value}`, which the caller does not have")
