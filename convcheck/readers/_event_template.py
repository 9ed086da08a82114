"""Reading many like events at once: one is parsed, the others are compared with it.

Events of one tag differ in the bytes of wall time, step and value only. Their checksum is linear
over exclusive or, so what those bytes add to it can be taken away from the stored checksum; what is
left, the *residue*, depends on the other bytes alone: a hash of tag and layout that the writer has
computed for us. Records of equal residue are compared with the first of them, which is parsed and
verified byte by byte; those whose other bytes are alike have then passed their checksum, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcheck.readers._byte_columns import Places
from convcheck.readers._crc32c_columns import checksum_of, contribution, unmask
from convcheck.readers._event_record import Event, parse_event
from convcheck.readers._event_store import Scalars, ScalarStore
from convcheck.readers._event_tensor import width
from convcheck.readers._wire import MalformedMessage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convcheck.model import BoolArray, FloatArray, IntArray

    ByteArray = NDArray[np.uint8]

CHECKSUM_BYTES = 4
VERIFIED_BYTES = 256
"""Records up to this length are verified even where they hold nothing of use: they might be
damaged scalars, and the damage is worth a note."""
_GOLDEN = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio, made odd: its powers have bits everywhere (Knuth, TAOCP 6.4)."""
_MOST_RESIDUES = 4_096
"""Tags tried in one group; more distinct residues than this are noise, not tags."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Records of one length that lie in memory together."""

    data: ByteArray
    """The bytes they lie in."""
    at: IntArray
    """Shape (n,), where each one's data begin, rising."""
    number: IntArray
    """Shape (n,), each one's number in the file."""
    length: int
    """Bytes of data in each."""

    def __len__(self) -> int:
        return len(self.at)

    def where(self, chosen: BoolArray) -> Rows:
        """Return some of the rows."""
        return Rows(self.data, self.at[chosen], self.number[chosen], self.length)

    def event(self, row: int) -> Event | None:
        """Parse one row; None where its checksum is wrong or it is no event.

        The checksum of a long record that holds nothing of use is not looked at.
        """
        start = int(self.at[row])
        data: ByteArray = self.data[start : start + self.length]
        try:
            event = parse_event(data.tobytes())
        except MalformedMessage:
            return None
        if self.length > VERIFIED_BYTES and not event.is_of_use:
            return event
        stored = self.data[start + self.length :][:CHECKSUM_BYTES].view("<u4")
        return event if int(unmask(stored)[0]) == checksum_of(data) else None


class Layout(NamedTuple):
    """Where the bytes lie that differ from record to record."""

    wall_time_at: int | None
    step_span: tuple[int, int] | None
    numbers: tuple[tuple[int, str], ...]
    """Place and type of each value."""


def layout_of(event: Event) -> Layout | None:
    """Return the layout of an event, or None where its values have no fixed width."""
    numbers = tuple((scalar.number.at, scalar.number.dtype) for scalar in event.scalars)
    if not numbers or event.session_start or not all(dtype for _, dtype in numbers):
        return None
    return Layout(event.wall_time_at, event.step_span, numbers)


def read_alike(rows: Rows, example: Event, layout: Layout, store: ScalarStore) -> BoolArray:
    """Store the rows that have the layout of the first one, which is the ``example``.

    Returns shape (n,): true for the rows that were read. The others have another layout, hold no
    scalar, or are damaged.
    """
    columns = _Columns(rows, layout)
    read = np.zeros(len(rows), bool)
    for chosen, first in _by_residue(columns.residue):
        event = example if first == 0 else rows.event(first)
        if event is None or layout_of(event) != layout:
            continue
        fits = columns.step_fits[chosen] & (columns.others[chosen] == columns.others[first])
        if not fits.all():
            chosen = np.arange(len(rows))[chosen][fits]
        read[chosen] = True
        store.learn_plugins(int(rows.number[first]), event)
        for index, scalar in enumerate(event.scalars):
            store.add(scalar.tag, columns.scalars(chosen, index))
    return read


