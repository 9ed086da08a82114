"""The mean curve of a falling loss: few shapes with non-negative weights, and a constant.

Non-negative least squares (Lawson and Hanson, 1974, chapter 23), entered greedily. The fit
starts stiff to learn the noise and is then walked down: the variance grows until the
residuals agree with it, so that a wandering level is not taken for shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.atoms import Atoms, completely_monotone, extended
from convcheck.measures.isotonic import non_increasing

if TYPE_CHECKING:
    from convcheck.measures.blocks import Blocks
    from convcheck.model import FloatArray

MOST_ATOMS = 9
"""More shapes than this were never needed by a curve whose form is known."""
ENTRY_GAIN = 6.0
"""Chi-square that a further shape must win: two parameters at three sigmas a piece."""
EXTENDED_GAIN = 12.0
EXTENDED_GAIN_AN_ATOM = 3.0
"""Chi-square by which schedules and phases must beat a plain decay to be believed."""
ROUNDS = 4
"""Refits with the variance that the last residuals ask for; it settles in two or three."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A falling mean curve."""

    kind: str
    """``completely-monotone``, ``extended`` or ``isotonic``."""
    level: FloatArray
    """Shape (b,), the curve at the blocks."""
    atoms: Atoms
    """The shapes in use; none where isotonic."""
    weight: FloatArray
    """Shape (k,), by how much each falls."""
    constant: float
    """Where it would end."""
    inflation: float
    """Factor on the blocks' variance that made fit and residuals agree."""
    chi_square: float
    """Of the residuals against the inflated variance."""
    chi_square_flat: float
    """The same for a constant."""
    place: FloatArray
    """Shape (b,), the blocks' places, for isotonic interpolation."""

    def evaluate(self, place: FloatArray) -> FloatArray:
        """Return the curve at any places, shape (p,); beyond 1 the decays go on."""
        if len(self.atoms) == 0:
            return np.interp(place, self.place, self.level)
        return np.asarray(self.constant + self.atoms.evaluate(place) @ self.weight)

    @property
    def descent(self) -> float:
        """Chi-square that the fall explains: how surely it is no noise."""
        return self.chi_square_flat - self.chi_square


def fit_decreasing(blocks: Blocks, points: int) -> Fit:
    """Fit a falling curve to block means of a log of ``points`` points."""
    # In units of its own range, so that no magnitude of the loss strains the solver.
    unit = float(np.ptp(blocks.mean)) or 1.0
    zero = float(blocks.mean[-1])
    scaled = replace(
        blocks, mean=(blocks.mean - zero) / unit, variance=blocks.variance / unit / unit
    )
    fit = _best_fit(scaled, points)
    return replace(
        fit,
        level=fit.level * unit + zero,
        weight=fit.weight * unit,
        constant=fit.constant * unit + zero,
    )


def _best_fit(blocks: Blocks, points: int) -> Fit:
    smooth = _self_consistent(blocks, completely_monotone(points), "completely-monotone", 1.0)
    bent = _self_consistent(blocks, extended(points), "extended", 1.0)
    # Both are held against the smaller noise estimate, or wander would excuse a stiff fit.
    inflation = min(smooth.inflation, bent.inflation)
    extra = max(0, len(bent.atoms) - len(smooth.atoms))
    needed = EXTENDED_GAIN + EXTENDED_GAIN_AN_ATOM * extra
    gain = (smooth.chi_square * smooth.inflation - bent.chi_square * bent.inflation) / inflation
    best = bent if gain > needed else smooth
    loose = _isotonic(blocks, best.inflation)
    pieces = len(np.unique(loose.level))
    needed = EXTENDED_GAIN + EXTENDED_GAIN_AN_ATOM * pieces
    return loose if best.chi_square - loose.chi_square > needed else best


def _isotonic(blocks: Blocks, inflation: float) -> Fit:
    precision = 1.0 / (blocks.variance * inflation)
    level = non_increasing(blocks.mean, precision)
    nothing = Atoms((), np.empty(0), np.empty(0))
    chi_square = float(np.sum(precision * (blocks.mean - level) ** 2))
    flat = _flat_chi_square(blocks.mean, precision)
    end = float(level[-1])
    return Fit(
        "isotonic", level, nothing, np.empty(0), end, inflation, chi_square, flat, blocks.place
    )


def _flat_chi_square(mean: FloatArray, precision: FloatArray) -> float:
    centre = np.sum(precision * mean) / np.sum(precision)
    return float(np.sum(precision * (mean - centre) ** 2))


