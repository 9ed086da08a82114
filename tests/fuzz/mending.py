"""Set the checksums of mutated logs right, so that mutations reach what lies behind them."""

from __future__ import annotations

import struct
import zlib

from convcheck.readers._crc32c import masked_checksum
from convcheck.readers._wandb_frames import BLOCK_BYTES, HEADER_BYTES, PART_HEAD_BYTES

RECORD_HEADER_BYTES = 12
CHECKSUM_BYTES = 4


def mended_events(data: bytes) -> bytes:
    """Return an event file whose records have right checksums as far as their lengths go."""
    out = bytearray(data)
    at = 0
    while at + RECORD_HEADER_BYTES <= len(out):
        (length,) = struct.unpack_from("<Q", out, at)
        struct.pack_into("<I", out, at + 8, masked_checksum(bytes(out[at : at + 8])))
        start = at + RECORD_HEADER_BYTES
        end = start + length
        if end + CHECKSUM_BYTES > len(out):
            break
        struct.pack_into("<I", out, end, masked_checksum(bytes(out[start:end])))
        at = end + CHECKSUM_BYTES
    return bytes(out)


def mended_wandb(data: bytes) -> bytes:
    """Return a W&B log whose parts have right checksums as far as their lengths go."""
    out = bytearray(data)
    at = HEADER_BYTES
    while at + PART_HEAD_BYTES <= len(out):
        left = BLOCK_BYTES - at % BLOCK_BYTES
        if left < PART_HEAD_BYTES:
            at += left
            continue
        (length,) = struct.unpack_from("<H", out, at + 4)
        end = at + PART_HEAD_BYTES + length
        if end > len(out) or PART_HEAD_BYTES + length > left:
            break
        struct.pack_into("<I", out, at, zlib.crc32(out[at + PART_HEAD_BYTES - 1 : end]))
        at = end
    return bytes(out)
