"""Long tables by other headers than our own: ``metric,step,value``."""

from __future__ import annotations

import pytest

from tests.readers._planted import codes, read_all, read_one, source_of, survey

STEPS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in STEPS]
VALIDATION = [1 + 2 / k for k in STEPS]


def table(header: str, row: str, *, in_turn: bool = True) -> str:
    """Return a table with a row for each value."""
    named = (("train_loss", TRAIN), ("val_loss", VALIDATION))
    cells = [(k, name, losses[k]) for k in range(len(STEPS)) for name, losses in named]
    if not in_turn:
        cells.sort(key=lambda cell: cell[1])
    rows = (row.format(k=k + 1, name=name, loss=loss) for k, name, loss in cells)
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize("in_turn", [True, False])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("metric,step,value", "{name},{k},{loss!r}"),
        ('"step","variable","value"', '"{k}","{name}","{loss!r}"'),
        ("key;value;timestamp;step;run_id", "{name};{loss!r};1719000000{k};{k};abc"),
        ("experimentKey,metricName,metricValue,step", "abc,{name},{loss!r},{k}"),
    ],
)
def test_each_name_is_a_series(header: str, row: str, in_turn: bool) -> None:
    """Whether they take turns or follow one another."""
    source = source_of(table(header, row, in_turn=in_turn), "csv")
    assert (STEPS, TRAIN) == read_one(source, "train_loss", "step")
    assert (STEPS, VALIDATION) == read_one(source, "val_loss", "step")
    assert {} == codes(read_all(source))


def test_rows_of_several_runs_are_not_mixed() -> None:
    """Nothing is divided; the loss of two runs is no series."""
    text = table("run,metric,step,value", "{k},{name},{k},{loss!r}")
    assert {"run", "metric", "step", "value"} == {
        e.name for e in survey(source_of(text, "csv")).entries
    }


@pytest.mark.parametrize("header", ["name,value,step", "metric,value,note", "tag,other,step"])
def test_other_tables_with_names_are_left_alone(header: str) -> None:
    """Settings, and tables without a counter or a value."""
    text = header + "\n" + "".join(f"batch_size,{k}.5,{k}\n" for k in range(1, 6))
    assert set(header.split(",")) == {
        entry.name for entry in survey(source_of(text, "csv")).entries
    }


def test_a_series_that_begins_late_is_read() -> None:
    """Beyond what a survey parses."""
    rows = "".join(f"loss,{k},{k / 8}\n" for k in range(30_000))
    source = source_of(f"metric,step,value\n{rows}val_loss,30000,9\n", "csv")
    assert {"metric", "step", "loss", "val_loss"} == {
        entry.name for entry in survey(source).entries
    }
    assert ([30_000.0], [9.0]) == read_one(source, "val_loss", "step")


def test_a_wide_table_with_a_name_and_a_value_is_no_long_one() -> None:
    """Where another column measures, too, each keeps its name."""
    for header, name in (("epoch,name,loss,val", "mse_model"), ("step,key,reward,value", "reward")):
        rows = "".join(f"{k},{name},{k / 8},{k / 4}\n" for k in range(1, 9))
        source = source_of(f"{header}\n{rows}", "csv")
        assert set(header.split(",")) == {entry.name for entry in survey(source).entries}
        assert {} == codes(read_all(source))
