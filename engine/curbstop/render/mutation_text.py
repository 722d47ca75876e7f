"""What became of the mutants of a pack, as text and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import indent

from curbstop.render.look import Look, Paint
from curbstop.workbench.mutation import Campaign, Fate, Outcome


def mutation_text(campaign: Campaign, look: Look) -> str:
    """Survivors with the case that would notice each, those that look alike, what is explained, and the counts."""
    blocks = ["\n".join(_survivor(one, look)) for one in campaign.of(Fate.SURVIVED)]
    alike = campaign.of(Fate.ALIKE)
    if alike:
        head = look.paint("No account was found on which these decide otherwise than the rules", Paint.BOLD)
        blocks.append("\n".join([head, *(f"  {_named(one)}" for one in alike)]))
    explained = [*campaign.of(Fate.SURVIVED, explained=True), *campaign.of(Fate.ALIKE, explained=True)]
    if explained:
        blocks.append("\n".join(_explained(explained, look)))
    if campaign.stale:
        head = look.paint("Exceptions that explain no mutant any more", Paint.BOLD)
        blocks.append("\n".join([head, *(f"  {one.span}: {one.pattern}" for one in campaign.stale)]))
    if campaign.unsound:
        head = look.paint("Cases that fail on the rules as they are, and so notice nothing", Paint.BOLD)
        blocks.append("\n".join([head, *(f"  {case.span}: {case.name}" for case in campaign.unsound)]))
    return "\n\n".join([*blocks, _summary(campaign)]) + "\n"


def _survivor(one: Outcome, look: Look) -> Iterator[str]:
    yield look.paint(f"{look.mark(False)} {_named(one)}", Paint.RED)
    if one.tried.case is None:
        yield "  It decides some account otherwise, but in nothing that a case can expect."
        return
    yield "  No case notices. This one would:"
    yield ""
    yield indent(one.tried.case.rstrip("\n"), "  ")


def _explained(outcomes: Iterable[Outcome], look: Look) -> Iterator[str]:
    yield look.paint("Explained", Paint.BOLD)
    by_reason: dict[str, list[Outcome]] = {}
    for one in outcomes:
        by_reason.setdefault(one.because or "", []).append(one)
    for because, group in by_reason.items():
        yield f"  {because}"
        yield from (f"    {_named(one)}" for one in group)


def _named(one: Outcome) -> str:
    span = one.mutant.span
    return f"{span.file}:{span.line}: {one.mutant.id}" if span else one.mutant.id


def _summary(campaign: Campaign) -> str:
    total = len(campaign.outcomes)
    killed = len(campaign.of(Fate.KILLED))
    survived, alike = len(campaign.of(Fate.SURVIVED)), len(campaign.of(Fate.ALIKE))
    explained = total - killed - survived - alike
    parts = [f"{killed:,} of {total:,} mutants killed", f"{survived} survived"]
    if alike:
        parts.append(f"{alike} {'looks' if alike == 1 else 'look'} alike")
    if explained:
        parts.append(f"{explained} explained")
    return f"{campaign.pack}: {', '.join(parts)}"


def mutation_json(campaign: Campaign) -> dict[str, object]:
    """The same as plain data; killed mutants with the case that killed them."""
    return {
        "pack": campaign.pack,
        "mutants": len(campaign.outcomes),
        "killed": len(campaign.of(Fate.KILLED)),
        "survived": len(campaign.of(Fate.SURVIVED)),
        "alike": len(campaign.of(Fate.ALIKE)),
        "unsound": [case.name for case in campaign.unsound],
        "outcomes": [
            {
                "mutant": one.mutant.id,
                **({"file": one.mutant.span.file, "line": one.mutant.span.line} if one.mutant.span else {}),
                "decisions": list(one.mutant.decisions),
                "fate": one.tried.fate.value,
                "killed_by": one.tried.killed_by,
                "case": one.tried.case,
                "because": one.because,
            }
            for one in campaign.outcomes
        ],
    }
