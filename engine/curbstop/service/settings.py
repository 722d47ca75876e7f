"""What an operator chooses when the service starts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Self

from curbstop.load.accounts import ACCOUNT_BYTES_AT_MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where rules, keys and log are, and the limits of one request.

    `only` is the one pack of the rules folder that is served, if not all; `parameters` has a file for a pack's id, and
    `guard` is that of `load_pack`.
    `seconds` is how long a request may take to arrive, and to be answered; `grace` how long a stopping service goes on
    with what it accepted. `rate` is how many requests, or lines of a batch, a caller may send a second; `burst` how
    many at once.
    """

    rules: str
    only: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    keys: str | None = None
    jwks: str | None = None
    audience: str | None = None
    issuer: str | None = None
    insecure: bool = False
    log: str | None = None
    log_keys: str | None = None
    unlogged: bool = False
    guard: str = "certificate"
    body_bytes: int = ACCOUNT_BYTES_AT_MOST
    rate: float = 1000.0
    burst: int = 2000
    seconds: float = 30.0
    grace: int = 30
    threads: int = 8
    waiting: int = 256
    poll: float = 1.0

    def to_json(self) -> str:
        """As text, for the worker processes; there are names of files in it and no secrets but those of a log's URL."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The settings of such a text."""
        return cls(**json.loads(text))
