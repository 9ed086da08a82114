"""Blocks of whole lines hold every byte of a file, whatever their size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convcheck.model import Source
from convcheck.readers._lines import BYTE_ORDER_MARK, SPARE_BYTES, blocks, lent_blocks

CONTENT = st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b"bcd" * 9, BYTE_ORDER_MARK])).map(
    b"".join
)


@given(CONTENT, st.integers(1, 40))
def test_blocks_are_the_file(content: bytes, size: int) -> None:
    """Nothing is lost, doubled or reordered, and only a byte order mark is left out."""
    found = list(blocks(Source("-", "jsonl", (), content), size))
    assert content.removeprefix(BYTE_ORDER_MARK) == b"".join(block.data for block in found)
    assert [number == 0 for number in range(len(found))] == [block.first for block in found]
    assert all(block.data.endswith(b"\n") and not block.last for block in found[:-1])
    assert all(block.last for block in found[-1:])


@given(CONTENT, st.integers(1, 40), st.sampled_from([0, 3]))
def test_lent_blocks_are_followed_by_a_line_end_and_spare_bytes(
    content: bytes, size: int, lines: int
) -> None:
    """So a reader may look a little beyond the end of a block without asking."""
    for block in lent_blocks(Source("-", "jsonl", (), content), size, lines):
        assert block.data.endswith(b"\n") or block.buffer[block.size] == ord("\n")
        assert len(block.buffer) >= block.size + SPARE_BYTES - 1


def test_blocks_of_long_lines_are_larger() -> None:
    """They hold more lines than the size asked for would allow."""
    content = b"x" * 99 + b"\n"
    source = Source("-", "jsonl", (), content * 50)
    sizes = [block.size for block in lent_blocks(source, 300, lines=10)]
    assert sizes[0] < sizes[1]
    assert 5000 == sum(sizes)
