"""CRC-32C (Castagnoli) as event files use it, for a few bytes at a time and without numpy.

Polynomial and initial value: RFC 3720, appendix B.4. The mask is TensorFlow's: a file that holds
checksums must not look like its own checksum.
"""

from __future__ import annotations

from functools import cache

POLYNOMIAL = 0x82F63B78
"""The Castagnoli polynomial 0x1EDC6F41, bits reversed."""
ALL_ONES = 0xFFFFFFFF
MASK_DELTA = 0xA282EAD8


def masked_checksum(data: bytes) -> int:
    """Return the masked CRC-32C of ``data``, as a record stores it."""
    return mask(checksum(data))


def checksum(data: bytes) -> int:
    """Return the CRC-32C of ``data``."""
    table = byte_table()
    state = ALL_ONES
    for byte in data:
        state = table[(state ^ byte) & 0xFF] ^ state >> 8
    return state ^ ALL_ONES


def mask(crc: int) -> int:
    """Rotate right by 15 bits and add a constant."""
    return ((crc >> 15 | crc << 17) + MASK_DELTA) & ALL_ONES


@cache
def byte_table() -> tuple[int, ...]:
    """Return what each byte adds to the state, 256 words."""
    return tuple(_advance_eight_bits(byte) for byte in range(256))


def _advance_eight_bits(state: int) -> int:
    for _ in range(8):
        state = state >> 1 ^ (POLYNOMIAL if state & 1 else 0)
    return state
