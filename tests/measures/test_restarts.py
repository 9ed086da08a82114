"""What warm restarts of the learning rate add to a loss is found, and nothing else is taken off."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.measures.restarts import find_restarts, without_restarts

PLACE = np.arange(500) / 500
LEVEL = 0.5 + 0.5 * (1.0 + PLACE / 0.02) ** -0.7
"""A power law, which is none of the decays that are fitted."""
NOISE = 0.01
NOISY = LEVEL + NOISE * np.random.default_rng(0).standard_normal(len(PLACE))


def cycling(cycles: int) -> np.ndarray:
    """Return a rate that falls along a half cosine and restarts, so often over the run."""
    return 0.01 + 0.1 * 0.5 * (1.0 + np.cos(np.pi * ((PLACE * cycles) % 1.0)))


def since_the_first(cycles: int) -> np.ndarray:
    """Return ones from the first restart on, zeros before."""
    return (PLACE * cycles >= 1.0).astype(float)


@pytest.mark.parametrize("cycles", [3, 5, 10, 40])
@pytest.mark.parametrize("share", [0.05, 0.4])
def test_what_the_rate_adds_is_taken_off(cycles: int, share: float) -> None:
    """A loss that rises with the rate since its first restart is left with its level."""
    rate = cycling(cycles)
    loss = NOISY + share * (rate - rate.min()) / 0.1 * since_the_first(cycles)
    before = loss.copy()
    left = without_restarts(PLACE, loss, rate)
    assert left == pytest.approx(NOISY, abs=NOISE)
    assert (before == loss).all()


@pytest.mark.parametrize("height", [20.0, 2000.0, 1e9])
def test_spikes_at_the_restarts_are_nothing_that_the_rate_adds(height: float) -> None:
    """They go as they came: one after the other, and the rate holds no loss up between them."""
    loss = NOISY.copy()
    loss[find_restarts(cycling(6))] += height
    assert without_restarts(PLACE, loss, cycling(6)) is loss


@pytest.mark.parametrize(
    "rate",
    [np.full(500, 0.1), cycling(1), np.linspace(0.1, 0.0, 500), cycling(2)],
    ids=["constant", "cosine", "linear", "one restart"],
)
def test_a_rate_that_does_not_cycle_takes_nothing_off(rate: np.ndarray) -> None:
    """The loss itself is returned, to the last bit."""
    assert without_restarts(PLACE, NOISY, rate) is NOISY


@pytest.mark.parametrize("sign", [0.0, -1.0])
def test_a_loss_that_does_not_rise_with_the_rate_is_left_alone(sign: float) -> None:
    """Only a rate that holds the loss up is by design; the other way round is a real swing."""
    rate = cycling(8)
    loss = NOISY + sign * rate / rate.max()
    assert without_restarts(PLACE, loss, rate) is loss


def test_a_warm_up_is_no_restart() -> None:
    """A run that was resumed once, and warmed up twice, has one."""
    ramp = np.minimum(1.0, (PLACE * 2 % 1.0) / 0.1)
    assert [np.argmax((PLACE > 0.5) & (ramp > 0.5))] == find_restarts(ramp).tolist()


def test_restarts_are_where_the_rate_rises_again() -> None:
    """Five cycles restart four times; the start of the first is none."""
    assert [100, 200, 300, 400] == find_restarts(cycling(5)).tolist()
