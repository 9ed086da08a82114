"""A verdict by the last points alone: said where they broke away, and not where all is well."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.decision import Decision, decide
from convcheck.model import Series
from convcheck.rule import Verdict

POINTS = 4000
STEP = np.arange(POINTS, dtype=np.float64)


def climbing(height: float = 2.0) -> CurveProfile:
    """Return a loss that rests at 0.5 and leaps up in its last 40 points, to its start or less."""
    noise = np.random.default_rng(0).normal(0.0, 0.03, POINTS)
    loss = 0.5 + 2.0 * np.exp(-40.0 * STEP / POINTS) + noise
    loss[-40:] += height
    return CurveProfile(STEP, loss)


def test_a_loss_that_lost_all_in_its_last_hundredth_has_diverged() -> None:
    """It is said, with where it began and how much was lost, and not for certain."""
    decision = decide(climbing(), None, None)
    assert Verdict.DIVERGED is decision.verdict
    assert (
        "the last 40 points, from {unit} 3,960 on, have lost more than half of the {descent}"
        == decision.reason
    )
    assert decision.probability == pytest.approx(0.8)


def test_what_lost_a_third_of_its_fall_last_is_left_open() -> None:
    """It has not converged, and the log cannot tell whether it diverges."""
    decision = decide(climbing(0.7), None, None)
    assert (Verdict.INCONCLUSIVE, Verdict.DIVERGED) == (decision.verdict, decision.leaning)
    assert "over a quarter of the {descent}" in decision.reason
    assert decision.probability == pytest.approx(0.2)


def test_what_is_on_its_way_back_is_left_open() -> None:
    """A burst that has come down to a fifth of its height may be over soon."""
    curve = climbing(0.0)
    curve.loss[-40:] += 4.0 * np.exp(-np.arange(40) / 25.0)
    decision = decide(curve, None, None)
    assert (Verdict.INCONCLUSIVE, Verdict.DIVERGED) == (decision.verdict, decision.leaning)
    assert "more than half of the {descent}; the log cannot tell" in decision.reason


def test_a_plateau_that_ends_in_a_fall_is_improving() -> None:
    """What learned nothing until its last hundredth has begun to learn."""
    noise = np.random.default_rng(0).normal(0.0, 0.03, POINTS)
    loss = 2.3 + noise
    loss[-40:] -= 1.5
    assert Verdict.IMPROVING is decide(CurveProfile(STEP, loss), None, None).verdict


def not_diverged(decision: Decision) -> bool:
    """Tell whether the last points were not taken for the end of a divergence."""
    return decision.verdict is not Verdict.DIVERGED or "have lost" not in decision.reason


def test_a_learning_rate_that_restarts_excuses_the_last_points() -> None:
    """A warm restart raises the loss for a while."""
    rate = np.where(STEP < POINTS - 60, 1.0 - STEP / POINTS, 1.0)
    assert not_diverged(decide(climbing(), None, CurveProfile(STEP, rate)))


def test_a_validation_at_its_best_excuses_the_last_points() -> None:
    """A training loss may not be called diverged while validation improves."""
    at = STEP[99::100]
    better = CurveProfile(at, 0.6 + np.exp(-at / 1000.0))
    assert not_diverged(decide(climbing(), better, None))


def test_a_learning_rate_that_restarted_long_before_excuses_nothing() -> None:
    """Its restart is not what raised the last points."""
    rate = np.where(STEP < 400, 1.0 - STEP / 400, 1.0 - (STEP - 400) / POINTS)
    assert Verdict.DIVERGED is decide(climbing(), None, CurveProfile(STEP, rate)).verdict


@pytest.mark.parametrize("steps", [[3999.0], [99.0, 3999.0], [99.0, 1999.0]])
def test_a_validation_that_shows_no_gain_excuses_nothing(steps: list[float]) -> None:
    """Neither one value, nor the same twice, nor one that ended before the last points."""
    at = np.array(steps)
    last_before = np.array([1.0, 0.9]) if steps[-1] < 3960 else np.ones(len(at))
    same = CurveProfile(at, last_before)
    assert Verdict.DIVERGED is decide(climbing(), same, None).verdict


@pytest.mark.parametrize(
    ("lost", "verdict"), [(0.6, Verdict.DIVERGED), (0.4, Verdict.INCONCLUSIVE)]
)
def test_half_of_the_fall_lost_is_divergence(lost: float, verdict: Verdict) -> None:
    """By definition; less is left open."""
    assert verdict is decide(climbing(2.0 * lost), None, None).verdict


def test_a_validation_that_was_best_before_excuses_nothing() -> None:
    """Nor does one that rose with the training loss."""
    at = STEP[99::100]
    loss = 0.6 + np.exp(-at / 1000.0)
    loss[-1] = 2.0
    assert Verdict.DIVERGED is decide(climbing(), CurveProfile(at, loss), None).verdict


@pytest.mark.parametrize("points", [40, 400, 4000, 40_000])
@pytest.mark.parametrize("tail", [1, 3])
def test_a_log_that_ends_in_nan_has_diverged_however_long_it_is(points: int, tail: int) -> None:
    """Trainers stop at the first NaN; the first of them is named."""
    loss = 0.5 + 2.0 * np.exp(-np.arange(points) * 20.0 / points)
    loss[-tail:] = np.nan
    decision = decide(_logged(loss), None, None)
    assert Verdict.DIVERGED is decision.verdict
    assert f"{points - tail:,}" in decision.reason
    assert decision.probability is not None
    assert decision.probability >= 0.9


def test_a_gap_at_the_end_that_passed_before_proves_nothing() -> None:
    """A run whose half precision overflows now and then may end at such a step."""
    loss = 0.5 + 2.0 * np.exp(-np.arange(POINTS) / 100.0)
    loss[[700, 2100, 3300, -1]] = np.nan
    assert Verdict.CONVERGED is decide(_logged(loss), None, None).verdict


def _logged(loss: np.ndarray) -> CurveProfile:
    return CurveProfile.of(Series("loss", "train", np.arange(len(loss), dtype=float), loss))
