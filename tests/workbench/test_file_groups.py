"""The order in which two processes take files of cases."""

from __future__ import annotations

from pathlib import Path

from curbstop.workbench.file_groups import from_both_ends

PACKS = {"parking": ["town/streets"], "towing": ["town/streets"], "refund": ["town/water"]}


def _ordered(folder: Path, texts: dict[str, str]) -> list[str]:
    files = [folder / f"{name}.yaml" for name in texts]
    for path, text in zip(files, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return [files[at].stem for at in from_both_ends(files, lambda name: PACKS.get(name, []))]


def test_files_about_one_decision_stand_together_the_largest_in_front(tmp_path: Path) -> None:
    texts = {
        "a": "decision: parking\n",
        "b": "decision: towing\n" + "#" * 40,
        "c": "pack: town/streets\ncases:\n  - decision: parking\n" + "#" * 30,
    }
    assert _ordered(tmp_path, texts) == ["c", "a", "b"]


def test_a_file_about_several_decisions_brings_their_files_together(tmp_path: Path) -> None:
    texts = {
        "a": "decision: parking\n",
        "b": "decision: refund\n" + "#" * 60,
        "c": "decision: towing\n",
        "d": "cases:\n  - decision: parking\n  - {name: One, decision: towing}\n",
    }
    assert _ordered(tmp_path, texts) == ["d", "a", "c", "b"]


def test_the_pack_with_most_cases_comes_first_and_others_stand_together_too(tmp_path: Path) -> None:
    texts = {
        "a": "decision: towing\n",
        "b": "decision: refund\n" + "#" * 30,
        "c": "decision: parking\n" + "#" * 20,
    }
    assert _ordered(tmp_path, texts) == ["c", "a", "b"]


def test_every_file_has_a_place_whatever_it_holds(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfedecision: parking")
    files = [tmp_path / "odd.yaml", tmp_path / "missing.yaml", tmp_path]
    assert sorted(from_both_ends(files, lambda _: [])) == [0, 1, 2]
