"""What more steps would bring, as data: a gain of zero is said only where none would come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import convcheck
from convcheck.rule import Verdict

PLACE = np.linspace(0.0, 1.0, 500)


def told(path: Path, loss: np.ndarray) -> dict[str, Any]:
    """Return the data of a run that logged these losses."""
    np.savetxt(path, np.column_stack([np.arange(500), loss]), "%.6g", ",", header="step,loss",
               comments="")  # fmt: skip
    (run,) = convcheck.analyze(path).to_dict()["runs"]
    return dict(run)


@pytest.mark.parametrize("end", [0.2, -1.0])
def test_a_line_that_falls_to_the_end_is_not_said_to_gain_nothing(
    tmp_path: Path, end: float
) -> None:
    """It may go on or stop: its gain is null, and the interval holds both."""
    run = told(tmp_path / "line.csv", 1.0 + (end - 1.0) * PLACE)
    projection = run["projection"]
    assert Verdict.IMPROVING.value == run["verdict"]
    assert projection["gain"] is None
    assert projection["share_of_drop"] is None
    assert 0.0 == projection["interval"][0] < 0.1 < projection["interval"][1]


@pytest.mark.parametrize(("time_constant", "least"), [(0.5, 0.05), (0.05, 0.0)])
def test_a_gain_that_can_be_told_is_a_number(
    tmp_path: Path, time_constant: float, least: float
) -> None:
    """Of a curve that slows down, and of one that has settled, it lies in its interval."""
    run = told(tmp_path / "curve.csv", 0.5 + np.exp(-PLACE / time_constant))
    projection = run["projection"]
    assert least <= projection["gain"] <= projection["interval"][1]
    assert least <= projection["share_of_drop"] < 1.0
