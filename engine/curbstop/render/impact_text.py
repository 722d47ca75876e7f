"""The impact of an edit as text: for each decision who moves where, why, and one account that does; adverse first."""

from __future__ import annotations

from curbstop.render.look import Look, Page, Paint
from curbstop.render.population import counted_accounts, fact_lines, share
from curbstop.workbench.impact import Change, DecisionImpact, Impact, Side


def impact_text(impact: Impact, look: Look | None = None) -> str:
    """The impact as text."""
    page = Page(look or Look())
    page.lines.append(page.look.paint(f"{impact.old} -> {impact.new}", Paint.BOLD))
    page.add(heading(impact), paint=None if impact.complete else Paint.YELLOW)
    for refusal in impact.refusals:
        page.item("-", f"line {refusal.line}: {refusal.message}", 2, paint=Paint.YELLOW)
    if impact.refused > len(impact.refusals):
        page.item("-", f"and {impact.refused - len(impact.refusals):,} more", 2, paint=Paint.YELLOW)
    for decision in by_gravity(impact):
        _decision(page, decision)
    return page.text()


def by_gravity(impact: Impact) -> list[DecisionImpact]:
    """The decisions, first those with moves to an adverse outcome, last those in which no account moves."""
    return sorted(impact.decisions, key=lambda one: (not any(c.adverse for c in one.changes), not one.moved))


def heading(impact: Impact) -> str:
    """How many accounts it is about, and how many of them could not be decided."""
    said = counted_accounts(impact.accounts)
    if not impact.complete:
        said = f"Interrupted after {said}"
    if impact.refused:
        return f"{said}, of which {impact.refused:,} could not be decided by either version."
    return f"{said}."


def sentence(decision: DecisionImpact) -> str:
    """What becomes of a decision, in one sentence."""
    if not decision.moved:
        return "No account can move: the rules mean the same." if decision.proved else "No account moves."
    moves = "moves" if decision.moved == 1 else "move"
    part = share(decision.moved, decision.accounts)
    said = f"{counted_accounts(decision.moved)} of {decision.accounts:,} {moves} ({part})"
    worse, better = (sum(one.count for one in decision.changes if one.adverse is which) for which in (True, False))
    said += f", {worse:,} to an adverse outcome" if worse else ""
    away = "one" if worse else "an adverse outcome"
    return said + (f", {better:,} away from {away}." if better else ".")


def _decision(page: Page, decision: DecisionImpact) -> None:
    page.heading(decision.decision)
    page.add(sentence(decision))
    if not decision.moved:
        return
    _matrix(page, decision)
    for change in decision.changes:
        _change(page, change, decision)


def _matrix(page: Page, decision: DecisionImpact) -> None:
    old = [outcome for outcome in decision.outcomes if any(before == outcome for before, _ in decision.matrix)]
    new = [outcome for outcome in decision.outcomes if any(after == outcome for _, after in decision.matrix)]
    rows = [["old \\ new", *new]]
    rows += [[before, *(f"{decision.matrix.get((before, after), 0):,}" for after in new)] for before in old]
    widths = [max(len(row[column]) for row in rows) for column in range(len(new) + 1)]
    page.lines.append("")
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        page.lines.append(page.look.paint("  " + "  ".join(cells), None if number else Paint.DIM))


def _change(page: Page, change: Change, decision: DecisionImpact) -> None:
    kind = {True: "Adverse: ", False: "No longer adverse: ", None: ""}[change.adverse]
    count = f"{counted_accounts(change.count)} ({share(change.count, decision.accounts)})"
    paint = {True: Paint.ADVERSE, False: Paint.GREEN, None: Paint.BOLD}[change.adverse]
    page.lines.append("")
    page.add(f"{kind}{change.before} -> {change.after}: {count}", 2, paint=paint)
    page.add(f"Cause: {change.cause.says}", 4)
    for edit in change.cause.edits:
        for part in edit.parts:
            page.add(part, 6)
    witness = change.witness
    if witness is None:
        return
    named = f"account {witness.account}, line {witness.line}" if witness.account else f"line {witness.line}"
    page.add(f"Such as {named}, on {witness.as_of}, of which these facts are enough:", 4)
    for name, value in fact_lines(witness.facts):
        page.add(f"{name}: {value}", 6, paint=Paint.DIM)
    _side(page, "Before", witness.before)
    _side(page, "After", witness.after)


def _side(page: Page, word: str, side: Side) -> None:
    page.add(f"{word}: {side.outcome}", 4)
    for says, sections in side.reasons:
        page.item("-", says + (f" [{', '.join(sections)}]" if sections else ""), 6)
