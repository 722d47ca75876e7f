"""Faults of the reference evaluator at run time, and accounts on which each gives a wrong adverse outcome.

A pack must be loaded after its fault: what a rule means is made into code at the first decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

import pytest

from curbstop.ir.calendar import Calendar
from curbstop.ir.nodes import AsOf, Fold, Node
from curbstop.ir.operators import Operator
from curbstop.semantics import emit_arithmetic, emit_loops
from curbstop.semantics.boxes import Box, Cutter
from curbstop.semantics.emit import Emitter
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State, Traced
from curbstop.semantics.function import Function
from curbstop.semantics.local import Local
from curbstop.semantics.moment import Moment

Fault = Callable[[pytest.MonkeyPatch], None]


def wrong_verdict(name: str) -> Fault:
    """A rule that holds is said not to."""

    def fault(monkeypatch: pytest.MonkeyPatch) -> None:
        sound = CompiledDecision.traced

        def traced(compiled: CompiledDecision, state: State) -> Traced:
            found = sound(compiled, state)
            by_rule = {**found.by_rule, name: False}
            return found._replace(verdicts=tuple(by_rule.values()), by_rule=by_rule)

        monkeypatch.setattr(CompiledDecision, "traced", traced)

    return fault


def one_day_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts the days until the day of the decision counts one too many."""
    sound = emit_arithmetic._binary

    def binary(emitter: Emitter, node: Node, left: Local, right: Local) -> Local:
        if node.operator is Operator.SUBTRACT and isinstance(node.arguments[0], AsOf):  # type: ignore[attr-defined]
            left = left._replace(code=f"({left.code} + 1)")
        return sound(emitter, node, left, right)  # type: ignore[arg-type]

    monkeypatch.setattr(emit_arithmetic, "_binary", binary)


def a_business_day_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calendar counts one business day less than it is asked to."""
    sound = Calendar.add
    monkeypatch.setattr(Calendar, "add", lambda calendar, day, count: sound(calendar, day, count - 1))


def no_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calendar forgets its holidays, and says in the trace that the offices are open on them."""
    sound = Calendar.open_days.func
    open_days = cached_property(lambda calendar: sound(replace(calendar, holidays={})))
    open_days.__set_name__(Calendar, "open_days")
    monkeypatch.setattr(Calendar, "open_days", open_days)


def the_version_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters have the value that they had before."""
    sound = Moment._version

    def version(moment: Moment, index: int, day: int) -> int | None:
        at = sound(moment, index, day)
        return max(0, at - 1) if at is not None else None

    monkeypatch.setattr(Moment, "_version", version)


def another_reading(**chosen: str) -> Fault:
    """Rules are evaluated under another reading than the decision says."""

    def fault(monkeypatch: pytest.MonkeyPatch) -> None:
        sound = Evaluator.function_in_the_making
        others = {name.replace("_", "-"): choice for name, choice in chosen.items()}

        def function(evaluator: Evaluator, *, traced: bool) -> Function:
            made = sound(evaluator, traced=traced)
            made.emitter.layout = replace(made.emitter.layout, readings={**evaluator.readings, **others})
            return made

        monkeypatch.setattr(Evaluator, "function_in_the_making", function)

    return fault


def unknown_elements_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """An `any` or `all` over elements of which too little is known is false."""
    sound = emit_loops._quantifier

    def quantifier(emitter: Emitter, node: Fold, result: str, *more: Any) -> None:
        sound(emitter, node, result, *more)
        emitter.line(f"{result} = {result} is True")

    monkeypatch.setattr(emit_loops, "_quantifier", quantifier)


def only_the_first_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is taken to have the first of its values."""
    sound = Cutter.cut

    def cut(cutter: Cutter, *asked: Any) -> Iterator[Box] | None:
        parts = sound(cutter, *asked)
        return islice(parts, 1) if parts is not None else None

    monkeypatch.setattr(Cutter, "cut", cut)


def a_summand_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums count each element twice."""
    sound = emit_loops._sorted_out

    def sorted_out(emitter: Emitter, outside: int, member: Local, body: Local) -> tuple[str, str]:
        sure, unsure = sound(emitter, outside, member, body)
        return f"2 * {sure}", unsure

    monkeypatch.setattr(emit_loops, "_sorted_out", sorted_out)
