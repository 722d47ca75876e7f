"""The engine knows no city: nothing that a shipped pack declares stands in its source."""

import re
from pathlib import Path

import pytest

import curbstop
from curbstop.ir.pack import Pack
from curbstop.load import default_rules_root, load_rules_root

ENGINE = Path(curbstop.__file__).parent
PACKS, _, _ = load_rules_root(default_rules_root())
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(ENGINE.rglob("*.py"))}


def _declared(pack: Pack) -> set[str]:
    """Words that only a policy can have put into a program."""
    words = {*pack.id.split("/"), *pack.documents, *(d.file for d in pack.documents.values() if d.file)}
    words |= {name for name in pack.facts if "." in name}
    words |= {name for name in [*pack.parameters, *pack.derived] if name.count("_") > 1}
    words |= {section.section for d in pack.documents.values() for section in d.sections if "(" in section.section}
    words |= set(pack.readings)
    for fact in pack.facts.values():
        words |= {member for member in fact.type.choices if "_" in member}
    return words


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_nothing_a_pack_declares_stands_in_the_engine(pack: Pack) -> None:
    words = _declared(pack)
    assert words
    found = [
        (path.relative_to(ENGINE).as_posix(), word)
        for path, text in SOURCES.items()
        for word in words
        if re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text)
    ]
    assert found == []