class _Columns:
    """The differing bytes of all rows, decoded, and what stands for the other bytes."""

    def __init__(self, rows: Rows, layout: Layout) -> None:
        places = Places(rows.data, rows.at).side_by_side(rows.length + CHECKSUM_BYTES)
        self.number = rows.number
        self.residue = unmask(places.words(rows.length, "<u4"))
        differing = np.zeros(rows.length, bool)

        def take(start: int, width: int) -> ByteArray:
            columns = places.columns(start, width)
            differing[start : start + width] = True
            self.residue ^= contribution(columns, rows.length - start - width)
            return columns

        self.wall_time, self.step = np.zeros(len(rows)), np.zeros(len(rows))
        self.step_fits = np.ones(len(rows), bool)
        if layout.wall_time_at is not None:
            self.wall_time = take(layout.wall_time_at, 8).view("<f8").reshape(-1)
        if layout.step_span is not None:
            start, end = layout.step_span
            self.step, self.step_fits = _steps(take(start, end - start))
        self.values = [_numbers(take(at, width(dtype)), dtype) for at, dtype in layout.numbers]

        self.others = _fingerprint(places, ~differing)

    def scalars(self, chosen: IntArray | slice, index: int) -> Scalars:
        return Scalars(
            self.number[chosen],
            self.step[chosen],
            self.wall_time[chosen],
            self.values[index][chosen],
        )


def _fingerprint(places: Places, chosen: BoolArray) -> NDArray[np.uint64]:
    """Return one number for the chosen bytes of each record, shape (n,).

    The sum of all words, each times an odd number: a change within one word changes it for
    certain, any other with all but one chance in 2**64.
    """
    total = np.zeros(len(places.at), np.uint64)
    if places.are_alike(chosen):
        return total
    length = len(chosen)
    mask = np.where(chosen, 255, 0).astype(np.uint8)
    multiplier = 1
    for start in range(0, length, 8):
        # The last word overlaps the one before; an event with a scalar has at least nine bytes.
        start = min(start, length - 8)
        word_mask = mask[start : start + 8].view("<u8")[0]
        multiplier = multiplier * _GOLDEN & 0xFFFFFFFFFFFFFFFF
        if word_mask:
            total += (places.words(start, "<u8") & word_mask) * np.uint64(multiplier)
    return total


def _by_residue(residue: NDArray[np.uint32]) -> Iterator[tuple[IntArray | slice, int]]:
    """Yield the rows of each residue, in order, with the first of them."""
    if bool(np.all(residue == residue[0])):
        yield slice(None), 0
        return
    # Sorting the pair as one number keeps rows of one residue in order.
    keys = np.sort(residue.astype(np.uint64) << np.uint64(32) | np.arange(len(residue), dtype="u8"))
    order = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    borders = np.flatnonzero(np.diff(keys >> np.uint64(32))) + 1
    groups = np.split(order, borders) if len(borders) < _MOST_RESIDUES else [order[:0]]
    for rows in groups:
        if len(rows):
            yield rows, int(rows[0])


def _steps(digits: ByteArray) -> tuple[FloatArray, BoolArray]:
    """Return the steps in the varints, shape (n,), and where all digits belong to one varint."""
    expected = np.full(digits.shape[1], 128, np.uint8)
    expected[-1] = 0
    step = np.zeros(len(digits), np.uint64)
    fits = np.ones(len(digits), bool)
    for place in range(digits.shape[1]):
        digit = digits[:, place]
        fits &= digit & 128 == expected[place]
        step |= (digit & 127).astype(np.uint64) << np.uint64(7 * place)
    return step.view(np.int64).astype(np.float64), fits


def _numbers(columns: ByteArray, dtype: str) -> FloatArray:
    """Return the values in the bytes, shape (n,), widened to float64."""
    if dtype == "bfloat16":
        halves = columns.view("<u2").reshape(-1).astype("<u4") << np.uint32(16)
        return halves.view("<f4").astype(np.float64)
    return columns.view(dtype).reshape(-1).astype(np.float64)
