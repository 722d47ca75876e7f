"""What one asks beyond the outcome: when it changes, what to ask next, what other readings and facts make of it."""

from curbstop.questions.ask_next import AskNext, SettledBy, ask_next
from curbstop.questions.explain import ChangeMade, Explanation, Way, explain
from curbstop.questions.readings import OtherReading, OtherReadings, other_readings
from curbstop.questions.timeline import Stretch, Timeline, timeline

__all__ = [
    "AskNext",
    "ChangeMade",
    "Explanation",
    "OtherReading",
    "OtherReadings",
    "SettledBy",
    "Stretch",
    "Timeline",
    "Way",
    "ask_next",
    "explain",
    "other_readings",
    "timeline",
]
