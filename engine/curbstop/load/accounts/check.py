"""The facts of one account, checked against what the pack declares.

The plain shapes in which nearly every account comes are taken apart as fast as can be, up to the first thing that is
not known there; only then everything is read again with care, to understand it or to say all that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from curbstop.diagnostics import Diagnostic, Faults, Related, nearest, nearest_hint
from curbstop.ir.pack import Fact
from curbstop.ir.types import Kind
from curbstop.load.accounts.converters import converter
from curbstop.load.accounts.plain import form, masked_facts, plain_facts
from curbstop.load.accounts.positions import FAULTS_AT_MOST, Path, Place, shown_key
from curbstop.load.accounts.reading import Found, Reader, TooManyFaultsError, is_unknown
from curbstop.load.accounts.shapes import Shape
from curbstop.load.accounts.text import WrittenAccount
from curbstop.load.accounts.wanted import wanted
from curbstop.load.accounts.wording import TYPE_WORDS
from curbstop.load.yaml.nodes import Scalar

REMEMBERED_TEXTS = 5000

_Entries = dict[str, "int | _Entries"]
"""By every way to write a name below a group: the index of its fact, or what is below it."""


class Vocabulary:
    """What may be said about an account; built once for a pack and shared between threads.

    `index` has the position of each fact in the values, `hides` is whether each is private, `private` whether any is.
    `read_before` has what YAML scalars came to: sound values of facts that are not private, by position, text and
    whether it is plain.
    """

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = tuple(facts.values())
        self.wanted = tuple(wanted(fact, name) for name, fact in facts.items())
        self.index: Mapping[str, int] = {name: i for i, name in enumerate(facts)}
        self.hides = tuple(w.hides for w in self.wanted)
        self.private = any(self.hides)
        self._entries = _entries(self.index)
        converters = {w.name: converter(w) for w in self.wanted}
        self._shapes = Shape(converters, dotted=False), Shape(converters, dotted=True)
        self._forms = [(w.name, form(w)) for w in self.wanted]
        self.read_before: dict[tuple[int, str, bool], object] = {}

    def check(self, facts: Mapping[str, object]) -> tuple[object, ...]:
        """The values in the order of the facts, None for an unknown one. Raises Faults with all that is wrong.

        Names may be nested, dotted or both, values Python objects or YAML scalars. The faults of a
        `WrittenAccount` have places.
        """
        account = facts if type(facts) is WrittenAccount else None
        tree = facts if account is None else account.facts
        for shape in self._shapes:
            try:
                return shape.values(tree)
            except Exception:  # noqa: S112  # what it does not know, whatever it raised, the careful way explains
                continue
        return self._read(tree, account)

    def contradicted(self, facts: Mapping[str, object], broken: Iterable[tuple[str, str, Sequence[str]]]) -> Faults:
        """Faults of facts of which each is sound and several contradict a rule: what is said, a hint, what it reads.

        Each has the place of the last of these facts.
        """
        account = facts if type(facts) is WrittenAccount else None
        reading = _Reading(self, self._entries)
        reading.top(facts if account is None else account.facts)
        for message, hint, names in islice(broken, FAULTS_AT_MOST):
            read = {self.index[name] for name in names}
            path = next((path for position, path in reversed(reading.given.items()) if position in read), ())
            reading.refuse("contradiction", message, path, hint, at_key=True)
        return _faults(self, reading, account, complete=True)

    def plain(self, values: tuple[object, ...], made: Mapping[str, object] = {}) -> dict[str, object]:
        """What is known, by dotted name, as JSON data that `check` reads back to the same values.

        `made` has some of it already, as the trace of a decision about the account.
        """
        return plain_facts(self._forms, values, made)

    def masked(self, values: tuple[object, ...]) -> dict[str, object]:
        """As `plain`, with `(private)` in place of each private value."""
        return masked_facts(self.wanted, values)

    def _read(self, tree: object, account: WrittenAccount | None) -> tuple[object, ...]:
        reading = _Reading(self, self._entries)
        complete = True
        try:
            reading.top(tree)
        except TooManyFaultsError:
            complete = False
        if not reading.found:
            return tuple(reading.values)
        raise _faults(self, reading, account, complete=complete)


def _entries(index: Mapping[str, int]) -> _Entries:
    """The entries of the top, where a fact can be reached nested, dotted and any way between."""
    top: _Entries = {}
    groups: dict[str, _Entries] = {"": top}
    for name in index:
        parts = name.split(".")
        for length in range(1, len(parts)):
            group = ".".join(parts[:length])
            if group in index:
                raise ValueError(f"fact {name} stands below fact {group}")
            if group not in groups:
                groups[group] = {}
                _reach(groups, group, groups[group])
        _reach(groups, name, index[name])
    return top


def _reach(groups: dict[str, _Entries], name: str, entry: int | _Entries) -> None:
    parts = name.split(".")
    for length in range(len(parts)):
        groups[".".join(parts[:length])][".".join(parts[length:])] = entry


class _Reading(Reader):
    """The careful pass: values, where each was given, and the paths whose lines no excerpt may show."""

    def __init__(self, vocabulary: Vocabulary, entries: _Entries) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.entries = entries
        self.values: list[object] = [None] * len(vocabulary.wanted)
        self.given: dict[int, Path] = {}
        self.hidden: set[Path] = set()

    def top(self, tree: object) -> None:
        if isinstance(tree, Mapping):
            self._group(self.entries, tree, "", ())
            return
        message = "an account is a mapping of facts to what is known about them"
        hint = "give each fact by its name"
        if tree is None:
            message, hint = f"{message}, and this is None", "give `{}` where nothing is known"
        self.refuse("not-a-mapping", message, (), hint)

    def _group(self, entries: _Entries, mapping: Mapping[object, object], prefix: str, path: Path) -> None:
        for name, raw in mapping.items():
            if not isinstance(name, str):
                message = "a name is not a text" if not prefix else f"a name below `{prefix[:-1]}` is not a text"
                self.refuse("name-not-text", message, path, "give facts by their names", at_key=True)
                continue
            at = (*path, name)
            full = prefix + name
            entry = entries.get(name)
            if entry is None:
                self.hidden.add(at)
                self._unknown(full, prefix, at)
            elif isinstance(entry, dict):
                self._below(entry, raw, full, at)
            else:
                self._fact(entry, raw, full, at)

    def _below(self, entries: _Entries, raw: object, full: str, path: Path) -> None:
        if isinstance(raw, Mapping):
            self._group(entries, raw, f"{full}.", path)
        elif not is_unknown(raw):
            self.hidden.add(path)
            names = [n for n in self.vocabulary.index if n.startswith(f"{full}.")]
            hint = f"give the facts below it: {_listed(names)}"
            self.refuse("group-not-fact", f"`{full}` is a group of facts, not a fact itself", path, hint)

    def _fact(self, position: int, raw: object, full: str, path: Path) -> None:
        hides = self.vocabulary.hides[position]
        if hides:
            self.hidden.add(path)
        before = self.given.setdefault(position, path)
        if before is not path:
            message = f"`{full}` is given twice, as {_way(before)} and as {_way(path)}"
            self.refuse("given-twice", message, path, "remove one of the two", at_key=True, before=before)
            return
        # Cases mostly repeat what other cases say. What a text says depends on what stands behind it, too.
        known = self.vocabulary.read_before
        remembered = not hides and self.vocabulary.wanted[position].type.kind is not Kind.TEXT
        key = (position, raw.text, raw.plain) if type(raw) is Scalar and remembered else None
        value = known.get(key) if key else None
        if value is None:
            value = self.value(self.vocabulary.wanted[position], raw, path, f"`{full}`")
            if key and value is not None and len(known) < REMEMBERED_TEXTS:
                known[key] = value
        self.values[position] = value

    def _unknown(self, full: str, prefix: str, path: Path) -> None:
        names = list(self.vocabulary.index)
        owner = full.rpartition(".")[0]
        if full == "as_of":
            hint: str = "the day that the decision is about is given beside the facts, not among them"
        elif full in ("facts", "account") and full not in _groups(names):
            hint = f"the facts stand at the top, not below `{full}`"
        elif owner in self.vocabulary.index:
            kind = self.vocabulary.wanted[self.vocabulary.index[owner]].type.kind
            hint = f"`{owner}` is {TYPE_WORDS[kind]} and has nothing below it"
        else:
            beside = [n for n in names if n.startswith(prefix)] if prefix else names
            hint = nearest_hint(full, beside, "facts")
            guess = None if hint.startswith("did you mean") else nearest(full, [*names, *_groups(names)])
            hint = f"did you mean `{guess}`? {hint}" if guess else hint
        self.refuse("unknown-fact", f"unknown fact {shown_key(full)}", path, hint, at_key=True)


def _groups(names: list[str]) -> set[str]:
    return {name[:at] for name in names for at, c in enumerate(name) if c == "."}


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more


def _way(path: Path) -> str:
    return " > ".join(shown_key(str(step)) for step in path)


def _faults(vocabulary: Vocabulary, reading: _Reading, account: WrittenAccount | None, *, complete: bool) -> Faults:
    """What was found as diagnostics, with places, and an excerpt where the line holds nothing private."""
    found = reading.found
    places: dict[Path, Place] = {}
    hidden: set[int] = set()
    if account is not None:
        paths = {f.path for f in found} | {f.before for f in found if f.before is not None}
        places = account.places(paths | reading.hidden)
        for path in reading.hidden & places.keys():
            hidden.update(range(places[path].key.line, places[path].value.end_line + 1))
    shows = account is not None and account.excerpts and (complete or not vocabulary.private)
    if not vocabulary.private:
        hidden = set()
    faults = Faults.of(
        (_diagnostic(f, reading.hidden, places, hidden, shows=shows) for f in found),
        {account.file: account.text} if account is not None and shows else None,
    )
    if complete:
        return faults
    message = f"there are more faults than the {len(found)} that are shown"
    more = Diagnostic("too-many-faults", message, hint="mend these and try again", excerpt=False)
    return Faults((*faults.diagnostics, more), faults.sources)


def _diagnostic(
    found: Found, guarded: set[Path], places: dict[Path, Place], hidden: set[int], *, shows: bool
) -> Diagnostic:
    place = places.get(found.path)
    span = None
    if place is not None:
        inside = any(found.path[: len(path)] == path for path in guarded)
        span = place.key if found.at_key or (inside and hidden) else place.value
    before = places.get(found.before) if found.before is not None else None
    related = (Related("first given here", before.key),) if before is not None else ()
    lines = {s.line for s in (span, before.key if before else None) if s is not None}
    return Diagnostic(
        found.code,
        found.message,
        span,
        found.hint,
        related,
        excerpt=shows and not lines & hidden,
        path=found.path,
    )
