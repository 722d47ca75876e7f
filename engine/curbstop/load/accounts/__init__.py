"""Accounts: what a caller says, from text or Python objects to checked values in the order of the facts."""

from curbstop.load.accounts.blank import blank_account
from curbstop.load.accounts.check import Vocabulary
from curbstop.load.accounts.stream import AccountLine, read_line, read_lines
from curbstop.load.accounts.text import ACCOUNT_BYTES_AT_MOST, WrittenAccount, read_account, read_account_file

__all__ = [
    "ACCOUNT_BYTES_AT_MOST",
    "AccountLine",
    "Vocabulary",
    "WrittenAccount",
    "blank_account",
    "read_account",
    "read_account_file",
    "read_line",
    "read_lines",
]
