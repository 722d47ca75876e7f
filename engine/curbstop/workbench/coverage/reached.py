"""What a run of cases covers at a glance: the rules that were a reason, and the sections that decisions cited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from curbstop.api import Pack
from curbstop.decision.models import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCoverage:
    """The rules of one decision, its `otherwise` among them, in the order of the file, and which were a reason."""

    pack: str
    decision: str
    rules: tuple[str, ...]
    reached: frozenset[str]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rules that were a reason."""
        return tuple(rule for rule in self.rules if rule in self.reached)

    @property
    def never(self) -> tuple[str, ...]:
        """The rules that never were."""
        return tuple(rule for rule in self.rules if rule not in self.reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All decisions of the packs that cases ran on; the operative sections, and those that were cited."""

    decisions: tuple[DecisionCoverage, ...]
    sections: tuple[str, ...]
    reached: frozenset[str]

    @property
    def cited(self) -> tuple[str, ...]:
        """The operative sections that were cited."""
        return tuple(section for section in self.sections if section in self.reached)

    @property
    def never_cited(self) -> tuple[str, ...]:
        """The operative sections that never were."""
        return tuple(section for section in self.sections if section not in self.reached)


def coverage_of(decided: Iterable[tuple[Pack, Decision]]) -> Coverage:
    """What these decisions cover, over the packs that made them."""
    packs: dict[str, Pack] = {}
    reasons: dict[tuple[str, str], set[str]] = {}
    cited: set[str] = set()
    for pack, decision in decided:
        packs.setdefault(pack.definition.id, pack)
        reached = reasons.setdefault((pack.definition.id, decision.decision), set())
        reached.update(reason.rule for reason in decision.reasons)
        citations = [*(part.citations for part in decision.reasons), *(part.citations for part in decision.duties)]
        cited.update(one.section for some in citations for one in some)
    decisions = tuple(
        DecisionCoverage(
            pack=id_,
            decision=name,
            rules=(*(rule.id for rule in declared.rules), declared.otherwise.id),
            reached=frozenset(reasons.get((id_, name), ())),
        )
        for id_, pack in packs.items()
        for name, declared in pack.definition.decisions.items()
    )
    operative = (
        section.section
        for pack in packs.values()
        for document in pack.definition.documents.values()
        for section in document.sections
        if section.informational is None
    )
    return Coverage(decisions=decisions, sections=tuple(dict.fromkeys(operative)), reached=frozenset(cited))


def together(coverages: Iterable[Coverage]) -> Coverage:
    """What several runs cover together."""
    decisions: dict[tuple[str, str], DecisionCoverage] = {}
    sections: dict[str, None] = {}
    cited: set[str] = set()
    for coverage in coverages:
        for one in coverage.decisions:
            key = (one.pack, one.decision)
            before = decisions[key].reached if key in decisions else frozenset()
            decisions[key] = DecisionCoverage(
                pack=one.pack, decision=one.decision, rules=one.rules, reached=one.reached | before
            )
        sections.update(dict.fromkeys(coverage.sections))
        cited |= coverage.reached
    return Coverage(decisions=tuple(decisions.values()), sections=tuple(sections), reached=frozenset(cited))
