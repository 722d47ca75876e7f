"""What a run of cases covers at a glance: the rules that were a reason, and the sections that decisions cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from curbstop.api import Pack
from curbstop.decision.models import Decision
from curbstop.ir import pack as ir


class DecisionCoverage(NamedTuple):
    """The rules of one decision, its `otherwise` among them, in the order of the file, and which were a reason.

    `asked` says whether any case is about it; `sections` are those that its reasons and duties can cite.
    """

    pack: str
    decision: str
    rules: tuple[str, ...]
    reached: frozenset[str]
    asked: bool
    sections: frozenset[str]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rules that were a reason."""
        return tuple(rule for rule in self.rules if rule in self.reached)

    @property
    def never(self) -> tuple[str, ...]:
        """The rules that never were."""
        return tuple(rule for rule in self.rules if rule not in self.reached)


class Coverage(NamedTuple):
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

    def of_what_was_asked(self) -> Coverage:
        """Only the decisions that some case is about, and the sections that they can cite."""
        decisions = tuple(one for one in self.decisions if one.asked)
        citable = {section for one in decisions for section in one.sections}
        sections = tuple(section for section in self.sections if section in citable)
        return Coverage(decisions=decisions, sections=sections, reached=self.reached)


def coverage_of(decided: Iterable[tuple[Pack, Decision]]) -> Coverage:
    """What these decisions cover, over the packs that made them."""
    packs: dict[str, Pack] = {}
    reasons: dict[tuple[str, str], set[str]] = {}
    cited: set[str] = set()
    for pack, decision in decided:
        packs.setdefault(pack.definition.id, pack)
        reached = reasons.setdefault((pack.definition.id, decision.decision), set())
        reasons_given, duties = decision.plain["reasons"], decision.plain["duties"]
        reached.update(reason["rule"] for reason in reasons_given)
        cited.update(one["section"] for part in (*reasons_given, *duties) for one in part["citations"])
    decisions = tuple(
        DecisionCoverage(
            pack=id_,
            decision=name,
            rules=(*(rule.id for rule in declared.rules), declared.otherwise.id),
            reached=frozenset(reasons.get((id_, name), ())),
            asked=(id_, name) in reasons,
            sections=frozenset(_citable(declared)),
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


def _citable(decision: ir.Decision) -> Iterator[str]:
    cited = [decision.otherwise.citations]
    cited += [rule.citations for rule in decision.rules]
    cited += [duty.citations for duty in decision.duties]
    yield from (citation.section for citations in cited for citation in citations)


def together(coverages: Iterable[Coverage]) -> Coverage:
    """What several runs cover together."""
    decisions: dict[tuple[str, str], DecisionCoverage] = {}
    sections: dict[str, None] = {}
    cited: set[str] = set()
    for coverage in coverages:
        for one in coverage.decisions:
            key = (one.pack, one.decision)
            before = decisions.get(key, one)
            decisions[key] = one._replace(reached=one.reached | before.reached, asked=one.asked or before.asked)
        sections.update(dict.fromkeys(coverage.sections))
        cited |= coverage.reached
    return Coverage(decisions=tuple(decisions.values()), sections=tuple(sections), reached=frozenset(cited))
