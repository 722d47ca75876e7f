"""What a run of cases covers: the rules that were a reason, and the sections that reasons and duties cited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from curbstop.api import Pack
from curbstop.decision.models import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCoverage:
    """The rules of one decision, its `otherwise` among them, in the order of the file."""

    pack: str
    decision: str
    reasons: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All decisions of the packs that cases ran on, and the operative sections that were cited and that were not."""

    decisions: tuple[DecisionCoverage, ...]
    cited: tuple[str, ...]
    never_cited: tuple[str, ...]


def coverage_of(decided: Iterable[tuple[Pack, Decision]]) -> Coverage:
    """What these decisions cover, over the packs that made them."""
    packs: dict[str, Pack] = {}
    reasons: set[tuple[str, str, str]] = set()
    sections: set[tuple[str, str]] = set()
    for pack, decision in decided:
        packs.setdefault(pack.definition.id, pack)
        reasons.update((pack.definition.id, decision.decision, reason.rule) for reason in decision.reasons)
        lists = [*(reason.citations for reason in decision.reasons), *(duty.citations for duty in decision.duties)]
        sections.update((one.document, one.section) for citations in lists for one in citations)
    decisions: list[DecisionCoverage] = []
    cited: dict[str, None] = {}
    never_cited: dict[str, None] = {}
    for id_, pack in packs.items():
        for name, declared in pack.definition.decisions.items():
            rules = [*(rule.id for rule in declared.rules), declared.otherwise.id]
            reached = tuple(rule for rule in rules if (id_, name, rule) in reasons)
            never = tuple(rule for rule in rules if (id_, name, rule) not in reasons)
            decisions.append(DecisionCoverage(pack=id_, decision=name, reasons=reached, never=never))
        for document in pack.definition.documents.values():
            for section in document.sections:
                if section.informational is None:
                    found = (document.id, section.section) in sections
                    (cited if found else never_cited)[section.section] = None
    return Coverage(decisions=tuple(decisions), cited=tuple(cited), never_cited=tuple(never_cited))
