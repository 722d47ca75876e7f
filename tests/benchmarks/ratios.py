"""The main comparison: curbstop beside ZEN and durable-rules on the same accounts, in the same run, as ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.semantics.evaluate import Evaluator

from .accounts import DECISIONS, Account, adverse_mix, ordinary_mix
from .agreement import Agreement, compare
from .clock import Side, in_turns, per_second, ratios
from .derived import with_derived
from .durable_readme import Readme
from .flat import flattened
from .output import progress_bar, show
from .zen_engine import Zen
from .zen_tables import facts_read

PACK = "pasadena/discontinuation"


@dataclass(frozen=True, slots=True)
class Measure:
    """Two sides over the same accounts, and how much faster ours shall be; None where nothing is asked."""

    title: str
    ours: Side
    theirs: Side
    target: float | None


def run(console: Console, *, quick: bool) -> bool:
    """Compare, print the tables; False if any outcome differs."""
    count, rounds = (40, 5) if quick else (100, 21)
    checked = 300 if quick else 1_000
    adverse, ordinary = adverse_mix(count), ordinary_mix(count)
    always, sparing = load_pack(PACK, guard="always"), load_pack(PACK, guard="adverse")
    zen, outcomes_alone, readme = Zen(values=True), Zen(values=False), Readme()

    agreed = True
    mixes = (("one adverse outcome in five", adverse_mix(checked)), ("ordinary accounts", ordinary_mix(checked)))
    for title, accounts in mixes:
        agreed &= _report(console, title, compare(always, accounts, zen, readme), len(accounts))

    on, off, alone = explained(always, adverse), explained(sparing, ordinary), verdicts(always, adverse)
    measures = [
        Measure("explained, guard always / ZEN with trace", on, traced(zen, adverse), 1.0),
        Measure("explained, guard adverse, ordinary / ZEN with trace", off, traced(zen, ordinary), 3.0),
        Measure("evaluator alone / ZEN without trace", alone, untraced(outcomes_alone, adverse), 5.0),
        Measure("evaluator alone / durable-rules", alone, posted(readme, adverse), 5.0),
        Measure("explained, guard always / durable-rules", on, posted(readme, adverse), None),
        Measure("explained, guard adverse, ordinary / durable-rules", off, posted(readme, ordinary), None),
        Measure("explained, guard always / ZEN, needed facts", on, traced(zen, adverse, needed=True), None),
        Measure(
            "explained, guard adverse, ordinary / ZEN, needed facts", off, traced(zen, ordinary, needed=True), None
        ),
    ]
    table = Table()
    for heading in ("measure", "curbstop", "the other", "ratio", "rounds", "target", ""):
        table.add_column(heading, justify="left" if heading in ("measure", "") else "right")
    with progress_bar(console) as progress:
        for measure in measures:
            seconds = in_turns({"ours": measure.ours, "theirs": measure.theirs}, rounds, progress, measure.title)
            ours, theirs = seconds["ours"], seconds["theirs"]
            ratio, least, greatest = ratios(ours, theirs)
            target = measure.target
            table.add_row(
                measure.title,
                f"{per_second(ours, 5 * count):,.0f}",
                f"{per_second(theirs, 5 * count):,.0f}",
                f"{ratio:.2f}",
                f"{least:.2f} to {greatest:.2f}",
                "" if target is None else f">= {target:.1f}",
                "" if target is None else "reached" if ratio >= target else "[bold]short of it[/bold]",
            )
        parts = [
            ("guard always, one adverse outcome in five", _where_time_goes(always, adverse, rounds, progress)),
            ("guard adverse, ordinary accounts", _where_time_goes(sparing, ordinary, rounds, progress)),
        ]
    show(console, f"Decisions a second of CPU, medians of {rounds} rounds of {5 * count} decisions in turns", table)
    for title, part in parts:
        show(console, f"Where an explained decision's time goes: {title}", part)
    return agreed


# --- The sides: each decides all five questions about every account ------------------------------------------------


def explained(pack: Pack, accounts: Sequence[Account]) -> Side:
    """Facts checked once for each account, then five decisions, each with its full trace as plain data."""

    def side() -> None:
        for account in accounts:
            checked = pack.account(account.facts, as_of=account.as_of)
            for name in DECISIONS:
                pack.decide(name, checked).as_json()

    return side


def traced(zen: Zen, accounts: Sequence[Account], *, needed: bool = False) -> Side:
    """ZEN with its trace, given the whole account; `needed`: only the facts that the decision reads, sorted out before.

    ZEN copies what it is given into the trace of each node, so what it is given matters to it.
    """
    read = {name: facts_read(name) for name in DECISIONS}
    given = [
        (name, {fact: value for fact, value in flat.items() if not needed or fact in read[name]})
        for flat in map(flattened, accounts)
        for name in DECISIONS
    ]

    def side() -> None:
        for name, facts in given:
            zen.explained(name, facts)

    return side


def untraced(zen: Zen, accounts: Sequence[Account]) -> Side:
    flats = [flattened(account) for account in accounts]

    def side() -> None:
        for flat in flats:
            for name in DECISIONS:
                zen.decide(name, flat)

    return side


def verdicts(pack: Pack, accounts: Sequence[Account]) -> Side:
    """The reference evaluator on checked facts: every rule's verdict and the outcome, nothing else."""
    evaluator = Evaluator(pack.definition, pack.readings)
    compiled = [evaluator.decision(name) for name in DECISIONS]
    states = [pack.account(account.facts, as_of=account.as_of).state for account in accounts]

    def side() -> None:
        for given in states:
            state = evaluator.state(given.facts, given.moment)
            for decision in compiled:
                decision.combination.possible(decision.verdicts(state))

    return side


