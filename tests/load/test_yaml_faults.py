"""Every fault of a YAML file in the words an analyst reads, with either parser behind it."""

import pytest
import yaml

from curbstop.diagnostics import Span
from curbstop.load.yaml import events as yaml_events
from curbstop.load.yaml.reader import Limits, decode, read_yaml

# For each text: the place and code, the message, and the hint of each fault.
FAULTS = [
    (
        "says: Nothing is past due: wait.\n",
        [
            (
                "1:26-1:27 colon-in-text",
                "the text of `says` holds a colon and a space, which makes YAML look for another key",
                'put the text in quotes: `says: "Nothing is past due: wait."`',
            ),
        ],
    ),
    (
        'when: "wic" in household.programs\n',
        [
            (
                "1:13-1:34 text-after-quotes",
                "the value of `when` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `when: '\"wic\" in household.programs'`",
            ),
        ],
    ),
    (
        '- id: a\n  when: "wic" in x == 3 # note\n',
        [
            (
                "2:15-2:24 text-after-quotes",
                "the value of `when` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `when: '\"wic\" in x == 3' # note`",
            ),
        ],
    ),
    (
        'a: "wic" in x\n   and y\nb: 1\n',
        [
            (
                "1:10-1:14 text-after-quotes",
                "the value of `a` starts with a quote and goes on after the quote is closed",
                "end this line after `a: >-` and put the text, indented, on the lines below it",
            ),
        ],
    ),
    (
        "says: See account #4 now\n",
        [
            (
                "1:19-1:25 comment-cuts-text",
                "the text of `says` ends before ` #`, and the rest of the line is a comment",
                'put the text in quotes: `says: "See account #4 now"`; or put the comment on a line of its own',
            ),
        ],
    ),
    (
        'when: x == "a #b"\n',
        [
            (
                "1:15-1:18 comment-cuts-text",
                "the text of `when` ends before ` #`, and the rest of the line is a comment",
                "put the text in quotes: `when: 'x == \"a #b\"'`; or put the comment on a line of its own",
            ),
        ],
    ),
    (
        'cite: 1(A)(1) "the #1 rule"\n',
        [
            (
                "1:20-1:28 comment-cuts-text",
                "the text of `cite` ends before ` #`, and the rest of the line is a comment",
                "put the text in quotes: `cite: '1(A)(1) \"the #1 rule\"'`; or put the comment on a line of its own",
            ),
        ],
    ),
    (
        "says: See account #4 and\n  more text\nb: 1\n",
        [
            (
                "1:19-1:25 comment-cuts-text",
                "the text of `says` ends before ` #`, and the rest of the line is a comment",
                "end this line after `says: >-` and put the text, indented, on the lines below it; "
                "or put the comment on a line of its own",
            ),
        ],
    ),
    (
        '- {id: x, cite: 1(A)(1) "a, b", says: foo, bar baz}\n',
        [
            (
                "1:29-1:31 comma-makes-key",
                'the comma ends the text of `cite`, and `b"` becomes a key without a value',
                'put the text in quotes: `- {id: x, cite: \'1(A)(1) "a, b"\', says: "foo, bar baz"}`',
            ),
            (
                "1:44-1:51 comma-makes-key",
                "the comma ends the text of `says`, and `bar baz` becomes a key without a value",
                'put the text in quotes: `- {id: x, cite: \'1(A)(1) "a, b"\', says: "foo, bar baz"}`',
            ),
        ],
    ),
    (
        'a: {b: 1, "q" tail}\n',
        [
            (
                "1:15-1:19 text-after-quotes",
                "this value starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `a: {b: 1, '\"q\" tail'}`",
            ),
        ],
    ),
    (
        'a: {when: "wic" in x, b: c}\n',
        [
            (
                "1:17-1:21 text-after-quotes",
                "the value of `when` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `a: {when: '\"wic\" in x', b: c}`",
            ),
        ],
    ),
    (
        "a: 5% # x\nb: %x\n",
        [
            (
                "2:4-2:5 reserved-start",
                "a value cannot start with `%`",
                'put the text in quotes: `b: "%x"`',
            ),
        ],
    ),
    (
        "a: @x y\n",
        [
            (
                "1:4-1:5 reserved-start",
                "a value cannot start with `@`",
                'put the text in quotes: `a: "@x y"`',
            ),
        ],
    ),
    (
        "a: `x`\n",
        [
            (
                "1:4-1:5 reserved-start",
                "a value cannot start with a backtick",
                'put the text in quotes: `a: "`x`"`',
            ),
        ],
    ),
    (
        "says: {days} days late\n",
        [
            (
                "1:7-1:23 brace-starts-text",
                "a text that starts with `{` must be in quotes",
                'put the text in quotes: `says: "{days} days late"`',
            ),
        ],
    ),
    (
        "says: {days}\n",
        [
            (
                "1:7-1:13 brace-starts-text",
                "a text that starts with `{` must be in quotes",
                'put the text in quotes: `says: "{days}"`',
            ),
        ],
    ),
    (
        "says: {days|day|days}, not {b}\n",
        [
            (
                "1:7-1:31 brace-starts-text",
                "a text that starts with `{` must be in quotes",
                'put the text in quotes: `says: "{days|day|days}, not {b}"`',
            ),
        ],
    ),
    (
        "says:Nothing\nb: 1\n",
        [
            (
                "1:1-1:6 missing-space",
                "`says:` needs a space after its colon",
                "write `says: Nothing`",
            ),
        ],
    ),
    (
        "a: 1\nsays:Nothing\nb: 2\n",
        [
            (
                "2:1-2:6 missing-space",
                "`says:` needs a space after its colon",
                "write `says: Nothing`",
            ),
        ],
    ),
    (
        "a: 1\nsays:Nothing\n",
        [
            (
                "2:1-2:6 missing-space",
                "`says:` needs a space after its colon",
                "write `says: Nothing`",
            ),
        ],
    ),
    (
        "says:Nothing\n",
        [
            (
                "1:1-1:6 missing-space",
                "`says:` needs a space after its colon",
                "write `says: Nothing`",
            ),
        ],
    ),
    (
        "rules:\n  says:Nothing\n",
        [
            (
                "2:3-2:8 missing-space",
                "`says:` needs a space after its colon",
                "write `says: Nothing`",
            ),
        ],
    ),
    (
        "a: {id:x, b: c}\n",
        [
            (
                "1:5-1:8 missing-space",
                "`id:` needs a space after its colon",
                "write `a: {id: x, b: c}`",
            ),
        ],
    ),
    (
        "a: {id:x}\n",
        [
            (
                "1:5-1:8 missing-space",
                "`id:` needs a space after its colon",
                "write `a: {id: x}`",
            ),
        ],
    ),
    (
        "a:\n  - b\n - c\n",
        [
            (
                "3:2-3:3 indentation",
                "this `-` does not line up with the list or the keys above it",
                "give every `-` of a list the same indentation, deeper than the key it belongs to or equal to it",
            ),
        ],
    ),
    (
        "a:\n    b: 1\n  c: 2\n",
        [
            (
                "3:3-3:4 indentation",
                "`c` does not line up with the keys above it",
                "give all keys of one mapping the same indentation",
            ),
        ],
    ),
    (
        "  a: 1\nb: 2\n",
        [
            (
                "2:1-2:5 indentation",
                "`b: 2` belongs to nothing above it",
                "indent it like the first line of the file that is not a comment",
            ),
        ],
    ),
    (
        "a: 1\nfoo bar\nb: 2\n",
        [
            (
                "2:1-2:8 missing-colon",
                "`foo bar` is not followed by a colon, so it is no key",
                "end a key with a colon and a space; indent text that goes on from the line above deeper than its key",
            ),
        ],
    ),
    (
        "a: 1\n- b\n",
        [
            (
                "2:1-2:2 indentation",
                "this `-` does not line up with the list or the keys above it",
                "give every `-` of a list the same indentation, deeper than the key it belongs to or equal to it",
            ),
        ],
    ),
    (
        "- a\nb: c\n",
        [
            (
                "2:1-2:2 indentation",
                "`b` stands where the list needs another `-`",
                "write `- ` before it or indent it",
            ),
        ],
    ),
    (
        "a: - b\n",
        [
            (
                "1:4-1:5 indentation",
                "a list cannot start on the line of its key",
                'put the `-` on the next line, indented; or, if it is text, put the text in quotes: `a: "- b"`',
            ),
        ],
    ),
    (
        "a: -\n",
        [
            (
                "1:4-1:5 indentation",
                "a list cannot start on the line of its key",
                "put the `-` on the next line, indented",
            ),
        ],
    ),
    (
        "a: b\n c: d\n",
        [
            (
                "2:2-2:3 indentation",
                "`c` is indented deeper than the keys around it, so it goes on with the text of `a`",
                "indent `c` like `a`; or, if it is text, put the whole text in quotes",
            ),
        ],
    ),
    (
        "- a: 1\n   b: 2\n",
        [
            (
                "2:4-2:5 indentation",
                "`b` is indented deeper than the keys around it, so it goes on with the text of `a`",
                "indent `b` like `a`; or, if it is text, put the whole text in quotes",
            ),
        ],
    ),
    (
        "says: foo bar\n  baz qux: wait.\n",
        [
            (
                "2:10-2:11 colon-in-text",
                "the text of `says` holds a colon and a space, which makes YAML look for another key",
                "put the whole text in quotes, or under `>-`",
            ),
        ],
    ),
    (
        "a:\n\tb: 1\n\tc: 2\n",
        [
            (
                "2:1-2:2 tab-indentation",
                "this line is indented with a tab",
                "indent with spaces; so is one other line",
            ),
        ],
    ),
    (
        "a: 1\n\tb: 2\n",
        [
            (
                "2:1-2:2 tab-indentation",
                "this line is indented with a tab",
                "indent with spaces",
            ),
        ],
    ),
    (
        "a: |\n\tb\n",
        [
            (
                "2:1-2:2 tab-indentation",
                "this line is indented with a tab",
                "indent with spaces",
            ),
        ],
    ),
    (
        "a: > 3\n",
        [
            (
                "1:4-1:5 block-header",
                "`>` opens a text on the lines below it; nothing may follow it on its own line",
                'start the text on the next line, indented; or put the text in quotes: `a: "> 3"`',
            ),
        ],
    ),
    (
        "a: >30 and b\n",
        [
            (
                "1:4-1:5 block-header",
                "`>` opens a text on the lines below it; nothing may follow it on its own line",
                'start the text on the next line, indented; or put the text in quotes: `a: ">30 and b"`',
            ),
        ],
    ),
    (
        "a: | x\n  y\n",
        [
            (
                "1:4-1:5 block-header",
                "`|` opens a text on the lines below it; nothing may follow it on its own line",
                "start the text on the next line, indented",
            ),
        ],
    ),
    (
        'a: "abc\nb: c\n',
        [
            (
                "1:4-1:5 unclosed-quote",
                'the quote `"` opened here is never closed',
                'write `"` at the end of the text',
            ),
        ],
    ),
    (
        'a: "abc\nb: "c"\nd: 1\n',
        [
            (
                "1:4-1:5 unclosed-quote",
                'the quote `"` opened here is not closed on its line',
                "close it at the end of its text",
            ),
        ],
    ),
    (
        "a: 'it's'\n",
        [
            (
                "1:7-1:8 text-after-quotes",
                "the quote `'` inside the text closes it too early",
                'write `a: "it\'s"`',
            ),
        ],
    ),
    (
        'a: "He said "no" loudly"\n',
        [
            (
                "1:13-1:14 text-after-quotes",
                'the quote `"` inside the text closes it too early',
                "write `a: 'He said \"no\" loudly'`",
            ),
        ],
    ),
    (
        'a: "\\q"\n',
        [
            (
                "1:5-1:7 bad-escape",
                "`\\q` is not an escape that YAML knows",
                "write `\\\\` for a backslash in double quotes, or put the text in single quotes",
            ),
        ],
    ),
    (
        'a: "\\xZZ"\n',
        [
            (
                "1:5-1:7 bad-escape",
                "`\\x` is not an escape that YAML knows",
                "write `\\\\` for a backslash in double quotes, or put the text in single quotes",
            ),
        ],
    ),
    (
        "a: 'x': y\n",
        [
            (
                "1:7-1:10 text-after-quotes",
                "the value of `a` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `a: \"'x': y\"`",
            ),
        ],
    ),
    (
        "'a' b: c\n",
        [
            (
                "1:5-1:9 text-after-quotes",
                "this value starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `\"'a' b: c\"`",
            ),
        ],
    ),
    (
        "a: [1\nb: 2\n",
        [
            (
                "1:4-1:5 unclosed-bracket",
                "the `[` opened here is never closed",
                "write `]` where it ends, or put a text that starts with `[` in quotes",
            ),
        ],
    ),
    (
        "a: {b: 1\nc: 2\n",
        [
            (
                "1:4-1:5 unclosed-bracket",
                "the `{` opened here is never closed",
                "write `}` where it ends, or put a text that starts with `{` in quotes",
            ),
        ],
    ),
    (
        "a: [\n",
        [
            (
                "1:4-1:5 unclosed-bracket",
                "the `[` opened here is never closed",
                "write `]` where it ends, or put a text that starts with `[` in quotes",
            ),
        ],
    ),
    (
        "a: [b}\n",
        [
            (
                "1:6-1:7 unclosed-bracket",
                "`}` does not close the `[`",
                "write `]` here",
            ),
        ],
    ),
    (
        "a: {b: c]\n",
        [
            (
                "1:9-1:10 unclosed-bracket",
                "`]` does not close the `{`",
                "write `}` here",
            ),
        ],
    ),
    (
        "a: ]\n",
        [
            (
                "1:4-1:5 reserved-start",
                "a value cannot start with `]`",
                'put the text in quotes: `a: "]"`',
            ),
        ],
    ),
    (
        "a: , b\n",
        [
            (
                "1:4-1:5 reserved-start",
                "a value cannot start with `,`",
                'put the text in quotes: `a: ", b"`',
            ),
        ],
    ),
    (
        "a: {b}}\n",
        [
            (
                "1:4-1:7 brace-starts-text",
                "a text that starts with `{` must be in quotes",
                'put the text in quotes: `a: "{b}"}`',
            ),
            (
                "1:7-1:8 unclosed-bracket",
                "`}` closes nothing",
                "remove it, or put the text in quotes",
            ),
        ],
    ),
    (
        "a: [b] c\n",
        [
            (
                "1:4-1:9 brace-starts-text",
                "a text that starts with `[` must be in quotes",
                'put the text in quotes: `a: "[b] c"`',
            ),
        ],
    ),
    (
        "a: *important* note\n",
        [
            (
                "1:4-1:5 alias",
                "a value cannot start with `*`",
                'put the text in quotes: `a: "*important* note"`',
            ),
        ],
    ),
    (
        "a: *b\n",
        [
            (
                "1:4-1:6 alias",
                "the YAML alias `*b` is not allowed",
                'write out what it stands for, or put a text that starts with `*` in quotes: `a: "*b"`',
            ),
        ],
    ),
    (
        "a: &x y\n",
        [
            (
                "1:4-1:6 anchor",
                "the YAML anchor `&x` is not allowed",
                'remove it, or put a text that starts with `&` in quotes: `a: "&x y"`',
            ),
        ],
    ),
    (
        "a: & b\n",
        [
            (
                "1:4-1:5 anchor",
                "a value cannot start with `&`",
                'put the text in quotes: `a: "& b"`',
            ),
        ],
    ),
    (
        "a: !!python/object/apply:os.system [ls]\n",
        [
            (
                "1:4-1:35 tag",
                "the YAML tag `!!python/object/apply:os.system` is not allowed",
                'remove it, or put a text that starts with `!` in quotes: `a: "!!python/object/apply:os.system [ls]"`',
            ),
        ],
    ),
    (
        "a: !foo b\n",
        [
            (
                "1:4-1:8 tag",
                "the YAML tag `!foo` is not allowed",
                'remove it, or put a text that starts with `!` in quotes: `a: "!foo b"`',
            ),
        ],
    ),
    (
        "a: !e!x b\n",
        [
            (
                "1:4-1:5 tag",
                "a value that starts with `!` is a YAML tag, which is not allowed",
                'put the text in quotes: `a: "!e!x b"`',
            ),
        ],
    ),
    (
        "a: !important thing\n",
        [
            (
                "1:4-1:14 tag",
                "the YAML tag `!important` is not allowed",
                'remove it, or put a text that starts with `!` in quotes: `a: "!important thing"`',
            ),
        ],
    ),
    (
        "%YAML 1.1\n---\na: 1\n",
        [
            (
                "1:1-1:10 directive",
                "the YAML directive `%YAML 1.1` is not allowed",
                "remove the line, or put a text that starts with `%` in quotes",
            ),
        ],
    ),
    (
        "# c\n%TAG ! x\n%FOO\n---\na: 1\n",
        [
            (
                "2:1-2:9 directive",
                "the YAML directive `%TAG ! x` is not allowed",
                "remove the line, or put a text that starts with `%` in quotes",
            ),
            (
                "3:1-3:5 directive",
                "the YAML directive `%FOO` is not allowed",
                "remove the line, or put a text that starts with `%` in quotes",
            ),
        ],
    ),
    (
        "a: 1\n---\nb: 2\n",
        [
            (
                "2:1-2:4 second-document",
                "a second document starts here; a file holds one",
                "remove the line, or move what follows it to a file of its own",
            ),
        ],
    ),
    (
        "a: b\n...\nc: d\n",
        [
            (
                "3:1-3:2 second-document",
                "a second document starts here; a file holds one",
                "remove the line, or move what follows it to a file of its own",
            ),
        ],
    ),
    (
        "a: 1\na: 2\nb: 3\na: 4\n",
        [
            (
                "2:1-2:2 duplicate-key",
                "the key `a` is given twice",
                "remove or rename one of the two",
            ),
            (
                "4:1-4:2 duplicate-key",
                "the key `a` is given twice",
                "remove or rename one of the two",
            ),
        ],
    ),
    (
        "? [a]\n: b\n",
        [
            (
                "1:3-1:6 key-not-text",
                "a key must be a name, not a list or a mapping",
                "write a name before the colon; put a text that starts with `{` or `[` in quotes",
            ),
        ],
    ),
    (
        "{a: b}: c\n",
        [
            (
                "1:1-1:7 key-not-text",
                "a key must be a name, not a list or a mapping",
                "write a name before the colon; put a text that starts with `{` or `[` in quotes",
            ),
        ],
    ),
    (
        "<<: x\n",
        [
            (
                "1:1-1:3 merge-key",
                "the merge key `<<` is not allowed",
                "write the keys out where they belong",
            ),
        ],
    ),
    (
        "a:\n\u00a0\u00a0b: 1\n",
        [
            (
                "2:1-2:4 odd-space",
                "the key `b` has a character beside it that looks like a space and is none",
                "type the space again; text copied from a web page or a word processor may hold such characters",
            ),
        ],
    ),
    (
        "a:\n\u00a0\u00a0b: 1\n  c: 1\n",
        [
            (
                "2:1-2:4 odd-space",
                "the key `b` has a character beside it that looks like a space and is none",
                "type the space again; text copied from a web page or a word processor may hold such characters",
            ),
        ],
    ),
    (
        "a: 1\n\u00a0\u00a0b: 1\n",
        [
            (
                "2:1-2:4 odd-space",
                "the key `b` has a character beside it that looks like a space and is none",
                "type the space again; text copied from a web page or a word processor may hold such characters",
            ),
        ],
    ),
    (
        "a: ? b\n",
        [
            (
                "1:4-1:5 reserved-start",
                "a value cannot start with `?`",
                'put the text in quotes: `a: "? b"`',
            ),
        ],
    ),
    (
        ": b\n",
        [
            (
                "1:1-1:2 missing-key",
                "there is no key before this colon",
                "write a key before the colon",
            ),
        ],
    ),
    (
        "x: {says: a: b}\n",
        [
            (
                "1:12-1:13 colon-in-text",
                "the text of `says` holds a colon and a space, which makes YAML look for another key",
                'put the text in quotes: `x: {says: "a: b"}`',
            ),
        ],
    ),
    (
        "a: {b: |x}\n",
        [
            (
                "1:8-1:9 reserved-start",
                "a value cannot start with `|`",
                'put the text in quotes: `a: {b: "|x"}`',
            ),
        ],
    ),
    (
        "a\nb: c\n",
        [
            (
                "1:1-1:2 missing-colon",
                "`a` is not followed by a colon, so it is no key",
                "end a key with a colon and a space; indent text that goes on from the line above deeper than its key",
            ),
        ],
    ),
    (
        "a: [{b, c}]\n",
        [
            (
                "1:5-1:11 comma-makes-key",
                "`{b, c}` holds keys without values",
                "for a list use `[` and `]`; put a text that starts with `{` in quotes",
            ),
        ],
    ),
    (
        "a: {b: [1], c}\n",
        [
            (
                "1:13-1:14 comma-makes-key",
                "the key `c` has no value",
                "write a colon, a space and a value after it, or put a text with a comma in quotes",
            ),
        ],
    ),
    (
        "a: x\x00y\x1b\u2028\n",
        [
            (
                "1:5-1:6 control-character",
                "the invisible character U+0000 is not allowed",
                "delete it, or type a space or a line break in its place",
            ),
            (
                "1:7-1:8 control-character",
                "the invisible character U+001B is not allowed",
                "delete it, or type a space or a line break in its place",
            ),
            (
                "1:8-1:9 control-character",
                "the invisible character U+2028 is not allowed",
                "delete it, or type a space or a line break in its place",
            ),
        ],
    ),
    (
        "a: 1\rb: 2\r",
        [
            (
                "1:5-1:6 line-ends",
                "this line ends with a carriage return alone",
                "save the file with the line ends of Unix (LF) or Windows (CRLF)",
            ),
        ],
    ),
    (
        'a: "\\0x\\u2028"\n',
        [
            (
                "1:5-1:7 control-character",
                "the escape for U+0000 stands for a character that is not allowed",
                "remove it; of the invisible characters a text may hold tabs and line breaks",
            ),
        ],
    ),
    (
        "a: {b: c, d\ne: f\n",
        [
            (
                "1:4-1:5 unclosed-bracket",
                "the `{` opened here is never closed",
                "write `}` where it ends, or put a text that starts with `{` in quotes",
            ),
        ],
    ),
    (
        "[a] b\n",
        [
            (
                "1:1-1:6 brace-starts-text",
                "a text that starts with `[` must be in quotes",
                'put the text in quotes: `"[a] b"`',
            ),
        ],
    ),
    (
        '"a" b\n',
        [
            (
                "1:5-1:6 text-after-quotes",
                "this value starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `'\"a\" b'`",
            ),
        ],
    ),
    (
        'a: "x\ny" z\n',
        [
            (
                "1:4-1:5 unclosed-quote",
                'the quote `"` opened here is not closed on its line',
                "close it at the end of its text",
            ),
        ],
    ),
    (
        'a: {says: "q"s, b: c}\n',
        [
            (
                "1:14-1:15 text-after-quotes",
                "the value of `says` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `a: {says: '\"q\"s', b: c}`",
            ),
        ],
    ),
    (
        "a: |2\n x\n",
        [
            (
                "2:2-2:3 indentation",
                "`x` does not line up with the keys above it",
                "give all keys of one mapping the same indentation",
            ),
        ],
    ),
    (
        "a: # c\n  foo: bar baz: q\n",
        [
            (
                "2:15-2:16 colon-in-text",
                "the text of `foo` holds a colon and a space, which makes YAML look for another key",
                'put the text in quotes: `foo: "bar baz: q"`',
            ),
        ],
    ),
    (
        'all:\n  - x: "a" in b\n',
        [
            (
                "2:12-2:16 text-after-quotes",
                "the value of `x` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `- x: '\"a\" in b'`",
            ),
        ],
    ),
    (
        "a: [x, y: z: q]\n",
        [
            (
                "1:12-1:13 colon-in-text",
                "the text holds a colon and a space, which makes YAML look for another key",
                'put the text in quotes: `a: [x, y: "z: q"]`',
            ),
        ],
    ),
    (
        "a: b\n  - c: d\n",
        [
            (
                "1:4-1:5 indentation",
                "`a` has a text on its own line, so the list below goes on with that text",
                "remove what stands after `a:`, or give the list a key of its own",
            ),
        ],
    ),
    (
        "a: {b: 'x\n",
        [
            (
                "1:8-1:9 unclosed-quote",
                "the quote `'` opened here is never closed",
                "write `'` at the end of the text",
            ),
        ],
    ),
    (
        "a: '%d' % 3\n",
        [
            (
                "1:9-1:12 text-after-quotes",
                "the value of `a` starts with a quote and goes on after the quote is closed",
                "put the text in quotes: `a: \"'%d' % 3\"`",
            ),
        ],
    ),
    (
        "a: !\n",
        [
            (
                "1:4-1:5 tag",
                "the YAML tag `!` is not allowed",
                'remove it, or put a text that starts with `!` in quotes: `a: "!"`',
            ),
        ],
    ),
    (
        "a: {days} {b}: c\n",
        [
            (
                "1:4-1:17 brace-starts-text",
                "a text that starts with `{` must be in quotes",
                'put the text in quotes: `a: "{days} {b}: c"`',
            ),
        ],
    ),
    (
        "says: {a} is: b\n",
        [
            (
                "1:7-1:16 brace-starts-text",
                "a text that starts with `{` must be in quotes",
                'put the text in quotes: `says: "{a} is: b"`',
            ),
        ],
    ),
    (
        "a: [x] and [y]\n",
        [
            (
                "1:4-1:15 brace-starts-text",
                "a text that starts with `[` must be in quotes",
                'put the text in quotes: `a: "[x] and [y]"`',
            ),
        ],
    ),
    (
        "- - - a\n  b\n",
        [
            (
                "2:3-2:4 missing-colon",
                "`b` is not followed by a colon, so it is no key",
                "end a key with a colon and a space; indent text that goes on from the line above deeper than its key",
            ),
        ],
    ),
    (
        "a: &x\n b: *x\n",
        [
            (
                "1:4-1:6 anchor",
                "the YAML anchor `&x` is not allowed",
                "remove it, or put a text that starts with `&` in quotes",
            ),
            (
                "2:5-2:7 alias",
                "the YAML alias `*x` is not allowed",
                'write out what it stands for, or put a text that starts with `*` in quotes: `b: "*x"`',
            ),
        ],
    ),
]

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__, autouse=True)
def parser(request, monkeypatch):
    monkeypatch.setattr(yaml_events, "LOADER", request.param)


