"""Columns that the user names are taken as named, or refused where that would mislead."""

from __future__ import annotations

import math
from typing import Any

import pytest

from convcheck import pipeline
from convcheck.errors import UsageError
from convcheck.model import Run
from convcheck.settings import Settings
from tests.readers._planted import source_of

RECORDS: list[dict[str, Any]] = [
    {"step": k, "loss": 2.0 ** (1 - k / 9), "val_accuracy": k / 40, "lr": 0.1 - k / 1000}
    for k in range(40)
]


def read(records: list[dict[str, Any]], **given: Any) -> Run:
    """Read JSON lines with these settings."""
    return pipeline.read_run(source_of([*records]), Settings(**given))


@pytest.mark.parametrize("train", [(), ("loss",)])
def test_an_accuracy_does_not_validate_a_loss(train: tuple[str, ...]) -> None:
    """It would be read as a loss that rises, or drive the training loss out."""
    with pytest.raises(UsageError, match="'val_accuracy' is to rise and 'loss' to fall"):
        read(RECORDS, train=train, validation=("val_accuracy",))


def test_an_accuracy_may_be_named_where_nothing_falls() -> None:
    """The verdict is about it then."""
    scores = [{"step": r["step"], "val_accuracy": r["val_accuracy"]} for r in RECORDS]
    run = read(scores, validation=("val_accuracy",))
    assert ("val_accuracy", "max") == (run.objective.name, run.goal)


@pytest.mark.parametrize("name", ["lr", "loss"])
def test_what_falls_is_no_axis(name: str) -> None:
    """Its points would lie in the wrong order, or be counted on for ever."""
    with pytest.raises(UsageError, match=f"'{name}' is no count: it falls at 39 of 39"):
        read(RECORDS, x=(name,))


def test_a_counter_that_starts_over_is_an_axis() -> None:
    """Two batches an epoch make every second step a fall."""
    records = [{"epoch": k // 2, "batch": k % 2, "loss": 3 - k / 20} for k in range(40)]
    assert [float(k) for k in range(40)] == read(records, x=("batch",)).objective.step.tolist()


def zeros(norm: float, since: int = 20) -> list[dict[str, Any]]:
    """Return records whose loss is zero from a point on, beside a norm that is as given there."""
    return [
        {"step": k, "loss": 0.0 if k >= since else 2 - k / 20, "grad_norm": norm}
        if k >= since
        else {"step": k, "loss": 2 - k / 20, "grad_norm": 1.0}
        for k in range(40)
    ]


def test_a_zero_beside_a_norm_that_is_not_finite_is_a_hidden_nan() -> None:
    """Trainers leave NaN out of the sum that they log; zero remains where all were NaN."""
    run = read(zeros(math.nan))
    assert 20 == sum(map(math.isnan, run.objective.value))
    assert {"zero-for-nan": 20} == {n.code: n.count for n in run.notes if n.code == "zero-for-nan"}
    assert pipeline.analyze_source(source_of([*zeros(math.nan)]), Settings()).diagnosis.verdict == (
        "diverged"
    )


@pytest.mark.parametrize("records", [zeros(0.5), zeros(math.nan, since=38)])
def test_other_zeros_are_zeros(records: list[dict[str, Any]]) -> None:
    """Beside a norm that is finite, or of which a gradient scaler skipped a step or two."""
    assert not any(map(math.isnan, read(records).objective.value))


def test_codes_in_use_are_no_loss() -> None:
    """What VQ-VAEs log as perplexity is to rise; elsewhere it stands for the loss."""
    records = [{"step": k, "recon_error": 1 / (k + 1), "perplexity": 9.0 * k} for k in range(30)]
    assert "recon_error" == read(records).objective.name
    texts = [{"step": k, "perplexity": 300 / (k + 1)} for k in range(30)]
    assert "perplexity" == read(texts).objective.name
