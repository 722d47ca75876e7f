"""What was found about a decision -> a report in words. The only way in which pages and letters come to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from curbstop.decision.models import NOT_KNOWN, Reason
from curbstop.ir import pack as ir
from curbstop.ir.change import Change
from curbstop.ir.citation import Citation
from curbstop.ir.private import MASK, Privacy
from curbstop.questions.ask_next import AskNext
from curbstop.questions.explain import MOST_CHANGES, Explanation, Way
from curbstop.questions.findings import Findings
from curbstop.render.plain_words import day
from curbstop.render.report.conditions import Conditions, mark_of
from curbstop.render.report.days import days_of, outcome_words, tone_of
from curbstop.render.report.model import (
    Asking,
    CheckedRule,
    Cited,
    Condition,
    Group,
    Mark,
    Report,
    Supposed,
    Task,
    Ways,
    Why,
)
from curbstop.render.report.readings import readings_of, together_of
from curbstop.render.report.values import Values
from curbstop.render.statement import statement_of

DIGEST_SHOWN = 12


def report_of(found: Findings, *, show_private: bool = False) -> Report:
    """The report on a decision.

    Without `show_private` no private value stands in it; `found` must then come from a pack that is `masked`, since
    sentences are taken as they are.
    """
    return _Builder(found, None if show_private else Privacy(found.pack)).report()


class _Builder:
    def __init__(self, found: Findings, privacy: Privacy | None) -> None:
        self.found, self.decision, self.pack, self.privacy = found, found.decision, found.pack, privacy
        self.definition = self.pack.decisions[self.decision.decision]
        self.rules = {rule.id: rule for rule in self.definition.rules}
        self.values = Values(self.pack, privacy)
        self.conditions = self._conditions()
        self.known: Mapping[str, object] = self.decision.trace.get("facts", {})

    def report(self) -> Report:
        decision, found, timeline = self.decision, self.found, self.found.timeline
        statement = statement_of(decision, self.pack, self.privacy)
        stated = self.definition.statement.values if statement and self.definition.statement else ()
        return Report(
            decision=decision.decision,
            asks=self.definition.asks,
            outcome=outcome_words(decision.outcome),
            tone=tone_of(decision.outcome, self.definition),
            exact=decision.exact,
            account=self._account(),
            day=day(decision.as_of),
            iso=decision.as_of,
            whys=tuple(map(self._why, decision.reasons)),
            supposed=self._supposed(),
            statement=statement,
            results=self.values.results(
                self.definition, {name: value for name, value in decision.values.items() if name not in stated}
            ),
            tasks=self._tasks(),
            missing=self.values.missing(decision.missing),
            asking=self._asking(found.asks) if found.asks else None,
            ways=tuple(map(self._ways, found.explanations)),
            days=days_of(timeline, self.definition) if timeline else None,
            days_asked=found.days,
            checked=self._checked(),
            facts=self.values.facts(self.known),
            numbers=self.values.numbers(decision.trace["definitions"], decision.as_of),
            readings=readings_of(found.readings, self._cited),
            together=together_of(found.readings),
            notes=tuple(decision.notes),
            documents=self._documents(),
            policy=self.pack.title,
            rules=f"{decision.rules.pack}, version {decision.rules.version}, {self._digest()}",
            masked=self.privacy is not None and bool(self.privacy.facts),
        )

    def _account(self) -> str:
        fact = self.pack.account_fact
        hidden = self.privacy and fact and self.pack.facts[fact].private
        return MASK if hidden and self.decision.account else self.decision.account or ""

    def _why(self, reason: Reason) -> Why:
        rule = self.rules.get(reason.rule)
        note = (rule or self.definition.otherwise).note
        needs = self.values.supposed(reason.needs, self.known) if reason.needs else ""
        shown = CheckedRule(
            name=reason.rule,
            mark=Mark.OPEN if reason.needs else Mark.HOLDS,
            says=reason.told,
            sections=_sections(reason.citations),
            condition=self._condition(rule, self._conditions()) if rule else None,
        )
        return Why(rule=shown, citations=self._cited(reason.citations), needs=needs, note=note or "")

    def _condition(self, rule: ir.Rule, conditions: Conditions) -> Condition | None:
        return conditions.of(f"rule:{self.decision.decision}/{rule.id}", rule.condition)

    def _conditions(self) -> Conditions:
        return Conditions(self.pack, self.decision.trace, self.found.clauses, self.privacy)

    def _supposed(self) -> tuple[Supposed, ...]:
        """The ways in which what is missing may turn out; only what differs between them is said."""
        ways = self.decision.trace.get("completions", ())
        if len(ways) != 2:
            return ()
        first, second = (way["with"] for way in ways)
        telling = [name for name in self.decision.missing if first.get(name) != second.get(name)]
        telling = [name for name in telling if name in first and name in second]
        if not telling:
            return ()
        return tuple(
            Supposed(
                outcome=outcome_words(way["outcome"]),
                when=self.values.supposed({name: way["with"][name] for name in telling}, self.known),
            )
            for way in ways
        )

    def _asking(self, asks: AskNext) -> Asking:
        told = [one for one in asks.settled_by if not any(self.values.tells(name, self.known) for name in one.answers)]
        note = "" if asks.facts_suffice else "Nothing about the account alone settles it."
        return Asking(
            facts=self.values.missing(asks.facts),
            settled=tuple(
                Supposed(outcome=outcome_words(one.outcome), when=self.values.supposed(one.answers, self.known))
                for one in told
            ),
            note=note if asks.exact else f"{note} Perhaps less will do; the search was stopped.".lstrip(),
        )

    def _tasks(self) -> tuple[Task, ...]:
        return tuple(
            Task(
                do=duty.do,
                by=day(duty.by, self.pack.time_zone) if duty.by else "",
                sections=_sections(duty.citations),
            )
            for duty in self.decision.duties
        )

    def _ways(self, explanation: Explanation) -> Ways:
        sets = f"set of at most {MOST_CHANGES} changes that the customer can make, and of waiting through"
        none = f"No {sets} {day(explanation.until.isoformat())}, leads to it."
        if not explanation.exact:
            none = f"The search for a {sets} {day(explanation.until.isoformat())}, was stopped, and found none."
        return Ways(
            outcome=outcome_words(explanation.want),
            ways=tuple(tuple(self._step(way, at) for at in range(len(way.says))) for way in explanation.ways),
            none_found=none,
        )

    def _step(self, way: Way, at: int) -> str:
        """One thing to do, as it is said; without its value where that is private or could tell a private one."""
        if at >= len(way.changes):
            return way.says[at]
        change = way.changes[at]
        fact = self.pack.facts[change.fact]
        tells = fact.private or self.values.tells(fact.name, self.known)
        if self.privacy and tells and any(_invents(one) for one in fact.changes if one.by == change.by):
            return f"A change of this: {fact.description}"
        return change.says

    def _checked(self) -> tuple[Group, ...]:
        """Every rule, under the outcome that it leads to, in the order of precedence."""
        verdicts = {name: (verdict, says) for name, verdict, says in self.found.checked}
        groups = []
        for outcome in self.definition.outcomes:
            rules = tuple(
                self._rule(rule, *verdicts[rule.id]) for rule in self.definition.rules if rule.outcome == outcome
            )
            if rules:
                groups.append(Group(outcome=outcome_words(outcome), rules=rules))
        return tuple(groups)

    def _rule(self, rule: ir.Rule, verdict: bool | None, says: str) -> CheckedRule:
        return CheckedRule(
            name=rule.id,
            mark=mark_of(verdict),
            says=f"{NOT_KNOWN}{says}" if verdict is None else says or "It does not hold.",
            sections=_sections(rule.citations),
            condition=self._condition(rule, self.conditions),
        )

    def _cited(self, citations: Sequence[Citation]) -> tuple[Cited, ...]:
        return tuple(Cited(section=c.section, document=self._title(c.document), quote=c.quote) for c in citations)

    def _title(self, document: str) -> str:
        return self.pack.documents[document].title if document in self.pack.documents else document

    def _documents(self) -> tuple[str, ...]:
        cited = [*self.definition.otherwise.citations]
        for part in (self.definition.rules, self.definition.values, self.definition.duties):
            cited += [citation for one in part for citation in one.citations]
        return tuple(dict.fromkeys(self._title(citation.document) for citation in cited))

    def _digest(self) -> str:
        algorithm, _, digest = self.decision.rules.digest.partition(":")
        return f"{algorithm}:{digest[:DIGEST_SHOWN]}"


def _invents(change: Change) -> bool:
    """Whether the sentence that asks for a change can hold a value that does not stand in the pack."""
    return not change.to and not change.add and (change.says is None or "{to}" in change.says)


def _sections(citations: Sequence[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.section for citation in citations))
