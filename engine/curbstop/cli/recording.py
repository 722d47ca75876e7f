"""`--log` of a command that decides: every decision is in the log before anybody sees it."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curbstop.api import Account, Pack
    from curbstop.decision.models import Decision

Record = Callable[["Pack", "Account", Sequence["Decision"]], None]
"""Stores decisions about an account, or raises LogUnavailableError."""


def not_recorded(pack: Pack, account: Account, decisions: Sequence[Decision]) -> None:
    """Stores nothing: no log was asked for."""


@contextmanager
def recording(url: str | None, keys: str | None = None) -> Iterator[Record]:
    """What stores decisions in the log at an address; without one, what stores nothing."""
    if url is None:
        yield not_recorded
        return
    from curbstop.audit import Decided, open_log

    caller = f"command line, {_user()}"
    with open_log(url, keys=keys) as log:

        def record(pack: Pack, account: Account, decisions: Sequence[Decision]) -> None:
            log.append_many([Decided(pack, account, one, caller, {}) for one in decisions])

        yield record


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown user"
