"""The impact of an edit as one page of HTML that needs nothing else: a drawn flow and a table for each decision."""

from __future__ import annotations

from curbstop.render.html import environment
from curbstop.render.html.flow import flow_of
from curbstop.render.impact_text import by_gravity, heading, sentence
from curbstop.render.population import counted_accounts, fact_lines, share
from curbstop.workbench.impact import DecisionImpact, Impact


def impact_page(impact: Impact) -> str:
    """The page. What is private must be masked already."""
    decisions = [
        (decision, sentence(decision), flow_of(decision) if decision.moved else None, _rows(decision))
        for decision in by_gravity(impact)
    ]
    template = environment().get_template("impact.html.jinja")
    return template.render(
        impact=impact,
        heading=heading(impact),
        moved=[one for one in decisions if one[0].moved],
        still=[one for one in decisions if not one[0].moved],
        fact_lines=fact_lines,
        counted=counted_accounts,
        share=share,
    )


def _rows(decision: DecisionImpact) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The new outcomes, and for each old one how many accounts go to each of them."""
    new = [name for name in decision.outcomes if any(after == name for _, after in decision.matrix)]
    old = [name for name in decision.outcomes if any(before == name for before, _ in decision.matrix)]
    rows = [(before, [f"{decision.matrix.get((before, after), 0):,}" for after in new]) for before in old]
    return new, rows
