"""Measured facts of a training beside its outcome: overfitting, noise, spikes, late drops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tests.accuracy.curve_evidence import SCALE_FLOOR, CurveEvidence, median_of_five

Floats = NDArray[np.float64]

DROPPED_SHARE = 0.40
"""A late drop is one that happened: this share of the drop lies inside the log."""

NORMAL_MAD = 1.4826
"""Standard deviation of a normal law per median absolute deviation."""


@dataclass(frozen=True, slots=True)
class ValidationCurve:
    """How the noise-free validation loss went."""

    rise: float
    """From its best level to the end (median of five)."""
    drop: float
    """From the smaller of its first and the trivial level to its best."""
    end: float
    """Its level at the end."""
    training_fell: float
    """What the training loss fell by after validation was best."""

    @classmethod
    def measure(
        cls, curve: Floats, validation: ArrayLike | None, trivial: float
    ) -> ValidationCurve | None:
        """Measure n values beside those of the training curve; None where nothing is usable."""
        if validation is None:
            return None
        values = np.asarray(validation, float)
        usable = np.isfinite(values) & np.isfinite(curve)
        if usable.sum() < 6:
            return None
        smooth, training = median_of_five(values[usable]), median_of_five(curve[usable])
        best = int(np.argmin(smooth))
        return cls(
            rise=float(smooth[-1] - smooth[best]),
            drop=max(
                min(float(smooth[0]), trivial) - float(smooth[best]), SCALE_FLOOR * abs(trivial)
            ),
            end=float(smooth[-1]),
            training_fell=float(training[best] - training[-1]),
        )

    def rose(self, share: float, level: float) -> bool:
        """Whether the rise exceeds a share of the drop and a share of the best level."""
        best = abs(self.end - self.rise)
        return self.rise > share * self.drop and self.rise > level * best and self.training_fell > 0

    @property
    def overfits(self) -> bool:
        """Whether the rise is clear."""
        return self.rose(0.10, 0.05) or self.rose(0.04, 0.20)

    @property
    def nearly_overfits(self) -> bool:
        """Whether there is a rise that may or may not be called one."""
        return self.rose(0.02, 0.05)


@dataclass(frozen=True, slots=True)
class LoggedCurve:
    """What the log shows of the training loss."""

    step: Floats
    """Finite points only."""
    value: Floats
    """Finite points only."""
    has_non_finite: bool
    """Whether a point had to be left out."""
    last_step: float
    """Length of the run."""

    @classmethod
    def measure(
        cls, logged: tuple[ArrayLike, ArrayLike] | None, last_step: float
    ) -> LoggedCurve | None:
        """Keep the finite points; None where the log holds none."""
        if logged is None:
            return None
        step, value = np.asarray(logged[0], float), np.asarray(logged[1], float)
        finite = np.isfinite(value)
        if not finite.any():
            return None
        return cls(step[finite], value[finite], bool(not finite.all()), last_step)

    @property
    def noise(self) -> float:
        """Standard deviation of one point, from differences in the second half."""
        half = self.value[self.value.size // 2 :]
        differences = np.diff(half)
        if differences.size < 2:
            return 0.0
        deviation = np.abs(differences - np.median(differences))
        return float(NORMAL_MAD * np.median(deviation) / np.sqrt(2))

    def fall_in_errors(self, share: float = 0.4) -> float:
        """Least-squares fall over the last ``share`` of the run, in its standard errors."""
        late = self.step >= (1 - share) * self.last_step
        x, y = self.step[late], self.value[late]
        if x.size < 4:
            return 0.0
        x = x - x.mean()
        spread = float(x @ x)
        slope = float(x @ (y - y.mean())) / spread if spread else 0.0
        residual = y - y.mean() - slope * x
        error = float(np.sqrt(residual @ residual / (x.size - 2) / spread)) if spread else 0.0
        return -slope / error if error else (np.inf if slope < 0 else 0.0)


def curve_flags(
    outcome: str,
    seen: CurveEvidence,
    step: Floats,
    curve: Floats,
    validation: ValidationCurve | None,
    logged: LoggedCurve | None,
    spike_steps: tuple[int, ...],
) -> frozenset[str]:
    """All flags that are measured, not given by construction."""
    flags: set[str] = set()
    non_finite = not np.isfinite(curve).all() or (logged is not None and logged.has_non_finite)
    if non_finite:
        flags.add("nan")
    if not seen.finite_at_end:
        return frozenset(flags)
    if seen.upswings >= 3:
        flags.add("oscillation_in_run")
    flags |= _generalisation(outcome, seen, validation)
    flags |= _noise(outcome, seen, logged)
    if _late_drop(outcome, seen, step, curve):
        flags.add("late_drop")
    if outcome == "converged" and seen.continued - seen.end > 0.05 * seen.drop:
        flags.add("later_worse")
    if spike_steps and _spikes(seen, step, curve, logged, spike_steps):
        flags.add("spikes")
    return frozenset(flags)


def _generalisation(
    outcome: str, seen: CurveEvidence, validation: ValidationCurve | None
) -> set[str]:
    if validation is None or outcome in ("diverged", "oscillating"):
        return set()
    if validation.overfits:
        return {"overfitting"}
    flags = {"overfit_near"} if validation.nearly_overfits else set()
    if validation.end - seen.end > 0.25 * abs(seen.trivial):
        flags.add("generalisation_gap")
    return flags


def _noise(outcome: str, seen: CurveEvidence, logged: LoggedCurve | None) -> set[str]:
    if logged is None:
        return set()
    flags = set()
    if logged.noise > 0.12 * max(seen.drop, 0.2 * abs(seen.trivial)):
        flags.add("noisy")
    if outcome == "improving" and logged.fall_in_errors() < 2:
        flags.add("hidden_trend")
    return flags


def _late_drop(outcome: str, seen: CurveEvidence, step: Floats, curve: Floats) -> bool:
    """Whether nearly nothing was gained in the first third of the run, and much in the rest."""
    if outcome not in ("converged", "improving"):
        return False
    reference = min(seen.first, seen.trivial)
    if reference - seen.end < DROPPED_SHARE * seen.drop:
        return False
    finite = np.isfinite(curve)
    third = float(np.interp(step[-1] / 3, step[finite], median_of_five(curve[finite])))
    return reference - third < 0.15 * seen.drop


def _spikes(
    seen: CurveEvidence,
    step: Floats,
    curve: Floats,
    logged: LoggedCurve | None,
    spike_steps: tuple[int, ...],
) -> bool:
    """Whether an injected corrupt batch can be seen in the log or in the full loss."""
    in_log = logged is not None and any(
        _jump(logged.step, logged.value, spike) > 0.15 * seen.drop for spike in spike_steps
    )
    return in_log or any(_jump(step, curve, spike) > 0.1 * seen.drop for spike in spike_steps)


def _jump(step: Floats, value: Floats, spike: int) -> float:
    """Largest of the two points from the spike on, above the median of the five before."""
    at = int(np.searchsorted(step, spike))
    after, before = value[at : at + 2], value[max(0, at - 5) : at]
    if after.size == 0 or before.size == 0:
        return 0.0
    return float(after.max() - np.median(before))
