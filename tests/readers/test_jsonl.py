"""JSON lines: every value as logged, every trap of real logs, never an unplanned error."""

from __future__ import annotations

import contextlib
import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.readers import jsonl, recognise
from convcheck.table import Wanted
from tests.readers._planted import (
    codes,
    files,
    read_all,
    read_one,
    same_bits,
    source_of,
    survey,
)

LINES: list[object] = [
    {"step": 1, "loss": 2.5, "lr": 1e-3},
    {"step": 2, "loss": 1.25, "lr": 1e-3},
    {"step": 2, "val_loss": 3.0},
    {"step": 3, "loss": 0.1 + 0.2, "lr": 1e-4},
]


@pytest.mark.shared
@pytest.mark.parametrize(
    "path", files("truth/runs/*/*.jsonl") + files("wild/jsonl/*") + files("loggers/*/*.jsonl")
)
def test_values_of_real_logs_are_those_of_the_json_module(path: Path) -> None:
    """Every number of every record is read, bit for bit, at its record."""
    expected: dict[str, tuple[list[int], list[float]]] = {}
    rows = []
    for line in path.read_text().splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            assert not line.endswith("}")
    rows = [row for row in rows if "train_runtime" not in row]
    for number, row in enumerate(rows):
        for name, cell in leaves(row):
            if isinstance(cell, str):
                try:
                    cell = float(cell)
                except ValueError:
                    continue
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                records, values = expected.setdefault(name, ([], []))
                records.append(number)
                values.append(float(cell))
    found = read_all(Source(str(path), "jsonl", (str(path),))).columns
    assert expected.keys() == found.keys()
    for name, (records, values) in expected.items():
        assert records == found[name].record.tolist()
        assert same_bits(values, found[name].value)


def leaves(row: dict[str, Any], path: str = "") -> list[tuple[str, Any]]:
    """Return the cells of a nested record, by an own reading."""
    found: list[tuple[str, Any]] = []
    for key, cell in row.items():
        found += leaves(cell, f"{path}{key}/") if isinstance(cell, dict) else [(path + key, cell)]
    return found


def test_the_axis_is_read_from_the_same_record() -> None:
    """Train and validation records stand at their own steps."""
    source = source_of(LINES)
    assert read_one(source, "loss", "step") == ([1.0, 2.0, 3.0], [2.5, 1.25, 0.1 + 0.2])
    assert read_one(source, "val_loss", "step") == ([2.0], [3.0])


def test_a_missing_position_is_carried_forward() -> None:
    """A record without the axis stands where the last one with it stood; before that, nowhere."""
    source = source_of([{"loss": 9.0}, {"loss": 8.0, "step": 5}, {"loss": 7.0}])
    x, value = read_one(source, "loss", "step")
    assert same_bits([math.nan, 5.0, 5.0], x)
    assert value == [9.0, 8.0, 7.0]


def test_nan_is_a_value_and_null_is_none() -> None:
    """Bare words, texts that spell numbers, and null keep their meanings apart."""
    text = (
        '{"loss": NaN}\n{"loss": Infinity}\n{"loss": -Infinity}\n{"loss": null}\n'
        '{"loss": "NaN"}\n{"loss": "inf"}\n{"loss": "1.23"}\n{"loss": "null"}\n'
        '{"loss": nan}\n{"loss": -inf}\n{"loss": None}\n{"loss": 1}\n{"loss": -nan(ind)}\n'
    )
    expected = [math.nan, math.inf, -math.inf, math.nan, math.inf, 1.23, math.nan, -math.inf]
    x, value = read_one(source_of(text), "loss")
    assert same_bits([*expected, 1.0, math.nan], value)
    assert x == [0, 1, 2, 4, 5, 6, 8, 9, 11, 12]


@given(st.lists(st.floats(), min_size=1))
def test_every_float_comes_back_bit_for_bit(values: list[float]) -> None:
    """What json.dumps writes is read exactly, NaN and infinities among it."""
    records: list[object] = [{"loss": value} for value in values]
    assert same_bits(values, read_one(source_of(records), "loss")[1])