def _self_consistent(blocks: Blocks, atoms: Atoms, kind: str, inflation: float) -> Fit:
    design = np.column_stack([atoms.evaluate(blocks.place), np.ones(len(blocks))])
    for _ in range(ROUNDS):
        precision = 1.0 / (blocks.variance * inflation)
        chosen, weight, level = _greedy(design, blocks.mean, precision)
        residual = blocks.mean - level
        freedom = max(1, len(blocks) - 2 * len(chosen) - 1)
        scaled = precision * residual**2
        # Half of the excess may be single bad blocks: trust the smaller of two scales.
        typical = float(np.median(scaled)) / 0.455
        mean_square = float(np.sum(scaled)) / freedom
        excess = min(mean_square, max(typical, 0.25 * mean_square)) * _memory(residual, precision)
        if excess <= 1.05:
            break
        inflation *= excess
    precision = 1.0 / (blocks.variance * inflation)
    chosen, weight, level = _greedy(design, blocks.mean, precision)
    chi_square = float(np.sum(precision * (blocks.mean - level) ** 2))
    flat = _flat_chi_square(blocks.mean, precision)
    return Fit(
        kind,
        level,
        atoms.take(chosen),
        weight[:-1],
        float(weight[-1]),
        inflation,
        chi_square,
        flat,
        blocks.place,
    )


def _memory(residual: FloatArray, precision: FloatArray) -> float:
    """Return the factor by which remembered noise blurs a mean: (1 + r) / (1 - r)."""
    if len(residual) < 12:
        return 1.0
    scaled = residual * np.sqrt(precision)
    scaled = scaled - scaled.mean()
    power = float(scaled @ scaled)
    if power <= 0:
        return 1.0
    memory = float(scaled[1:] @ scaled[:-1]) / power
    memory = min(max(memory, 0.0), 0.8)
    return (1.0 + memory) / (1.0 - memory)


def _greedy(
    design: FloatArray, mean: FloatArray, precision: FloatArray
) -> tuple[list[int], FloatArray, FloatArray]:
    """Enter one shape at a time while each wins enough; the last column is always in, and free."""
    root = np.sqrt(precision)
    scaled = design * root[:, None]
    target = mean * root
    norms = np.sqrt(np.sum(scaled**2, axis=0))
    centred = scaled - np.outer(scaled[:, -1], scaled[:, -1] @ scaled) / norms[-1] ** 2
    centred_norms = np.sqrt(np.sum(centred**2, axis=0))
    usable = centred_norms > 1e-9 * np.maximum(norms, 1e-300)
    usable[-1] = False
    chosen: list[int] = []
    weight, residual = _solve(scaled, target, chosen)
    chi_square = float(residual @ residual)
    while len(chosen) < MOST_ATOMS and len(chosen) < len(mean) - 3:
        pull = np.where(usable, (scaled.T @ residual) / np.maximum(centred_norms, 1e-300), -1.0)
        pull[chosen] = -1.0
        best = int(np.argmax(pull))
        if pull[best] <= 0:
            break
        trial, trial_weight, trial_residual = _enter(scaled, target, [*chosen, best])
        trial_chi_square = float(trial_residual @ trial_residual)
        if chi_square - trial_chi_square < ENTRY_GAIN or best not in trial:
            break
        chosen, weight, residual, chi_square = (
            trial,
            trial_weight,
            trial_residual,
            trial_chi_square,
        )
    return chosen, weight, design[:, [*chosen, -1]] @ weight


def _enter(
    scaled: FloatArray, target: FloatArray, chosen: list[int]
) -> tuple[list[int], FloatArray, FloatArray]:
    """Solve with the chosen shapes, leaving out those whose weight turns negative."""
    while True:
        weight, residual = _solve(scaled, target, chosen)
        negative = [index for index, value in zip(chosen, weight, strict=False) if value <= 0]
        if not negative:
            return chosen, weight, residual
        worst = chosen[int(np.argmin(weight[: len(chosen)]))]
        chosen = [index for index in chosen if index != worst]


def _solve(
    scaled: FloatArray, target: FloatArray, chosen: list[int]
) -> tuple[FloatArray, FloatArray]:
    columns = scaled[:, [*chosen, -1]]
    weight = np.asarray(np.linalg.lstsq(columns, target, rcond=None)[0], dtype=np.float64)
    return weight, target - columns @ weight