def told(faults):
    return [
        (f"{f.span.line}:{f.span.column}-{f.span.end_line}:{f.span.end_column} {f.code}", f.message, f.hint)
        for f in faults
    ]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[repr(text)[:50] for text, _ in FAULTS])
def test_fault_is_told_with_its_place_and_a_hint(text, expected):
    assert told(read_yaml(text, "f.yaml")[1]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "says: Nothing is due. # a note\n",
        "when: days > 3 # a note\n",
        'cite: 1(A)(1) "the rule" # a note\n',
        "title: Fees # a note\n",
        "a: =\n",
        "a: NO\nb: on\nc: 12:30\nd: 010\ne: 1_000\nf: 2024-01-01\ng: ~\n",
        "a:\n  https://example.org/x\n",
        "---\na: 1\n...\n",
    ],
)
def test_what_is_no_fault(text):
    node, faults = read_yaml(text, "f.yaml")
    assert faults == []
    assert node


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\ufeff# nothing", "---\n# nothing\n"])
def test_file_without_content(text):
    node, faults = read_yaml(text, "f.yaml")
    assert faults == []
    assert node is None or node.text == ""


def test_no_message_ends_with_a_full_stop_or_holds_a_line_break():
    for _, faults in FAULTS:
        for _, message, hint in faults:
            assert not message.endswith(".")
            assert not hint.endswith(".")
            assert "\n" not in message + hint
            assert message[0] == "`" or message[0] == message[0].lower()


