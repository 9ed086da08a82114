"""Damaged, cut off and hostile event files: what is lost, and that it is said."""

from __future__ import annotations

import contextlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.errors import ConvcheckError
from convcheck.model import Source
from tests.bench.event_files import framed
from tests.readers import _event_bytes as eb
from tests.readers._event_bytes import ENCODINGS
from tests.readers._event_reading import comparable, read_all


def small_file() -> tuple[bytes, list[int]]:
    """Return a file with all encodings, and where its records begin."""
    events = [eb.VERSION] + [
        eb.event([value], 200 + place) for place, (value, _) in enumerate(ENCODINGS.values())
    ]
    parts = [framed(data) for data in events]
    return b"".join(parts), np.cumsum([0] + [len(part) for part in parts]).tolist()


def values_in(data: bytes) -> tuple[dict[float, float | str], set[str]]:
    """Return value by step, and the codes of the notes."""
    table = read_all(Source("", "tensorboard", (), content=data))
    found = {
        x: comparable(value)
        for column in table.columns.values()
        for x, value in zip(column.x.tolist(), column.value.tolist(), strict=True)
    }
    return found, {note.code for note in table.notes}


def test_a_file_cut_at_any_byte_keeps_its_whole_records() -> None:
    """A cut tail is the normal end of a live log: noted, and nothing before it lost."""
    data, starts = small_file()
    for cut in range(1, len(data)):
        found, codes = values_in(data[:cut])
        assert max(sum(start <= cut for start in starts) - 2, 0) == len(found), cut
        assert (set() if cut in starts else {"truncated-log"}) == codes, cut


def test_a_flipped_bit_costs_its_record_or_ends_the_file_and_is_noted() -> None:
    """Behind a damaged length nothing can be found. No value is ever wrong."""
    data, starts = small_file()
    whole, _ = values_in(data)
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1 << place % 8
        found, codes = values_in(bytes(damaged))
        record = sum(start <= place for start in starts) - 1
        in_header = place - starts[record] < 12
        lost = len(whole) - len(found)
        assert found.items() <= whole.items(), place
        assert {"damaged-log" if in_header else "checksum-mismatch"} == codes, place
        assert (len(starts) - 1 - max(record, 1) if in_header else min(record, 1)) == lost, place


@settings(max_examples=60)
@given(st.data())
def test_damage_among_many_alike_costs_the_damaged_only(data: st.DataObject) -> None:
    """The fast way through records of one shape skips exactly those whose bytes were changed."""
    count = 300
    records = [framed(eb.event([eb.simple("loss", s)], 1_000 + s)) for s in range(count)]
    size = len(records[0])
    damaged = bytearray(b"".join(records))
    hit = data.draw(st.sets(st.integers(0, count - 1), max_size=5))
    for record in hit:
        damaged[record * size + data.draw(st.integers(12, size - 1))] ^= data.draw(
            st.integers(1, 255)
        )
    table = read_all(Source("", "tensorboard", (), content=bytes(damaged)))
    expected = [float(s) for s in range(count) if s not in hit]
    assert expected == table.columns["loss"].value.tolist()
    assert [len(hit)] * bool(hit) == [n.count for n in table.notes if n.code == "checksum-mismatch"]


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=60), max_size=30))
def test_records_of_noise_raise_nothing_else_than_planned_errors(contents: list[bytes]) -> None:
    """Framed well, but with any bytes as data."""
    data = b"".join(framed(content) for content in contents)
    with contextlib.suppress(ConvcheckError):
        read_all(Source("", "tensorboard", (), content=data))
