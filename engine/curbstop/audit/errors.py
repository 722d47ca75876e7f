"""What can go wrong with a log."""

from __future__ import annotations


class LogUnavailableError(Exception):
    """The log cannot be opened, read or written; what it was to store is not acknowledged. The text says why.

    `told` is what anybody may read of it: no address, no name of a file, no words of a database server.
    """

    def __init__(self, why: str, told: str = "the log cannot be used") -> None:
        super().__init__(why)
        self.told = told


class DamagedRecordError(LogUnavailableError):
    """A record is not what was written; verifying the log says which, and what of it."""

    def __init__(self) -> None:
        why = "a record was changed and cannot be read; `curbstop audit verify` says which"
        super().__init__(why, "the record was changed and cannot be read")


class MissingExtraError(LogUnavailableError):
    """A library that comes with an extra is not installed; the text says how to install it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra `{extra}`: pip install 'curbstop[{extra}]'")
