"""Files made to hurt: each is refused with a sentence, soon, and the process lives."""

import subprocess
import sys
import time

import pytest

from curbstop.load.yaml.reader import read_yaml

MUCH = 2 * 1024 * 1024 - 100
LAUGHS = 'a: &a ["l", "l"]\n' + "".join(
    f"{there}: &{there} [*{here}, *{here}]\n" for here, there in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "brackets": ("[" * 1_000_000, "too-deep"),
    "braces": ("{a: " * 400_000, "too-deep"),
    "dashes": ("- " * 1_000_000, "too-deep"),
    "questions": ("? " * 1_000_000, "too-deep"),
    "staircase": ("".join(" " * i + "-\n" for i in range(1_500)), "too-deep"),
    "ten megabytes": ("a: " + "x" * 10_000_000, "file-too-large"),
    "long plain text": ("a: " + "x" * (MUCH - 10), "text-too-long"),
    "long quoted text": ('a: "' + "x" * (MUCH - 10) + '"', "text-too-long"),
    "long block": ("a: |\n  " + "x" * (MUCH - 20), "text-too-long"),
    "many short lines": ("a: b\n" + " c\n" * 600_000, "text-too-long"),
    "quote without end": ('a: "' + "x" * (MUCH - 10), "unclosed-quote"),
    "escaped quotes without end": ('{a: "' + '\\"' * 900_000, "unclosed-quote"),
    "quotes after a quote": ('{a: "b" c' + '"\\"' * 500_000 + "}", "text-after-quotes"),
    "list that holds itself": ("&a [*a]", "anchor"),
    "billion laughs": (LAUGHS, "anchor"),
    "many anchors": ("- &a b\n" * 30_000, "anchor"),
    "many tags": ("- !!python/name:os.system x\n" * 30_000, "tag"),
    "python object": ("a: !!python/object/apply:os.system [ls]\n", "tag"),
    "many directives": ("%\n" * 200_000, "directive"),
    "many duplicates": ("k: 1\n" * 100_000, "duplicate-key"),
    "many keys": ("".join(f"k{i}: 1\n" for i in range(120_000)), "too-many-nodes"),
    "many commas": ("a: {b: c" + ", d" * 200_000 + "}", "too-many-nodes"),
    "many colons": ("a: " * 600_000, "colon-in-text"),
    "many documents": ("---\n" * 500_000, "second-document"),
    "zero bytes": ("\0" * MUCH, "control-character"),
    "half a surrogate pair": ('a: "\ud800"\n', "control-character"),
    "line separators": ("\u2028" * (MUCH // 3), "control-character"),
    "next lines": ("a: b\u0085c: d\n", "control-character"),
    "byte order marks": ("\ufeff" * (MUCH // 3), "control-character"),
    "escaped zero byte": ('a: "\\0"\n', "control-character"),
    "carriage returns": ("a: 1\r" * 300_000, "line-ends"),
    "tabs": ("\t" * MUCH, "tab-indentation"),
    "tabbed lines": ("a:\n" + "\tb: 1\n" * 300_000, "tab-indentation"),
    "blanks before a comment": ("says: b" + " " * (MUCH - 10) + "#", "comment-cuts-text"),
    "line breaks before a word": ("a: 1\n" + "\n" * (MUCH - 50) + "x", "missing-colon"),
}


@pytest.mark.parametrize(("text", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_file_is_refused_soon(text, code):
    started = time.process_time()
    _, faults = read_yaml(text, "f.yaml")
    taken = time.process_time() - started
    assert faults[0].code == code
    assert len(faults) <= 101
    assert all(len(f.message) + len(f.hint) < 800 for f in faults)
    # The slowest takes about half a second; the rest is for slow machines.
    assert taken < 5


@pytest.mark.parametrize("text", ["'[' * 1_000_000", "'{a: ' * 400_000", "'- ' * 1_000_000", "'? ' * 1_000_000"])
def test_depth_does_not_reach_the_stack(text):
    # In a process of its own: on the C stack such a file ends the interpreter, not the call.
    code = f"from curbstop.load.yaml.reader import read_yaml; print(read_yaml({text}, 'f')[1][0].message)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "this is nested deeper than 30 levels\n", "")


@pytest.mark.parametrize("text", [" " * MUCH, "\n" * MUCH, "#\n" * (MUCH // 2)], ids=["blanks", "breaks", "comments"])
def test_large_file_without_content_is_empty(text):
    assert read_yaml(text, "f.yaml") == (None, [])


def test_large_rule_file_is_read_soon():
    rule = (
        "  - id: rule-{0}\n    outcome: prohibited\n"
        '    cite: 2(A)(1) "delinquent for at least 60 days"\n'
        "    when:\n      all:\n        - days < limit\n"
        '        - not: any(n.kind == "written" for n in notices)\n'
        "    says: The bill has been delinquent for {{days|day|days}}; shutoff needs {{limit}}.\n"
        "    do: |\n      first line\n      second line\n"
    )
    text = "rules:\n" + "".join(rule.format(i) for i in range(300))
    started = time.process_time()
    node, faults = read_yaml(text, "f.yaml")
    taken = time.process_time() - started
    assert faults == []
    assert len(node["rules"]) == 300
    # About 0.04 s for these 3,300 lines.
    assert taken < 1