def test_numbers_beyond_integers_and_floats_are_read_as_float_reads_them() -> None:
    """Thousands of digits are neither an error nor a wrong number."""
    text = '{"loss": 9007199254740993}\n{"loss": %s}\n{"loss": 1e999}\n' % ("9" * 5000)
    assert [9007199254740992.0, math.inf, math.inf] == read_one(source_of(text), "loss")[1]


def test_nested_keys_are_joined_and_lists_are_counted() -> None:
    """An object in an object is a series of its own; a list is none, and that is noted."""
    source = source_of([{"step": 1, "train": {"loss": 2.0, "parts": {"kl": 1.0}}, "w": [1, 2]}])
    assert [e.name for e in survey(source).entries] == ["step", "train/loss", "train/parts/kl"]
    assert codes(survey(source)) == {"lists-ignored": 1}


def test_a_cut_last_line_is_noted_and_the_rest_kept() -> None:
    """A log that is still being written ends anywhere."""
    source = source_of('{"step": 1, "loss": 2.0}\n{"step": 2, "lo')
    assert read_one(source, "loss", "step") == ([1.0], [2.0])
    assert codes(survey(source)) == {"truncated-log": 1}


def test_foreign_lines_are_counted_and_the_first_is_named() -> None:
    """Warnings between the records are skipped, never silently."""
    source = source_of('{"loss": 2.0}\nUserWarning: x\n\n[1, 2]\n{"loss": 1.0}\n')
    (note,) = survey(source).notes
    assert (note.code, note.count, note.where) == ("foreign-lines", 2, "input, line 2")
    assert read_one(source, "loss")[1] == [2.0, 1.0]


def test_a_prefix_before_the_object_does_not_matter() -> None:
    """Loggers put the time and their name in front."""
    prefix = "[2020-08-01 10:00:00,123][train {x}] | INFO | train_inner | "
    source = source_of(f'{prefix}{{"loss": "2.5", "num_updates": "10"}}\n')
    assert read_one(source, "loss", "num_updates") == ([10.0], [2.5])


def test_the_last_of_several_equal_keys_counts() -> None:
    """As the json module of Python has it."""
    assert read_one(source_of('{"loss": 1, "loss": 2}\n'), "loss")[1] == [2.0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\n  \n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_blank_lines_and_byte_order_marks_do_not_matter(end: str, mark: str) -> None:
    """Files that went through other systems read the same."""
    text = mark + end.join(json.dumps(record) for record in LINES)
    assert read_one(source_of(text), "loss", "step") == ([1.0, 2.0, 3.0], [2.5, 1.25, 0.1 + 0.2])
    assert recognise(text.encode(), "log.txt") == "jsonl"


def test_a_line_of_ten_megabytes_is_read() -> None:
    """A record with a huge text is a record."""
    source = source_of([{"loss": 1.0, "text": "x" * 10_000_000}, {"loss": 2.0}])
    assert read_one(source, "loss")[1] == [1.0, 2.0]


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, '{"a":' * 100_000, '{"a":' * 500 + "1" + "}" * 500]
)
def test_deep_nesting_is_no_crash(deep: str) -> None:
    """Hostile nesting is skipped or left out, and noted."""
    source = source_of(f'{{"loss": 1.0}}\n{deep}\n{{"x": {deep}}}\n')
    assert read_one(source, "loss")[1] == [1.0]
    assert codes(survey(source))


def test_cells_that_are_no_numbers_are_noted() -> None:
    """A text or a truth value in a numeric column is dropped with a note."""
    source = source_of([{"loss": 1.0}, {"loss": "oops"}, {"loss": True}])
    assert codes(jsonl.read(source, [Wanted("loss")])) == {"not-a-number": 2}


