"""JSON documents: the rows of a log are found in whatever form the document holds them."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck.errors import ConvcheckError, SourceUnreadable
from convcheck.model import Source
from convcheck.readers import json as reader
from convcheck.readers import recognise
from convcheck.readers._json_repair import closed
from tests.readers._planted import codes, files, read_all, read_one, same_bits, source_of, survey

STATE: dict[str, Any] = {
    "global_step": 20,
    "max_steps": 20,
    "num_train_epochs": 1,
    "log_history": [
        {"epoch": 0.5, "learning_rate": 0.1, "loss": 2.5, "step": 10},
        {"epoch": 0.5, "eval_loss": 3.0, "eval_runtime": 1.0, "step": 10},
        {"epoch": 1.0, "learning_rate": 0.0, "loss": float("nan"), "step": 20},
        {"epoch": 1.0, "step": 20, "train_loss": 2.0, "train_runtime": 9.0},
    ],
}


def document(value: object, indent: int | None = None) -> Source:
    """Return a source in memory that holds one document."""
    return source_of(json.dumps(value, indent=indent), "json")


def assert_rows_are_read(path: Path, rows: list[dict[str, Any]]) -> None:
    """Hold every number of the rows against what the reader gives."""
    found = read_all(Source(str(path), "json", (str(path),))).columns
    names = {name for row in rows for name, cell in row.items() if isinstance(cell, int | float)}
    assert names == found.keys()
    for name in names:
        cells = [(i, row[name]) for i, row in enumerate(rows) if row.get(name) is not None]
        assert [i for i, _ in cells] == found[name].record.tolist()
        assert same_bits([float(cell) for _, cell in cells], found[name].value)


@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    files("truth/runs/*/trainer_state.json")
    + files("wild/trainer_state/*")
    + files("loggers/made_up/trainer_state.json"),
)
def test_values_of_real_trainer_states_are_those_of_the_json_module(path: Path) -> None:
    """Every number of every row is read, but for the closing summary."""
    rows = json.loads(path.read_text())["log_history"]
    assert_rows_are_read(path, [row for row in rows if "train_runtime" not in row])


@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    files("truth/runs/*/catboost_info/*.json")
    + files("wild/catboost/*.json")
    + files("loggers/catboost_info/*.json"),
)
def test_values_of_real_catboost_logs_are_those_of_the_json_module(path: Path) -> None:
    """Each list is taken apart by the names in ``meta``."""
    value = json.loads(path.read_text())
    names = dict.fromkeys(value["meta"]["learn_sets"], "learn_metrics")
    names |= dict.fromkeys(value["meta"]["test_sets"], "test_metrics")
    rows = []
    for row in value["iterations"]:
        rows.append({key: cell for key, cell in row.items() if key not in names})
        for key in names.keys() & row.keys():
            metrics = [metric["name"] for metric in value["meta"][names[key]]]
            rows[-1] |= {f"{key}/{m}": cell for m, cell in zip(metrics, row[key], strict=True)}
    assert_rows_are_read(path, rows)


@pytest.mark.shared
@pytest.mark.parametrize("path", files("truth/runs/*/evals_result.json"))
def test_values_of_real_xgboost_results_are_those_of_the_json_module(path: Path) -> None:
    """A dict of sets of metrics of lists has one series for each list."""
    value = json.loads(path.read_text())
    found = read_all(Source(str(path), "json", (str(path),))).columns
    for name, metrics in value.items():
        for metric, cells in metrics.items():
            assert same_bits(cells, found[f"{name}/{metric}"].value)
            assert found[f"{name}/{metric}"].x.tolist() == list(range(len(cells)))


def test_a_trainer_state_proves_its_columns() -> None:
    """Logger, roles, axis and facts are known; the closing summary is no point."""
    catalog = survey(document(STATE, indent=2))
    loss, validation = catalog.entry("loss"), catalog.entry("eval_loss")
    assert loss is not None
    assert validation is not None
    assert catalog.logger == "transformers"
    assert (loss.role, loss.axis, loss.count) == ("train", "step", 2)
    assert (validation.role, validation.axis) == ("validation", "step")
    assert catalog.entry("train_loss") is None
    assert catalog.extras["max_steps"] == 20
    assert codes(catalog) == {"summary-record": 1}


def test_bare_nan_is_a_value() -> None:
    """Python writes NaN without quotation marks, and that is what was logged."""
    x, value = read_one(document(STATE), "loss", "step")
    assert x == [10.0, 20.0]
    assert same_bits([2.5, float("nan")], value)


def test_catboost_tells_the_direction() -> None:
    """Whether a metric is to rise or to fall stands in ``meta``."""
    meta = {
        "learn_sets": ["learn"],
        "test_sets": ["test"],
        "learn_metrics": [{"name": "Logloss", "best_value": "Min"}],
        "test_metrics": [
            {"name": "AUC", "best_value": "Max"},
            {"name": "Logloss", "best_value": "Min"},
        ],
    }
    rows = [{"learn": [0.5], "test": [0.9, 0.6], "iteration": 0}]
    catalog = survey(document({"meta": meta, "iterations": rows}))
    found = {entry.name: (entry.role, entry.goal) for entry in catalog.entries}
    assert found["learn/Logloss"] == ("train", "min")
    assert found["test/Logloss"] == ("validation", "min")
    assert found["test/AUC"] == ("", "max")


ROWS = [{"epoch": 1, "loss": 2.0}, {"epoch": 2, "loss": 1.0}]


@pytest.mark.parametrize(
    "value",
    [
        ROWS,
        {"history": ROWS},
        {"run": {"name": "x", "logs": ROWS}, "tags": [{"a": "b"}] * 5},
        {"epochs": ROWS, "config": {"lr": 0.1}},
        {"loss": [2.0, 1.0], "epoch": [1, 2]},
        {"history": {"loss": [2.0, 1.0]}, "epoch": [1, 2], "params": {"verbose": 1}},
    ],
)
def test_rows_are_found_in_every_form(value: object) -> None:
    """Lists of objects and dicts of lists, bare or wrapped, give the same series."""
    assert read_one(document(value), "loss", "epoch") == ([1.0, 2.0], [2.0, 1.0])
    assert recognise(json.dumps(value, indent=1).encode(), "log.json") == "json"
    assert recognise(json.dumps(value).encode(), "log.json") == "json"


def test_rows_under_numbers_are_rows_of_steps() -> None:
    """``{"1": {"loss": ...}}`` counts its rows by the keys."""
    value = {"10": {"loss": 2.0}, "20": {"loss": 1.0}}
    assert read_one(document(value), "loss", "step") == ([10.0, 20.0], [2.0, 1.0])


def test_lists_under_splits_stay_apart() -> None:
    """The same key under two splits makes two series."""
    source = document({"train": ROWS, "val": [{"epoch": 2, "loss": 3.0}]})
    assert read_one(source, "train/loss", "epoch") == ([1.0, 2.0], [2.0, 1.0])
    assert read_one(source, "val/loss", "epoch") == ([2.0], [3.0])


def test_lists_of_other_lengths_have_their_own_axis() -> None:
    """A short list of validation losses belongs to the steps that are as many."""
    value = {"step": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "val_step": [3], "val_loss": [4.0]}
    entry = survey(document(value)).entry("val_loss")
    assert entry is not None
    assert entry.axis == "val_step"
    assert read_one(document(value), "val_loss", entry.axis) == ([3.0], [4.0])


def test_a_document_cut_anywhere_gives_its_whole_rows() -> None:
    """A log that was killed while it wrote is read up to its last whole element."""
    text = json.dumps(STATE, indent=2)
    for end in range(len(text)):
        source = source_of(text[:end], "json")
        try:
            table = read_all(source)
        except SourceUnreadable:
            continue
        assert codes(table)["truncated-log"] == 1
        whole = text[:end].count("}") - (1 if end == len(text) - 1 else 0)
        assert len(table.columns.get("loss", ())) <= min(whole + 1, 2)
    assert len(read_all(source_of(text[: text.index("train_loss")], "json")).columns["loss"]) == 2


@given(st.text(max_size=80))
def test_what_is_closed_begins_as_the_text(text: str) -> None:
    """Closing adds brackets at the end and takes only from the end."""
    result = closed(text)
    assert result is None or text.startswith(result.rstrip("]}"))


@given(st.binary(max_size=200), st.integers(0, 400))
def test_garbage_never_raises_anything_unplanned(garbage: bytes, place: int) -> None:
    """Whatever is in the file, the answer is a table or a planned error."""
    text = json.dumps(STATE).encode()
    content = text[:place] + garbage + text[place:]
    reader.recognise(content, "x.json")
    with contextlib.suppress(ConvcheckError):
        read_all(source_of(content, "json"))


SCALARS = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers()
KEYS = st.sampled_from(["meta", "iterations", "log_history", "learn_sets", "train", "1", "loss"])


@given(st.recursive(SCALARS, lambda v: st.lists(v) | st.dictionaries(KEYS, v), max_leaves=30))
def test_any_document_is_a_table_or_a_planned_error(value: object) -> None:
    """Known keys with unexpected values are no crash."""
    with contextlib.suppress(ConvcheckError):
        read_all(document(value))


def test_an_empty_or_broken_document_says_so() -> None:
    """The error names the file and what to try."""
    with pytest.raises(SourceUnreadable):
        survey(source_of(b"", "json"))
    with pytest.raises(SourceUnreadable, match="no JSON"):
        survey(source_of(b'{"a": 1} {"b": 2}', "json"))


def test_other_texts_are_refused_with_a_reason() -> None:
    """JSON lines, logs in brackets and tables are left to other readers."""
    assert reader.recognise(b"", "x.json")
    assert reader.recognise(b'{"loss": 2.0}\n{"loss": 1.0}\n', "metrics.json")
    assert reader.recognise(b"[2024-01-01 10:00:00,123] loss 2.0\n", "log.json")
    assert reader.recognise(b"step,loss\n", "x.json")
    assert reader.recognise(b"[" * 100_000, "x.json")
