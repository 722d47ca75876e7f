"""The keys of a log: one signs checkpoints, one wraps the keys of accounts. The only place of cryptography."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any, Self

from curbstop.audit.errors import LogUnavailableError, MissingExtraError

_NONCE = 12


class Keys:
    """A signing key (Ed25519), a wrapping key (AES-256), and the key of pseudonyms, each 32 bytes.

    Pseudonyms stand in records, so their key outlives the others.
    """

    def __init__(self, signing: bytes, wrapping: bytes, naming: bytes) -> None:
        self._secrets = {"signing": signing, "wrapping": wrapping, "naming": naming}
        self._signing = needed_library().Ed25519PrivateKey.from_private_bytes(signing)
        self._wrapping, self._naming = _aead().AESGCM(wrapping), naming
        self.public: bytes = self._signing.public_key().public_bytes_raw()

    @classmethod
    def new(cls) -> Self:
        """Keys that nobody has."""
        return cls(*(secrets.token_bytes(32) for _ in range(3)))

    @classmethod
    def of_json(cls, written: Mapping[str, Any]) -> Self:
        """The keys that `as_json` gave. Raises ValueError, KeyError or TypeError where these are none."""
        wrapping = base64.b64decode(written["wrapping"])
        naming = base64.b64decode(written["naming"]) if "naming" in written else wrapping
        return cls(base64.b64decode(written["signing"]), wrapping, naming)

    def as_json(self) -> dict[str, str]:
        """The keys as their file has them."""
        return {name: base64.b64encode(secret).decode() for name, secret in self._secrets.items()}

    def successor(self) -> Keys:
        """New keys that give the same pseudonyms."""
        return Keys(secrets.token_bytes(32), secrets.token_bytes(32), self._naming)

    @property
    def name(self) -> str:
        """The public key as people compare it."""
        return key_name(self.public)

    def sign(self, data: bytes) -> bytes:
        """The signature of data."""
        signature: bytes = self._signing.sign(data)
        return signature

    def pseudonym(self, account: str) -> str:
        """A name for an account whose id is private: always the same, and the id cannot be told from it."""
        return f"account:{hmac.digest(self._naming, account.encode(), 'sha256').hex()[:32]}"

    def wrap(self, key: bytes, name: str) -> bytes:
        """The key of an account, readable only with these keys and under its name."""
        return _locked(self._wrapping, key, name)

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        """The key of an account. Raises LogUnavailableError where it was wrapped with other keys."""
        opened = _unlocked(self._wrapping, wrapped, name)
        if opened is None:
            raise LogUnavailableError("the log was written with other keys than those given")
        return opened


def lock(key: bytes, data: bytes, name: str) -> bytes:
    """Data encrypted and bound to a name (AES-256-GCM, a random nonce first)."""
    return _locked(_aead().AESGCM(key), data, name)


def unlock(key: bytes, sealed: bytes, name: str) -> bytes | None:
    """The data, or None where key, name or data are not those of `lock`."""
    try:
        cipher = _aead().AESGCM(key)
    except ValueError:
        return None
    return _unlocked(cipher, sealed, name)


def _locked(cipher: Any, data: bytes, name: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    sealed: bytes = cipher.encrypt(nonce, data, name.encode())
    return nonce + sealed


def _unlocked(cipher: Any, sealed: bytes, name: str) -> bytes | None:
    try:
        opened: bytes = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except _not_opened():
        return None
    return opened


def is_signed(data: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the signature of data is that of the public key."""
    ed25519 = needed_library()
    from cryptography.exceptions import InvalidSignature

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_name(public: bytes) -> str:
    """A public key as people compare it."""
    return f"ed25519:{base64.b64encode(public).decode()}"


def needed_library() -> Any:
    """What signs. Raises MissingExtraError where it is not installed."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise MissingExtraError("the audit log", "audit") from error
    return ed25519


def _not_opened() -> tuple[type[Exception], ...]:
    from cryptography.exceptions import InvalidTag

    return InvalidTag, ValueError


@cache
def _aead() -> Any:
    from cryptography.hazmat.primitives.ciphers import aead

    return aead
