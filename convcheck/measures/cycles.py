"""Regular cycles about the mean curve: a comb, a swing, a sawtooth.

A line in the Hann-windowed periodogram (Blackman and Tukey, 1958) of the residual over the
last 60 % of the run, seen for at least three periods; the comb, which alternates from point to
point, shows in the lag-1 correlation of differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

STRETCH = 0.6
"""Share of the run looked at: early transients are no cycles."""
MOST_SAMPLES = 4096
"""Longer stretches are averaged down to this; finer cycles are seen by the comb test."""
FEWEST_CYCLES = 3.0
"""A cycle seen fewer times than this may as well be a bend."""
LINE_RATIO = (10.0, 100.0)
"""Power of a line over its surroundings: below the first as noise has it once in a thousand bins
(median of chi-square, two degrees), above the second a line beyond doubt."""
RECURRENCE = (0.05, 0.4)
"""Correlation after one period: noise has none, a cycle of half its own noise's size a third."""
COMB_CORRELATION = -0.85
"""Lag-1 correlation of differences: -0.5 for white noise, -1 for a pure comb."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The strongest line of the residual."""

    period: float
    """Its period, as a share of the run; 0 where there is none."""
    swing: float
    """Peak to peak, in units of the loss."""
    strength: float
    """Share of the residual's power in the line, 0 to 1."""
    prominence: float
    """Power of the line over the median of the spectrum."""
    late_swing: float
    """The swing in the last third of the stretch: whether it still goes on."""
    comb: bool
    """It alternates from point to point."""
    regularity: float = 0.0
    """How surely it is a line and no hill of a wandering level: 0 to 1."""


NONE = Cycle(0.0, 0.0, 0.0, 0.0, 0.0, False)


def find_cycle(residual: FloatArray) -> Cycle:
    """Find the strongest cycle of a residual, shape (n,), over the last 60 %."""
    stretch = residual[-max(1, round(STRETCH * len(residual))) :]
    if len(stretch) < 12:
        return NONE
    comb = _comb(stretch)
    samples = _averaged(stretch)
    line = _strongest_line(samples)
    if line is None:
        return comb or NONE
    frequency, strength, prominence, regularity = line
    swing, late = _swing(samples, frequency)
    period = STRETCH * len(samples) / (frequency * len(samples))
    if comb is not None and comb.swing > swing:
        return comb
    regularity *= _recurrence(samples, len(samples) / frequency)
    return Cycle(period, swing, strength, prominence, late, comb is not None, regularity)


def _averaged(stretch: FloatArray) -> FloatArray:
    if len(stretch) <= MOST_SAMPLES:
        return np.asarray(stretch - stretch.mean())
    width = len(stretch) // MOST_SAMPLES
    cut = stretch[len(stretch) % width :].reshape(-1, width).mean(axis=1)
    return np.asarray(cut - cut.mean())


def _strongest_line(samples: FloatArray) -> tuple[float, float, float, float] | None:
    """Return cycles over the stretch, share of power, prominence and regularity of the line."""
    window = np.hanning(len(samples))
    place = np.linspace(-1.0, 1.0, len(samples))
    straight = samples - np.polyval(np.polyfit(place, samples, 1), place)
    power = np.abs(np.fft.rfft(straight * window)) ** 2
    lowest = int(np.ceil(FEWEST_CYCLES))
    if len(power) <= lowest + 3 or power.sum() <= 0:
        return None
    peak = lowest + int(np.argmax(power[lowest:]))
    low, high = max(peak - 2, 0), min(peak + 3, len(power))
    line = float(power[low:high].sum())
    background = float(np.median(power[1:])) + 1e-300
    centre = float(np.arange(low, high) @ power[low:high]) / line
    above = float(power[peak]) / background
    return centre, line / float(power[1:].sum()), above, _regularity(power, peak)


def _regularity(power: FloatArray, peak: int) -> float:
    """Hold a line against the spectrum around it: a wander has a hill there, a cycle has not.

    From an octave below to an octave above, the line itself left out.
    """
    around = np.r_[power[max(1, peak // 2) : max(peak - 2, 1)], power[peak + 3 : 2 * peak + 4]]
    if len(around) < 3:
        return 0.0
    ratio = float(power[peak]) / (float(np.median(around)) + 1e-300)
    low, high = np.log(LINE_RATIO)
    return float(np.clip((np.log(max(ratio, 1e-300)) - low) / (high - low), 0.0, 1.0))


def _recurrence(samples: FloatArray, period: float) -> float:
    """Return 0 to 1: how surely the samples repeat after one period, their slow part removed.

    A rise or a bend has power at low frequencies too, but what is left of it when the mean over
    one period is taken away does not come again.
    """
    lag = max(2, round(period))
    if len(samples) < 3 * lag:
        return 0.0
    slow = np.convolve(samples, np.ones(lag) / lag, mode="valid")
    quick = samples[lag // 2 : lag // 2 + len(slow)] - slow
    power = float(np.sqrt((quick[lag:] @ quick[lag:]) * (quick[:-lag] @ quick[:-lag])))
    correlation = float(quick[lag:] @ quick[:-lag]) / power if power > 0 else 0.0
    low, high = RECURRENCE
    return float(np.clip((correlation - low) / (high - low), 0.0, 1.0))


def _swing(samples: FloatArray, frequency: float) -> tuple[float, float]:
    """Peak to peak of the fitted wave, over the stretch and over its last third."""
    phase = 2.0 * np.pi * frequency * np.arange(len(samples)) / len(samples)

    def peak_to_peak(part: slice) -> float:
        design = np.column_stack(
            [np.cos(phase[part]), np.sin(phase[part]), np.ones(len(phase[part]))]
        )
        weight = np.linalg.lstsq(design, samples[part], rcond=None)[0]
        return float(2.0 * np.hypot(weight[0], weight[1]))

    return peak_to_peak(slice(None)), peak_to_peak(slice(-max(4, len(samples) // 3), None))


def _comb(stretch: FloatArray) -> Cycle | None:
    differences = np.diff(stretch)
    centred = differences - differences.mean()
    power = float(centred @ centred)
    if power <= 0:
        return None
    correlation = float(centred[1:] @ centred[:-1]) / power
    if correlation > COMB_CORRELATION:
        return None
    swing = float(np.median(np.abs(differences)))
    late = float(np.median(np.abs(differences[-max(4, len(differences) // 3) :])))
    if min(swing, late) <= 0:
        return None  # most points repeat: a few outliers alternate by chance
    return Cycle(2.0 * STRETCH / len(stretch), swing, -correlation, np.inf, late, True, 1.0)
