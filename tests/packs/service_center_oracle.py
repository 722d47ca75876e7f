"""The service center pack once more, in plain Python: written from the contract's words, never from the rule files.

Only for requests of which everything is known. `decide` answers one question as `(outcome, values)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Answer = tuple[str, dict[str, object]]
Facts = dict[str, object]

PASADENA = ZoneInfo("America/Los_Angeles")
TEAMS = {
    "water_waste": "pwp_water_conservation",
    "bulky_item": "public_works_rrr",
    "graffiti": "public_works_field_crew",
    "other": "assigned_workgroup",
}


def a_year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def moments(clock: datetime) -> list[datetime]:
    """The moments at which clocks in Pasadena show this time: one, or none or two where they are set."""
    both = {clock.replace(tzinfo=PASADENA, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in both if moment.astimezone(PASADENA).replace(tzinfo=None) == clock)


@dataclass(frozen=True)
class Oracle:
    readings: dict[str, str] = field(default_factory=dict)

    def decide(self, decision: str, facts: Facts, as_of: date) -> Answer:
        match decision:
            case "request-routing":
                return TEAMS[facts["request.topic"]], {}
            case "water-waste-notice":
                return self._notice(facts)
            case "bulky-pickup":
                return self._pickup([pickup["picked_up_on"] for pickup in facts["bulky_pickups"]], as_of)
            case "graffiti-removal":
                return "asked_of_crew", {"asked_by": self._next_day(facts["request.received_at"])}
            case "request-closure":
                return self._closure(facts), {}
        raise AssertionError(decision)

    def _notice(self, facts: Facts) -> Answer:
        if not facts["violation.confirmed"]:
            return "confirm_first", {}
        if facts["violation.earlier_notices"] > 0:
            return "no_notice", {}
        addresses = {channel: facts[f"contact.{channel}"] for channel in ("email", "mail")}
        return "courtesy_notice", {"channels": [way for way, found in addresses.items() if found not in ("none", "")]}

    def _pickup(self, days: list[date], today: date) -> Answer:
        if self.readings.get("bulky-year") == "rolling":
            used = sum(a_year_before(today) < day <= today for day in days)
        else:
            used = sum(day.year == today.year and day <= today for day in days)
        return "free" if used < 2 else "not_free", {"free_left": 2 - min(used, 2)}

    def _next_day(self, received: str) -> str:
        written = datetime.fromisoformat(received)
        received_at = written if written.tzinfo else moments(written)[0]
        return (received_at.astimezone(UTC) + timedelta(hours=24)).astimezone(PASADENA).isoformat()

    def _closure(self, facts: Facts) -> str:
        if facts["request.work_completed"]:
            return "close_completed"
        taken = facts["request.referred"] and facts["request.referral_accepted"]
        return "close_referred" if taken else "keep_open"
