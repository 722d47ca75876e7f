"""Refuses what the engine would get wrong, or die of: nothing reaches it that this file has not seen.

    Exception
    └── DurableError
        ├── DefinitionRefusedError   a ruleset that the engine would not evaluate as written
        ├── MessageRefusedError      a value that it would not compare exactly
        └── EngineFaultError         the engine failed, or contradicted itself (raised by `run`)

Checked while compiling, never while deciding. Each limit is one that was measured; see the tests for what happens
beyond it. A group of productions shares its first condition, and weighs as much as there are ways to satisfy them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from json import dumps

from curbstop.backends.durable.names import FAILING, GROUP, MESSAGE, RESERVED, collisions

GROUPS = 30
STACK_WEIGHT = 32
JOINTS = 14
PROPERTIES = 250
PRODUCTIONS = 4096
SAME_CONDITIONS = 255
INTEGER_LIMIT = 2**53
TEXT_LIMIT = 65_000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}\Z")
PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
EQUALITY = frozenset({"$eq", "$neq"})
ORDER = frozenset({"$lt", "$lte", "$gt", "$gte"})

Schema = Mapping[str, type[bool] | type[int] | type[str]]
"""The type of the values that each property of a ruleset's messages carries."""


class DurableError(Exception):
    """What this backend raises: it cannot give the verdicts that it was asked for."""


class DefinitionRefusedError(DurableError):
    """A ruleset that the engine would not evaluate as it is written."""


class MessageRefusedError(DurableError):
    """A value that the engine would not compare exactly."""


class EngineFaultError(DurableError):
    """The engine failed, or gave an answer that contradicts itself; its ruleset has been given up."""


def check_definition(definition: object, schema: Schema) -> None:
    """Refuse a ruleset definition that the engine would not evaluate as it is written."""
    _check_schema(schema)
    productions = _mapping(definition, "a ruleset")
    if len(productions) > PRODUCTIONS:
        raise DefinitionRefusedError(f"a ruleset holds at most {PRODUCTIONS} productions, not {len(productions)}")
    groups: Counter[tuple[str, int]] = Counter()
    conditions: Counter[str] = Counter()
    for name, production in productions.items():
        if not NAME.match(name):
            raise DefinitionRefusedError(f"a production cannot be named {name!r}")
        group, parts = _pattern(name, production)
        weight = _Production(name, schema).conjunction(parts)
        groups[group] += weight
        conditions[repr((group, parts))] += 1
    if len(groups) > GROUPS:
        raise DefinitionRefusedError(f"a ruleset holds at most {GROUPS} groups, not {len(groups)}")
    for group, weight in groups.items():
        if weight > STACK_WEIGHT:
            raise DefinitionRefusedError(f"group {group[1]} has {weight} alternatives; it may have {STACK_WEIGHT}")
    for same in conditions.values():
        if same > SAME_CONDITIONS:
            raise DefinitionRefusedError(f"{same} productions have the same condition; {SAME_CONDITIONS} may")


def check_message(message: object, schema: Schema) -> None:
    """Refuse a message (without what every message carries) that the engine would not compare exactly."""
    if not isinstance(message, dict):
        raise MessageRefusedError("a message is one flat object")
    if len(message) > PROPERTIES:
        raise MessageRefusedError(f"a message has at most {PROPERTIES} properties, not {len(message)}")
    for name, value in message.items():
        if name not in schema:
            raise MessageRefusedError(f"no production reads a property `{name}`")
        if fault := _value_fault(value, schema[name]):
            raise MessageRefusedError(f"the property `{name}` holds {fault}")


def _check_schema(schema: Schema) -> None:
    if len(schema) > PROPERTIES:
        raise DefinitionRefusedError(f"a message has at most {PROPERTIES} properties, not {len(schema)}")
    for name in schema:
        if name in RESERVED or not PROPERTY.match(name):
            raise DefinitionRefusedError(f"a property cannot be named {name!r}")
    if pair := collisions(schema):
        raise DefinitionRefusedError(f"the engine takes the properties `{pair[0]}` and `{pair[1]}` for one")


