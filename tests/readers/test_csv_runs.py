"""A table that holds several runs is read run by run."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from convcheck.errors import NoObjective
from convcheck.model import Source
from convcheck.readers import _tabular_runs
from convcheck.readers._discovery import discover
from tests.readers._found import find, read_run
from tests.readers._planted import read_one

LOSSES = {"a": [2.0, 1.0, 0.5, 0.25], "b": [3.0, 2.5, 2.25, 2.125, 2.0], "c": [1.0, 0.5, 0.25]}


def planted(interleaved: bool, column: str = "run", delimiter: str = ",") -> str:
    """Return a table of three runs, one after the other or step by step."""
    rows = [(run, step, loss) for run, losses in LOSSES.items() for step, loss in enumerate(losses)]
    if interleaved:
        rows.sort(key=lambda row: row[1])
    lines = [(column, "step", "loss"), *rows]
    return "".join(delimiter.join(map(str, line)) + "\n" for line in lines)


def losses(source: Source) -> list[float]:
    """Return what is read of a run."""
    return read_one(source, "loss", "step")[1]


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize(("column", "delimiter"), [("run", ","), ("Run_Name", ";"), ("seed", "\t")])
def test_each_run_is_one_of_its_own(
    tmp_path: Path, interleaved: bool, column: str, delimiter: str
) -> None:
    """In the order in which they begin; the file alone, and in its folder."""
    (tmp_path / "sweep.csv").write_text(planted(interleaved, column, delimiter))
    for path in (tmp_path / "sweep.csv", tmp_path):
        found = find(path)
        assert [*LOSSES] == [source.run for source in found]
        assert [*LOSSES.values()] == [losses(source) for source in found]


def test_runs_that_are_numbered_are_named_by_their_column(tmp_path: Path) -> None:
    """``fold 1`` tells more than ``1``; either is found."""
    text = planted(interleaved=True, column="fold")
    for number, name in enumerate(LOSSES):
        text = text.replace(f"{name},", f"{number},")
    (tmp_path / "folds.csv").write_text(text)
    assert ["fold 0", "fold 1", "fold 2"] == [s.run for s in find(tmp_path / "folds.csv")]
    (chosen,) = find(tmp_path / "folds.csv", run="*1")
    assert LOSSES["b"] == losses(chosen)


def test_one_run_can_be_chosen(tmp_path: Path) -> None:
    """As of any file that holds many."""
    (tmp_path / "sweep.csv").write_text(planted(interleaved=False))
    (source,) = find(tmp_path / "sweep.csv", run="b")
    assert LOSSES["b"] == losses(source)
    with pytest.raises(NoObjective, match="no run matches"):
        find(tmp_path / "sweep.csv", run="d")


@pytest.mark.parametrize(
    "text",
    [
        "run,step,loss\n" + "".join(f"a,{k},{2 - k / 9}\n" for k in range(9)),
        "run,loss\n" + "".join(f"r{k},{2 - k / 9}\n" for k in range(9)),
        "step,loss,note\n" + "".join(f"{k},{2 - k / 9},run\n" for k in range(9)),
        "run,step,loss\n" + "".join(f"s{k // 4},{k},{2 - k / 9}\n" for k in range(9)),
    ],
    ids=["one run", "a row a run", "no such column", "sessions of one run"],
)
def test_other_tables_are_one_run(tmp_path: Path, text: str) -> None:
    """A column that never changes tells of one, and so does a counter that rises on."""
    (tmp_path / "run.csv").write_text(text)
    (source,) = find(tmp_path / "run.csv")
    run = read_run(source)
    assert ("", 9) == (source.run, len(run.objective) if run else 0)


def test_a_large_table_of_one_run_is_not_divided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first and its last rows name one run; that costs next to nothing."""
    rows = "".join(f"a,{k % 9},{2 - k / 90_000}\n" for k in range(20_000))
    (tmp_path / "one.csv").write_text("run,step,loss\n" + rows)
    (tmp_path / "two.csv").write_text("run,step,loss\n" + rows + rows.replace("a", "b"))
    assert ["a", "b"] == [source.run for source in find(tmp_path / "two.csv")]
    monkeypatch.delattr(_tabular_runs, "_divided")
    assert [""] == [source.run for source in find(tmp_path / "one.csv")]


def test_runs_come_through_standard_input_too() -> None:
    """As from a file; one of them can be chosen."""
    content = planted(interleaved=True).encode()
    found = discover("-", None, None, read_run, content)
    assert [*LOSSES.values()] == [losses(source) for source in found]
    (chosen,) = discover("-", None, "b", read_run, content)
    assert LOSSES["b"] == losses(chosen)


def test_a_table_too_large_to_hold_is_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts are the bytes that are read, however small they are when compressed."""
    packed = tmp_path / "sweep.csv.gz"
    packed.write_bytes(gzip.compress(planted(interleaved=True).encode()))
    assert 3 == len(find(packed))
    monkeypatch.setattr(_tabular_runs, "MOST_BYTES", 60)
    packed.write_bytes(gzip.compress(planted(interleaved=True).encode() + b"a,9,0.1\n"))
    assert [""] == [source.run for source in find(packed)]


def test_a_name_with_brackets_is_found_as_it_is_listed(tmp_path: Path) -> None:
    """Though in a glob they stand for one of several characters."""
    (tmp_path / "sweep.csv").write_text(planted(interleaved=False).replace("b,", "lr[1],"))
    (source,) = find(tmp_path / "sweep.csv", run="lr[1]")
    assert LOSSES["b"] == losses(source)
