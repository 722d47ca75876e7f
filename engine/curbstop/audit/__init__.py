"""The audit log: every decision as one append-only record that can be checked and decided again years later.

`open_log` opens one, `AuditLog` appends, searches, verifies, replays and exports; `logged_decide` decides and appends.
A record is on the disk when `append` returns; where it cannot be, LogUnavailableError is raised. Records are chained by
hashes and lie in a Merkle tree whose head a checkpoint signs. `LOG.md` beside this file describes what is stored.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curbstop.audit.checkpoint import Checkpoint
    from curbstop.audit.draft import Decided
    from curbstop.audit.errors import DamagedRecordError, LogUnavailableError
    from curbstop.audit.key_change import KeyChange, Signer
    from curbstop.audit.log import AuditLog, logged_decide
    from curbstop.audit.opening import open_log
    from curbstop.audit.record import Entry, Record
    from curbstop.audit.replay import Replayed
    from curbstop.audit.search import Search
    from curbstop.audit.verification import Verified

__all__ = [
    "AuditLog",
    "Checkpoint",
    "DamagedRecordError",
    "Decided",
    "Entry",
    "KeyChange",
    "LogUnavailableError",
    "Record",
    "Replayed",
    "Search",
    "Signer",
    "Verified",
    "logged_decide",
    "open_log",
]

_PLACES = {
    "AuditLog": "curbstop.audit.log",
    "Checkpoint": "curbstop.audit.checkpoint",
    "DamagedRecordError": "curbstop.audit.errors",
    "Decided": "curbstop.audit.draft",
    "Entry": "curbstop.audit.record",
    "KeyChange": "curbstop.audit.key_change",
    "LogUnavailableError": "curbstop.audit.errors",
    "Record": "curbstop.audit.record",
    "Replayed": "curbstop.audit.replay",
    "Search": "curbstop.audit.search",
    "Signer": "curbstop.audit.key_change",
    "Verified": "curbstop.audit.verification",
    "logged_decide": "curbstop.audit.log",
    "open_log": "curbstop.audit.opening",
}


def __getattr__(name: str) -> object:
    """Imports a name when it is asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
