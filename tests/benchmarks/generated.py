"""Packs made for measuring: any number of rules of the kinds that real ones have, over few facts."""

from __future__ import annotations

from pathlib import Path
from random import Random

import yaml

PACK = "bench/generated"
DECISION = "review"


def write_rules_pack(root: Path, rules: int) -> Path:
    """A pack with `rules` rules over ten amounts, ten dates and one choice; returns the folder of rules."""
    random = Random(rules)
    written = []
    for number in range(rules):
        amount, day = random.randrange(10), random.randrange(10)
        limit, age = random.randint(1, 999), random.randint(1, 400)
        all_of = [f'bench.amount_{amount} > money("{limit}.00")', f"age(bench.day_{day}) >= {age}"]
        if number % 3 == 0:
            all_of.append('bench.kind == "b"')
        written.append(_rule(number, {"all": all_of}))
    facts = {f"bench.amount_{n}": {"type": "money", "description": f"Amount {n}."} for n in range(10)}
    facts |= {f"bench.day_{n}": {"type": "date", "description": f"Day {n}."} for n in range(10)}
    facts |= {"bench.kind": {"type": "choice", "choices": {"a": "the one", "b": "the other"}, "description": "A kind."}}
    return _write(root, facts, written)


def write_lists_pack(root: Path) -> Path:
    """A pack with ten rules, each of which looks through a list of events."""
    written = [
        _rule(n, f'count(e.happened_on > as_of - {30 + 10 * n} and e.kind == "b" for e in events) >= {n + 1}')
        for n in range(10)
    ]
    each = {
        "happened_on": {"type": "date", "description": "When."},
        "kind": {"type": "choice", "choices": {"a": "the one", "b": "the other"}, "description": "A kind."},
    }
    facts = {"events": {"type": "list", "description": "What happened.", "each": each}}
    return _write(root, facts, written)


def _rule(number: int, when: object) -> dict[str, object]:
    return {
        "id": f"rule-{number}",
        "outcome": "refused",
        "cite": "1",
        "when": when,
        "says": f"Rule {number} holds.",
        "unless": f"Rule {number} does not hold.",
    }


def _write(root: Path, facts: dict[str, object], rules: list[dict[str, object]]) -> Path:
    folder = root / PACK
    (folder / "decisions").mkdir(parents=True)
    files = {
        "pack.yaml": {
            "pack": PACK,
            "title": "Generated",
            "version": "1",
            "language": 1,
            "in_force": {"from": "2020-01-01"},
            "time_zone": "America/Los_Angeles",
            "documents": {"text": {"title": "Text", "file": "text.txt", "sections": {"1": {"begins": "1."}}}},
        },
        "facts.yaml": {"facts": facts},
        "parameters.yaml": {"parameters": {}},
        "readings.yaml": {"readings": {}},
        "derived.yaml": {"derived": {}},
        f"decisions/{DECISION}.yaml": {
            "decision": DECISION,
            "asks": "Is it refused?",
            "outcomes": ["refused", "allowed"],
            "rules": rules,
            "otherwise": {"id": "nothing-against", "outcome": "allowed", "cite": "1", "says": "Nothing is against it."},
        },
    }
    for name, content in files.items():
        text = yaml.safe_dump(content, sort_keys=False, width=1_000)
        (folder / name).write_text(text.replace("'2020-01-01'", "2020-01-01"), encoding="utf-8")
    return root
