"""What can go wrong with a log."""

from __future__ import annotations


class LogUnavailableError(Exception):
    """The log cannot be opened, read or written; what it was to store is not acknowledged. The text says why."""


class MissingExtraError(LogUnavailableError):
    """A library that comes with an extra is not installed; the text says how to install it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra `{extra}`: pip install 'curbstop[{extra}]'")
