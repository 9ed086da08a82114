"""A target is reached where the curve that is drawn reaches it."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck import pipeline
from convcheck.settings import Settings
from tests.readers._planted import source_of


def reached(losses: list[float], target: float) -> float | None:
    """Return the step at which a log reaches a target."""
    source = source_of([{"step": k, "loss": loss} for k, loss in enumerate(losses)])
    told = pipeline.analyze_source(source, Settings(target=target)).target
    assert told is not None
    return told.reached


def test_a_level_that_was_lost_again_was_reached() -> None:
    """Also where no falling curve fits."""
    noise = np.random.default_rng(1).normal(0, 0.01, 300)
    step = np.arange(300)
    losses = (0.3 + np.abs(step - 120) / 120 + noise).tolist()
    found = reached(losses, 0.5)
    assert found is not None
    assert abs(found - 96) <= 6
    assert reached(losses, 0.2) is None


def test_a_single_low_value_reaches_nothing() -> None:
    """A lucky batch is no level."""
    noise = np.random.default_rng(2).normal(0, 0.02, 300)
    losses = 1 + 2 * np.exp(-np.arange(300) / 40) + noise
    losses[200] = 0.1
    assert reached(losses.tolist(), 0.8) is None


@pytest.mark.parametrize(("target", "expected"), [(1.0, 0.0), (0.25, 2.0), (0.05, None)])
def test_of_a_few_points_each_counts(target: float, expected: float | None) -> None:
    """Too few for a curve, they are all that there is."""
    assert expected == reached([0.5, 0.4, 0.2, 0.15, 0.1], target)
