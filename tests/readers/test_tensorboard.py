"""TensorBoard event files: every encoding, every defect, and TensorBoard's own reader beside it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from convcheck.readers import tensorboard
from convcheck.table import Wanted
from tests.bench.event_files import length_delimited, write_mixed, write_scalars
from tests.readers import _event_bytes as eb
from tests.readers._event_bytes import ENCODINGS
from tests.readers._event_reading import (
    SHARED,
    Points,
    needs_shared,
    points,
    read_all,
    reference,
    source_of,
)


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


TAG = length_delimited(1, b"x")
VECTOR = b"\x12\x04\x12\x02\x08\x02"
MATRIX = b"\x12\x08\x12\x02\x08\x02\x12\x02\x08\x03"
VALUES = {
    "image": TAG + length_delimited(4, b"\x08\x01\x22\x04\x89PNG"),
    "histogram": TAG + length_delimited(5, b"\x09" + bytes(8)),
    "audio": TAG + length_delimited(6, b""),
    "string": eb.tensor("x", eb.STRING, length_delimited(8, b"text"), plugin="text"),
    "vector": eb.tensor("x", eb.FLOAT, eb.content(bytes(8)), shape=VECTOR),
    "matrix": eb.tensor("x", eb.DOUBLE, eb.content(bytes(48)), shape=MATRIX),
    "other plugin": eb.tensor("x", eb.FLOAT, eb.content(bytes(4)), plugin="hparams"),
    "empty tensor": eb.tensor("x", eb.FLOAT, b""),
}
FOREIGN = {name: eb.event([value], 1) for name, value in VALUES.items()} | {
    "version": eb.VERSION,
    "session": eb.SESSION_START,
    "graph": b"\x09" + bytes(8) + length_delimited(4, b"\x0a\x04node"),
    "empty": b"",
}


@pytest.mark.parametrize("copies", [1, 3])
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
    first = eb.write(
        tmp_path / "1.tfevents",
        [eb.VERSION] + [eb.event([eb.simple("loss", s)], s, 100.0 + s) for s in range(3)],
    )
    second = eb.write(
        tmp_path / "2.tfevents",
        [eb.SESSION_START] + [eb.event([eb.simple("loss", s)], s, 200.0 + s) for s in (1, 2)],
    )
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
    assert [("train/loss", 50_000), ("val/loss", 50_000), ("lr", 50_000)] == [
        (name, len(column)) for name, column in table.columns.items()
    ]
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


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("folder", ["loggers", "truth", "wild"])
def test_real_files_read_as_tensorboard_reads_them(folder: str) -> None:
    """Files of torch, tensorboardX, Keras, Lightning, CatBoost and strangers."""
    files = sorted(file for file in (SHARED / folder).rglob("*tfevents*") if file.is_file())
    assert files
    for file in files:
        assert reference(file) == points(read_all(source_of(file))), file
