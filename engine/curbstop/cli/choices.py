"""What `--reading` and `--parameters` give, for several packs at a time."""

from __future__ import annotations

from collections.abc import Sequence

from curbstop.cli.arguments import readings_of
from curbstop.cli.parameters import read_parameters
from curbstop.workbench.choices import Choices


def choices_of(readings: Sequence[str], parameters: str | None) -> Choices:
    """The choices, not checked against any pack yet."""
    given = read_parameters(parameters) if parameters is not None else {}
    return Choices(readings=readings_of(readings), parameters=given)
