"""The keys of one log: those in its operator's file, told from others by what the log says is in force."""

from __future__ import annotations

from curbstop.audit.database import Session
from curbstop.audit.errors import LogUnavailableError
from curbstop.audit.key_change import Signers
from curbstop.audit.keyring import Keyring
from curbstop.audit.keys import Keys, key_name
from curbstop.audit.reading import Reading, public_key_in

_IN_FORCE = (
    "SELECT COALESCE((SELECT public_key FROM key_changes ORDER BY number DESC LIMIT 1), (SELECT public_key FROM log))"
)


class LogKeys:
    """`keyring` is None where a log is only read; `wanted` is how messages call the keys."""

    def __init__(self, keyring: Keyring | None, wanted: str) -> None:
        self._keyring, self._wanted = keyring, wanted

    @property
    def ring(self) -> Keyring:
        """The keys in their file. Raises LogUnavailableError where there are none."""
        if self._keyring is None:
            said = f"{self._wanted} are missing, and nothing is appended or signed without them"
            raise LogUnavailableError(said, "the keys of the log are missing")
        return self._keyring

    def needed(self, session: Session) -> Keys:
        """The keys in force in this transaction: whoever else writes to the log may have changed them.

        Raises LogUnavailableError where they are not in the file.
        """
        keyring = self.ring
        public = public_key_in(session.first(_IN_FORCE))
        keys = keyring.of(public)
        if keys is None:
            is_old = any(keyring.knows(signer.public_key) for signer in self.signers(session).all)
            now = f"were replaced; the log is signed with {key_name(public)} now"
            why = f"{self._wanted} {now if is_old else 'are those of another log'}"
            raise LogUnavailableError(why, "the keys are not those of the log")
        return keys

    def found(self, session: Session) -> Keys | None:
        """The same, or None where a log is only read."""
        return self.needed(session) if self._keyring is not None else None

    def names_of(self, account: str) -> list[str]:
        """An account, and its pseudonym where that can be known."""
        return [account] if self._keyring is None else [account, self._keyring.pseudonym(account)]

    @staticmethod
    def signers(session: Session) -> Signers:
        """All keys that signed the log."""
        try:
            return Reading(session, None).signers()
        except ValueError as error:
            raise LogUnavailableError(f"a change of the log's keys was changed: {error}") from error
