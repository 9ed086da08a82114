"""A run that rests at the loss of guessing has learned nothing, however high it began."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.diagnosis import worded
from convcheck.model import Axis, Run, Series
from convcheck.profile import Profile
from convcheck.quantities import ZERO_BOUND, quantities
from convcheck.quantities.unit import UNIT_BOUND
from convcheck.reasons import reason
from convcheck.rule import Verdict
from convcheck.rules import never_learned

POINTS = 200
NOISE = 0.02
EXPLODED = np.array([1e9, 1e8, 3e6, 1e4, 300.0, 5.0])
"""The first losses of such a start, in units of the level where it comes to rest."""
STANDARDISED, HALVED = 1.0, 0.5
TWO_CLASSES, FIVE_CLASSES, TEN_CLASSES = (float(np.log(k)) for k in (2, 5, 10))


def logged(mean: np.ndarray, seed: int) -> Run:
    """Return a run with this mean curve and two per cent of noise."""
    return run_of(mean * (1.0 + NOISE * np.random.default_rng(seed).standard_normal(len(mean))))


def run_of(value: np.ndarray) -> Run:
    """Return a run that logged these losses."""
    series = Series("loss", "train", np.arange(len(value), dtype=float), value)
    return Run(
        id="planted",
        path="planted",
        format="planted",
        logger="",
        files=(),
        axis=Axis("step", "step"),
        goal="min",
        objective=series,
        series={"train": series},
    )


def after_an_exploded_start(level: float) -> np.ndarray:
    """Rest at a level after losses a billion times as large."""
    return level * np.concatenate([EXPLODED, np.ones(POINTS - len(EXPLODED))])


def decayed_to(level: float) -> np.ndarray:
    """Fall to a level from two and a half times as high, with a time constant of 12 points."""
    return level * (1.0 + 1.5 * np.exp(-np.arange(POINTS) / 12.0))


@pytest.mark.parametrize("level", [STANDARDISED, TWO_CLASSES, TEN_CLASSES])
@pytest.mark.parametrize("seed", range(4))
def test_resting_at_the_loss_of_guessing_after_an_explosion_is_stuck(
    level: float, seed: int
) -> None:
    """The fall from a billion is no learning."""
    decision = Profile(logged(after_an_exploded_start(level), seed)).decision
    assert Verdict.STUCK in (decision.verdict, decision.leaning)


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (STANDARDISED, "about 1, the squared error of always predicting the mean"),
        (HALVED, "about 0.5, the squared error of always predicting the mean"),
        (FIVE_CLASSES, "ln 5, the loss of guessing among 5"),
        (40.0, "but no learning shows after that"),
    ],
)
def test_a_stuck_run_is_told_what_its_level_is(level: float, told: str) -> None:
    """After a fall in the first fifth the sentence names the guess that the level is near."""
    slow_start = level * (1.0 + 0.8 * np.exp(-np.arange(POINTS) / 30.0))
    profile = Profile(logged(slow_start, 1))
    assert told in worded(reason(Verdict.STUCK, profile.objective, {}), profile)


@pytest.mark.parametrize("seed", range(4))
def test_resting_far_below_the_loss_of_guessing_is_converged(seed: int) -> None:
    """The same log at a twentieth of that level has learned."""
    assert Profile(logged(after_an_exploded_start(0.05), seed)).decision.verdict == "converged"


@pytest.mark.parametrize("level", [STANDARDISED, TWO_CLASSES, TEN_CLASSES, 0.05, 40.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_plain_decay_converges_wherever_it_ends(level: float, seed: int) -> None:
    """To end at such a level by accident makes no plain decay a run that learned nothing."""
    assert Profile(logged(decayed_to(level), seed)).decision.verdict == "converged"


@pytest.mark.parametrize(
    ("mean", "told"),
    [
        (after_an_exploded_start(TEN_CLASSES), "as after a start that exploded"),
        (np.linspace(1.02, 1.0, POINTS) * TEN_CLASSES, "a fall of "),
        (np.linspace(0.96, 1.0, POINTS) * TEN_CLASSES, "no lasting fall"),
    ],
)
def test_never_learned_tells_a_small_fall_from_an_explosion(mean: np.ndarray, told: str) -> None:
    """No share of a fall is told where the start is what fell."""
    profile = Profile(logged(mean, 1))
    (evidence,) = never_learned.check(
        profile, {limit.name: limit.value for limit in never_learned.RULE.limits}
    )
    assert evidence.values["size"].startswith(told)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("level", [1e-300, 1e-70, 1e-50, 1e50, 1e300])
def test_losses_of_any_size_are_analyzed(level: float) -> None:
    """Neither losses too small to be squared nor too large ones end in an error or a warning."""
    assert Profile(logged(decayed_to(level), 1)).decision.verdict in Verdict


@pytest.mark.parametrize("zero_at", [[90], [60, 61, 62], [40, 100, 160, 199]])
def test_a_few_zeros_among_the_values_take_no_level_away(zero_at: list[int]) -> None:
    """What a gap left at zero does not hide that the run rests at a guess."""
    mean = after_an_exploded_start(TWO_CLASSES)
    mean[zero_at] = 0.0
    decision = Profile(logged(mean, 0)).decision
    assert Verdict.STUCK in (decision.verdict, decision.leaning)


@pytest.mark.parametrize("zeros", [1, 3])
def test_a_loss_that_begins_at_zero_has_no_levels(zeros: int) -> None:
    """No share of such a start means anything, be it a single value or the first per cent."""
    mean = decayed_to(1.0)
    mean[:zeros] = 0.0
    found = quantities(Profile(logged(mean, 0)).objective, None, None)
    assert all(np.isnan(found[name]) for name in UNIT_BOUND)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("digits", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_rounding_to_zero_takes_no_level_away(digits: int, seed: int) -> None:
    """A loss that comes down to nothing is measured alike, however few digits its file has."""
    place = np.linspace(0.0, 1.0, POINTS)
    loss = 2.3 * np.exp(-place / 0.08) + 1e-3
    loss *= np.exp(0.3 * np.random.default_rng(seed).standard_normal(POINTS))
    exact, rounded = (
        quantities(Profile(run_of(each)).objective, None, None)
        for each in (loss, np.round(loss, digits))
    )
    assert (np.round(loss, 2) == 0).mean() > 0.3
    for name in ZERO_BOUND:
        assert np.isnan(exact[name]) == np.isnan(rounded[name])
    assert exact["fall of level"] == pytest.approx(rounded["fall of level"], abs=0.01)


def test_a_loss_below_zero_has_no_levels() -> None:
    """Shares of a level mean nothing where the zero is anywhere."""
    found = quantities(Profile(logged(decayed_to(1.0) - 1.5, 0)).objective, None, None)
    assert all(np.isnan(found[name]) for name in UNIT_BOUND)


@pytest.mark.parametrize(
    ("accuracy", "guesses"), [(None, True), (0.11, True), (11.0, True), (0.8, False), (80.0, False)]
)
def test_who_knows_most_answers_does_not_guess(accuracy: float | None, guesses: bool) -> None:
    """A loss at ln 10 is that of guessing unless accuracy, as a share or in per cent, denies it."""
    run = logged(np.full(POINTS, TEN_CLASSES), 3)
    if accuracy is not None:
        values = np.full(POINTS, accuracy)
        known = Series("accuracy", "accuracy", run.objective.step, values)
        run = replace(run, series={**run.series, "accuracy": known})
    profile = Profile(run)
    assert guesses == (profile.objective.chance_classes == 10)
    assert guesses == ("guessing" in worded(profile.decision.reason, profile))
