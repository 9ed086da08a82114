"""Noise laws and spikes: what stands between a mean curve and what is logged."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from .shape import FloatArray, IntArray

NoiseLaw = Literal[
    "white",
    "autocorrelated",
    "heavy_tailed",
    "growing",
    "shrinking",
    "proportional",
    "skewed",
    "two_levels",
]
NOISE_LAWS: tuple[NoiseLaw, ...] = get_args(NoiseLaw)

DEGREES_OF_FREEDOM = 4.0
"""Of Student's t for heavy tails: the fewest whole ones that leave a finite spread of the sigma."""

SKEW_SIGMA = 0.7
"""Of the logarithm of skewed noise, a log-normal one: its skewness is about 2.9."""

UPPER_SHARE = 0.25
"""Share of the records on the upper of two levels: batches of two kinds, one of them harder."""

SIGMA_RATIO = 4.0
"""By how much the sigma of growing noise grows over the run, and that of shrinking shrinks."""

FORGOTTEN = 1e-6
"""Share of a shock that is left where the memory of autocorrelated noise is cut off."""

SPIKE_RECOVERY = 0.5
"""Share of a spike that is left one record later, where it lasts for more than one."""


def draw_noise(
    law: NoiseLaw, level: FloatArray, random: np.random.Generator, memory: float
) -> FloatArray:
    """Return noise of expected root mean square 1, of the shape of ``level`` (n,).

    ``level`` is the positive mean loss, which proportional noise follows; ``memory`` the
    correlation of successive records of autocorrelated noise, in [0, 1).
    """
    count = len(level)
    if law == "autocorrelated":
        return _first_order(count, random, memory)
    if law == "heavy_tailed":
        spread = np.sqrt(DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM - 2))
        return np.asarray(random.standard_t(DEGREES_OF_FREEDOM, count) / spread)
    if law == "skewed":
        return _standardized(random.lognormal(0.0, SKEW_SIGMA, count), SKEW_SIGMA)
    if law == "two_levels":
        upper = random.random(count) < UPPER_SHARE
        return np.asarray((upper - UPPER_SHARE) / np.sqrt(UPPER_SHARE * (1 - UPPER_SHARE)))
    envelope = {
        "white": np.ones(count),
        "growing": np.geomspace(1.0, SIGMA_RATIO, count),
        "shrinking": np.geomspace(SIGMA_RATIO, 1.0, count),
        "proportional": level,
    }[law]
    return np.asarray(random.standard_normal(count) * envelope / np.sqrt(np.mean(envelope**2)))


def _standardized(value: FloatArray, sigma: float) -> FloatArray:
    """Return log-normal values exp(N(0, sigma^2)) less their mean over their spread."""
    mean = np.exp(sigma**2 / 2)
    return np.asarray((value - mean) / (mean * np.sqrt(np.expm1(sigma**2))))


def _first_order(count: int, random: np.random.Generator, memory: float) -> FloatArray:
    """Return stationary first-order autoregressive noise of variance 1, shape (count,)."""
    if not 0 <= memory < 1:
        raise ValueError(f"noise_memory must lie in [0, 1), not {memory}")
    taps = 1 if memory == 0 else int(np.ceil(np.log(FORGOTTEN) / np.log(memory)))
    kernel = memory ** np.arange(taps) * np.sqrt(1 - memory**2)
    return np.convolve(random.standard_normal(count + taps - 1), kernel, mode="valid")


def draw_spikes(
    count: int, records: int, length: int, random: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """Return spikes of height about 1, shape (records,), and the records where they begin.

    They lie apart from each other, and neither at the first nor at the last record. Raises
    ValueError where so many do not fit.
    """
    heights = np.zeros(records)
    slot = length + 2
    slots = (records - 2) // slot
    if count > slots:
        raise ValueError(f"{count} spikes of {length} records do not fit into {records} records")
    chosen = random.choice(slots, count, replace=False) if count else np.empty(0, dtype=np.int64)
    begin = 1 + slot * np.sort(chosen).astype(np.int64)
    recovery = SPIKE_RECOVERY ** np.arange(length)
    for place in begin:
        heights[place : place + length] = random.uniform(0.7, 1.3) * recovery
    return heights, begin
