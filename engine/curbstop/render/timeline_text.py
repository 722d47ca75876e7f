"""A timeline as text: the earliest day of each outcome, a strip of the days, and each change with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from curbstop.decision.models import Decision, Reason
from curbstop.ir import pack as ir
from curbstop.questions.timeline import Stretch, Timeline
from curbstop.render.look import Look, Page, Paint
from curbstop.render.plain_words import day, day_with_iso
from curbstop.render.strip import strip_of
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.words import counted


def timeline_text(timeline: Timeline, pack: ir.Pack, look: Look | None = None) -> str:
    """The timeline as text; `pack` is the one that decided."""
    return _Text(timeline, pack, look or Look()).written()


class _Text:
    def __init__(self, timeline: Timeline, pack: ir.Pack, look: Look) -> None:
        self.timeline, self.pack = timeline, pack
        self.definition = pack.decisions[timeline.decision]
        self.page = Page(look)
        reasons = [r for s in timeline.stretches for d in (s.begins, s.ends) for r in d.reasons]
        self.one_document = len({c.document for reason in reasons for c in reason.citations}) <= 1

    def written(self) -> str:
        self._head()
        self._earliest()
        self._strip()
        self._changes()
        self._foot()
        return self.page.text()

    def _head(self) -> None:
        timeline, page = self.timeline, self.page
        outcomes = [stretch.outcome for stretch in timeline.stretches]
        shown = " -> ".join(outcomes) if len(outcomes) <= 4 else f"{outcomes[0]}, then {len(outcomes) - 1} changes"
        page.lines.append(f"{timeline.decision}: {page.look.paint(shown, Paint.BOLD)}")
        page.add(self.definition.asks)
        account = timeline.stretches[0].begins.account
        days = counted(timeline.days, "day", "days")
        span = f"{days} from {day_with_iso(_iso(timeline.start))} through {day_with_iso(_iso(timeline.last))}"
        page.add(f"{f'Account {account}, ' if account else ''}{span}, if no fact changes.")

    def _earliest(self) -> None:
        earliest = self.timeline.earliest
        for outcome in self.definition.outcomes:
            if outcome in self.definition.adverse:
                found = earliest.get(outcome)
                said = day_with_iso(_iso(found)) if found else "none of these days"
                before = self._open_before(found)
                self.page.lines.append("")
                self.page.add(f"Earliest lawful day for {outcome}: {said}{before}", paint=Paint.BOLD)
        self.page.heading("Earliest day of each outcome")
        for outcome in (*self.definition.outcomes, UNDETERMINED):
            found = earliest.get(outcome)
            if found or outcome != UNDETERMINED:
                said = day_with_iso(_iso(found)) if found else "on none of these days"
                self.page.add(f"{outcome}: {said}", 2)

    def _open_before(self, found: date | None) -> str:
        """A word on days that are not settled and could be lawful too."""
        stretches = self.timeline.stretches
        count = sum(s.days for s in stretches if s.outcome == UNDETERMINED and (found is None or s.first < found))
        if not count:
            return ""
        return f"; {counted(count, 'day', 'days')} {'before it ' if found else ''}cannot be told from these facts"

    def _strip(self) -> None:
        outcomes = [stretch.outcome for stretch in self.timeline.stretches for _ in range(stretch.days)]
        self.page.heading("Days")
        strip = strip_of(outcomes, self.timeline.start, self.definition.adverse, self.page.look)
        self.page.lines += strip.lines(self.page.look)

    def _changes(self) -> None:
        self.page.heading("Changes" if len(self.timeline.stretches) > 1 else "No change")
        for stretch in self.timeline.stretches:
            self._stretch(stretch)

    def _stretch(self, stretch: Stretch) -> None:
        page, last = self.page, stretch is self.timeline.stretches[-1]
        adverse = stretch.outcome in self.definition.adverse
        paint = Paint.ADVERSE if adverse else Paint.YELLOW if stretch.outcome == UNDETERMINED else Paint.BOLD
        until = "to the end" if last else f"through {day(_iso(stretch.last))}"
        lasts = f"{counted(stretch.days, 'day', 'days')}, {until}"
        page.add(f"{day_with_iso(_iso(stretch.first))}: {page.look.paint(stretch.outcome, paint)}, {lasts}", 2)
        if stretch.outcome == UNDETERMINED:
            self._missing(stretch.ends)
            return
        begins, ends = _rules(stretch.begins), _rules(stretch.ends)
        ended = [reason for reason in stretch.begins.reasons if reason.rule not in ends]
        self._reasons("because, at first", ended)
        stays = [reason for reason in stretch.begins.reasons if reason.rule in ends]
        if stays:
            self._reasons("because" if last or len(stays) == len(ends) == len(begins) else "because, throughout", stays)
        came = [reason for reason in stretch.ends.reasons if reason.rule not in begins]
        self._reasons("because, later", came)
        self._contested(stretch.begins)
        if not last:
            sections = ", ".join(dict.fromkeys(s for reason in stretch.ends.reasons for s in self._sections(reason)))
            names = ", ".join(reason.rule for reason in stretch.ends.reasons)
            page.add(f"binding until {day(_iso(stretch.last))}: {names} ({sections})", 4)

    def _reasons(self, lead: str, reasons: Sequence[Reason]) -> None:
        for reason in reasons:
            self.page.add(f"{lead}: {reason.told} ({', '.join(self._sections(reason))})", 4)

    def _contested(self, decision: Decision) -> None:
        for other in decision.contested:
            on = day(decision.as_of)
            self.page.add(f"another reading, {other.reading}={other.choice}: {other.outcome} on {on}", 4)

    def _missing(self, decision: Decision) -> None:
        exact = "" if decision.exact else " It is not proved that this really changes the outcome."
        self.page.add(f"missing: {', '.join(decision.missing)}.{exact}", 4)

    def _sections(self, reason: Reason) -> list[str]:
        return list(
            dict.fromkeys(c.section if self.one_document else f"{c.document} {c.section}" for c in reason.citations)
        )

    def _foot(self) -> None:
        rules = self.timeline.stretches[0].begins.rules
        algorithm, _, digest = rules.digest.partition(":")
        self.page.lines.append("")
        self.page.add(f"Decided by {rules.pack}, version {rules.version}, {algorithm}:{digest[:12]}", paint=Paint.DIM)


def _iso(when: date) -> str:
    return when.isoformat()


def _rules(decision: Decision) -> set[str]:
    return {reason.rule for reason in decision.reasons}
