"""Families that swing about a falling level. Every swing is measured from peak to trough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .shape import Cycle, FloatArray, Function, Range, Shape, family

_TIME_CONSTANT = Range(0.08, 0.02, 0.2)
_SWING = Range(1 / 3, 0.1, 0.8)
_CYCLES = Range(12, 5, 60)
_PHASE = Range(0.0, 0.0, 1.0)

GOLDEN_RATIO = 0.6180339887498949
"""Its multiples, modulo one, are spread evenly and never repeat: irregular without chance."""


def _descent(time_constant: float) -> Function:
    return lambda u: np.exp(-u / time_constant)


def _wave(form: Callable[[FloatArray], FloatArray], cycles: float, phase: float) -> Function:
    """Repeat a form over [0, 1) this often over the run."""
    return lambda u: form((u * cycles + phase) % 1.0)


@family(
    "a sine that does not die",
    time_constant=_TIME_CONSTANT,
    swing=_SWING,
    cycles=_CYCLES,
    phase=_PHASE,
)
def sine(time_constant: float, swing: float, cycles: float, phase: float) -> Shape:
    """Build an exponential descent with a lasting sine on it."""
    wave = _wave(lambda t: 0.5 * swing * np.sin(2 * np.pi * t), cycles, phase)
    return Shape(_descent(time_constant), cycle=Cycle(wave, cycles))


@family(
    "a ringing that dies: too much momentum",
    time_constant=_TIME_CONSTANT,
    swing=Range(0.5, 0.2, 1.0),
    cycles=Range(15, 6, 40),
    decay=Range(0.12, 0.04, 0.4),
)
def ringing(time_constant: float, swing: float, cycles: float, decay: float) -> Shape:
    """Build an exponential descent with an exponentially damped sine on it."""

    def wave(u: FloatArray) -> FloatArray:
        return np.asarray(0.5 * swing * np.sin(2 * np.pi * cycles * u) * np.exp(-u / decay))

    return Shape(_descent(time_constant), cycle=Cycle(wave, cycles, lasting=False))


@family("a comb: one step up, the next down", time_constant=_TIME_CONSTANT, swing=_SWING)
def comb(time_constant: float, swing: float) -> Shape:
    """Build an exponential descent with an alternation from step to step."""
    return Shape(
        _descent(time_constant),
        cycle=Cycle(lambda u: np.full_like(u, 0.5 * swing), count=1, alternating=True),
    )


@family(
    "jumps up again and again, and falls back along a line each time",
    time_constant=_TIME_CONSTANT,
    swing=_SWING,
    cycles=_CYCLES,
    phase=_PHASE,
)
def sawtooth(time_constant: float, swing: float, cycles: float, phase: float) -> Shape:
    """Build an exponential descent with teeth that rise at once and fall slowly."""
    wave = _wave(lambda t: swing * (1 - t), cycles, phase)
    return Shape(_descent(time_constant), cycle=Cycle(wave, cycles))


@family(
    "rises within each epoch and drops at its end: data in the same order every time",
    time_constant=_TIME_CONSTANT,
    swing=_SWING,
    epochs=Range(10, 5, 60, whole=True),
)
def epoch_sawtooth(time_constant: float, swing: float, epochs: float) -> Shape:
    """Build an exponential descent with teeth that rise slowly and fall at once."""
    wave = _wave(lambda t: swing * t, epochs, 0.0)
    return Shape(_descent(time_constant), cycle=Cycle(wave, epochs))


@family(
    "bursts of unequal height and spacing: a limit cycle at the edge of stability",
    time_constant=_TIME_CONSTANT,
    swing=Range(0.5, 0.25, 1.2),
    cycles=Range(15, 6, 40),
    recovery=Range(0.4, 0.2, 0.8),
    phase=_PHASE,
)
def bounce(
    time_constant: float, swing: float, cycles: float, recovery: float, phase: float
) -> Shape:
    """Build an exponential descent with bursts that decay over a share of their spacing."""
    number = np.arange(-1, 2 * int(np.ceil(cycles)) + 2)
    shift = (number * GOLDEN_RATIO + phase) % 1.0
    begin = (number + 0.6 * shift) / cycles
    height = swing * (0.7 + 0.3 * ((shift * 7) % 1.0))

    def wave(u: FloatArray) -> FloatArray:
        last = np.searchsorted(begin, u, side="right") - 1
        return np.asarray(height[last] * np.exp((begin[last] - u) * cycles / recovery))

    return Shape(_descent(time_constant), cycle=Cycle(wave, cycles, regular=False))
