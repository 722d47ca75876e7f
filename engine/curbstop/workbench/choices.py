"""What an operator chooses beside the rules, for several packs that are compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from curbstop.api import Pack
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.ir import pack as ir
from curbstop.load import known_parameters
from curbstop.load.yaml.nodes import Mapping as YamlMapping


class _Known(TypedDict):
    readings: Mapping[str, str]
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Readings by name, and external parameters as an operator writes them or as nodes of a file.

    Each pack takes those that it has.
    """

    readings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)

    def check(self, *packs: ir.Pack) -> None:
        """Raise Faults for a name that none of the packs knows, or a value that one of them refuses."""
        readings = {name for pack in packs for name in pack.readings}
        parameters = {name: one.external for pack in packs for name, one in pack.parameters.items()}
        external = [name for name, given in parameters.items() if given]
        _refuse_unknown("reading", self.readings, readings, "readings", readings)
        _refuse_unknown("parameter", self.parameters, parameters, "external parameters", external)
        for pack in packs:
            self.pack(pack)

    def pack(self, definition: ir.Pack) -> Pack:
        """A pack under these choices, for outcomes of many accounts."""
        return Pack(definition, guard="adverse", **self._known(definition))

    def under(self, pack: Pack) -> Pack:
        """A loaded pack under these choices."""
        return pack.with_choices(**self._known(pack.definition)) if self.readings or self.parameters else pack

    def _known(self, pack: ir.Pack) -> _Known:
        readings = {name: choice for name, choice in self.readings.items() if name in pack.readings}
        return {"readings": readings, "parameters": known_parameters(self.parameters, pack)}


def _refuse_unknown(
    what: str, given: Mapping[str, object], known: Collection[str], plural: str, hinted: Collection[str]
) -> None:
    places = given.keys_at if isinstance(given, YamlMapping) else {}
    for name in given:
        if name not in known:
            hint = nearest_hint(name, hinted, plural)
            raise Faults((Diagnostic(f"unknown-{what}", f"unknown {what} `{name}`", places.get(name), hint),))


DEFAULTS = Choices()
