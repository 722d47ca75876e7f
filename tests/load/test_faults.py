"""Each fault of rule files with its exact message: `faulty/CODE[--VARIANT]/` lies over the pack in `sound/`.

`removed.txt` names files that the case takes away, `given.yaml` holds an operator's parameters, `expected.txt` is
what an analyst reads.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import curbstop.load
from curbstop.diagnostics import Diagnostic, Faults, Severity, render_diagnostics
from curbstop.load import (
    default_rules_root,
    find_pack,
    load_pack_folder,
    load_rules_root,
    read_parameter_values,
)
from curbstop.load.left_to_do import left_to_do
from curbstop.load.yaml.reader import read_yaml

HERE = Path(__file__).parent
SOUND = HERE / "sound"
FAULTY = HERE / "faulty"
PACK = Path("rules/millbrook/water")
CASES = sorted(folder.name for folder in FAULTY.iterdir())

HINTLESS = {
    "arguments",
    "empty-sentence",
    "nested-list",
    "set-member",
    "syntax",
    "too-deep",
    "too-long",
    "wrong-type",
}
"""Codes of faults in expressions whose message says all there is to say."""

TESTED_BELOW = {
    "unknown-pack",
    "too-many-files",
    "file-too-large",
    "too-many-nodes",
    "text-too-long",
    "too-many-faults",
    "left-to-do",
    "binary-float",
}
"""Codes of faults that would need large files or no file at all, or that stand in no way of loading."""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sound pack, where paths are shown as if typed in it."""
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_sound_pack_is_sound(town: Path) -> None:
    packs, faults, sources = load_rules_root(Path("rules"))
    assert render_diagnostics(faults, sources) == ""
    assert [pack.id for pack in packs] == ["millbrook/water"]


@pytest.mark.parametrize("case", CASES)
def test_fault(case: str, town: Path, golden: Callable[[Path, str], None]) -> None:
    faults, sources = _faults(case, town)
    golden(FAULTY / case / "expected.txt", render_diagnostics(faults, sources) + "\n")
    code = case.partition("--")[0]
    assert code in {fault.code for fault in faults}
    silent = {fault.code for fault in faults if fault.hint is None}
    assert silent <= HINTLESS, "every fault says what to do"


def _faults(case: str, town: Path) -> tuple[list[Diagnostic], dict[str, str]]:
    overlay = FAULTY / case
    removed = overlay / "removed.txt"
    for name in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        path = town / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(overlay, town, dirs_exist_ok=True)
    if not (town / "given.yaml").exists():
        return load_rules_root(Path("rules"))[1:]
    pack, _, _ = load_pack_folder(PACK, Path("rules"))
    assert pack is not None
    text = (town / "given.yaml").read_text(encoding="utf-8")
    with pytest.raises(Faults) as raised:
        read_parameter_values(read_yaml(text, "given.yaml")[0], pack, {"given.yaml": text})
    return list(raised.value.diagnostics), dict(raised.value.sources)


def test_every_code_has_a_case() -> None:
    cases = {case.partition("--")[0] for case in CASES} | TESTED_BELOW
    assert sorted(set(_codes()) - cases) == []


def _codes() -> Iterator[str]:
    """Every code in the sources of `load`, but for accounts and documents, which have tests of their own."""
    folder = Path(curbstop.load.__file__).parent
    for file in sorted(folder.rglob("*.py")):
        if "accounts" in file.parts or file.name == "compare_documents.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _codes_of(node)


