"""Every length is answered sensibly, from one point to ten million."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.examples import PLANTED
from convcheck.model import Axis, Run, Series
from convcheck.profile import Profile
from convcheck.rule import Verdict

if TYPE_CHECKING:
    from convcheck.model import FloatArray

TAUS = {"converged": 0.1, "improving": 2.0}
"""Time constants, in runs, of exponential descents that are settled and that still fall."""


def logged(loss: FloatArray) -> Run:
    """Return a run of these losses, a step each."""
    series = Series("loss", "train", np.arange(len(loss), dtype=float), loss)
    axis = Axis("step", "step")
    return Run("run", PLANTED, PLANTED, "", (), axis, "min", series, {"train": series})


def descent(points: int, tau: float, noise: float = 0.01, seed: int = 0) -> FloatArray:
    """Fall exponentially from about 3 to 1 with some noise."""
    u = np.linspace(0.0, 1.0, points)
    return np.asarray(
        1.0 + 2.0 * np.exp(-u / tau) + noise * np.random.default_rng(seed).normal(size=points)
    )


@pytest.mark.parametrize("points", [1, 3, 5])
def test_too_few_points_say_what_would_be_needed(points: int) -> None:
    """Too few points are inconclusive, without a probability, and the reason says what it takes."""
    decision = Profile(logged(descent(points, 0.1))).decision
    assert (Verdict.INCONCLUSIVE, None) == (decision.verdict, decision.probability)
    assert "are needed" in decision.reason


@pytest.mark.parametrize("points", [6, 10, 30])
@pytest.mark.parametrize("outcome", TAUS)
def test_short_logs_get_the_right_word_or_a_doubt(points: int, outcome: str) -> None:
    """Six to thirty points of a clear curve give its verdict or none, and never certainty."""
    for seed in range(5):
        decision = Profile(logged(descent(points, TAUS[outcome], seed=seed))).decision
        assert str(decision.verdict) in {outcome, "inconclusive"}
        assert decision.probability is None or decision.probability < 0.99


@pytest.mark.slow
def test_ten_million_points_are_answered() -> None:
    """Ten million points of a settled descent have converged, at the step where they did."""
    points, tau = 10_000_000, 0.1
    profile = Profile(logged(descent(points, tau)))
    assert profile.decision.verdict is Verdict.CONVERGED
    assert profile.settling is not None
    assert tau * np.log(50.0) == pytest.approx(profile.settling.share_of_run, abs=0.02)