def test_tab_inside_a_line_is_a_blank_to_one_parser_and_a_fault_to_the_other():
    node, faults = read_yaml("a: 1\tb\n", "f.yaml")
    if yaml_events.LOADER is yaml.SafeLoader:
        assert told(faults) == [
            ("1:5-1:6 tab-indentation", "a tab stands where a space is needed", "type a space instead")
        ]
    else:
        assert (node["a"].text, faults) == ("1\tb", [])


def test_duplicate_key_names_the_first_place():
    node, (fault,) = read_yaml("a: 1\nb: 2\na: 3\n", "f.yaml")
    (related,) = fault.related
    assert (related.note, related.span) == ("first given here", Span("f.yaml", 1, 1, 1, 2))
    assert node["a"].text == "1"


def test_all_faults_up_to_the_syntax_error_are_told():
    text = "a: 1\na: 2\nb: &x 3\nc: !t 4\nd: {e: f, g}\nsays: one: two\nh: &y z\n"
    node, faults = read_yaml(text, "f.yaml")
    assert node is None
    assert [(f.code, f.span.line) for f in faults] == [
        ("duplicate-key", 2),
        ("anchor", 3),
        ("tag", 4),
        ("comma-makes-key", 5),
        ("colon-in-text", 6),
    ]


def test_limits():
    small = Limits(max_bytes=100, max_scalar=10, max_depth=3, max_nodes=10)
    assert told(read_yaml("a: " + "é" * 60, "f.yaml", small)[1]) == [
        ("1:1-1:1 file-too-large", "the file is larger than 100 bytes", "split it into several files")
    ]
    assert told(read_yaml("a: " + "é" * 11 + "\nb: 1\n", "f.yaml", small)[1]) == [
        (
            "1:4-1:5 text-too-long",
            "this text is longer than 10 characters",
            "split it, or keep long documents out of the file",
        )
    ]
    assert read_yaml("[[[a]]]", "f.yaml", small)[1] == []
    assert told(read_yaml("[[[[a]]]]", "f.yaml", small)[1]) == [
        ("1:4-1:4 too-deep", "this is nested deeper than 3 levels", "name a part of it and refer to the name")
    ]
    assert read_yaml("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "f.yaml", small)[1] == []
    assert told(read_yaml("[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]", "f.yaml", small)[1]) == [
        (
            "1:29-1:29 too-many-nodes",
            "the file holds more than 10 keys, values and list items",
            "split it into several files",
        )
    ]


def test_more_than_a_hundred_faults_are_cut_off():
    node, faults = read_yaml("".join(f"- &a{i} x\n" for i in range(200)), "f.yaml")
    assert node is None
    assert len(faults) == 101
    assert told(faults[-1:]) == [
        (
            "101:3-101:8 too-many-faults",
            "there are more than 100 faults; the rest of the file was not read",
            "mend the faults shown and run again",
        )
    ]


def test_decode():
    assert decode("a: é\r\n".encode(), "f") == ("a: é\r\n", [])
    assert decode(b"\xef\xbb\xbfa: 1", "f") == ("a: 1", [])
    assert decode(b"", "f") == ("", [])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: 1\nbé: \xff".encode("latin-1"), ("2:2-2:3 not-utf-8", "the byte 0xe9 here is not UTF-8")),
        ("a: é\nbé: ".encode() + b"\xff", ("2:5-2:6 not-utf-8", "the byte 0xff here is not UTF-8")),
        (b"\xef\xbb\xbfa: \xff", ("1:4-1:5 not-utf-8", "the byte 0xff here is not UTF-8")),
        (b"a: \xed\xa0\x80", ("1:4-1:5 not-utf-8", "the byte 0xed here is not UTF-8")),
        ("a: 1".encode("utf-16"), ("1:1-1:1 not-utf-8", "this file is UTF-16, not UTF-8")),
        (b"a: 1\nb: \x00", ("2:4-2:5 control-character", "the invisible character U+0000 is not allowed")),
        (b"a: \x1b[31m", ("1:4-1:5 control-character", "the invisible character U+001B is not allowed")),
        (
            "a: \u202e1".encode(),
            ("1:4-1:5 control-character", "the invisible character U+202E is not allowed"),
        ),
        (b"a: 1\rb: 2\r", ("1:5-1:6 line-ends", "this line ends with a carriage return alone")),
    ],
)
def test_bytes_that_are_refused(data, expected):
    text, faults = decode(data, "f")
    assert text is None
    assert [told([f])[0][:2] for f in faults] == [expected]
