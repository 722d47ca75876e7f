"""Hashes and proofs are those of RFC 6962, as another implementation has them; ids are UUIDs of version 7."""

from uuid import UUID

import pytest
from pymerkle import InmemoryTree

from curbstop.audit.ids import id_number, id_text, next_id
from curbstop.audit.merkle import EMPTY, Proofs, Tree, leaf_hash, proven_head, spans

# The heads over the eight records of the test vectors of Certificate Transparency.
RECORDS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_heads_are_those_of_the_published_vectors() -> None:
    tree = Tree()
    assert tree.head == EMPTY
    for record, head in zip(RECORDS, HEADS, strict=True):
        tree.add(leaf_hash(bytes.fromhex(record)))
        assert tree.head.hex() == head


def test_heads_are_those_of_another_implementation() -> None:
    tree, other = Tree(), InmemoryTree(algorithm="sha256")
    for number in range(200):
        data = f"record {number}".encode()
        tree.add(leaf_hash(data))
        other.append_entry(data)
        assert tree.head == other.get_root()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33, 64])
def test_a_proof_leads_from_its_record_alone_to_the_head(size: int) -> None:
    leaves, tree = [leaf_hash(b"%d" % number) for number in range(size)], Tree()
    for leaf in leaves:
        tree.add(leaf)
    proofs = Proofs(leaves)
    for index, leaf in enumerate(leaves):
        path = proofs.path(index)
        assert proven_head(leaf, index, size, path) == tree.head
        assert proven_head(leaf_hash(b"another"), index, size, path) != tree.head
        assert proven_head(leaf, index, size, [*path, leaf]) is None
        if size > 1:
            assert proven_head(leaf, (index + 1) % size, size, path) != tree.head
            assert proven_head(leaf, index, size, path[:-1]) is None


def test_a_tree_goes_on_from_its_peaks() -> None:
    leaves, whole = [leaf_hash(b"%d" % number) for number in range(23)], Tree()
    for leaf in leaves[:13]:
        whole.add(leaf)
    resumed = Tree(whole.size, whole.peaks)
    for leaf in leaves[13:]:
        whole.add(leaf)
        resumed.add(leaf)
    assert resumed.head == whole.head
    assert spans(13) == [(1, 8), (9, 12), (13, 13)]
    with pytest.raises(ValueError, match="a tree of 3 leaves has 2 peaks, not 1"):
        Tree(3, [EMPTY])


def test_ids_are_of_version_7_and_hold_their_moment() -> None:
    made = next_id(1_790_000_000_123, None)
    told = UUID(id_text(made))
    assert (told.version, told.variant) == (7, "specified in RFC 4122")
    assert made >> 80 == 1_790_000_000_123
    assert told.int == id_number(str(told)) == made


def test_ids_grow_within_a_millisecond_and_when_the_clock_jumps_back() -> None:
    last = 1_790_000_000_123 << 80 | 7 << 76 | 0xFFF << 64 | 2 << 62 | (1 << 62) - 1
    after = next_id(5, last)
    assert (after > last, UUID(int=after).version, after >> 80) == (True, 7, 1_790_000_000_124)
    for _ in range(10_000):
        last, after = after, next_id(1_790_000_000_000, after)
        assert id_text(after) > id_text(last)