def test_a_column_may_have_an_empty_name() -> None:
    """It is not taken for the axis that is none."""
    source = source_of([{"": 5.0, "loss": 2.0}, {"loss": 1.0}, {"": 7.0, "loss": 0.5}])
    assert read_one(source, "") == ([0.0, 2.0], [5.0, 7.0])
    assert read_one(source, "loss") == ([0.0, 1.0, 2.0], [2.0, 1.0, 0.5])


def test_a_configuration_record_first_does_no_harm() -> None:
    """Settings are columns of one value."""
    config: list[object] = [{"config": {"lr": 0.1, "layers": 3}, "name": "x"}]
    source = source_of(config + LINES)
    assert read_one(source, "loss", "step") == ([1.0, 2.0, 3.0], [2.5, 1.25, 0.1 + 0.2])


def test_splits_of_files_go_in_front(tmp_path: Path) -> None:
    """Siblings that log one run are told apart, and positions are not carried between them."""
    train, valid = tmp_path / "train.jsonl", tmp_path / "valid.jsonl"
    train.write_text('{"step": 7, "loss": 2.0}\n')
    valid.write_text('{"loss": 3.0}\n{"step": 1, "loss": 4.0}\n')
    splits = {str(train): "train", str(valid): "validation"}
    source = Source(str(tmp_path), "jsonl", tuple(splits), splits=splits)
    assert read_one(source, "train/loss", "step") == ([7.0], [2.0])
    x, value = read_one(source, "val/loss", "step")
    assert same_bits([math.nan, 1.0], x)
    assert value == [3.0, 4.0]


def test_a_compressed_log_reads_the_same(tmp_path: Path) -> None:
    """Old logs are often packed to save room."""
    packed = tmp_path / "log.jsonl.gz"
    packed.write_bytes(gzip.compress(source_of(LINES).content or b""))
    source = Source(str(packed), "jsonl", (str(packed),))
    assert read_one(source, "loss", "step") == ([1.0, 2.0, 3.0], [2.5, 1.25, 0.1 + 0.2])


def test_a_log_cut_anywhere_gives_what_is_whole() -> None:
    """No cut raises, and every whole record before it is there."""
    whole = source_of([*LINES, {"name": "\u00e9\U0001f600", "x": {"y": [1, {}]}}]).content or b""
    for end in range(len(whole)):
        found = read_all(source_of(whole[:end])).columns.get("loss")
        assert whole[:end].count(b'"loss": ') - (0 if found is None else len(found)) in (0, 1)


@given(st.binary(max_size=300), st.integers(0, 3))
def test_garbage_never_raises_anything_unplanned(garbage: bytes, place: int) -> None:
    """Whatever stands between the lines, the answer is a table or a planned error."""
    lines = [json.dumps(record).encode() for record in LINES]
    lines.insert(place, garbage)
    content = b"\n".join(lines)
    jsonl.recognise(content, "x.log")
    with contextlib.suppress(ConvcheckError):
        read_all(source_of(content))


def test_other_texts_are_refused_with_a_reason() -> None:
    """Text logs, documents, tables and binary files are left to other readers."""
    assert jsonl.recognise(b"", "x")
    assert jsonl.recognise(b"step 1 loss 2.0\n" * 50 + b'{"lr": 1}\n', "x.log")
    assert jsonl.recognise(b'{\n  "log_history": [\n', "trainer_state.json")
    assert jsonl.recognise(b'{"train": {"rmse": [1, 2]}}', "evals_result.json")
    assert jsonl.recognise(b"step,loss\n1,2\n", "x.csv")
    assert jsonl.recognise(b"\0\0{}\n{}\n{}\n", "events.out.tfevents.1")
    assert jsonl.recognise(b':::MLLOG {"key": "a", "value": 1}\n', "result_0.txt")


def test_the_suffix_does_not_matter() -> None:
    """detectron2 and mmengine call their JSON lines .json."""
    head = (source_of(LINES).content) or b""
    for name in ("metrics.json", "log.txt", "log", "x.jsonl"):
        assert recognise(head, name) == "jsonl"