def posted(readme: Readme, accounts: Sequence[Account]) -> Side:
    facts = [with_derived(flattened(account)) for account in accounts]

    def side() -> None:
        for flat in facts:
            for name in DECISIONS:
                readme.decide(name, flat)

    return side


# --- Where the time goes ------------------------------------------------------------------------------------------


def _where_time_goes(pack: Pack, accounts: Sequence[Account], rounds: int, progress: Progress) -> Table:
    """The parts of an explained decision, each timed by itself; the rest is what they leave of the whole."""
    evaluator = pack._evaluator
    assemblers = [pack.assembler(name) for name in DECISIONS]
    states = [pack.account(account.facts, as_of=account.as_of).state for account in accounts]
    decisions = [pack.decide(name, a.facts, as_of=a.as_of) for a in accounts for name in DECISIONS]
    followed = [(a, a.compiled.traced(given)) for given in states for a in assemblers]
    adverse = [d.outcome in a.compiled.decision.adverse for (a, _), d in zip(followed, decisions, strict=True)]
    confirmed = [
        (assembler.evaluators.confirmation.confirm, trace.verdicts, trace.inputs, taking)
        for (assembler, trace), taking in zip(followed, adverse, strict=True)
        if pack._guard.value == "always" or taking
    ]

    def whole() -> None:
        for account in accounts:
            checked = pack.account(account.facts, as_of=account.as_of)
            for name in DECISIONS:
                pack.decide(name, checked)

    def facts() -> None:
        for account in accounts:
            pack.account(account.facts, as_of=account.as_of)

    def evaluate() -> None:
        for given in states:
            state = evaluator.state(given.facts, given.moment)
            for assembler in assemblers:
                assembler.compiled.traced(state)

    def confirm() -> None:
        for check, found, inputs, taking in confirmed:
            check(found, inputs, adverse=taking)

    def as_json() -> None:
        for decision in decisions:
            decision.as_json()

    parts = {"whole": whole, "facts": facts, "evaluate": evaluate, "confirm": confirm, "as_json": as_json}
    seconds = in_turns(parts, rounds, progress, "where the time goes")
    spent = {part: 1e6 * median(each) / len(decisions) for part, each in seconds.items()}
    shown = {
        "checking facts (a fifth of an account's)": spent["facts"],
        "evaluator with trace": spent["evaluate"],
        f"durable-rules confirming ({len(confirmed) / len(decisions):.0%} of the decisions)": spent["confirm"],
        "the rest: sentences, values, duties, colder caches": 2 * spent["whole"]
        - sum(spent.values())
        + spent["as_json"],
        "trace as plain data": spent["as_json"],
    }
    together = sum(shown.values())
    table = Table()
    table.add_column("part")
    table.add_column("microseconds", justify="right")
    table.add_column("share", justify="right")
    for part, took in shown.items():
        table.add_row(part, f"{took:.1f}", f"{took / together:.0%}")
    table.add_row("together", f"{together:.1f}", "100%")
    return table


def _report(console: Console, title: str, agreement: Agreement, accounts: int) -> bool:
    table = Table()
    table.add_column("decision")
    table.add_column("outcomes")
    for name in DECISIONS:
        counts = [f"{outcome} {n}" for (of, outcome), n in agreement.outcomes.most_common() if of == name]
        table.add_row(name, ", ".join(counts))
    show(console, f"{accounts:,} accounts: {title}", table)
    for difference in agreement.differences[:10]:
        console.print(f"[bold]differs:[/bold] {difference}")
    found = len(agreement.differences)
    console.print(f"{agreement.decisions} decisions compared with ZEN and durable-rules: {found} differences\n")
    return not found
