"""The online evaluator: rules as productions of the durable-rules engine, fired for one account at a time."""

from curbstop.backends.durable.compile import Program, RulesetDefinition, compile_decision
from curbstop.backends.durable.forms import Input, Sent
from curbstop.backends.durable.run import Runner
from curbstop.backends.durable.validate import (
    INTEGER_LIMIT,
    DefinitionRefusedError,
    DurableError,
    EngineFaultError,
    MessageRefusedError,
)

__all__ = [
    "INTEGER_LIMIT",
    "DefinitionRefusedError",
    "DurableError",
    "EngineFaultError",
    "Input",
    "MessageRefusedError",
    "Program",
    "RulesetDefinition",
    "Runner",
    "Sent",
    "compile_decision",
]
