"""The shapes that a falling loss is put together from, each falling from 1.

Exponentials and powers span the completely monotone curves (Bernstein, 1928: every such
curve is a mixture of exponentials); the extended set adds what schedules and phases do:
plateaus, steps, sigmoids, bent ramps, half cosines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray

EXPONENTIALS = 60
"""In a log of a thousand points neighbouring time constants lie a fifth apart, so that a mixture of
two misses one in between by less than a thousandth of its fall (three, of a million points); with
30 it was four (eleven)."""
POWERS = (0.15, 0.3, 0.5, 0.75, 1.1, 1.6)
SLOWEST = 6.0
"""Longest time constant, in run lengths: slower than this is a straight line to the eye."""
PLACES = tuple(float(place) for place in np.linspace(0.06, 0.94, 23))
"""Where extended shapes may begin or bend."""


@dataclass(frozen=True, slots=True)
class Atoms:
    """Shapes by kind and two parameters, evaluated all at once."""

    kind: tuple[str, ...]
    """Name of each shape."""
    first: FloatArray
    """Shape (k,), time constant, or where the shape begins."""
    second: FloatArray
    """Shape (k,), exponent, width or time constant after the beginning."""

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, chosen: list[int]) -> Atoms:
        """Return the chosen shapes only."""
        kinds = tuple(self.kind[index] for index in chosen)
        return Atoms(kinds, self.first[chosen], self.second[chosen])

    def evaluate(self, place: FloatArray) -> FloatArray:
        """Return shape (p, k): every shape at every place, which may lie beyond 1.

        Shapes with an end (ramps, steps, cosines) stay at their value of place 1 beyond it.
        """
        columns = [
            _SHAPES[kind](place, first, second)
            for kind, first, second in zip(
                self.kind, self.first.tolist(), self.second.tolist(), strict=True
            )
        ]
        return np.stack(columns, axis=1)


def _exponential(place: FloatArray, tau: float, _: float) -> FloatArray:
    return np.exp(-place / tau)


def _power(place: FloatArray, tau: float, exponent: float) -> FloatArray:
    return np.asarray((1.0 + place / tau) ** -exponent)


def _ramp(place: FloatArray, _: float, __: float) -> FloatArray:
    return 1.0 - np.minimum(place, 1.0)


def _plateau_exponential(place: FloatArray, begin: float, tau: float) -> FloatArray:
    return np.exp(-np.maximum(0.0, place - begin) / tau)


def _step(place: FloatArray, at: float, _: float) -> FloatArray:
    return (place < at).astype(float)


def _sigmoid(place: FloatArray, middle: float, width: float) -> FloatArray:
    top = 1.0 / (1.0 + np.exp(-middle / width))
    return np.asarray(1.0 / (1.0 + np.exp(np.clip((place - middle) / width, -60.0, 60.0))) / top)


def _ramp_then_flat(place: FloatArray, end: float, _: float) -> FloatArray:
    return np.maximum(0.0, 1.0 - place / end)


def _flat_then_ramp(place: FloatArray, begin: float, _: float) -> FloatArray:
    return 1.0 - np.maximum(0.0, np.minimum(place, 1.0) - begin) / (1.0 - begin)


def _half_cosine(place: FloatArray, begin: float, _: float) -> FloatArray:
    phase = np.clip((place - begin) / (1.0 - begin), 0.0, 1.0)
    return np.asarray(0.5 * (1.0 + np.cos(np.pi * phase)))


_SHAPES = {
    "exponential": _exponential,
    "power": _power,
    "ramp": _ramp,
    "plateau-exponential": _plateau_exponential,
    "step": _step,
    "sigmoid": _sigmoid,
    "ramp-then-flat": _ramp_then_flat,
    "flat-then-ramp": _flat_then_ramp,
    "half-cosine": _half_cosine,
}


@lru_cache(maxsize=64)
def completely_monotone(n: int) -> Atoms:
    """Return exponentials, powers and the ramp for a log of ``n`` points."""
    taus = np.geomspace(0.4 / n, SLOWEST, EXPONENTIALS)
    power_taus = np.geomspace(1.0 / n, 1.0, 8)
    rows = [("exponential", float(tau), 0.0) for tau in taus]
    rows += [("power", float(tau), b) for tau in power_taus for b in POWERS]
    rows.append(("ramp", 0.0, 0.0))
    return _atoms(rows)


@lru_cache(maxsize=64)
def extended(n: int) -> Atoms:
    """Return the completely monotone shapes and those of schedules and phases."""
    base = completely_monotone(n)
    rows = list(zip(base.kind, base.first.tolist(), base.second.tolist(), strict=True))
    for place in PLACES:
        rows += [("plateau-exponential", place, tau) for tau in (0.01, 0.03, 0.1, 0.3)]
        rows += [("sigmoid", place, width) for width in (0.01, 0.03, 0.08)]
        rows += [("ramp-then-flat", place, 0.0), ("flat-then-ramp", place, 0.0)]
    rows += [("half-cosine", begin, 0.0) for begin in (0.0, 0.05, 0.1, 0.3, 0.5)]
    rows += [("step", float(at), 0.0) for at in np.linspace(0.02, 0.98, 97)]
    return _atoms(rows)


def _atoms(rows: list[tuple[str, float, float]]) -> Atoms:
    kinds, firsts, seconds = zip(*rows, strict=True)
    return Atoms(tuple(kinds), np.array(firsts), np.array(seconds))
