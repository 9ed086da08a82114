"""Thinning a line for pictures: short, and looking the same."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convcheck.downsample import MOST_POINTS, downsample

VALUES = st.lists(
    st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf]), min_size=1
)


@given(VALUES, st.integers(4, 50))
def test_ends_lows_and_highs_survive(values: list[float], most: int) -> None:
    """Never more points than asked for, in order, and no extreme is lost."""
    value = np.array(values)
    trace = downsample(np.arange(len(value), dtype=float), value, most)
    assert len(trace.step) == len(trace.value) <= most
    assert list(trace.step) == sorted(set(trace.step))
    assert (trace.step[0], trace.step[-1]) == (0.0, len(value) - 1)
    finite = value[np.isfinite(value)]
    if len(finite):
        kept = [v for v in trace.value if math.isfinite(v)]
        assert (min(kept), max(kept)) == (finite.min(), finite.max())


def test_a_short_line_is_left_alone() -> None:
    """Nothing is thinned that fits."""
    step = np.arange(MOST_POINTS, dtype=float)
    assert downsample(step, np.cos(step)).value == tuple(np.cos(step).tolist())


def test_one_spike_in_a_million_points_is_seen() -> None:
    """The highest point of its bucket is kept, whatever the rest."""
    value = np.zeros(1_000_000)
    value[765_432] = 1.0
    trace = downsample(np.arange(1_000_000, dtype=float), value)
    assert (765_432.0, 1.0) in list(zip(trace.step, trace.value, strict=True))
