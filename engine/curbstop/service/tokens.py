"""Tokens of an identity provider: JWT, checked against the public keys of a JWKS file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jwt

from curbstop.diagnostics import Diagnostic, Faults
from curbstop.service.keys import Scope, scopes_of

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the holder of a private key can make; `none` and shared secrets are refused."""
_LEEWAY = 30
_LONGEST_NAME = 200


class Tokens:
    """Checks signature, audience, issuer and time; the claim `scope` has the scopes, `sub` the caller's name.

    The name has the issuer behind it: nobody whose name is that of an API key is taken for its owner.
    """

    def __init__(self, file: str, *, audience: str | None, issuer: str | None) -> None:
        self._audience, self._issuer = audience, issuer
        try:
            keys = jwt.PyJWKSet.from_dict(json.loads(Path(file).read_bytes())).keys
        except (OSError, ValueError, TypeError, AttributeError, RecursionError, jwt.PyJWTError):
            message = f"`{file}` is no JWKS file with a key that can be used"
            raise Faults((Diagnostic("bad-jwks", message, hint="save the one that your provider publishes"),)) from None
        self._keys = {key.key_id: key for key in keys if key.algorithm_name in ALGORITHMS}

    def find(self, credential: str) -> tuple[str, frozenset[Scope]] | None:
        """Who the token is for, None if it is not accepted for whatever reason."""
        try:
            key = self._keys[jwt.get_unverified_header(credential).get("kid")]
            claims: dict[str, Any] = jwt.decode(
                credential,
                key,
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
            return None
        name, scopes = str(claims["sub"]), claims.get("scope", "")
        if len(name) > _LONGEST_NAME or not name.isprintable():
            return None
        return f"{name} ({self._issuer})", scopes_of(scopes.split() if isinstance(scopes, str) else ())
