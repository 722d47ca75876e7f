"""The clock of the service: the day it is now where a policy holds."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today(time_zone: str) -> date:
    """The present day in a time zone such as `America/New_York`."""
    return datetime.now(ZoneInfo(time_zone)).date()
