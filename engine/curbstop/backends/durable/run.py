"""Runs compiled programs in the engine. The only file that knows the C module.

One ruleset of the engine holds one fact at a time: assert it, take the fires one by one, retract it. What is made
of a ruleset belongs to the process that made it; a child makes its own. Whatever fails, the ruleset is given up and
the next decision opens a new one, since after a failure the state inside may be half made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from json import dumps
from threading import Lock

import durable_rules_engine

from curbstop.backends.durable.compile import Conclusion, Program, RulesetDefinition, Slot
from curbstop.backends.durable.forms import Input, Sent
from curbstop.backends.durable.names import FAILING, GROUP
from curbstop.backends.durable.validate import (
    INTEGER_LIMIT,
    DurableError,
    EngineFaultError,
    MessageRefusedError,
)
from curbstop.ir.types import NONE, Bounds

_create: Callable[[str, str], int] = durable_rules_engine.create_ruleset
_delete: Callable[[int], None] = durable_rules_engine.delete_ruleset
_delete_state: Callable[[int, str], None] = durable_rules_engine.delete_state
_assert: Callable[[int, str], tuple[int, int]] = durable_rules_engine.assert_fact
_retract: Callable[[int, str], object] = durable_rules_engine.retract_fact
_start: Callable[[int, int], tuple[str, str] | None] = durable_rules_engine.start_action_for_state
_next: Callable[[int, int], str | None] = durable_rules_engine.complete_and_start_action

NOT_HANDLED = 1
"""What the engine answers where no production fires; it has stored nothing then."""
OPENING = f'{{"{GROUP}":1,"sid":"0","id":"f"'
ASKS_WHAT_FAILS = f'{OPENING},"{FAILING}":1'
FACT = '{"sid":"0","id":"f"}'
REMEMBERED = 4096

_numbers = count()
Verdict = bool | None


class Runner:
    """Gives the verdicts of one program; may be shared between threads, and used on after a fork."""

    def __init__(self, name: str, program: Program) -> None:
        self._program = program
        self._count = len(program.rule_ids)
        self._may_range = any(value.sent is Sent.BOUNDS for value in program.inputs)
        self._strata = [
            (_Message(program, definition), _Ruleset(name, definition.text, definition.conclusions))
            for stratum in program.rulesets
            for definition in stratum
        ]

    def verdicts(self, values: Sequence[object], *, asks_what_fails: bool = True) -> tuple[Verdict, ...]:
        """Whether each rule holds (True), fails (False), or neither is known (None), in the order of the rules.

        `values` are those of the program's inputs, in order, as the table in `ir.types` has them. Where all of them
        are known, what does not hold fails: then only what holds must be asked for, which is cheaper, and is enough
        unless `asks_what_fails`.
        """
        if len(values) != len(self._program.inputs):
            raise MessageRefusedError(f"{len(self._program.inputs)} values are needed, not {len(values)}")
        if None in values or (self._may_range and Bounds in map(type, values)):
            asks_what_fails = True
        opening = ASKS_WHAT_FAILS if asks_what_fails else OPENING
        found = list(self._program.verdicts)
        for message, ruleset in self._strata:
            slot = ruleset.conclude(message.text(opening, values, found), found)
            if slot is not None:
                what = f"rule `{self._program.rule_ids[slot]}`" if slot < self._count else "part of a rule"
                raise EngineFaultError(f"the engine says that {what} both holds and fails")
            if not asks_what_fails:
                ruleset.deny_the_rest(found)
        return tuple(found[: self._count])

    def close(self) -> None:
        """Give back the engine's memory. A later decision takes it again."""
        for _, ruleset in self._strata:
            ruleset.close()


class _Message:
    """Writes the message of one ruleset: text is looked up and added up, for every property is known beforehand."""

    def __init__(self, program: Program, definition: RulesetDefinition) -> None:
        inputs = [(place, program.inputs[place]) for place in definition.inputs]
        self._inputs = program.inputs
        self._single = [(place, _texts(value)) for place, value in inputs if value.sent is not Sent.BOUNDS]
        self._bounds = [(place, value) for place, value in inputs if value.sent is Sent.BOUNDS]
        self._found = [(slot, _yes_no(name)) for slot, name in definition.findings]

    def text(self, opening: str, values: Sequence[object], found: list[Verdict]) -> str:
        try:
            parts = [texts[values[place]] for place, texts in self._single]
        except (KeyError, TypeError):
            raise self._refused(next(p for p, texts in self._single if not _has(texts, values[p]))) from None
        for place, value in self._bounds:
            parts.append(self._bounded(place, value, values[place]))
        if self._found:
            parts += [words[found[slot]] for slot, words in self._found]
        return f"{opening}{''.join(parts)}}}"

    def _bounded(self, place: int, value: Input, given: object) -> str:
        low, high = (given.low, given.high) if isinstance(given, Bounds) else (given, given)
        if type(low) is int and type(high) is int and -INTEGER_LIMIT < low <= high < INTEGER_LIMIT:
            return f',"{value.low}":{low},"{value.high}":{high}'
        if given is None:
            return ""
        if given is NONE and value.node.type.optional:
            return _none(value)
        raise self._refused(place)

    def _refused(self, place: int) -> MessageRefusedError:
        node = self._inputs[place].node
        name = getattr(node, "name", None)
        what = f"`{name}`" if isinstance(name, str) else f"input {place}"
        return MessageRefusedError(f"the value of {what} is not a {node.type.kind.value} that the engine can hold")


