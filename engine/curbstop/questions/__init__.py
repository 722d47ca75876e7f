"""What one asks beyond the outcome of a decision: when it changes, and what other readings would make of it."""

from curbstop.questions.readings import OtherReading, OtherReadings, other_readings
from curbstop.questions.timeline import Stretch, Timeline, timeline

__all__ = ["OtherReading", "OtherReadings", "Stretch", "Timeline", "other_readings", "timeline"]
