"""W&B's local logs: every value as logged, damage skipped and counted, nothing else lost."""

from __future__ import annotations

import math
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import readers
from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.readers._discovery import discover
from convcheck.table import Wanted
from tests.readers import _planted as planted
from tests.readers._found import read_run
from tests.readers._stores import definition, field, history, wandb_log

SPELLINGS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0.0": -0.0}


def log(*losses: str) -> bytes:
    """Return a log with one loss a step."""
    return wandb_log(history(step, {"loss": text}) for step, text in enumerate(losses))


def losses_in(content: bytes) -> list[float]:
    """Return the losses that are read of a log."""
    source = planted.source_of(content, "wandb")
    column = readers.get("wandb").read(source, [Wanted("loss", "_step")]).columns.get("loss")
    return [] if column is None else column.value.tolist()


@given(st.lists(st.floats(), min_size=1, max_size=50))
def test_every_value_is_read_bit_for_bit(values: list[float]) -> None:
    """NaN and infinities are bare words in this log."""
    spelled = [str(value).replace("nan", "NaN").replace("inf", "Infinity") for value in values]
    assert planted.same_bits(values, losses_in(log(*spelled)))


def test_values_have_the_step_and_time_of_their_record() -> None:
    """A value that is missing on a record is no row."""
    records = [history(0, {"loss": "2.5"}), history(3, {"lr": "1"}), history(7, {"loss": "NaN"})]
    source = planted.source_of(wandb_log(records), "wandb")
    column = planted.read_all(source).columns["loss"]
    assert [0, 7] == column.x.tolist()
    assert [0, 2] == column.record.tolist()
    assert column.time is not None
    assert [0, 7] == column.time.tolist()


@pytest.mark.parametrize("length", [0, 32_700, 32_747, 32_754, 32_755, 65_000, 200_000])
def test_records_may_cross_the_borders_of_blocks(length: int) -> None:
    """Whatever room the block before leaves."""
    records = [history(0, {"loss": "1.5"}), field(5, bytes(length)), history(1, {"loss": "2.5"})]
    assert [1.5, 2.5] == losses_in(wandb_log(records))


def test_numbers_that_are_stored_as_numbers_are_read_too() -> None:
    """The schema has typed fields beside the one for JSON."""
    item = field(1, field(2, b"loss") + bytes([6 << 3 | 1]) + bytes.fromhex("000000000000f83f"))
    whole = field(1, field(2, b"count") + bytes([5 << 3, 7]))
    found = planted.read_all(planted.source_of(wandb_log([field(2, item + whole)]), "wandb"))
    assert [1.5] == found.columns["loss"].value.tolist()
    assert [-4.0] == found.columns["count"].value.tolist()


def test_nested_values_are_named_as_wandb_names_them() -> None:
    """By dots; pictures and tables are no values."""
    values = {"a": '{"b": {"c": 2.5}}', "image": '{"_type": "image-file", "size": 7}'}
    entries = planted.survey(planted.source_of(wandb_log([history(0, values)]), "wandb")).entries
    assert ["a.b.c", "_step", "_timestamp"] == [entry.name for entry in entries]


def test_define_metric_tells_axis_and_goal() -> None:
    """As a glob or by name; the metrics that it does not name keep the step."""
    records = [definition("val/*", "epoch"), definition("score", "", goal=2)]
    records += [history(0, {"val/loss": "1", "epoch": "1", "score": "2", "loss": "3"})]
    catalog = planted.survey(planted.source_of(wandb_log(records), "wandb"))
    found = {entry.name: (entry.axis, entry.unit, entry.goal) for entry in catalog.entries}
    assert ("epoch", "epoch", None) == found["val/loss"]
    assert ("_step", "step", "max") == found["score"]
    assert ("_step", "step", None) == found["loss"]


def test_no_flipped_byte_costs_more_than_its_record() -> None:
    """Also where the length is hit, so that the next record has to be looked for; it is said."""
    content = log(*(str(float(value)) for value in range(12)))
    expected = set(map(float, range(12)))
    for at in range(7, len(content)):
        spoiled = content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
        found = losses_in(spoiled)
        assert len(expected - set(found)) == 1, at
        assert set(found) < expected
        noted = planted.read_all(planted.source_of(spoiled, "wandb")).notes
        assert noted, at


