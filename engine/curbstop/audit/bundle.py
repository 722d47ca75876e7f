"""A bundle: records with their rules and a checkpoint in one .zip file, verified on a machine without the log.

bundle.json        what is in it
checkpoint.json    the signed head of the log, with the public key
records.jsonl      a record on each line, as it was hashed
items.jsonl        the shapes and definitions that the records name, by their hashes
proofs.jsonl       of some records only: how each leads to the head
private.jsonl      where private values were opened: those of each record
key_changes.jsonl  where the key that signs was changed: each change
packs/HASH/...     the rule files of each pack
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.json_text import json_text
from curbstop.audit.key_change import KeyChange, Signers
from curbstop.audit.merkle import Proofs, leaf_hash, proven_head
from curbstop.audit.reading import Reading
from curbstop.audit.record import list_of
from curbstop.audit.search import Search
from curbstop.audit.shapes import shape_of
from curbstop.audit.verification import Stored, Verified, Verifier

FORMAT = "curbstop-bundle/1"
_LARGEST = 4 << 30


class NotABundleError(ValueError):
    """A file is not a bundle, or a part of it cannot be read; says which."""


def write_bundle(file: Path, reading: Reading, checkpoint: Checkpoint, search: Search | None, *, private: bool) -> int:
    """Write what the search finds, or all, up to the checkpoint; returns how many records.

    Raises FileExistsError where the file is there.
    """
    complete = search is None
    proofs = None if complete else Proofs(list(islice(reading.leaves(), checkpoint.size)))
    changes = [json_text(one.as_json()) for one in reading.signers().changes]
    parts: dict[str, list[bytes]] = {"proofs": [], "private": [], "key_changes": changes}
    digests, lists, shapes, count = dict[str, str](), dict[str, None](), dict[str, None](), 0
    with ZipFile(file, "x", ZIP_DEFLATED) as bundle:
        with bundle.open("records.jsonl", "w", force_zip64=True) as lines:
            for position, _, text, box in reading.rows(search or Search()):
                if position > checkpoint.size:
                    break
                body, count = reading.body(text), count + 1
                lines.write(f"{text}\n".encode())
                digests[body["files"]] = body["decision"]["rules"]["digest"]
                lists[list_of(body)] = None
                shapes |= dict.fromkeys(filter(None, [shape_of(body)]))
                if proofs:
                    parts["proofs"].append(json_text([step.hex() for step in proofs.path(position - 1)]))
                opened = private and box and reading.opened(body["id"], body["private"]["key"], bytes(box))
                parts["private"] += [json_text({"id": body["id"], **opened})] if opened else []
        items = reading.items(lists)
        items |= reading.items(dict.fromkeys(hash_ for one in list(items.values()) for _, hash_ in one["of"]))
        items |= reading.items(shapes)
        parts["items"] = [json_text({"hash": hash_, "item": item}) for hash_, item in items.items()]
        for name, written in parts.items():
            if written:
                bundle.writestr(f"{name}.jsonl", b"".join(line + b"\n" for line in written))
        packs = {}
        for files, digest in digests.items():
            kept = reading.pack(files)
            if kept is not None:
                folder = f"packs/{files.removeprefix('sha256:')[:16]}"
                packs[files] = {"pack": kept["id"], "digest": digest, "name": kept["name"], "folder": folder}
                for path, text in kept["texts"].items():
                    bundle.writestr(f"{folder}/{path}", text)
        bundle.writestr("checkpoint.json", json.dumps(checkpoint.as_json(), indent=2))
        about = {"format": FORMAT, "log": checkpoint.log, "complete": complete, "records": count, "packs": packs}
        bundle.writestr("bundle.json", json.dumps(about, indent=2))
    return count


def verify_bundle(file: Path, kept: Checkpoint | None = None) -> tuple[Verified, Checkpoint]:
    """What verifying finds in a bundle, every decision included, and the checkpoint that is in it.

    `kept` is a checkpoint that the auditor has. Raises NotABundleError.
    """
    try:
        with ZipFile(file) as bundle:
            if sum(part.file_size for part in bundle.infolist()) > _LARGEST:
                raise NotABundleError(f"it unpacks to more than {_LARGEST >> 30} GiB")
            return _verified(bundle, kept)
    except NotABundleError:
        raise
    except BadZipFile as error:
        raise NotABundleError("it was cut off, or is no .zip file") from error
    except Exception as error:  # a hostile file may lead to anything
        raise NotABundleError("its parts cannot be read") from error


@contextmanager
def _part(bundle: ZipFile, name: str) -> Iterator[None]:
    """Whatever goes wrong in reading a part, a file or a folder, is said of that part."""
    try:
        yield
    except NotABundleError:
        raise
    except Exception as error:  # a hostile file may lead to anything
        is_there = any(one.startswith(name) for one in bundle.namelist())
        raise NotABundleError(f"its part `{name}` is {'damaged' if is_there else 'missing'}") from error


def _verified(bundle: ZipFile, kept: Checkpoint | None) -> tuple[Verified, Checkpoint]:
    for name, count in Counter(bundle.namelist()).items():
        if count > 1:
            raise NotABundleError(f"its part `{name}` stands in it twice")
    with _part(bundle, "bundle.json"):
        about = json.loads(bundle.read("bundle.json"))
        packs, complete, records = dict(about["packs"]), bool(about["complete"]), int(about["records"])
    with _part(bundle, "checkpoint.json"):
        try:
            checkpoint = Checkpoint.read(bundle.read("checkpoint.json"))
        except ValueError as error:
            raise NotABundleError(f"checkpoint.json: {error}") from error
    with _part(bundle, "items.jsonl"):
        items = {line["hash"]: line["item"] for line in _lines(bundle, "items.jsonl")}
    with _part(bundle, "private.jsonl"):
        private = {line.pop("id"): line for line in _lines(bundle, "private.jsonl")}
    with _part(bundle, "key_changes.jsonl"):
        signers = _signers(bundle, checkpoint)
    is_other = kept is not None and (kept.log != checkpoint.log or signers.fault(kept) is not None)
    compared = [checkpoint, *(one.checkpoint for one in signers.changes), *([kept] if kept and not is_other else [])]
    verifier = Verifier(
        lambda hashes: {one: items[one] for one in hashes if one in items},
        {files: _rules(bundle, pack) for files, pack in packs.items()}.get,
        compared if complete else [],
        opened=lambda id_, _key, _box: private.get(id_),
        decisions=True,
    )
    verifier.found.faults += [*signers.faults(checkpoint.log), *filter(None, [signers.fault(checkpoint)])]
    if is_other:
        verifier.found.faults.append("the checkpoint that was given is one of another log, or signed with another key")
    proofs = None if complete else _lines(bundle, "proofs.jsonl")
    position = 0
    with _part(bundle, "records.jsonl"), bundle.open("records.jsonl") as lines:
        for line in lines:
            text = line.decode(errors="replace").removesuffix("\n")
            position, leaf = _position(text, position + 1), leaf_hash(text.encode())
            stored = Stored(position, leaf, text, None, None)
            if proofs is None:
                verifier.add(stored)
                continue
            with _part(bundle, "proofs.jsonl"):
                path = [bytes.fromhex(step) for step in next(proofs, [])]
            verifier.add_alone(stored, proven_head(leaf, position - 1, checkpoint.size, path) == checkpoint.head)
    found = verifier.finish()
    if not complete:
        found.head, found.checkpoints = checkpoint.head, 1
        if kept and not is_other and (kept.size, kept.head) != (checkpoint.size, checkpoint.head):
            found.faults.append(
                f"the checkpoint that was given is of {kept.size} records and that of the bundle of {checkpoint.size}, "
                "and some records alone are compared with the same checkpoint only"
            )
    if found.records != records:
        found.faults.append(f"there are {found.records} records, and the bundle was written with {records}")
    return found, checkpoint


def _position(text: str, expected: int) -> int:
    """Where a record says that it stands; of what is no record any more, where it should."""
    try:
        return int(json.loads(text)["position"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return expected


def _signers(bundle: ZipFile, checkpoint: Checkpoint) -> Signers:
    """The keys of the log, as far as the bundle shows that one followed the other."""
    try:
        changes = [KeyChange.read(json.dumps(line)) for line in _lines(bundle, "key_changes.jsonl")]
    except ValueError as error:
        raise NotABundleError(f"key_changes.jsonl: {error}") from error
    return Signers(changes[0].checkpoint.public_key if changes else checkpoint.public_key, changes)


def _rules(bundle: ZipFile, pack: Mapping[str, str]) -> dict[str, Any]:
    """A pack's files as the log keeps them."""
    below = f"{pack['folder']}/"
    with _part(bundle, below):
        files = [name for name in bundle.namelist() if name.startswith(below)]
        texts = {name.removeprefix(below): bundle.read(name).decode() for name in files}
        return {"id": pack["pack"], "name": pack["name"], "texts": texts}


def _lines(bundle: ZipFile, name: str) -> Iterator[Any]:
    if name in bundle.namelist():
        with bundle.open(name) as lines:
            for line in lines:
                yield json.loads(line)
