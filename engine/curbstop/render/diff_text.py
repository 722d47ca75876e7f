"""A diff as text: the edits that change the meaning, what becomes of each decision, and what is only wording."""

from __future__ import annotations

from curbstop.render.look import Look, Page, Paint
from curbstop.render.plain_words import day_with_iso
from curbstop.render.population import counted_accounts, fact_lines
from curbstop.semantics.words import counted
from curbstop.workbench.diff import Diff, Edit, Effect, Relation

MOST_READERS = 6
_EXPLAINED = {
    Relation.LESS: "less permissive: some account gets an adverse outcome, and none{tried} loses one",
    Relation.MORE: "more permissive: some account loses an adverse outcome, and none{tried} gets one",
    Relation.INCOMPARABLE: "incomparable: some account gets an adverse outcome, and some loses one",
    Relation.OTHER: "different: outcomes change, and no account{tried} gets or loses an adverse one",
    Relation.MAY_DIFFER: "may differ: neither a proof that they are the same nor an account that shows a difference",
}
_PAINTS = {
    Relation.EQUIVALENT: Paint.GREEN,
    Relation.LESS: Paint.ADVERSE,
    Relation.INCOMPARABLE: Paint.ADVERSE,
    Relation.MORE: Paint.GREEN,
}


def diff_text(diff: Diff, look: Look | None = None) -> str:
    """The diff as text."""
    page = Page(look or Look())
    page.lines.append(page.look.paint(f"{diff.old} -> {diff.new}", Paint.BOLD))
    if diff.same:
        page.add("Nothing changed in meaning.", paint=Paint.GREEN)
    else:
        edits = counted(len(diff.edits), "edit changes", "edits change")
        page.add(f"{edits} the meaning.")
        page.heading("Edits")
        for edit in diff.edits:
            _edit(page, edit)
    if not diff.same:
        _effects(page, diff)
    if diff.wording:
        page.heading("Wording only")
        for line in diff.wording:
            page.item("-", line, 2)
    return page.text()


def _edit(page: Page, edit: Edit) -> None:
    page.item("-", edit.title, 2)
    for part in edit.parts:
        page.add(part, 4, paint=Paint.BOLD)
    if edit.before and edit.after:
        page.add(f"was: {edit.before}", 4)
        page.add(f"is:  {edit.after}", 4)
    elif edit.before or edit.after:
        page.add(f"when: {edit.before or edit.after}", 4)
    if edit.sections:
        page.add(", ".join(edit.sections), 4, paint=Paint.CYAN)
    if edit.read_by:
        shown = edit.read_by[:MOST_READERS]
        more = f" and {len(edit.read_by) - len(shown)} more" if len(edit.read_by) > len(shown) else ""
        page.add(f"read by {', '.join(shown)}{more}", 4, paint=Paint.DIM)


def _effects(page: Page, diff: Diff) -> None:
    page.heading("Decisions")
    if diff.tried_on:
        page.add(_tried_on(diff), 2, paint=Paint.DIM)
    told = [effect for effect in diff.effects if effect.relation is not Relation.EQUIVALENT]
    for effect in told:
        _effect(page, effect)
    same = len(diff.effects) - len(told)
    if same:
        others = "other " if told else ""
        decisions = counted(same, f"{others}decision", f"{others}decisions")
        page.item("-", f"{decisions}: unchanged, proved for every account", 2)
    words = dict.fromkeys(_explained(effect) for effect in told if effect.relation in _EXPLAINED)
    if words:
        page.lines.append("")
    for word in words:
        page.add(f"{word[:1].upper()}{word[1:]}.", paint=Paint.DIM)


def _explained(effect: Effect) -> str:
    """What the word for an effect means; what no proof shows is said of the accounts that were tried."""
    return _EXPLAINED[effect.relation].format(tried="" if effect.proved else " of those tried")


def _tried_on(diff: Diff) -> str:
    first, *later = (day_with_iso(day.isoformat()) for day in diff.tried_on)
    if not later:
        return f"Accounts were tried as of {first}."
    return f"Accounts were tried as of {first}, and as of days from which a new number holds: {', '.join(later)}."


def _effect(page: Page, effect: Effect) -> None:
    page.item("-", f"{effect.decision}: {page.look.paint(effect.relation.value, _PAINTS.get(effect.relation))}", 2)
    page.add(f"{effect.because[:1].upper()}{effect.because[1:]}.", 4)
    for move in effect.moves:
        kind = {True: " (adverse)", False: " (no longer adverse)", None: ""}[move.adverse]
        page.add(
            f"{move.before} -> {move.after}{kind}: {counted_accounts(move.count)} of {effect.tried:,} tried, such as", 4
        )
        for name, value in fact_lines(move.witness):
            page.add(f"{name}: {value}", 6, paint=Paint.DIM)
