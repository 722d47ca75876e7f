"""The example pack of the reference, built from its own blocks, and what expressions and conditions give in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import reference

from curbstop.api import Pack as DecidingPack
from curbstop.decision.models import Decision as Decided
from curbstop.diagnostics import Diagnostic, Severity
from curbstop.ir.calendar import OutsideCalendarError
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Decision, Otherwise, Pack
from curbstop.ir.types import Bounds, Kind, Type
from curbstop.load import load_pack_folder
from curbstop.load.accounts import Vocabulary, read_account
from curbstop.load.expressions import read_expression
from curbstop.load.expressions.scope import DerivedSignature, ParameterSignature, Scope
from curbstop.load.files.citations import Citations
from curbstop.load.files.conditions import read_condition
from curbstop.load.files.sentences import read_sentence
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.load.yaml.nodes import Node as YamlNode
from curbstop.load.yaml.nodes import Scalar
from curbstop.load.yaml.reader import read_yaml
from curbstop.render import decision_text
from curbstop.semantics.evaluate import Evaluator
from curbstop.semantics.moment import Moment, NotInForceError
from curbstop.semantics.plain import plain_value

AS_OF = date(2026, 4, 10)
NAME = "elmford/water"

Stated = list[tuple[str, str | None]]
"""Faults as `code: sentence`, each with its hint."""


def write_pack(root: Path) -> Path:
    """The example pack as files below `root`; its folder."""
    folder = root / NAME
    (folder / "decisions").mkdir(parents=True)
    for block in reference.blocks("pack="):
        (folder / block.kind.removeprefix("pack=")).write_text(block.text, encoding="utf-8")
    return folder


def faults_of_pack(folder: Path, root: Path) -> list[Diagnostic]:
    """The faults of a pack, without warnings."""
    return [fault for fault in load_pack_folder(folder, root)[1] if fault.severity is Severity.ERROR]


def as_stated(faults: list[Diagnostic], hints: list[str | None]) -> Stated:
    """The faults in the form of the document, with a hint where the document states one."""
    shown = [*hints, *([None] * len(faults))]
    return [
        (f"{fault.code}: {fault.message}", fault.hint if hint is not None else None)
        for fault, hint in zip(faults, shown, strict=False)
    ]


class Elmford:
    """The pack and the account of the examples."""

    def __init__(self, root: Path) -> None:
        folder = write_pack(root)
        pack, faults, _ = load_pack_folder(folder, root)
        assert {fault.code for fault in faults} <= {"unused"}, [f"{fault.span} {fault.message}" for fault in faults]
        assert pack is not None
        self.pack: Pack = pack
        self.moment = Moment(pack, AS_OF, {})
        self.vocabulary = Vocabulary(pack.facts)
        self.ordinary = self.account(reference.blocks("account=")[0].text)
        self.scope = Scope(
            facts=pack.facts,
            parameters={p.name: ParameterSignature.of(p) for p in pack.parameters.values()},
            readings={r.name: tuple(choice for choice, _ in r.choices) for r in pack.readings.values()},
            derived_names=list(pack.derived),
            zone=pack.time_zone,
            derived=lambda name: DerivedSignature(pack.derived[name].formula.type, pack.derived[name].unit),
        )

    def account(self, text: str) -> tuple[object, ...]:
        """The facts of an account in YAML."""
        return self.vocabulary.check(read_account(text, "account.yaml"))

    def expression(self, text: str, expect: Type | None = None) -> tuple[Node | None, list[Diagnostic]]:
        """The node of an expression, and its faults."""
        node, _ = read_yaml("'" + text.replace("'", "''") + "'", "expression")
        assert isinstance(node, Scalar)
        faults: list[Diagnostic] = []
        return read_expression(node, self.scope, faults, expect=expect), faults

    def condition(self, text: str) -> tuple[Node | None, list[Diagnostic]]:
        """The node of what stands after `when:`, and its faults."""
        faults: list[Diagnostic] = []
        written = entry(text, "when")
        return read_condition(written, self.scope, faults, Citations(self.sections(), faults)), faults

    def sentence(self, text: str) -> tuple[str, list[Diagnostic]]:
        """What the sentence after `says:` is in the ordinary account, and its faults."""
        faults: list[Diagnostic] = []
        written = entry(text, "says")
        assert isinstance(written, Scalar)
        template = read_sentence(written, self.scope, faults)
        if template is None:
            return "", faults
        says = Otherwise(id="given", outcome="given", citations=(), says=template)
        asked = Decision(name="answer", asks="", outcomes=("given",), rules=(), otherwise=says)
        evaluator = self._evaluator(replace(self.pack, decisions={"answer": asked}))
        state = evaluator.state(self.ordinary, self.moment)
        return evaluator.decision("answer").sentence(-1, True, state), faults

    def citations(self, text: str) -> tuple[tuple[Citation, ...], list[Diagnostic]]:
        """What stands after `cite:`, and its faults."""
        faults: list[Diagnostic] = []
        return Citations(self.sections(), faults)(entry(text, "cite")), faults

    def sections(self) -> Mapping[str, list[str]]:
        """The sections of each document."""
        return {d.id: [section.section for section in d.sections] for d in self.pack.documents.values()}

    def result(self, node: Node, facts: tuple[object, ...]) -> str:
        """The value of a node as the document writes it."""
        evaluator = self._evaluator(self.pack)
        try:
            (value,) = evaluator.function([node])(evaluator.state(facts, self.moment))
        except (OutsideCalendarError, NotInForceError) as error:
            return f"refused: {error}"
        return shown(plain_value(value, node.type))

    def decide(self, decision: str) -> tuple[str, dict[str, object]]:
        """The outcome and the values of a decision about the ordinary account."""
        decided = self._decided(decision)
        return decided.outcome, dict(decided.values)

    def text(self, decision: str) -> str:
        """A decision about the ordinary account as text."""
        return decision_text(self._decided(decision), self.pack, ())

    def _decided(self, decision: str) -> Decided:
        account = read_account(reference.blocks("account=")[0].text, "account.yaml")
        return DecidingPack(self.pack).decide(decision, account, as_of=AS_OF)

    def _evaluator(self, pack: Pack) -> Evaluator:
        return Evaluator(pack, {reading.name: reading.default for reading in pack.readings.values()})


def entry(text: str, key: str) -> YamlNode:
    """What stands after the one key of a text."""
    node, faults = read_yaml(text, "example.yaml")
    assert faults == []
    assert isinstance(node, YamlMapping)
    return node[key]


def shown(value: object) -> str:
    """Plain data as the document writes it."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case {"from": low, "to": high} | Bounds(low=low, high=high):
            return f"{low} to {high}"
        case list() | tuple():
            return f"[{', '.join(shown(member) for member in value)}]"
        case dict():
            return f"{{{', '.join(f'{name}: {shown(part)}' for name, part in value.items())}}}"
    return str(value)


def type_name(type_: Type) -> str:
    """A type without its members."""
    return f"{type_.kind.value} or none" if type_.optional and type_.kind is not Kind.NONE else type_.kind.value


def split_result(text: str) -> tuple[str, str | None]:
    """A stated result and its type, if one stands in brackets after it."""
    typed = re.fullmatch(rf"(.*) \(((?:{'|'.join(kind.value for kind in Kind)})(?: or none)?)\)", text)
    return (typed[1], typed[2]) if typed else (text, None)
