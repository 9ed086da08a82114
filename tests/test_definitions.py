"""What the definitions rule out: a small rise is no divergence."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.decision import decide
from convcheck.definitions import by_definition
from convcheck.quantities import quantities
from convcheck.rule import Verdict

SURELY_DIVERGED = np.array([0.0, 0.0, 0.0, 0.0, 5.0])


def rising(share: float, noise: float = 0.01) -> CurveProfile:
    """Return a loss that falls by 2 and rises by a share of that in its second half."""
    step = np.arange(1000, dtype=np.float64)
    loss = 0.5 + 2.0 * np.exp(-step / 50.0) + 2.0 * share * np.maximum(0.0, step - 500.0) / 500.0
    scatter = np.random.default_rng(0).normal(0.0, noise, 1000)
    return CurveProfile(step, loss + scatter)


@pytest.mark.parametrize("share", [0.04, 0.06])
def test_a_rise_of_less_than_a_tenth_of_the_range_is_never_called_diverged(share: float) -> None:
    """Whatever the scores say, and in the product."""
    found = quantities(rising(share), None, None)
    assert by_definition(SURELY_DIVERGED, found).argmax() != 4
    assert decide(rising(share), None, None).verdict is not Verdict.DIVERGED


@pytest.mark.parametrize("share", [0.15, 0.6])
def test_a_larger_rise_may_have_diverged(share: float) -> None:
    """The scores decide."""
    found = quantities(rising(share), None, None)
    assert by_definition(SURELY_DIVERGED, found).tolist() == SURELY_DIVERGED.tolist()


def test_a_rise_that_noise_may_have_hidden_may_have_diverged() -> None:
    """What cannot be told from a larger one is not ruled out."""
    found = quantities(rising(0.06, noise=0.2), None, None)
    assert by_definition(SURELY_DIVERGED, found).tolist() == SURELY_DIVERGED.tolist()


def test_an_explosion_does_not_hide_a_divergence() -> None:
    """A run that ends above its start has lost all, whatever share of a wild range that is."""
    loss = rising(0.0).loss
    loss[100:120] += 500.0
    loss[500:] += 20.0
    found = quantities(CurveProfile(np.arange(1000.0), loss), None, None)
    assert by_definition(SURELY_DIVERGED, found).tolist() == SURELY_DIVERGED.tolist()


@pytest.mark.parametrize("points", [40, 400, 4000])
@pytest.mark.parametrize("share", [0.15, 0.3])
def test_a_rise_that_is_over_far_below_the_start_is_never_called_diverged(
    share: float, points: int
) -> None:
    """A weight that is raised on purpose (KL annealing) lifts the loss, and rests."""
    place = np.linspace(0.0, 1.0, points)
    loss = 0.3 + 2.0 * np.exp(-place / 0.06) + 2.0 * share * np.clip((place - 0.3) / 0.4, 0.0, 1.0)
    loss += np.random.default_rng(1).normal(0.0, 0.002, points)
    found = quantities(CurveProfile(np.arange(points, dtype=float), loss), None, None)
    assert by_definition(SURELY_DIVERGED, found).argmax() != 4
