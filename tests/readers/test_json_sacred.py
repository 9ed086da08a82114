"""Sacred's ``metrics.json``: for each metric its steps, time stamps and values."""

from __future__ import annotations

import json

import pytest

from tests.readers._planted import read_one, source_of, survey

STEPS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in STEPS]
VALIDATION = [1.5, 1.25]


def document(stamped: bool, boxed: bool) -> str:
    """Return a document of two metrics that were logged at their own steps."""

    def metric(steps: list[float], values: list[float]) -> dict[str, object]:
        cells = [{"dtype": "float64", "value": each} if boxed else each for each in values]
        stamps = [f"2026-01-01T10:00:{int(step):02d}" for step in steps]
        found: dict[str, object] = {"steps": steps, "values": cells}
        return {**found, "timestamps": stamps} if stamped else found

    metrics = {"train.loss": metric(STEPS, TRAIN), "val.loss": metric(STEPS[3::4], VALIDATION)}
    return json.dumps(metrics)


@pytest.mark.parametrize("stamped", [True, False])
@pytest.mark.parametrize("boxed", [True, False])
def test_each_metric_is_a_series_at_its_steps(stamped: bool, boxed: bool) -> None:
    """Steps are no losses, though a list of them stands below a loss."""
    source = source_of(document(stamped, boxed), "json")
    assert {"step", "train.loss", "val.loss"} == {entry.name for entry in survey(source).entries}
    assert (STEPS, TRAIN) == read_one(source, "train.loss", "step")
    assert (STEPS[3::4], VALIDATION) == read_one(source, "val.loss", "step")


@pytest.mark.parametrize("stamps", [None, 3.0, ["2026-01-01"], [9.0, 10.0, 11.0]])
def test_time_stamps_that_are_none_make_no_metric_of_sacred(stamps: object) -> None:
    """The lists are read as any others are."""
    metric = {"steps": [1, 2, 3], "values": [0.5, 0.4, 0.3], "timestamps": stamps}
    source = source_of(json.dumps({"loss": metric}), "json")
    assert [0.5, 0.4, 0.3] == read_one(source, "loss/values")[1]


@pytest.mark.parametrize("stamped", [True, False])
def test_a_metric_without_values_leaves_the_others(stamped: bool) -> None:
    """A program may register more than it logs."""
    empty: dict[str, list[float]] = {"steps": [], "values": []}
    text = json.dumps({**json.loads(document(stamped, boxed=False)), "test.loss": empty})
    assert (STEPS, TRAIN) == read_one(source_of(text, "json"), "train.loss", "step")
    nothing = source_of(json.dumps({"loss": empty}), "json")
    assert "loss" not in [entry.name for entry in survey(nothing).entries]