class _Numbers(dict[object, str]):
    """What is written for a whole number; the first few thousand that an input has had are remembered."""

    def __init__(self, name: str) -> None:
        super().__init__({None: ""})
        self._key = f',"{name}":'

    def __missing__(self, number: object) -> str:
        if type(number) is not int or not -INTEGER_LIMIT < number < INTEGER_LIMIT:
            raise KeyError
        text = f"{self._key}{number}"
        if len(self) < REMEMBERED:
            self[number] = text
        return text


def _texts(value: Input) -> dict[object, str]:
    """What is written for each value that an input can have."""
    texts: dict[object, str]
    if value.sent is Sent.YES_NO:
        texts = _yes_no(value.name)
    elif value.sent is Sent.NUMBER:
        texts = _Numbers(value.name)
    else:
        texts = {None: "", **{c: f',"{value.name}":{dumps(c)}' for c in value.node.type.choices}}
    if value.node.type.optional:
        texts[NONE] = _none(value)
    return texts


def _yes_no(name: str) -> dict[object, str]:
    return {True: f',"{name}":true', False: f',"{name}":false', None: ""}


def _none(value: Input) -> str:
    return f',"{value.none}":true'


def _has(texts: dict[object, str], value: object) -> bool:
    try:
        return texts[value] is not None
    except (KeyError, TypeError):
        return False


@dataclass(slots=True)
class _Session:
    """A ruleset of the engine in one process, with the lock that goes with it.

    `started` says that an action was started once: before that, deleting the state would end the process.
    """

    name: str
    text: str
    process: int
    lock: Lock
    handle: int | None = None
    started: bool = False

    def open(self) -> int:
        self.handle = _create(f"{self.name}#{next(_numbers)}", self.text)
        self.started = False
        return self.handle

    def close(self, *, sound: bool = True) -> None:
        """Delete the ruleset; its state only where nothing has failed in it."""
        handle, self.handle = self.handle, None
        if handle is None or self.process != os.getpid():
            return
        if sound and self.started:
            _delete_state(handle, "0")
        _delete(handle)

    def __del__(self) -> None:
        if not sys.is_finalizing():
            self.close()


class _Ruleset:
    """One ruleset of a program, opened in the engine when it is first used."""

    def __init__(self, name: str, text: str, conclusions: Mapping[str, tuple[Conclusion, ...]]) -> None:
        self._name, self._text, self._conclusions = name, text, conclusions
        self._may_hold = tuple({slot: None for each in conclusions.values() for slot, holds in each if holds})
        self._session = self._new_session()

    def _new_session(self) -> _Session:
        return _Session(self._name, self._text, os.getpid(), Lock())

    def conclude(self, message: str, found: list[Verdict]) -> Slot | None:
        """Enter what fires into `found`; a slot that was told both verdicts is returned, and the ruleset given up."""
        session = self._session
        if session.process != os.getpid():
            # The parent's lock may be held by a thread that is not here. Two threads may both come by: each
            # gets a session that works, and the one that is not kept closes itself.
            session = self._session = self._new_session()
        conclusions = self._conclusions
        with session.lock:
            try:
                handle = session.handle
                if handle is None:
                    handle = session.open()
                code, state = _assert(handle, message)
                if code == NOT_HANDLED:
                    return None
                if code:
                    raise EngineFaultError(f"the engine refused a message with code {code}")
                first = _start(handle, state)
                fired = None
                if first:
                    session.started = True
                    fired = first[1]
                while fired:
                    for slot, verdict in conclusions[fired[2:4]]:
                        known = found[slot]
                        if known is None:
                            found[slot] = verdict
                        elif known is not verdict:
                            session.close(sound=False)
                            return slot
                    fired = _next(handle, state)
                _retract(handle, FACT)
            except BaseException as fault:
                session.close(sound=False)
                if isinstance(fault, Exception) and not isinstance(fault, DurableError):
                    raise EngineFaultError("the engine failed") from fault
                raise
        return None

    def deny_the_rest(self, found: list[Verdict]) -> None:
        """Enter that what this ruleset could have found to hold, and did not, fails."""
        for slot in self._may_hold:
            if found[slot] is None:
                found[slot] = False

    def close(self) -> None:
        session = self._session
        if session.process == os.getpid():
            with session.lock:
                session.close()
