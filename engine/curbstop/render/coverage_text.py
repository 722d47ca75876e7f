"""What cases cover, as a table and a list of what they do not."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.render.look import Look, Paint
from curbstop.workbench.coverage.cases import CasesCoverage
from curbstop.workbench.coverage.measure import PackCoverage, Tally


def coverage_text(coverage: CasesCoverage, look: Look) -> str:
    """A block for each pack, then the share of everything together."""
    blocks = ["\n".join(_pack(pack, look)) for pack in coverage.packs]
    return "\n\n".join([*blocks, _summary(coverage)]) + "\n"


def _pack(pack: PackCoverage, look: Look) -> Iterator[str]:
    yield look.paint(pack.pack, Paint.BOLD)
    width = max(len(tally.what) for tally in pack.tallies)
    for tally in pack.tallies:
        if tally.total:
            share = f"{tally.covered:>4} of {tally.total:<4} {percent(tally.covered, tally.total):>5}"
            yield look.paint(f"  {tally.what:<{width}}  {share}", None if tally.lacks else Paint.GREEN)
    if pack.masking:
        parts = "one condition" if pack.masking == 1 else f"{pack.masking} conditions"
        yield f"  {parts} decided while others differed that could not have changed the result (masking)"
    lacks = [(lack, tally) for tally in pack.tallies for lack in tally.lacks]
    if lacks:
        yield ""
        yield look.paint("  Not covered", Paint.BOLD)
    for lack, _ in lacks:
        place = f"{lack.span.file}:{lack.span.line}: " if lack.span else ""
        yield f"  {place}{lack.text}"


def _summary(coverage: CasesCoverage) -> str:
    total = sum(pack.total for pack in coverage.packs)
    covered = sum(pack.covered for pack in coverage.packs)
    cases = f"{coverage.cases} case{'' if coverage.cases == 1 else 's'}"
    failed = f"; {len(coverage.failed)} failed and are not counted" if coverage.failed else ""
    return f"{covered} of {total} covered by {cases}, {percent(covered, total)}{failed}"


def percent(covered: int, total: int) -> str:
    """A share without decimals, never 100 % or 0 % unless it is exactly that."""
    if not total:
        return "0 %"
    share = round(100 * covered / total)
    if share == 100 and covered < total:
        share = 99
    return f"{max(share, 1 if covered else 0)} %"


def tally_json(tally: Tally) -> dict[str, object]:
    """A tally as plain data."""
    return {
        "what": tally.what,
        "covered": tally.covered,
        "total": tally.total,
        "lacks": [
            {"text": lack.text} | ({"file": lack.span.file, "line": lack.span.line} if lack.span else {})
            for lack in tally.lacks
        ],
    }


def coverage_json(coverage: CasesCoverage) -> dict[str, object]:
    """Everything, as plain data; `alone` is `unique`, `masking` or null, and then `why` says what stands in the way."""
    return {
        "percent": round(coverage.percent, 2),
        "cases": coverage.cases,
        "failed": [case.name for case in coverage.failed],
        "packs": [
            {
                "pack": pack.pack,
                "covered": pack.covered,
                "total": pack.total,
                "tallies": [tally_json(tally) for tally in pack.tallies],
                "conditions": [
                    {
                        "item": unit.item,
                        "text": part.text,
                        **({"file": part.span.file, "line": part.span.line} if part.span else {}),
                        "true": part.seen_true,
                        "false": part.seen_false,
                        "alone": part.alone,
                        "why": part.why,
                    }
                    for unit in pack.units
                    for part in unit.parts
                ],
            }
            for pack in coverage.packs
        ],
    }
