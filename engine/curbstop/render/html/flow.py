"""The flow of accounts from old to new outcomes as a drawing: where each block and each ribbon stands.

It is as wide as there is room: across, ribbons run from 0 to 100; down, everything is in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from curbstop.render.population import counted_accounts, share
from curbstop.workbench.impact import DecisionImpact

HEIGHT = 260
GAP, LABEL = 12, 36
THINNEST = 2.5
"""A ribbon is at least that thick, so that few accounts among very many are seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An outcome on one side, with its name and how many accounts have it."""

    y: float
    height: float
    name: str
    count: str
    adverse: bool
    is_old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """Accounts from one outcome to another; `tone` is the class of its colour."""

    path: str
    tone: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The drawing; `description` says in words what it shows."""

    blocks: tuple[Block, ...]
    ribbons: tuple[Ribbon, ...]
    height: int
    description: str


def flow_of(impact: DecisionImpact) -> Flow:
    """The drawing of what becomes of one decision."""
    total = impact.accounts or 1
    thick = {pair: max(THINNEST, HEIGHT * count / total) for pair, count in impact.matrix.items()}
    old = [name for name in impact.outcomes if any(before == name for before, _ in thick)]
    new = [name for name in impact.outcomes if any(after == name for _, after in thick)]
    starts, blocks_old = _column(impact, old, thick, 0)
    ends, blocks_new = _column(impact, new, thick, 1)
    ribbons = []
    for before in old:
        for after in new:
            pair = (before, after)
            if pair in thick:
                ribbons.append(_ribbon(impact, pair, starts[before], ends[after], thick[pair]))
                starts[before] += thick[pair]
                ends[after] += thick[pair]
    ribbons.sort(key=lambda ribbon: ribbon.tone != "stays")
    blocks = (*blocks_old, *blocks_new)
    return Flow(
        blocks=blocks,
        ribbons=tuple(ribbons),
        height=round(max(block.y + max(block.height, LABEL) for block in blocks)),
        description=". ".join(ribbon.title for ribbon in ribbons) + ".",
    )


def _column(
    impact: DecisionImpact, names: list[str], thick: dict[tuple[str, str], float], side: int
) -> tuple[dict[str, float], list[Block]]:
    """Where each outcome of one side begins, and its block."""
    at: dict[str, float] = {}
    blocks = []
    y = 0.0
    for name in names:
        height = sum(value for pair, value in thick.items() if pair[side] == name)
        count = sum(number for pair, number in impact.matrix.items() if pair[side] == name)
        at[name] = y
        blocks.append(
            Block(
                y=round(y, 1),
                height=round(height, 1),
                name=name,
                count=f"{count:,} ({share(count, impact.accounts)})",
                adverse=name in impact.adverse,
                is_old=side == 0,
            )
        )
        y += max(height, LABEL) + GAP
    return at, blocks


def _ribbon(impact: DecisionImpact, pair: tuple[str, str], start: float, end: float, thick: float) -> Ribbon:
    before, after = pair
    path = (
        f"M0 {start:.1f}C50 {start:.1f} 50 {end:.1f} 100 {end:.1f}"
        f"V{end + thick:.1f}C50 {end + thick:.1f} 50 {start + thick:.1f} 0 {start + thick:.1f}Z"
    )
    adverse = (before in impact.adverse, after in impact.adverse)
    tone = "stays" if before == after else {(False, True): "worse", (True, False): "better"}.get(adverse, "moves")
    said = f"keep the outcome {before}" if before == after else f"move from {before} to {after}"
    return Ribbon(path=path, tone=tone, title=f"{counted_accounts(impact.matrix[pair])} {said}")
