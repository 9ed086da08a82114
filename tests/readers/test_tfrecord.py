"""Framing and checksums of event files."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.readers import _tfrecord
from convcheck.readers._crc32c import checksum, masked_checksum
from convcheck.readers._crc32c_columns import checksum_of, contribution, length_checksums, unmask
from convcheck.readers._tfrecord import Ending, RecordFile
from convcheck.readers._tfrecord_walk import walk, walk_one_by_one
from tests.bench.event_files import framed, framed_all


def records_of(data: bytes) -> tuple[list[bytes], Ending]:
    """Return every record's data and how the file ends."""
    file = RecordFile(io.BytesIO(data))
    found = [
        window.data[at : at + length].tobytes()
        for window in file.windows()
        for at, length in zip(window.at.tolist(), window.length.tolist(), strict=True)
    ]
    return found, file.ending


def test_checksum_is_that_of_the_standard() -> None:
    """The check value of CRC-32C in RFC 3720 and in every catalogue of checksums."""
    assert checksum(b"123456789") == 0xE3069283


@given(st.binary(max_size=9_000))
def test_every_way_to_the_checksum_gives_the_same(data: bytes) -> None:
    """Byte by byte, by position tables, and in blocks."""
    assert checksum(data) == checksum_of(np.frombuffer(data, np.uint8))
    masked = np.array([masked_checksum(data)], np.uint32)
    assert checksum(data) == int(unmask(masked)[0])


@pytest.mark.parametrize("rows", [3, 30_000])
@pytest.mark.parametrize("width", [1, 2, 3, 8])
def test_what_columns_contribute_is_the_difference_of_checksums(rows: int, width: int) -> None:
    """Checksums are linear: two records differ by what their differing bytes contribute."""
    generator = np.random.default_rng(width)
    columns = generator.integers(0, 256, (rows, width), dtype=np.uint8)
    part = contribution(columns, 5)
    for row in (0, rows - 1):
        data = b"same" + columns[row].tobytes() + b"after"
        blank = b"same" + bytes(width) + b"after"
        assert checksum(data) ^ checksum(blank) == part[row]


@given(st.lists(st.integers(0, 2**63 - 1), min_size=1))
def test_checksums_of_lengths_are_those_of_their_bytes(lengths: list[int]) -> None:
    """Lengths of any size, as a damaged or hostile file may claim them."""
    expected = [checksum(struct.pack("<Q", length)) for length in lengths]
    assert expected == length_checksums(np.array(lengths, np.int64)).tolist()


@given(st.lists(st.binary(max_size=40), max_size=20), st.data())
def test_a_file_cut_anywhere_gives_its_whole_records(
    contents: list[bytes], data: st.DataObject
) -> None:
    """A cut is the normal end of a live file: it costs the record that it divides."""
    parts = [framed(content) for content in contents]
    whole = b"".join(parts)
    cut = data.draw(st.integers(0, len(whole)))
    ends = np.cumsum([len(part) for part in parts])
    complete = int(np.searchsorted(ends, cut, side="right"))
    at_border = cut == 0 or cut in ends
    expected = Ending.COMPLETE if at_border else Ending.CUT
    assert (contents[:complete], expected) == records_of(whole[:cut])


@pytest.mark.parametrize("claimed", [2**31, 2**40, 2**60, 2**64 - 1])
@pytest.mark.parametrize("signed", [True, False], ids=["right checksum", "wrong checksum"])
def test_an_enormous_length_is_not_believed(claimed: int, signed: bool) -> None:
    """It ends the file as cut off or damaged, and allocates nothing of that size."""
    length = struct.pack("<Q", claimed)
    total = masked_checksum(length) ^ (0 if signed else 1)
    data = framed(b"first") + length + struct.pack("<I", total) + bytes(1_000)
    expected = Ending.CUT if signed else Ending.DAMAGED
    assert ([b"first"], expected) == records_of(data)


def test_records_longer_than_the_window_are_read_or_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long one grows the window; one beyond reason is passed over and counted."""
    monkeypatch.setattr(_tfrecord, "WINDOW_BYTES", 64)
    monkeypatch.setattr(_tfrecord, "MOST_RECORD_BYTES", 200)
    contents = [b"a", b"b" * 100, b"c", b"d" * 1_000, b"e"]
    file = RecordFile(io.BytesIO(b"".join(framed(content) for content in contents)))
    firsts = [(window.first, len(window.at)) for window in file.windows()]
    assert (5, Ending.COMPLETE) == (file.records, file.ending)
    assert 4 == sum(count for _, count in firsts)
    assert (4, 1) == firsts[-1]


@pytest.mark.parametrize("seed", range(4))
def test_walking_segments_together_finds_what_walking_one_by_one_finds(seed: int) -> None:
    """Also around records much longer than a segment, which hold whole look-alikes of files."""
    generator = np.random.default_rng(seed)
    lengths = generator.choice(
        [20, 45, 60, 700, 5_000, 60_000], 3_000, p=[0.3, 0.3, 0.3, 0.06, 0.03, 0.01]
    )
    decoy = framed(b"x" * 30) * 500
    contents = [
        decoy[:length] if length > 5_000 else generator.bytes(length) for length in lengths.tolist()
    ]
    data = np.frombuffer(b"".join(framed_all(contents)), np.uint8)
    assert walk_one_by_one(data, 0) == walk(data).tolist()
    assert walk_one_by_one(data[:-7], 0) == walk(data[:-7]).tolist()


@pytest.mark.parametrize("damaged", [False, True])
def test_walking_runs_of_one_length_finds_what_walking_one_by_one_finds(damaged: bool) -> None:
    """Runs end anywhere: at another length, between segments, at a cut, at a damaged length."""
    generator = np.random.default_rng(0)
    kinds = framed_all([bytes(size) for size in (40, 41, 80, 3_000)])
    for longest in (2, 30, 300):
        runs = generator.integers([0, 1], [len(kinds), longest], (6_000 // longest + 200, 2))
        data = np.frombuffer(b"".join(kinds[kind] * count for kind, count in runs), np.uint8)
        data = data[: -int(generator.integers(1, 100))].copy()
        expected = walk_one_by_one(data, 0)
        if damaged:
            place = int(generator.integers(len(expected)))
            data[expected[place]] ^= 1
            assert expected[: place + 1] == walk(data)[: place + 1].tolist()
        else:
            assert expected == walk(data).tolist()
