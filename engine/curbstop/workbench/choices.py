"""What an operator chooses beside the rules, for packs that are made while two versions are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from curbstop.api import Pack
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.ir import pack as ir


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Readings by name, and external parameters as an operator writes them; each pack takes those that it has."""

    readings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)

    def check(self, old: ir.Pack, new: ir.Pack) -> None:
        """Raise Faults for a name that neither of two packs knows, or a value that one of them refuses."""
        for what, given, known in (
            ("reading", self.readings, {**old.readings, **new.readings}),
            ("parameter", self.parameters, {**old.parameters, **new.parameters}),
        ):
            for name in given:
                if name not in known:
                    hint = nearest_hint(name, known, f"{what}s")
                    raise Faults((Diagnostic(f"unknown-{what}", f"unknown {what} `{name}`", hint=hint),))
        for pack in (old, new):
            self.pack(pack)

    def pack(self, definition: ir.Pack) -> Pack:
        """The pack under these choices, for outcomes of many accounts."""
        readings = {name: choice for name, choice in self.readings.items() if name in definition.readings}
        parameters = {name: value for name, value in self.parameters.items() if name in definition.parameters}
        return Pack(definition, readings=readings, parameters=parameters, guard="adverse")


DEFAULTS = Choices()
