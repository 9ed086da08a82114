"""TensorBoard event files: every encoding, every defect, and TensorBoard's own reader beside it."""

from __future__ import annotations

import math
import struct
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.readers import tensorboard
from convcheck.table import LossTable, Wanted
from tests.bench.event_files import framed, length_delimited, varint, write_mixed, write_scalars
from tests.readers import _event_bytes as eb

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="skipped: the shared data are not there"),
]
Points = list[tuple[float, float]]


def source_of(*files: Path, splits: dict[str, str] | None = None) -> Source:
    return Source(str(files[0].parent), "tensorboard", tuple(map(str, files)), splits=splits or {})


def read_all(source: Source) -> LossTable:
    names = [entry.name for entry in tensorboard.survey(source).entries]
    return tensorboard.read(source, [Wanted(name) for name in names])


def points(table: LossTable) -> dict[str, Points]:
    """Return step and value of every series; NaN as a text, so that it equals itself."""
    return {
        name: [
            (x, value if value == value else "nan")
            for x, value in zip(column.x.tolist(), column.value.tolist(), strict=True)
        ]  # type: ignore[misc]
        for name, column in table.columns.items()
    }


def reference(file: Path) -> dict[str, Points]:
    """Return what TensorBoard's own loader finds, with steps that are all zero counted."""
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    from tensorboard.util import tensor_util

    found: dict[str, Points] = defaultdict(list)
    plugins: dict[str, str] = {}
    for event in EventFileLoader(str(file)).Load():
        for value in event.summary.value:
            plugin = plugins.setdefault(value.tag, value.metadata.plugin_data.plugin_name)
            if plugin == "scalars" and value.tensor.dtype not in (0, eb.STRING):
                number = float(tensor_util.make_ndarray(value.tensor).item())
                found[value.tag].append((event.step, number if number == number else "nan"))  # type: ignore[arg-type]
    for tag, rows in found.items():
        if len(rows) > 1 and not any(step for step, _ in rows):
            found[tag] = [(float(place), value) for place, (_, value) in enumerate(rows)]
    return dict(found)


ENCODINGS = {
    "simple_value": (eb.simple("loss", 0.1), float(np.float32(0.1))),
    "tensor_content": (eb.tensor("loss", eb.FLOAT, eb.content(struct.pack("<f", 0.1))), float(np.float32(0.1))),
    "float_val packed": (eb.tensor("loss", eb.FLOAT, length_delimited(5, struct.pack("<f", 0.1))), float(np.float32(0.1))),
    "float_val unpacked": (eb.tensor("loss", eb.FLOAT, b"\x2d" + struct.pack("<f", 0.1)), float(np.float32(0.1))),
    "double_val": (eb.tensor("loss", eb.DOUBLE, length_delimited(6, struct.pack("<d", 0.1))), 0.1),
    "double content": (eb.tensor("loss", eb.DOUBLE, eb.content(struct.pack("<d", 0.1))), 0.1),
    "no plugin": (eb.tensor("loss", eb.FLOAT, eb.content(struct.pack("<f", 0.1)), plugin=""), float(np.float32(0.1))),
    "no shape": (eb.tensor("loss", eb.FLOAT, eb.content(struct.pack("<f", 0.1)), shape=b""), float(np.float32(0.1))),
    "int32 content": (eb.tensor("loss", eb.INT32, eb.content(struct.pack("<i", -7))), -7.0),
    "int_val": (eb.tensor("loss", eb.INT32, length_delimited(7, varint(-7))), -7.0),
    "int64_val": (eb.tensor("loss", eb.INT64, length_delimited(10, varint(2**40))), 2.0**40),
    "half_val": (eb.tensor("loss", eb.HALF, length_delimited(13, varint(0x3555))), float(np.array([0x3555], "<u2").view("<f2")[0])),
    "half content": (eb.tensor("loss", eb.HALF, eb.content(b"\x55\x35")), float(np.array([0x3555], "<u2").view("<f2")[0])),
    "bfloat16_val": (eb.tensor("loss", eb.BFLOAT16, length_delimited(13, varint(0x3FC0))), 1.5),
    "bfloat16 content": (eb.tensor("loss", eb.BFLOAT16, eb.content(b"\xc0\x3f")), 1.5),
    "one element": (eb.tensor("loss", eb.FLOAT, eb.content(struct.pack("<f", 0.5)), shape=b"\x12\x04\x12\x02\x08\x01"), 0.5),
    "NaN": (eb.simple("loss", math.nan), math.nan),
    "infinity": (eb.simple("loss", -math.inf), -math.inf),
}  # fmt: skip