def test_a_log_that_is_cut_keeps_all_whole_records() -> None:
    """A live log ends anywhere; where it ends in a record, that is said."""
    content = log("1.0", "2.0", "3.0")
    ends = [len(log(*[f"{value}.0" for value in range(1, count + 1)])) for count in range(4)]
    for end in range(7, len(content) + 1):
        source = planted.source_of(content[:end], "wandb")
        table = planted.read_all(source)
        whole = sum(end >= each for each in ends[1:])
        assert whole == (len(table.columns["loss"]) if "loss" in table.columns else 0)
        assert ({} if end in ends else {"truncated-log": 1}) == planted.codes(table)


def test_damage_in_the_middle_of_a_long_record_costs_that_record_only() -> None:
    """What is left of it is not taken for a record, and it is counted once."""
    records = [history(0, {"loss": "1.0"}), field(2, bytes(90_000)), history(1, {"loss": "2.0"})]
    content = bytearray(wandb_log(records))
    content[40_000] ^= 1
    table = planted.read_all(planted.source_of(bytes(content), "wandb"))
    assert [1.0, 2.0] == table.columns["loss"].value.tolist()
    assert {"skipped-records": 1} == planted.codes(table)


def test_hostile_bytes_behind_the_header_are_refused_or_skipped() -> None:
    """Random bytes, nested lengths that lie, names that are no UTF-8: never another error."""
    random_bytes = random.Random(3)
    bodies = [random_bytes.randbytes(size) for size in (1, 40, 4000, 90_000)]
    lies = [
        b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        field(2, b"\x0a\xff\xff\xff\x7f"),
        b"\xff" * 40,
    ]
    contents = [wandb_log([])[:7] + body for body in bodies] + [wandb_log(lies)]
    contents.append(wandb_log([field(2, field(1, field(2, b"\xff\xfe") + field(16, b"1")))]))
    for content in contents:
        try:
            planted.read_all(planted.source_of(content, "wandb"))
        except ConvcheckError:
            continue


def test_damaged_blocks_need_no_memory(tmp_path: Path) -> None:
    """A file of nothing but damage is read block by block."""
    path = tmp_path / "run-x.wandb"
    path.write_bytes(wandb_log([])[:7] + bytes([9]) * (1 << 20))
    tracemalloc.start()
    planted.survey(Source(str(path), "wandb", (str(path),)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 19


def test_a_folder_of_runs_is_one_entry_a_run(tmp_path: Path) -> None:
    """``latest-run`` is a link to one of them, and no further run."""
    for name in ("offline-run-1-a", "run-2-b"):
        (tmp_path / "wandb" / name / "files").mkdir(parents=True)
        (tmp_path / "wandb" / name / f"run-{name[-1]}.wandb").write_bytes(log("1.0", "0.5"))
    (tmp_path / "wandb" / "latest-run").symlink_to("run-2-b")
    found = discover(str(tmp_path), None, None, read_run)
    assert ["offline-run-1-a", "run-2-b"] == [Path(source.path).name for source in found]
    linked = discover(str(tmp_path / "wandb" / "latest-run"), None, None, read_run)
    assert ["wandb"] == [source.format for source in linked]


@pytest.mark.clients
def test_a_run_of_the_real_client_is_read_value_for_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written offline, with an axis of its own for validation."""
    wandb = pytest.importorskip("wandb")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    losses = [1.0, 0.1 + 0.2, math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308]
    run = wandb.init(project="p", dir=str(tmp_path), settings=wandb.Settings(console="off"))
    run.define_metric("val/*", step_metric="epoch")
    for place, loss in enumerate(losses):
        run.log({"train/loss": loss, "blob": "x" * 20_000, "deep": {"er": place}})
        run.log({"val/loss": loss, "epoch": place})
    run.finish()
    (source,) = discover(str(tmp_path), None, None, read_run)
    table = planted.read_all(source)
    assert "wandb" == source.format
    assert planted.same_bits(losses, table.columns["train/loss"].value)
    assert list(range(0, 16, 2)) == table.columns["train/loss"].x.tolist()
    assert planted.same_bits(losses, table.columns["val/loss"].value)
    assert list(range(8)) == table.columns["val/loss"].x.tolist()
    assert list(range(8)) == table.columns["deep.er"].value.tolist()
    assert () == table.notes