def _mapping(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise DefinitionRefusedError(f"{what} is an object")
    return value


def _pattern(name: str, production: object) -> tuple[tuple[str, int], list[object]]:
    """The group and the conditions of a production: one pattern for one message."""
    match production:
        case {"all": [{"m": {"$and": [{"$ex": {**group}}, *parts], **more}, **others}], **rest}:
            if not more and not others and not rest and parts:
                match list(group.items()):
                    case [(str(kind), int(number))] if kind in (GROUP, FAILING) and type(number) is int:
                        return (kind, number), parts
    raise DefinitionRefusedError(
        f"production `{name}` is not one pattern `{MESSAGE}` that begins with the group, `{{'$ex': {{'{GROUP}': 0}}}}`"
    )


@dataclass(slots=True)
class _Production:
    """Walks one production. `joints` counts and/or objects, the one around all conditions included; each level of
    nesting is one, so they bound the depth too."""

    name: str
    schema: Schema
    joints: int = 1

    def refuse(self, why: str) -> DefinitionRefusedError:
        return DefinitionRefusedError(f"production `{self.name}`: {why}")

    def conjunction(self, parts: object, present: frozenset[str] = frozenset()) -> int:
        """The number of ways to satisfy all parts. `present` are the properties known to be there."""
        weight = 1
        for part in self.parts(parts):
            weight *= self.weight(part, present)
            present |= frozenset(self.proved(part))
            self.bear(weight)
        return weight

    def weight(self, condition: object, present: frozenset[str]) -> int:
        operator, operand = self.only(condition)
        if operator in ("$and", "$or"):
            self.joints += 1
            if self.joints > JOINTS:
                raise self.refuse(f"more than {JOINTS} `$and` and `$or`")
            if operator == "$and":
                return self.conjunction(operand, present)
            weight = sum(self.weight(part, present) for part in self.parts(operand))
            self.bear(weight)
            return weight
        self.check(operator, *self.only(operand), present)
        return 1

    def bear(self, weight: int) -> None:
        if weight > STACK_WEIGHT:
            raise self.refuse(f"more than {STACK_WEIGHT} alternatives")

    def parts(self, parts: object) -> list[object]:
        if not isinstance(parts, list) or not parts:
            raise self.refuse("`$and` and `$or` join one condition or more")
        return parts

    def only(self, value: object) -> tuple[str, object]:
        """The single key of an object, and what it stands for; the engine ignores any other key."""
        items = list(_mapping(value, f"production `{self.name}`: a condition").items())
        if len(items) != 1:
            raise self.refuse(f"an object has one key, not {len(items)}")
        return items[0]

    def proved(self, condition: object) -> Iterator[str]:
        """The properties that are there wherever a condition holds."""
        operator, operand = self.only(condition)
        if isinstance(operand, list):
            if operator == "$and":
                yield from chain.from_iterable(map(self.proved, operand))
        else:
            yield self.only(operand)[0]

    def check(self, operator: str, name: str, value: object, present: frozenset[str]) -> None:
        if operator not in EQUALITY | ORDER | {"$ex"}:
            raise self.refuse(f"the operator `{operator}` is not used")
        if name not in self.schema:
            raise self.refuse(f"no message carries a property `{name}`")
        kind = self.schema[name]
        if operator == "$ex":
            if value != 1:
                raise self.refuse("`$ex` asks with 1")
            return
        if operator in ORDER and kind is not int:
            raise self.refuse(f"only whole numbers have an order, and `{name}` is none")
        if isinstance(value, dict):
            self.check_other(name, *self.only(value), present)
        elif fault := _value_fault(value, kind):
            raise self.refuse(f"`{name}` is compared with {fault}")

    def check_other(self, name: str, operator: str, other: object, present: frozenset[str]) -> None:
        """A comparison with another property of the same message."""
        if operator != "$m":
            raise self.refuse(f"`{name}` is compared with a calculation or another message, `{operator}`")
        if not isinstance(other, str) or other not in self.schema:
            raise self.refuse(f"no message carries a property `{other}`")
        if self.schema[other] is not self.schema[name]:
            raise self.refuse(f"`{name}` and `{other}` are of different types")
        if other not in present:
            raise self.refuse(f"`{name}` is compared with `{other}` before it is known to be there")


def _value_fault(value: object, kind: type) -> str | None:
    """What is wrong with a value as one of this type; it is not repeated, for it may be private."""
    if type(value) is not kind:
        return "a value of another type"
    if isinstance(value, int) and abs(value) >= INTEGER_LIMIT:
        return "a whole number that does not fit in 53 bits"
    if isinstance(value, str):
        if len(dumps(value)) >= TEXT_LIMIT:
            return f"a text of {TEXT_LIMIT} bytes or more"
        if not value.isprintable() or {'"', "'", "\\"} & set(value):
            return "a text with quotes, backslashes or control characters"
    return None
