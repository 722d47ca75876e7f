"""The operator's keys of a log: one signs checkpoints, one wraps the keys of accounts. The only place of cryptography.

Who has the file can read private values and sign; an auditor needs neither, only a checkpoint with its public key.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curbstop.audit.errors import LogUnavailableError, MissingExtraError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "curbstop-keys/1"
_NONCE = 12


class Keys:
    """A signing key (Ed25519) and a wrapping key (AES-256), each 32 bytes."""

    def __init__(self, signing: bytes, wrapping: bytes) -> None:
        self._signing: Ed25519PrivateKey = _ed25519().Ed25519PrivateKey.from_private_bytes(signing)
        self._wrapping = wrapping
        self.public = self._signing.public_key().public_bytes_raw()

    @classmethod
    def read(cls, file: Path) -> Keys:
        """The keys in a file. Raises LogUnavailableError where it is none."""
        try:
            written = json.loads(file.read_bytes())
            if written["format"] != FORMAT:
                raise ValueError
            return cls(base64.b64decode(written["signing"]), base64.b64decode(written["wrapping"]))
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise LogUnavailableError(f"the keys `{file}` cannot be read: {reason}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise LogUnavailableError(f"`{file}` does not hold the keys of a log") from error

    @classmethod
    def create(cls, file: Path) -> Keys:
        """New keys in a new file that only its owner may read; those of another process that was first."""
        made = {
            "format": FORMAT,
            "signing": base64.b64encode(secrets.token_bytes(32)).decode(),
            "wrapping": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        new = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
                json.dump(made, written)
                written.flush()
                os.fsync(written.fileno())
            try:
                os.link(new, file)
            except FileExistsError:
                pass
            finally:
                new.unlink()
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise LogUnavailableError(f"the keys `{file}` cannot be written: {reason}") from error
        return cls.read(file)

    def sign(self, data: bytes) -> bytes:
        """The signature of data."""
        return self._signing.sign(data)

    def pseudonym(self, account: str) -> str:
        """A name for an account whose id is private: always the same, and the id cannot be told from it."""
        return f"account:{hmac.digest(self._wrapping, account.encode(), 'sha256').hex()[:32]}"

    def wrap(self, key: bytes, name: str) -> bytes:
        """The key of an account, readable only with these keys and under its name."""
        return lock(self._wrapping, key, name)

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        """The key of an account. Raises LogUnavailableError where it was wrapped with other keys."""
        opened = unlock(self._wrapping, wrapped, name)
        if opened is None:
            raise LogUnavailableError("the log was written with other keys than those given")
        return opened


def lock(key: bytes, data: bytes, name: str) -> bytes:
    """Data encrypted and bound to a name (AES-256-GCM, a random nonce first)."""
    nonce = secrets.token_bytes(_NONCE)
    sealed: bytes = _aead().AESGCM(key).encrypt(nonce, data, name.encode())
    return nonce + sealed


def unlock(key: bytes, sealed: bytes, name: str) -> bytes | None:
    """The data, or None where key, name or data are not those of `lock`."""
    from cryptography.exceptions import InvalidTag

    try:
        opened: bytes = _aead().AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except (InvalidTag, ValueError):
        return None
    return opened


def is_signed(data: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the signature of data is that of the public key."""
    ed25519 = _ed25519()
    from cryptography.exceptions import InvalidSignature

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise MissingExtraError("the audit log", "audit") from error
    return ed25519


def _aead() -> Any:
    from cryptography.hazmat.primitives.ciphers import aead

    return aead
