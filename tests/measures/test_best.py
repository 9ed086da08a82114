"""The best point: a range where noise makes several as good."""

from __future__ import annotations

import numpy as np

from convcheck.measures.best import find_best


def test_a_clean_minimum_is_one_place() -> None:
    """Without noise the best is the bottom of the valley, give or take the smoothing."""
    loss = (np.linspace(-1.0, 1.0, 201)) ** 2
    best = find_best(loss, np.full(201, 1e-9))
    assert best.index in range(99, 102)
    assert best.last - best.first <= 2


def test_a_noisy_flat_end_is_a_range() -> None:
    """On a plateau of noise the range spans most of the plateau and holds the best."""
    random = np.random.default_rng(1)
    loss = np.concatenate([np.linspace(3.0, 1.0, 100), 1.0 + 0.1 * random.standard_normal(300)])
    best = find_best(loss, np.full(400, 0.1))
    assert best.first <= best.index <= best.last
    assert best.last - best.first > 150


def test_one_lucky_point_is_not_the_best() -> None:
    """A single low value in the middle of a high stretch does not win."""
    loss = np.linspace(2.0, 1.0, 100)
    loss[20] = 0.5
    assert find_best(loss, np.full(100, 0.01)).index > 90
