"""A comparison as text: what each pack comes to and why, one under the other, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from curbstop.decision.models import Decision
from curbstop.ir import pack as ir
from curbstop.questions.compare import OPEN, Comparison
from curbstop.render.look import Look, Page, Paint
from curbstop.render.names import Names
from curbstop.render.plain_words import day_with_iso, plain_in_words
from curbstop.semantics.combine import UNDETERMINED


def compare_text(comparison: Comparison, packs: Sequence[ir.Pack], look: Look | None = None) -> str:
    """The comparison as text; `packs` are those that decided, in the same order."""
    page = Page(look or Look())
    first = comparison.decisions[0]
    page.lines.append(page.look.paint(comparison.decision, Paint.BOLD))
    account = f"Account {first.account}, on" if first.account else "On"
    page.add(f"{account} {day_with_iso(comparison.as_of.isoformat())}.")
    page.lines.append("")
    page.add(comparison.difference, paint=Paint.GREEN if comparison.same else Paint.YELLOW)
    for decision, pack in zip(comparison.decisions, packs, strict=True):
        _Side(page, decision, pack).add(comparison)
    return page.text()


class _Side:
    """What one pack comes to."""

    def __init__(self, page: Page, decision: Decision, pack: ir.Pack) -> None:
        self.page, self.decision, self.pack = page, decision, pack
        self.definition = pack.decisions[decision.decision]

    def add(self, comparison: Comparison) -> None:
        page, decision = self.page, self.decision
        adverse = decision.outcome in self.definition.adverse
        paint = Paint.ADVERSE if adverse else Paint.YELLOW if decision.outcome == UNDETERMINED else Paint.BOLD
        page.lines += ["", f"{decision.rules.pack}: {page.look.paint(decision.outcome, paint)}"]
        page.add(f"{self.pack.title}, version {decision.rules.version}", 2, paint=Paint.DIM)
        page.add(self.definition.asks, 2)
        for reason in decision.reasons:
            page.item("-", reason.told, 2)
            self._cite(reason.rule, [(c.document, c.section, c.quote) for c in reason.citations])
        if decision.missing:
            page.add(f"Missing: {', '.join(decision.missing)}", 2)
        self._values()
        if decision.readings:
            chosen = ", ".join(f"{name}: {choice}" for name, choice in decision.readings.items())
            page.add(f"Rests on readings: {chosen}", 2, paint=Paint.DIM)
        unheard = comparison.unheard[decision.rules.pack]
        if unheard:
            page.add(f"Given, but unknown to this pack: {', '.join(unheard)}", 2, paint=Paint.DIM)

    def _cite(self, rule: str, citations: Sequence[tuple[str, str, str | None]]) -> None:
        for document, section, quote in citations:
            where = section if len(self.pack.documents) == 1 else f"{document} {section}"
            self.page.add(where if quote is None else f'{where} "{quote}"', 4, paint=Paint.CYAN)
        self.page.add(rule, 4, paint=Paint.DIM)

    def _values(self) -> None:
        names = Names(self.pack)
        bodies = {value.name: value.body for value in self.definition.values}
        for name, value in self.decision.values.items():
            body = bodies.get(name)
            type_ = body.type if body is not None and not isinstance(body, ir.Schedule) else None
            if isinstance(value, list):
                shown = f"{len(value)} rows"
            elif value == OPEN:
                shown = "open"
            else:
                shown = plain_in_words(value, type_, names.labels(type_))
            self.page.add(f"{name.replace('_', ' ')}: {shown}", 2)
