"""The tree is that of RFC 6962, however it grew."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.audit.merkle import Frontier, leaf, node, path_ranges, root_from_path

# The eight leaves and the root after each that certificate transparency logs are tested with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 section 2.1 defines it, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node(by_definition(leaves[:k]), by_definition(leaves[k:]))


def some_leaves(count: int) -> list[bytes]:
    return [leaf(str(n).encode()) for n in range(count)]


def test_the_known_roots() -> None:
    tree = Frontier()
    for size, root in enumerate(ROOTS):
        assert tree.root().hex() == root
        if size < len(LEAVES):
            tree.extend([leaf(LEAVES[size])])


@given(st.lists(st.integers(0, 20), max_size=8))
def test_a_tree_is_the_same_however_it_grew(parts: list[int]) -> None:
    leaves = some_leaves(sum(parts))
    tree = Frontier()
    for part in parts:
        tree.extend(leaves[tree.size : tree.size + part])
        tree = Frontier.read(tree.size, tree.to_bytes())
    assert tree.size == len(leaves)
    assert tree.root() == by_definition(leaves)


@pytest.mark.parametrize(("size", "length"), [(0, 32), (3, 32), (4, 64), (1, 31)])
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, length: int) -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier.read(size, bytes(length))


@given(st.data())
def test_every_leaf_is_proved_and_no_other_in_its_place(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    leaves = some_leaves(size)
    path = [by_definition(leaves[a:b]) for a, b in path_ranges(index, size)]
    root = by_definition(leaves)
    assert root_from_path(index, size, leaves[index], path) == root
    if other != index:
        assert root_from_path(index, size, leaves[other], path) != root
        assert root_from_path(other, size, leaves[index], path) != root


@pytest.mark.parametrize(("index", "extra"), [(-1, 0), (5, 0), (2, 1), (2, -1)])
def test_a_path_that_does_not_fit_leads_nowhere(index: int, extra: int) -> None:
    length = len(path_ranges(2, 5)) + extra
    assert root_from_path(index, 5, bytes(32), [bytes(32)] * length) is None
