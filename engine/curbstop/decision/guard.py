"""Both evaluators on one decision, compared rule by rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any

from curbstop.backends.durable import INTEGER_LIMIT, MessageRefusedError, Runner, compile_decision
from curbstop.checker import Rules, check
from curbstop.diagnostics import Diagnostic, Faults
from curbstop.ir.nodes import Node
from curbstop.ir.show import show
from curbstop.ir.types import Bounds
from curbstop.semantics.combine import Verdict
from curbstop.semantics.evaluate import CompiledDecision, Evaluator
from curbstop.semantics.settle import settled


class Guard(Enum):
    """Which decisions durable-rules must confirm: all, or only adverse and undetermined ones.

    With `CERTIFICATE` it confirms all, and the independent checker confirms the adverse ones from their trace alone.
    """

    ALWAYS = "always"
    ADVERSE = "adverse"
    CERTIFICATE = "certificate"


class EvaluatorsDisagreeError(Exception):
    """The two evaluators gave a rule different verdicts; nothing was decided."""

    def __init__(self, decision: str, rule: str, reference: Verdict, durable: Verdict) -> None:
        self.decision, self.rule, self.reference, self.durable = decision, rule, reference, durable
        super().__init__(
            f"the evaluators disagree on rule `{rule}` of `{decision}`: the reference evaluator says "
            f"{_said(reference)}, durable-rules says {_said(durable)}; nothing was decided"
        )


class CertificateRefusedError(EvaluatorsDisagreeError):
    """The independent checker does not confirm the trace of an adverse decision; nothing was decided."""

    def __init__(self, decision: str, faults: Sequence[str]) -> None:
        self.decision, self.faults = decision, tuple(faults)
        Exception.__init__(
            self, f"the checker refuses the trace of `{decision}`: {'; '.join(faults)}; nothing was decided"
        )


class Certifier:
    """Has the independent checker confirm decisions; definitions that decisions share are read and hashed once."""

    def __init__(self) -> None:
        self._rules: tuple[object, Rules | None] = None, None
        """Definitions as decisions share them, and as the checker read them from their JSON text."""

    def certify(self, record: dict[str, Any]) -> None:
        """Return if a decision is confirmed; else raise CertificateRefusedError."""
        trace, (shared, rules) = record["trace"], self._rules
        if rules is None or shared is not trace["definitions"]:
            rules = Rules(json.loads(json.dumps(trace["definitions"])))
        faults = check(
            json.loads(json.dumps({**record, "trace": {**trace, "definitions": None}})), rules, every_reading=False
        )
        if faults:
            raise CertificateRefusedError(record["decision"], faults)
        self._rules = trace["definitions"], rules


class TooLargeError(Faults):
    """A condition compares a number that is too large for both evaluators to hold it exactly; nothing was decided."""


class Confirmation:
    """The durable-rules form of one decision, which confirms the verdicts of the reference evaluator."""

    def __init__(self, compiled: CompiledDecision, evaluator: Evaluator) -> None:
        decision, pack = compiled.decision, evaluator.pack

        def by_readings(node: Node) -> bool | None:
            return settled(node, evaluator.readings)

        program = compile_decision(
            [(rule.id, rule.condition) for rule in decision.rules],
            derived={name: derived.formula for name, derived in pack.derived.items()},
            settled=by_readings,
            bounded=pack.bounded,
        )
        self.inputs = tuple(entry.node for entry in program.inputs)
        self._decision = decision
        self._runner = Runner(decision.name, program)

    def confirm(self, verdicts: Sequence[Verdict], inputs: Sequence[object], *, adverse: bool = True) -> None:
        """Return if durable-rules agrees on every rule; else raise EvaluatorsDisagreeError, or TooLargeError.

        Behind an adverse outcome stand the rules that fail as well, so it must find that they do; else, where
        everything is known, it is enough that it does not find that they hold.
        """
        try:
            found = self._runner.verdicts(inputs, asks_what_fails=adverse)
        except MessageRefusedError as error:
            raise self._too_large(inputs) or error from None
        if found != verdicts:
            for rule, ours, theirs in zip(self._decision.rules, verdicts, found, strict=True):
                if ours is not theirs:
                    raise EvaluatorsDisagreeError(self._decision.name, rule.id, ours, theirs)

    def _too_large(self, inputs: Sequence[object]) -> TooLargeError | None:
        for node, value in zip(self.inputs, inputs, strict=True):
            ends = (value.low, value.high) if isinstance(value, Bounds) else (value,)
            if any(isinstance(end, int) and abs(end) >= INTEGER_LIMIT for end in ends):
                message = f"`{show(node)}` comes to a number that is too large to be compared exactly"
                hint = f"whole numbers, and amounts in cents, must be below {INTEGER_LIMIT:,}"
                return TooLargeError((Diagnostic("too-large", message, hint=hint),))
        return None


def _said(verdict: Verdict) -> str:
    return "it is open" if verdict is None else "it holds" if verdict else "it does not hold"