@pytest.mark.parametrize("count", [1, 300], ids=["alone", "among many"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_of_a_scalar_is_read_exactly(
    encoding: str, count: int, tmp_path: Path
) -> None:
    """Bit for bit, whether it is parsed alone or as one of many alike."""
    value, expected = ENCODINGS[encoding]
    file = eb.write(tmp_path / "tfevents", [eb.event([value], step) for step in range(count)])
    column = read_all(source_of(file)).columns["loss"]
    np.testing.assert_array_equal(np.full(count, expected), column.value)
    np.testing.assert_array_equal(np.arange(count), column.x)
    np.testing.assert_array_equal(np.arange(count), column.record)


FOREIGN = {
    "version": eb.VERSION,
    "session": eb.SESSION_START,
    "graph": b"\x09" + bytes(8) + length_delimited(4, b"\x0a\x04node"),
    "image": eb.event([length_delimited(1, b"x") + length_delimited(4, b"\x08\x01\x22\x04\x89PNG")], 1),
    "histogram": eb.event([length_delimited(1, b"x") + length_delimited(5, b"\x09" + bytes(8))], 1),
    "audio": eb.event([length_delimited(1, b"x") + length_delimited(6, b"")], 1),
    "string": eb.event([eb.tensor("x", eb.STRING, length_delimited(8, b"text"), plugin="text")], 1),
    "vector": eb.event([eb.tensor("x", eb.FLOAT, eb.content(bytes(8)), shape=b"\x12\x04\x12\x02\x08\x02")], 1),
    "matrix": eb.event([eb.tensor("x", eb.DOUBLE, eb.content(bytes(48)), shape=b"\x12\x08\x12\x02\x08\x02\x12\x02\x08\x03")], 1),
    "other plugin": eb.event([eb.tensor("x", eb.FLOAT, eb.content(bytes(4)), plugin="hparams")], 1),
    "empty tensor": eb.event([eb.tensor("x", eb.FLOAT, b"")], 1),
    "empty": b"",
}  # fmt: skip


@pytest.mark.parametrize("copies", [1, 200])
@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_records_are_passed_over_without_a_word(
    kind: str, copies: int, tmp_path: Path
) -> None:
    """Whatever lies between the scalars, all scalars and nothing else are read."""
    events = []
    for step in range(100):
        events += [eb.event([eb.simple("loss", step)], step)] + [FOREIGN[kind]] * (
            copies // 100 or 1
        )
    table = read_all(source_of(eb.write(tmp_path / "tfevents", events)))
    assert {"loss": [(float(step), float(step)) for step in range(100)]} == points(table)
    assert [] == [note for note in table.notes if note.code != "session-start"]


def test_tags_of_one_length_are_kept_apart(tmp_path: Path) -> None:
    """Records of many tags that are equally long, in changing order, as writers interleave them."""
    generator = np.random.default_rng(0)
    expected: dict[str, Points] = defaultdict(list)
    events = []
    for step in range(1, 2_000):
        for tag in generator.permutation(["aaaa", "abab", "bbbb", "b\u00e4b"])[:3].tolist():
            value = float(np.float32(generator.normal()))
            expected[tag].append((float(step), value))
            events.append(eb.event([eb.simple(tag, value)], step, 1.7e9 + step))
    file = eb.write(tmp_path / "tfevents", events)
    assert expected == points(read_all(source_of(file)))
    assert reference(file) == points(read_all(source_of(file)))


def test_several_values_in_one_record_are_all_read(tmp_path: Path) -> None:
    """TF1 writes merged summaries, histograms among the scalars."""
    other = length_delimited(1, b"h") + length_delimited(5, b"\x09" + bytes(8))
    events = [
        eb.event([eb.simple("a", step), other, eb.simple("b", -step)], step) for step in range(200)
    ]
    table = read_all(source_of(eb.write(tmp_path / "tfevents", events)))
    assert {"a": [(s, s) for s in range(200)], "b": [(s, -s) for s in range(200)]} == points(table)


def test_negative_and_large_steps_are_read(tmp_path: Path) -> None:
    """Steps are 64-bit integers with a sign."""
    steps = [-1, -5, 2**40, 2**53, 127, 128, 16_384]
    file = eb.write(tmp_path / "tfevents", [eb.event([eb.simple("loss", 1)], s) for s in steps])
    assert steps == read_all(source_of(file)).columns["loss"].x.tolist()


@pytest.mark.parametrize("steps", [[0, 0, 0], [None, None, None]], ids=["zero", "absent"])
def test_steps_that_are_all_zero_are_counted_instead(
    steps: list[int | None], tmp_path: Path
) -> None:
    """add_scalar without global_step puts every point at 0: the order is all there is."""
    events = [eb.event([eb.simple("loss", 1)], step) for step in steps]
    source = source_of(eb.write(tmp_path / "tfevents", events))
    table = read_all(source)
    assert [0, 1, 2] == table.columns["loss"].x.tolist()
    assert ["no-steps"] == [note.code for note in table.notes]
    assert "record" == tensorboard.survey(source).entries[0].unit


def test_files_of_one_run_continue_each_other(tmp_path: Path) -> None:
    """Records are numbered and time runs on over all files; restarts are left to the series."""
    first = eb.write(tmp_path / "1.tfevents", [eb.VERSION] + [eb.event([eb.simple("loss", s)], s, 100.0 + s) for s in range(3)])  # fmt: skip
    second = eb.write(tmp_path / "2.tfevents", [eb.SESSION_START] + [eb.event([eb.simple("loss", s)], s, 200.0 + s) for s in (1, 2)])  # fmt: skip
    table = read_all(source_of(first, second))
    column = table.columns["loss"]
    assert [0, 1, 2, 1, 2] == column.x.tolist()
    assert [1, 2, 3, 5, 6] == column.record.tolist()
    assert [0, 1, 2, 101, 102] == (column.time if column.time is not None else column.x).tolist()
    assert 1 == table.extras["session_starts"]


def test_splits_and_folders_stand_in_front_of_the_tags(tmp_path: Path) -> None:
    """Keras logs both splits under one tag; only the folder tells them apart."""
    events = [eb.event([eb.simple("epoch_loss", 1), eb.simple("train/acc", 1)], s) for s in (1, 2)]
    train = eb.write(tmp_path / "train" / "tfevents", events)
    validation = eb.write(tmp_path / "validation" / "tfevents", events)
    further = eb.write(tmp_path / "sub" / "run" / "tfevents", events)
    splits = {str(train): "train", str(validation): "validation"}
    entries = tensorboard.survey(source_of(train, validation, further, splits=splits)).entries
    found = {entry.name: (entry.role, entry.unit) for entry in entries}
    assert {
        "train/epoch_loss": ("train", "epoch"),
        "train/acc": ("", None),
        "validation/epoch_loss": ("validation", "epoch"),
        "validation/train/acc": ("", None),
        "sub/run/epoch_loss": ("", "epoch"),
        "sub/run/train/acc": ("", None),
    } == found


def test_only_the_wanted_series_are_given(tmp_path: Path) -> None:
    """And wanted series that are not there are left out."""
    file = eb.write(tmp_path / "tfevents", [eb.event([eb.simple("a", 1), eb.simple("b", 2)], 1)])
    table = tensorboard.read(source_of(file), [Wanted("b"), Wanted("c")])
    assert ["b"] == list(table.columns)


def small_file() -> tuple[bytes, list[int]]:
    """Return a file with all encodings, and where its records begin."""
    events = [eb.VERSION] + [eb.event([value], 200 + place) for place, (value, _) in enumerate(ENCODINGS.values())]  # fmt: skip
    parts = [framed(data) for data in events]
    return b"".join(parts), np.cumsum([0] + [len(part) for part in parts]).tolist()


def values_in(data: bytes, path: Path) -> tuple[dict[float, float], set[str]]:
    """Return value by step, and the codes of the notes."""
    path.write_bytes(data)
    table = read_all(Source("", "tensorboard", (), content=data))
    found = {x: v for column in table.columns.values() for x, v in zip(column.x.tolist(), column.value.tolist(), strict=True)}  # fmt: skip
    return found, {note.code for note in table.notes}


def test_a_file_cut_at_any_byte_keeps_its_whole_records(tmp_path: Path) -> None:
    """A cut tail is the normal end of a live log: noted, and nothing before it lost."""
    data, starts = small_file()
    for cut in range(1, len(data)):
        found, codes = values_in(data[:cut], tmp_path / "f")
        assert max(sum(start <= cut for start in starts) - 2, 0) == len(found), cut
        assert (set() if cut in starts else {"truncated-log"}) == codes, cut


def test_a_flipped_bit_costs_its_record_or_ends_the_file_and_is_noted(tmp_path: Path) -> None:
    """Damaged data are skipped; behind a damaged length nothing can be found. Never a wrong value."""
    data, starts = small_file()
    whole, _ = values_in(data, tmp_path / "f")
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1 << place % 8
        found, codes = values_in(bytes(damaged), tmp_path / "f")
        record = sum(start <= place for start in starts) - 1
        in_header = place - starts[record] < 12
        lost = len(whole) - len(found)
        assert found.items() <= whole.items() or any(v != v for v in found.values()), place
        assert {"damaged-log" if in_header else "checksum-mismatch"} == codes, place
        assert (len(starts) - 1 - max(record, 1) if in_header else min(record, 1)) == lost, place


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_among_many_alike_costs_the_damaged_only(data: st.DataObject) -> None:
    """The fast way through records of one shape skips exactly those whose bytes were changed."""
    count = 300
    records = [framed(eb.event([eb.simple("loss", s)], 1_000 + s)) for s in range(count)]
    size = len(records[0])
    damaged = bytearray(b"".join(records))
    hit = data.draw(st.sets(st.integers(0, count - 1), max_size=5))
    for record in hit:
        damaged[record * size + data.draw(st.integers(12, size - 1))] ^= data.draw(st.integers(1, 255))  # fmt: skip
    table = read_all(Source("", "tensorboard", (), content=bytes(damaged)))
    expected = [float(s) for s in range(count) if s not in hit]
    assert expected == table.columns["loss"].value.tolist()
    assert [len(hit)] * bool(hit) == [n.count for n in table.notes if n.code == "checksum-mismatch"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=30))
def test_records_of_noise_raise_nothing_else_than_planned_errors(contents: list[bytes]) -> None:
    """Framed well, but with any bytes as data."""
    data = b"".join(framed(content) for content in contents)
    try:
        read_all(Source("", "tensorboard", (), content=data))
    except ConvcheckError:
        pass


def test_large_files_of_all_kinds_equal_their_small_pieces(tmp_path: Path) -> None:
    """What spans several windows is read as TensorBoard's own loader reads it."""
    mixed, tensors = tmp_path / "mixed.tfevents", tmp_path / "tensors.tfevents"
    write_mixed(mixed, 30_000)
    write_scalars(tensors, 3_000, ["train/loss", "val/loss", "lr"], "tensor")
    for file in (mixed, tensors):
        assert reference(file) == points(read_all(source_of(file)))
    many = tmp_path / "many.tfevents"
    write_scalars(many, 50_000, ["train/loss", "val/loss", "lr"])
    table = read_all(source_of(many))
    assert {"train/loss": 50_000, "val/loss": 50_000, "lr": 50_000} == {n: len(c) for n, c in table.columns.items()}  # fmt: skip
    assert all((np.diff(column.x) == 1).all() for column in table.columns.values())


def test_files_of_tensorboardx_are_read(tmp_path: Path) -> None:
    """Scalars among text, histograms and hyper-parameters, written by the client itself."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(tmp_path)) as writer:
        for step in range(300):
            writer.add_scalar("train/loss", 1 / (step + 1), step)
            if step % 50 == 0:
                writer.add_histogram("weights", np.arange(10.0), step)
                writer.add_text("note", "text", step)
    (file,) = tmp_path.glob("*tfevents*")
    expected = [(float(s), float(np.float32(1 / (s + 1)))) for s in range(300)]
    assert {"train/loss": expected} == points(read_all(source_of(file))) == reference(file)


def shared_files() -> list[Path]:
    return sorted(path for path in SHARED.rglob("*tfevents*") if path.is_file())


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="skipped: the shared data are not there")
@pytest.mark.parametrize("folder", ["loggers", "truth", "wild"])
def test_real_files_read_as_tensorboard_reads_them(folder: str) -> None:
    """Files of torch, tensorboardX, Keras, Lightning, CatBoost and strangers."""
    files = [file for file in shared_files() if folder in file.parts]
    assert files
    for file in files:
        assert reference(file) == points(read_all(source_of(file))), file
