"""The keys of accounts: each is made when the first private values of its account are stored."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from curbstop.audit.database import Session
from curbstop.audit.keys import Keys

_ASKED_AT_ONCE = 500
"""Accounts whose keys one query asks for; databases take only so many parameters."""


def account_keys(session: Session, keys: Keys, accounts: Collection[str]) -> dict[str, tuple[str, bytes]]:
    """The name and key of each account; to be asked for in each transaction, since it may have been erased."""
    found, wanted = dict[str, tuple[str, bytes]](), sorted(accounts)
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        named = {f"account{place}": one for place, one in enumerate(wanted[start : start + _ASKED_AT_ONCE])}
        several = ", ".join(f":{name}" for name in named)
        sql = f"SELECT account, key, wrapped FROM account_keys WHERE account IN ({several})"  # noqa: S608 - names of ours
        for account, name, wrapped in session.all(sql, **named):
            found[account] = name, keys.unwrap(bytes(wrapped), name)
    made = {one: (secrets.token_hex(16), secrets.token_bytes(32)) for one in wanted if one not in found}
    rows = [{"key": name, "account": account, "wrapped": keys.wrap(key, name)} for account, (name, key) in made.items()]
    if rows:
        session.run("INSERT INTO account_keys (key, account, wrapped) VALUES (:key, :account, :wrapped)", rows)
    return {**found, **made}
