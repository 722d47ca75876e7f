"""A case as the YAML that an analyst would write, ready to be pasted below `cases:`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from curbstop.ir.pack import Pack
from curbstop.load.accounts.plain import plain_value
from curbstop.load.accounts.wanted import wanted

_PLAIN = re.compile(r"[A-Za-z0-9_/.(][A-Za-z0-9_/.()+ -]*(?<! )")
_NOT_TEXT = re.compile(r"[-+.0-9][-+.0-9_eE:]*|yes|no|true|false|on|off|null|absent|none|~", re.IGNORECASE)
WIDTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCase:
    """What a case says; `facts`, `parameters` and what is expected are plain data."""

    name: str
    as_of: date
    facts: Mapping[str, object]
    outcome: str
    decision: str | None = None
    account: str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    expect: Mapping[str, object] = field(default_factory=dict)

    def as_yaml(self) -> str:
        """The lines of the case, indented as an item of a list."""
        lines = [f"- name: {_text(self.name)}"]
        if self.decision is not None:
            lines.append(f"  decision: {self.decision}")
        if self.account is not None:
            lines.append(f"  account: {self.account}")
        lines.append(f"  as_of: {self.as_of.isoformat()}")
        if self.readings:
            lines.append(f"  readings: {_flow(self.readings)}")
        for key, values in (("parameters", self.parameters), ("facts", self.facts)):
            if key == "facts" and self.account is not None:
                key = "changes"
            if values or key == "facts":
                lines.append(f"  {key}:" if values else f"  {key}: {{}}")
                lines += (line for name, value in values.items() for line in _entry(name, value, 4))
        lines += ["  expect:", f"    outcome: {_text(self.outcome)}"]
        lines += (line for name, value in self.expect.items() for line in _entry(name, value, 4))
        return "\n".join(lines) + "\n"


def facts_as_written(pack: Pack, values: Sequence[object]) -> dict[str, object]:
    """The known facts by name, as plain data of which `WrittenCase` makes YAML that reads back as the same facts."""
    pairs = zip(pack.facts.values(), values, strict=True)
    return {fact.name: plain_value(wanted(fact), value) for fact, value in pairs if value is not None}


def _entry(name: str, value: object, indent: int) -> list[str]:
    """A key and what stands after it: on one line where it fits, a list otherwise with an item on each line."""
    start = f"{' ' * indent}{_text(name)}: "
    line = start + _flow(value)
    if len(line) <= WIDTH or not isinstance(value, list | Mapping):
        return [line]
    if isinstance(value, Mapping):
        return [start.rstrip(), *(line for key, below in value.items() for line in _entry(key, below, indent + 2))]
    return [start.rstrip(), *(f"{' ' * indent}  - {_flow(item)}" for item in value)]


def _flow(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return _text(value) if not _NOT_TEXT.fullmatch(value) else value
        case Mapping():
            return "{" + ", ".join(f"{_text(str(key))}: {_flow(below)}" for key, below in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def _text(text: str) -> str:
    """A text as it is where YAML reads it as the same text, else in quotes."""
    if _PLAIN.fullmatch(text):
        return text
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)
