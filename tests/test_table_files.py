"""The loss table as a file: values survive, and NaN is never mixed up with absence."""

from __future__ import annotations

import io
import json
import math

import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest

from convcheck import table_files
from convcheck.errors import UsageError
from convcheck.table import Column, LossTable

TABLE = LossTable(
    {
        "train/loss": Column(
            "train/loss",
            np.arange(3),
            np.array([0.0, 1.0, math.nan]),
            np.array([0.1 + 0.2, math.nan, -math.inf]),
        ),
        "eval": Column("eval", np.array([2]), np.array([2.0]), np.array([1e-300]), np.array([7.5])),
    }
)
KEEP_NAN = pyarrow.csv.ConvertOptions(null_values=[""])
"""Without this, the CSV reader of Arrow takes nan for a missing value."""


def written(format_name: str) -> io.BytesIO:
    """Write the table and return the file, rewound."""
    file = io.BytesIO()
    table_files.write(TABLE, format_name, file)
    file.seek(0)
    return file


def test_jsonl_tells_nan_from_absence() -> None:
    """A logged NaN is text, an unknown step or time is null, numbers survive bit for bit."""
    rows = [json.loads(line) for line in written("jsonl").read().splitlines()]
    assert rows == [
        {"series": "train/loss", "step": 0.0, "time": None, "value": 0.30000000000000004},
        {"series": "train/loss", "step": 1.0, "time": None, "value": "nan"},
        {"series": "train/loss", "step": None, "time": None, "value": "-inf"},
        {"series": "eval", "step": 2.0, "time": 7.5, "value": 1e-300},
    ]


def test_parquet_and_csv_hold_the_same_values() -> None:
    """Bit for bit, in the order of the log."""
    expected = [0.30000000000000004, math.nan, -math.inf, 1e-300]
    for table in (
        pyarrow.parquet.read_table(written("parquet")),
        pyarrow.csv.read_csv(written("csv"), convert_options=KEEP_NAN),
    ):
        assert table.column_names == ["series", "step", "time", "value"]
        np.testing.assert_array_equal(expected, table["value"].to_pylist())


def test_the_format_is_told_by_the_ending() -> None:
    """Without one that is known, the user is told which there are."""
    assert table_files.format_of("A.PARQUET") == "parquet"
    with pytest.raises(UsageError, match="tells no format"):
        table_files.format_of("table.xlsx")
