"""`curbstop check`, and comparing a pack with its documents."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_line import DOCUMENTS, RULES, run, run_here

from curbstop.diagnostics import Diagnostic
from curbstop.load import load_pack_folder
from curbstop.load.compare_documents import compare_documents

WATER = RULES / "elmford" / "water"
CHANGED = "303ccc8ee725eb22981e2c50c674e523e2c75bfd6b217273f34c8b0298b7ce26"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOCUMENTS, tmp_path / "documents"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


def change(folder: Path, before: str, after: str, name: str = "water-rules.txt") -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def compared(documents: Path, pack: Path = WATER) -> list[Diagnostic]:
    loaded, _, _ = load_pack_folder(pack, pack.parents[1])
    assert loaded is not None
    return list(compare_documents(loaded, documents).diagnostics)


def test_sound_rules_without_documents() -> None:
    result = run_here("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "elmford/garden, version 1\n"
        "  1 decision, 1 rule, 0 derived facts, 0 parameters, 0 readings, 1 fact\n"
        "  sections: 1 of 2 operative ones are covered, 0 are informational\n"
        "  no rule cites: garden-rules 2\n"
        "  quotes not compared: give the documents with --documents DIR\n"
        "\n"
        "elmford/state, version 1\n"
        "  1 decision, 1 rule, 0 derived facts, 0 parameters, 0 readings, 1 fact\n"
        "  sections: 1 of 1 operative ones are covered, 0 are informational\n"
        "  quotes not compared: give the documents with --documents DIR\n"
        "\n"
        "elmford/water, version 2025.1\n"
        "  2 decisions, 5 rules, 3 derived facts, 3 parameters, 1 reading, 8 facts\n"
        "  sections: 4 of 4 operative ones are covered, 2 are informational\n"
        "  quotes not compared: give the documents with --documents DIR\n"
        "\n"
        "no faults\n"
    )


def test_documents_that_match() -> None:
    result = run("check", "--rules", WATER, "--documents", DOCUMENTS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "  compared with 1 document: 6 sections, 13 quotes; all match\n" in result.stdout
    assert result.stdout.endswith("\nno faults\n")


def test_a_changed_section_is_named_with_what_cites_it_and_its_new_hash(documents: Path) -> None:
    change(documents, "10 days before.", "10 days before it.")
    (fault,) = compared(documents)
    assert (fault.code, fault.message) == ("section-changed", "the text of section 1.2 has changed")
    assert fault.span is not None
    assert (Path(fault.span.file).name, fault.span.line) == ("pack.yaml", 20)
    assert [other.note for other in fault.related] == [
        "cited by the parameter `letter_days`",
        "cited by the derived fact `warned`",
        "cited by the rule `not-warned`",
        "cited by the duty `send-letter`",
    ]
    assert fault.hint is not None
    assert fault.hint.startswith('read what rests on it against the new text, then write `sha256: "')
    assert CHANGED not in fault.hint


def test_a_quote_that_does_not_stand_in_its_section(documents: Path) -> None:
    change(documents, "at least 10 days before", "at least ten days before")
    codes = {fault.code: fault for fault in compared(documents)}
    assert set(codes) == {"section-changed", "quote-not-found"}
    assert codes["quote-not-found"].message == (
        'the parameter `letter_days` quotes "at least 10 days before", which does not stand in section 1.2'
    )
    assert codes["quote-not-found"].hint == "quote the words as the document has them"


def test_a_quote_of_another_section(documents: Path, rules: Path) -> None:
    change(
        rules / "elmford" / "water" / "decisions",
        '2.1 "keeps its service"',
        '2.2 "keeps its service"',
        "end-service.yaml",
    )
    (fault,) = compared(documents, rules / "elmford" / "water")
    assert (fault.code, fault.hint) == ("quote-not-found", "it stands in section 2.1")


def test_a_quote_is_compared_at_the_place_of_its_citation(documents: Path, rules: Path) -> None:
    change(rules / "elmford" / "water" / "decisions", '"with an active plan"', '"with an old plan"', "end-service.yaml")
    (fault,) = compared(documents, rules / "elmford" / "water")
    assert fault.span is not None
    assert (fault.code, fault.span.line) == ("quote-not-found", 20)


def test_sections_that_are_not_found(documents: Path) -> None:
    change(documents, "2.1 A household with", "2.1 Any household with")
    found = {fault.code: fault for fault in compared(documents)}
    missing = found["section-not-found"]
    assert missing.message == (
        "section 2.1 was not found: `2.1 A household with an active plan` does not stand after section 2"
    )
    assert missing.hint is not None
    assert missing.hint.startswith("a line there begins like it: `begins: ")


def test_text_before_the_first_section_and_running_heads_that_are_not_there(documents: Path) -> None:
    change(documents, "Water Rules of Elmford\n", "Rules of 2025\n")
    assert [(fault.code, fault.severity.value, fault.message) for fault in compared(documents)] == [
        ("uncovered-text", "error", "text before the first section belongs to none: `Rules of 2025`"),
        ("unused-skip", "warning", "the running head `Water Rules of Elmford` is no line of the document"),
    ]


def test_a_section_without_a_hash_is_a_warning(documents: Path, rules: Path) -> None:
    pack = rules / "elmford" / "water"
    change(pack, f'        sha256: "{CHANGED}"\n', "", "pack.yaml")
    (fault,) = compared(documents, pack)
    assert (fault.code, fault.severity.value, fault.hint) == ("no-hash", "warning", f'write `sha256: "{CHANGED}"`')
    assert run("check", "--rules", pack, "--documents", documents).exit_code == 0


def test_documents_that_cannot_be_read(documents: Path) -> None:
    file = documents / "water-rules.txt"
    file.write_bytes(b"Caf\xe9")
    assert [fault.message for fault in compared(documents)] == [
        "the document `water-rules` is not UTF-8: byte 4 is no part of a character"
    ]
    file.unlink()
    assert [fault.message for fault in compared(documents)] == [
        "the document `water-rules` is not there: no file `water-rules.txt`"
    ]
    file.mkdir()
    assert [fault.message for fault in compared(documents)] == [
        "the document `water-rules` cannot be read: is a directory"
    ]


def test_a_byte_order_mark_and_line_ends_change_nothing(documents: Path) -> None:
    file = documents / "water-rules.txt"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert compared(documents) == []


def test_documents_that_do_not_match_end_with_1(documents: Path) -> None:
    change(documents, "10 days before.", "10 days before it.")
    result = run("check", "--rules", WATER, "--documents", documents)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "pack.yaml:20:7: error[section-changed]: the text of section 1.2 has changed\n" in result.stdout
    assert "; not all match\n" in result.stdout
    assert result.stdout.endswith("\n1 fault\n")


def test_faulty_rules_end_with_3_and_every_fault_is_shown(rules: Path, documents: Path) -> None:
    change(rules / "elmford" / "water", "bill.date + payment_term", "bill.dat + payment_term", "derived.yaml")
    change(rules / "elmford" / "garden", "type: whole number", "type: whole", "facts.yaml")
    result = run("check", "--rules", rules, "--documents", documents)
    assert (result.exit_code, result.stderr) == (3, "")
    assert "derived.yaml:2:16: error[unknown-name]: " in result.stdout
    assert "facts.yaml:2:23: error[" in result.stdout
    assert "elmford/water, version" not in result.stdout


def test_json() -> None:
    result = run("check", "--rules", WATER, "--documents", DOCUMENTS, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    digest = found["packs"][0].pop("digest")
    assert digest.startswith("sha256:")
    assert found == {
        "packs": [
            {
                "pack": "elmford/water",
                "version": "2025.1",
                "counts": {"decisions": 2, "rules": 5, "derived": 3, "parameters": 3, "readings": 1, "facts": 8},
                "sections": {"operative": 4, "covered": 4, "uncovered": [], "informational": 2},
                "documents": {"compared": ["water-rules"], "sections": 6, "quotes": 13, "match": True},
            }
        ],
        "diagnostics": [],
    }


def test_json_has_every_fault(documents: Path) -> None:
    change(documents, "10 days before.", "10 days before it.")
    found = json.loads(run("check", "--rules", WATER, "--documents", documents, "--format", "json").stdout)
    assert [(fault["code"], fault["line"], fault["column"]) for fault in found["diagnostics"]] == [
        ("section-changed", 20, 7)
    ]


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    for option, what in (("--documents", "the folder of documents"), ("--rules", "the rules folder")):
        result = run("check", option, nowhere)
        assert (result.exit_code, result.stdout, result.stderr) == (
            2,
            "",
            f"error[bad-arguments]: {what} `{nowhere}` does not exist\n",
        )


def test_a_folder_without_a_pack_is_a_bad_argument(tmp_path: Path) -> None:
    result = run("check", "--rules", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"error[missing-pack]: `{tmp_path}` holds no pack; a pack is a folder with a `pack.yaml`\n",
    )
