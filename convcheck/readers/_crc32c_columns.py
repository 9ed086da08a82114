"""CRC-32C of many records of one length at once.

The checksum is linear over exclusive or: it is a constant of the length, xor one table entry for
each byte, chosen by the byte's value and its distance from the end. Records of one length can so be
checked column by column, and bytes that are alike in all of them need not be looked at twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._crc32c import ALL_ONES, MASK_DELTA, byte_table, checksum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    WordArray = NDArray[np.uint32]

PAIRED_FROM = 20_000
"""Rows from which a table for two bytes (65,536 entries to build) pays off."""
BLOCK = 4_096
"""Bytes of one record taken in one step: bounds the tables to 4 MiB."""


def contribution(columns: ByteArray, distance: int) -> WordArray:
    """Return shape (n,): what some adjacent bytes of n records add to their checksums.

    ``columns`` has shape (n, width); ``distance`` counts the bytes after the last column.
    """
    count, width = columns.shape
    total = np.zeros(count, np.uint32)
    column = 0
    while column < width:
        after = distance + width - 1 - column
        if count >= PAIRED_FROM and column + 1 < width:
            total ^= _pair_table(after - 1).take(_pair(columns, column))
            column += 2
        else:
            total ^= _table(after).take(columns[:, column])
            column += 1
    return total


def _pair(columns: ByteArray, column: int) -> NDArray[np.uint16]:
    """Return two adjacent columns as one little-endian number, shape (n,)."""
    if columns.shape[1] % 2 == 0:
        pairs: NDArray[np.uint16] = columns.view("<u2")[:, column // 2]
        return pairs
    return columns[:, column] | columns[:, column + 1].astype(np.uint16) << np.uint16(8)


def unmask(stored: WordArray) -> WordArray:
    """Undo the mask of stored checksums, shape (n,)."""
    rotated = stored - np.uint32(MASK_DELTA)
    return rotated >> np.uint32(17) | rotated << np.uint32(15)


def length_checksums(lengths: NDArray[np.int64]) -> WordArray:
    """Return the unmasked checksums of length fields, shape (n,)."""
    words = lengths.astype("<i8").view("<u2").reshape(-1, 4)
    sums = _pair_table(6).take(words[:, 0]) ^ np.uint32(checksum(bytes(8)))
    for column in (1, 2, 3):
        # Zeros, which these are for records below 64 KiB, add nothing.
        if words[:, column].any():
            sums ^= _pair_table(6 - 2 * column).take(words[:, column])
    return sums


def checksum_of(data: ByteArray) -> int:
    """Return the unmasked checksum of one record of any length."""
    if len(data) <= BLOCK:
        return _state_after(data, ALL_ONES) ^ ALL_ONES
    state = ALL_ONES
    for start in range(0, len(data), BLOCK):
        state = _state_after(data[start : start + BLOCK], state)
    return state ^ ALL_ONES


def _state_after(block: ByteArray, state: int) -> int:
    """Return the state after a block: the old one acts like four bytes laid over the first four."""
    if len(block) < 4:
        for byte in block.tolist():
            state = byte_table()[(state ^ byte) & 0xFF] ^ state >> 8
        return state
    block = block.copy()
    block[:4] ^= np.frombuffer(state.to_bytes(4, "little"), np.uint8)
    after = np.arange(len(block) - 1, -1, -1)
    return int(np.bitwise_xor.reduce(_tables(len(block))[after, block]))


def _table(after: int) -> WordArray:
    """Return what a byte adds that ``after`` bytes follow, 256 words."""
    row: WordArray = _tables(after + 1)[after]
    return row


def _tables(count: int) -> WordArray:
    """Return at least ``count`` tables, the one for the last byte first."""
    global _grown
    if len(_grown) < count:
        grown = np.empty((max(count, 2 * len(_grown)), 256), np.uint32)
        grown[: len(_grown)] = _grown
        for after in range(len(_grown), len(grown)):
            # One more byte follows: the state moves on by a zero byte.
            grown[after] = grown[after - 1] >> 8 ^ grown[0].take(grown[after - 1] & 0xFF)
        _grown = grown
    return _grown


_grown: WordArray = np.array([byte_table()], np.uint32)


@lru_cache(maxsize=64)
def _pair_table(after: int) -> WordArray:
    """Return what two adjacent bytes add, read as one little-endian number, 65,536 words."""
    low, high = _table(after + 1), _table(after)
    return (high[:, None] ^ low[None, :]).reshape(-1)
