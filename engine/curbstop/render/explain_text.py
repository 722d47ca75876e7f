"""An explanation as text: why the outcome is what it is, and what would make it another one."""

from __future__ import annotations

from curbstop.decision.models import Reason
from curbstop.ir import pack as ir
from curbstop.questions.explain import Explanation, Way
from curbstop.render.look import Look, Page, Paint
from curbstop.render.names import Names, type_words
from curbstop.render.plain_words import day_with_iso
from curbstop.semantics.combine import UNDETERMINED


def explanation_text(explanation: Explanation, pack: ir.Pack, look: Look | None = None) -> str:
    """The explanation as text; `pack` is the one that decided."""
    return _Text(explanation, pack, look or Look()).written()


class _Text:
    def __init__(self, explanation: Explanation, pack: ir.Pack, look: Look) -> None:
        self.explanation, self.pack = explanation, pack
        self.definition = pack.decisions[explanation.decision.decision]
        self.page = Page(look)
        reasons = [r for d in (explanation.decision, *(way.decision for way in explanation.ways)) for r in d.reasons]
        self.one_document = len({c.document for reason in reasons for c in reason.citations}) <= 1

    def written(self) -> str:
        self._head()
        self._why()
        self._ways()
        self._foot()
        return self.page.text()

    def _head(self) -> None:
        explanation, decision, page = self.explanation, self.explanation.decision, self.page
        shown = page.look.paint(decision.outcome, self._paint(decision.outcome))
        wanted = "" if explanation.reached else f", and {explanation.want} is wanted"
        page.lines.append(f"{decision.decision}: {shown}{wanted}")
        page.add(self.definition.asks)
        account = f"Account {decision.account}, on" if decision.account else "On"
        page.add(f"{account} {day_with_iso(decision.as_of)}.")

    def _why(self) -> None:
        decision, page = self.explanation.decision, self.page
        if decision.outcome == UNDETERMINED:
            page.heading("Missing, and it could change the outcome")
            names = Names(self.pack)
            for name in decision.missing:
                said, type_ = names.described(name)
                page.item("-", f"{name}: {said}{f' ({type_words(type_)})' if type_ else ''}", 2)
            return
        page.heading(f"Why it is {decision.outcome}")
        for reason in decision.reasons:
            page.item("-", reason.told, 2)
            for citation in reason.citations:
                where = citation.section if self.one_document else f"{citation.document} {citation.section}"
                page.add(where if citation.quote is None else f'{where} "{citation.quote}"', 4, paint=Paint.CYAN)
            page.add(reason.rule, 4, paint=Paint.DIM)

    def _ways(self) -> None:
        explanation, page = self.explanation, self.page
        page.heading(f"What would make it {explanation.want}" if not explanation.reached else explanation.says)
        if explanation.reached:
            return
        page.add(explanation.says, 2)
        for number, way in enumerate(explanation.ways, start=1):
            page.lines.append("")
            self._way(number, way)

    def _way(self, number: int, way: Way) -> None:
        page, lead = self.page, f"{number}."
        shared = self.explanation.by != "customer"
        says = [f"{change.by.capitalize()}: {change.says}" if shared else change.says for change in way.changes]
        says += way.says[len(way.changes) :]
        for at, sentence in enumerate(says):
            page.item(lead if at == 0 else " " * len(lead), sentence, 2)
        outcome = page.look.paint(way.decision.outcome, Paint.BOLD)
        indent = 3 + len(lead)
        when = f"on {day_with_iso(way.decision.as_of)}" if way.wait_until else "today"
        because = " ".join(f"{reason.told} ({self._sections(reason)})" for reason in way.decision.reasons)
        page.add(f"Then {outcome} {when}: {because}", indent)

    def _sections(self, reason: Reason) -> str:
        shown = (c.section if self.one_document else f"{c.document} {c.section}" for c in reason.citations)
        return ", ".join(dict.fromkeys(shown))

    def _foot(self) -> None:
        rules = self.explanation.decision.rules
        algorithm, _, digest = rules.digest.partition(":")
        self.page.lines.append("")
        self.page.add(f"Decided by {rules.pack}, version {rules.version}, {algorithm}:{digest[:12]}", paint=Paint.DIM)

    def _paint(self, outcome: str) -> Paint:
        if outcome == UNDETERMINED:
            return Paint.YELLOW
        return Paint.ADVERSE if outcome in self.definition.adverse else Paint.BOLD