def _codes_of(call: ast.Call) -> Iterator[str]:
    """The code among the first two arguments of a call that reports a fault; a message is not one."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name.lower().strip("_") not in {"diagnostic", "misread", "fault", "at", "warn"}:
        return
    for part in call.args[:2]:
        words = (
            [] if isinstance(part, ast.JoinedStr) else [w.value for w in ast.walk(part) if isinstance(w, ast.Constant)]
        )
        codes = [word for word in words if isinstance(word, str) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", word)]
        if codes:
            yield from codes
            return


def test_all_faults_of_all_files_in_one_run(town: Path) -> None:
    def change(name: str, old: str, new: str) -> None:
        text = (PACK / name).read_text(encoding="utf-8")
        assert old in text
        (PACK / name).write_text(text.replace(old, new), encoding="utf-8")

    change("pack.yaml", "America/Chicago", "America/Chicagoo")
    change("facts.yaml", "type: money", "type: monye")
    change("parameters.yaml", "value: 30", "value: 3O")
    change("parameters.yaml", "2: 20000", "3: 20000")
    change("readings.yaml", "because", "becuase")
    change("derived.yaml", "bill.date + payment_term", "bill.dat + payment_term")
    change("decisions/late-fee.yaml", "outcome: waived", "outcome: waved")
    change("decisions/late-fee.yaml", "cite: 1(A)", "cite: 1(C)")
    _, faults, _ = load_rules_root(Path("rules"))
    assert [(fault.span.file.removeprefix(f"{PACK}/"), fault.code) for fault in faults if fault.span] == [
        ("pack.yaml", "unknown-time-zone"),
        ("facts.yaml", "unknown-type"),
        ("parameters.yaml", "bad-number"),
        ("parameters.yaml", "missing-row"),
        ("readings.yaml", "unknown-key"),
        ("derived.yaml", "unknown-name"),
        ("decisions/late-fee.yaml", "unknown-outcome"),
        ("decisions/late-fee.yaml", "unknown-section"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [("facts.yaml", "facts: [oh"), ("facts.yaml", ""), ("parameters.yaml", "- a list"), ("derived.yaml", "derived: 3")],
)
def test_a_lost_file_does_not_make_every_name_unknown(name: str, text: str, town: Path) -> None:
    (PACK / name).write_text(text, encoding="utf-8")
    _, faults, _ = load_rules_root(Path("rules"))
    assert [fault.span.file for fault in faults if fault.span] == [f"{PACK}/{name}"]


def test_warnings_do_not_stop_a_pack(town: Path) -> None:
    with (PACK / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write("  spare: {type: money, description: Spare., cite: 1(A), from: 2025-01-01, value: 1}\n")
    packs, faults, _ = load_rules_root(Path("rules"))
    assert [(fault.code, fault.severity) for fault in faults] == [("unused", Severity.WARNING)]
    assert len(packs) == 1


def test_unknown_pack(town: Path) -> None:
    with pytest.raises(Faults, match="unknown pack `millbrok/water`") as raised:
        find_pack(Path("rules"), "millbrok/water")
    assert raised.value.diagnostics[0].code == "unknown-pack"
    assert raised.value.diagnostics[0].hint == "did you mean `millbrook/water`? packs: millbrook/water"


def test_a_folder_without_a_pack_file_is_no_pack(town: Path) -> None:
    pack, faults, _ = load_pack_folder(Path("rules/millbrook"), Path("rules"))
    assert pack is None
    assert [fault.message for fault in faults] == ["`rules/millbrook` is not a pack: it has no `pack.yaml`"]
    assert faults[0].hint == "did you mean `rules/millbrook/water`?"


def test_a_pack_is_found_below_a_deeper_root(town: Path) -> None:
    assert find_pack(Path("rules/millbrook"), "millbrook/water") == PACK
    assert load_pack_folder(PACK, Path("rules/millbrook"))[1] == []


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("facts.yaml", "# " + "x" * 3_000_000, "file-too-large"),
        ("facts.yaml", "facts:\n" + "  - a\n" * 100_001, "too-many-nodes"),
        ("facts.yaml", "facts: " + "x" * 70_000, "text-too-long"),
        ("facts.yaml", "facts:\n" + "  a: 1\n" * 102, "too-many-faults"),
    ],
)
def test_large_files_are_refused(name: str, text: str, code: str, town: Path) -> None:
    (PACK / name).write_text(text, encoding="utf-8")
    _, faults, _ = load_rules_root(Path("rules"))
    assert code in [fault.code for fault in faults]


def test_too_many_files(town: Path) -> None:
    for number in range(501):
        (PACK / f"decisions/d{number}.yaml").touch()
    _, faults, _ = load_rules_root(Path("rules"))
    assert [fault.code for fault in faults] == ["too-many-files"]


def test_a_link_out_of_the_rules_folder_is_not_followed(town: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("derived: {}", encoding="utf-8")
    (PACK / "derived.yaml").unlink()
    (PACK / "derived.yaml").symlink_to(secret)
    _, faults, sources = load_rules_root(Path("rules"))
    assert [fault.code for fault in faults] == ["outside-rules"]
    assert f"{PACK}/derived.yaml" not in sources


def test_a_link_to_itself_is_a_file_that_cannot_be_read(town: Path) -> None:
    (PACK / "derived.yaml").unlink()
    (PACK / "derived.yaml").symlink_to("derived.yaml")
    _, faults, _ = load_rules_root(Path("rules"))
    assert [fault.message for fault in faults] == [
        f"`{PACK}/derived.yaml` cannot be read: too many levels of symbolic links"
    ]


def test_a_long_chain_of_derived_names_needs_no_stack(town: Path) -> None:
    chain = "".join(f"  d{n}: {{is: d{n + 1} + 1, description: One more.}}\n" for n in range(3000))
    chain += "  d3000: {is: household.size, description: The last.}\n"
    with (PACK / "derived.yaml").open("a", encoding="utf-8") as file:
        file.write(chain)
    packs, faults, _ = load_rules_root(Path("rules"))
    assert {fault.code for fault in faults} == {"unused"}
    assert list(packs[0].derived).index("d3000") < list(packs[0].derived).index("d0")


def test_a_todo_in_a_comment_is_left_to_do() -> None:
    text = "facts:\n  f.a: {type: date} # TODO: describe it\n  TODO: {type: date} # METHODOLOGY\n"
    (left,) = left_to_do({"facts.yaml": text})
    assert str(left.span) == "facts.yaml:2:23"
    assert (left.code, left.message, left.hint) == (
        "left-to-do",
        "something is left to do here",
        "do it, then delete the comment",
    )


def test_the_shipped_packs_have_no_fault() -> None:
    _, faults, sources = load_rules_root(default_rules_root())
    assert render_diagnostics(faults, sources) == ""
