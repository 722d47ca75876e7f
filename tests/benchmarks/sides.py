"""The services that are put under load, and the requests they are sent: the same ones for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .accounts import Account
from .http_client import request

PATH = "/v1/decisions/shutoff"
ZEN = "ZEN, with trace"
ZEN_LOGGED = "ZEN, with trace, logged"
ORDINARY = "ordinary accounts"
ZEN_ORDINARY = f"{ZEN_LOGGED}, {ORDINARY}"
GUARDS = ("always", "adverse")
"""Guards that confirm less than the default of the service."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is started, and how it is asked. `accounts` are JSON texts.

    `peers` are the titles of ZEN without and with a log that a side stands beside, None where it stands beside none.
    """

    title: str
    workers: int
    command: tuple[str, ...]
    accounts: Sequence[bytes]
    query: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    peers: tuple[str | None, str | None] = (ZEN, ZEN_LOGGED)

    @property
    def requests(self) -> list[bytes]:
        return [request(PATH + self.query, account) for account in self.accounts]

    @property
    def lines(self) -> list[bytes]:
        return [account + b"\n" for account in self.accounts]

    @property
    def batch_path(self) -> str:
        return f"{PATH}/batch{self.query}"


def sides(accounts: Sequence[Account], ordinary: Sequence[Account], folder: Path, workers: int) -> Iterator[Side]:
    """Curbstop with and without its log, and ZEN with and without one; logs lie in the folder.

    Those of `ordinary` accounts, of which few have an adverse outcome, come last.
    """
    texts, ordinary_texts = _texts(accounts), _texts(ordinary)
    serve = ("-m", "curbstop", "serve", "--insecure", "--rate", "1000000", "--workers", str(workers))
    log = ("--log", f"sqlite:///{folder / f'curbstop-{workers}.db'}")
    zen = ("-m", "uvicorn", "tests.benchmarks.zen_service:app", "--no-access-log", "--workers", str(workers))
    yield Side("curbstop, with reasons", workers, serve, texts)
    yield Side("curbstop, logged", workers, (*serve, *log), texts)
    yield Side("curbstop, guard always", workers, (*serve, "--guard", "always"), texts)
    for guard in GUARDS:
        yield Side(f"curbstop, guard {guard}, logged", workers, (*serve, *log, "--guard", guard), texts)
    yield Side("curbstop, with trace", workers, serve, texts, "?trace=true")
    zen_log, alone = {"ZEN_LOG": str(folder / f"zen-{workers}.db")}, (None, None)
    yield Side(ZEN, workers, zen, texts, peers=alone)
    yield Side(ZEN_LOGGED, workers, zen, texts, environment=zen_log, peers=alone)
    peers = (None, ZEN_ORDINARY)
    yield Side(f"curbstop, logged, {ORDINARY}", workers, (*serve, *log), ordinary_texts, peers=peers)
    for guard in GUARDS:
        title = f"curbstop, guard {guard}, logged, {ORDINARY}"
        yield Side(title, workers, (*serve, *log, "--guard", guard), ordinary_texts, peers=peers)
    yield Side(ZEN_ORDINARY, workers, zen, ordinary_texts, environment=zen_log, peers=alone)


def _texts(accounts: Sequence[Account]) -> list[bytes]:
    return [json.dumps({**account.facts, "as_of": account.as_of.isoformat()}).encode() for account in accounts]
