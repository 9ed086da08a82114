"""Finding the beginnings of records by following their lengths.

Each length tells where the next record begins, so a file can only be walked one record after the
other. To walk a large piece fast it is cut into segments; in each the first place is searched where
a length with the right checksum stands, and from there all segments are walked at once. That such
a place was a record, and no look-alike inside an image, is proved in the end: the walk before it
must arrive exactly there.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._byte_columns import Places
from convcheck.readers._crc32c_columns import length_checksums, unmask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    ByteArray = NDArray[np.uint8]
    IntArray = NDArray[np.int64]
    WordArray = NDArray[np.uint32]

FRAME_BYTES = 16
"""Length, its checksum, and the checksum of the data."""
SEGMENT_BYTES = 8_192
"""Long beside a scalar's record of about 60 bytes, short beside the piece walked at once."""
SEARCH_BYTES = (128, 1_024)
"""How far into a segment to search, first in all, then where that found nothing. Segments without
a beginning are left to the walk before them, as inside of images."""
SAMPLE = 1_000
"""Records looked at first for whether all have one length."""
MOST_AHEAD = 32
"""Records of one size looked for at once: more would be looked at in vain where runs end."""
TOGETHER_FROM = 32 * SEGMENT_BYTES
"""Bytes below which walking one by one is faster."""


def walk(data: ByteArray) -> IntArray:
    """Return where the whole records in ``data`` begin, the first at 0, shape (n,).

    Lengths are followed, not verified: what is returned behind a damaged one means nothing.
    """
    if len(data) < TOGETHER_FROM:
        return np.array(walk_one_by_one(data, 0), np.int64)
    uniform = _uniform_walk(data)
    if len(uniform):
        return uniform
    starts = _starts(data)
    found, arrived = _walk_together(data, starts)
    missed = np.flatnonzero(arrived[:-1] != starts[1:])
    if len(missed):
        proved = found[found < starts[missed[0] + 1]]
        rest = walk_one_by_one(data, int(arrived[missed[0]]))
        return np.concatenate([proved, np.array(rest, np.int64)])
    return found if arrived[-1] <= len(data) else found[:-1]


def _uniform_walk(data: ByteArray) -> IntArray:
    """Return where records begin that all have one length; none where they have not."""
    size = int(data[:8].view("<u8")[0]) + FRAME_BYTES
    count = len(data) // size
    if count < 2:
        return np.empty(0, np.int64)
    starts = np.arange(0, count * size, size)
    # Most files without one length show it soon.
    for some in (starts[:SAMPLE], starts):
        if not (Places(data, some).words(0, "<u8") == size - FRAME_BYTES).all():
            return starts[:0]
    # A shorter record may still follow the last of them.
    following = walk_one_by_one(data, count * size)
    return np.concatenate([starts, np.array(following, np.int64)])


def walk_one_by_one(data: ByteArray, at: int) -> list[int]:
    """Return where the whole records begin, the first at ``at``."""
    view, end = data.data, len(data) - FRAME_BYTES
    length_at = struct.Struct("<Q").unpack_from
    starts = []
    while at <= end:
        following = at + FRAME_BYTES + length_at(view, at)[0]
        if following > len(data):
            break
        starts.append(at)
        at = following
    return starts


def _starts(data: ByteArray) -> IntArray:
    """Return a place in each segment where a record seems to begin, the first at 0."""
    segments = np.arange(SEGMENT_BYTES, len(data) - 2 * SEARCH_BYTES[-1], SEGMENT_BYTES)
    found = [np.zeros(1, np.int64)]
    for reach in SEARCH_BYTES:
        starts = _first_headers(data, segments, reach)
        found.append(starts)
        segments = np.setdiff1d(segments, starts // SEGMENT_BYTES * SEGMENT_BYTES)
    return np.sort(np.concatenate(found))


def _first_headers(data: ByteArray, segments: IntArray, reach: int) -> IntArray:
    """Return the first plausible record within reach in those segments that have one."""
    if not len(segments):
        return segments
    zero = Places(data, segments).columns(0, reach + 8) == 0
    # The upper five bytes of a length are zeros below 16 MiB.
    plausible = zero[:, 3 : 3 + reach].copy()
    for byte in range(4, 8):
        plausible &= zero[:, byte : byte + reach]
    segment, offset = np.nonzero(plausible)
    at = segments[segment] + offset
    headers = Places(data, at)
    right = length_checksums(headers.words(0, "<i8")) == unmask(headers.words(8, "<u4"))
    _, first = np.unique(segment[right], return_index=True)
    starts: IntArray = at[right][first]
    return starts


def _walk_together(data: ByteArray, starts: IntArray) -> tuple[IntArray, IntArray]:
    """Walk from every start to the next or beyond it.

    Returns all places met, in order, and where each walk arrived, shape (starts,).
    """
    low_words = np.ndarray((len(data) - 3,), "<u4", data, 0, (1,))
    until = np.append(starts[1:], len(data) - FRAME_BYTES + 1)
    arrived = np.empty_like(starts)
    walkers = np.arange(len(starts))
    at, runs, ahead = starts, [], 1
    while len(at):
        size = low_words[at] + np.int64(FRAME_BYTES)
        count = _alike(low_words, at, size, until, ahead)
        runs.append((at, size, count))
        # Runs that filled what was looked at are likely to go on.
        ahead = min(2 * int(count.sum()) // len(at), MOST_AHEAD)
        at = at + count * size
        going = at < until
        if not going.all():
            arrived[walkers[~going]] = at[~going]
            at, until, walkers = at[going], until[going], walkers[going]
    return _spelled_out(*map(np.concatenate, zip(*runs, strict=True))), arrived


def _alike(
    low_words: WordArray, at: IntArray, size: IntArray, until: IntArray, ahead: int
) -> IntArray:
    """Return how many records of the size of the one at each place follow each other, shape (n,).

    Counts that one, those that begin before ``until`` and no more than ``ahead``.
    """
    following = at[:, None] + size[:, None] * np.arange(1, ahead)
    inside = following < until[:, None]
    alike = low_words[np.where(inside, following, 0)] == size[:, None] - FRAME_BYTES
    ends = np.column_stack([alike & inside, np.zeros(len(at), bool)])
    count: IntArray = ends.argmin(axis=1) + 1
    return count


def _spelled_out(at: IntArray, size: IntArray, count: IntArray) -> IntArray:
    """Return the places in runs of records of one size, in order.

    No walk enters what another walks, so to sort the runs is to put walk behind walk.
    """
    order = np.argsort(at)
    at, size, count = at[order], size[order], count[order]
    distance = np.repeat(size, count)
    last = at + (count - 1) * size
    distance[np.cumsum(count) - count] = at - np.append(0, last[:-1])
    places: IntArray = np.cumsum(distance)
    return places
