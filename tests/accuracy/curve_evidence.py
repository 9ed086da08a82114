"""What the noise-free loss of a training, and of its continuation, shows in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SWING_SHARE = 0.40
"""Share of the run, at its end, over which a swing is measured."""

UPSWING_SHARE = 0.08
"""Height of an up-swing that counts, as a share of the scale."""

SCALE_FLOOR = 0.05
"""The scale is never less than this share of the trivial loss."""

GROWTH = 1.5
"""A level that grew by this factor between the middle and the last fifth is growing."""

MONOTONE_SAMPLES = 20
"""The share of falling steps is taken over about this many samples."""

LEARNED_SHARE = 0.04
"""A loss this share below the trivial predictor's has learned."""

LEARNED_REWARD_SHARE = 0.10
"""A reward this share of the way from the trivial to the best possible has learned."""

TAIL_POINTS = 5
"""The level at the end of the run is the median of this many points."""


@dataclass(frozen=True, slots=True)
class CurveEvidence:
    """Levels and shapes of a noise-free loss curve; all losses are to be minimised."""

    finite_at_end: bool
    """Whether the run ended with a finite loss."""
    continuation_finite: bool
    """Whether the continuation ended with a finite loss."""
    first: float
    """Loss before the first step."""
    trivial: float
    """Loss of the trivial predictor."""
    best: float
    """Least value of the curve (median of five)."""
    half: float
    """Curve at half of the run (median of five)."""
    end: float
    """Level at the end of the run."""
    continued: float
    """Level over the last quarter of the continuation."""
    drop: float
    """From the smaller of first and trivial to the best level ever reached."""
    scale: float
    """The drop, but no less than 5 % of the trivial loss."""
    further: float
    """What the continuation gained."""
    further_share: float
    """The further gain as a share of the scale: this decides."""
    further_share_of_fall: float
    """The further gain as a share of the whole fall from the first value."""
    swing: float
    """P90 - P10 over the last 40 %, line removed, as a share of the scale."""
    crossings: int
    """Sign changes of the swing about its line."""
    upswings: int
    """Up-swings of at least 8 % of the scale over the whole run."""
    late_upswings: int
    """The same over the last 40 %."""
    jitter: float
    """Median absolute difference of neighbouring values over the last 40 %."""
    monotone: float
    """Share of steps that do not rise among about twenty samples."""
    learned: bool
    """Whether the run ended clearly better than the trivial predictor."""
    growing: bool
    """Whether the last fifth lies far above the middle fifth."""

    def exceeds(self, factor: float, level: float) -> bool:
        """Whether the run ended above ``factor`` times a level (which may be negative)."""
        return self.end > level + (factor - 1) * abs(level)

    @property
    def start(self) -> float:
        """The larger of the first and the trivial loss."""
        return max(self.first, self.trivial)

    @property
    def visible_fall(self) -> float:
        """From the first value to the end of the run."""
        return self.first - self.end

    @property
    def bounces(self) -> bool:
        """Whether the curve still swings widely at the end."""
        return self.swing > 0.15 and self.crossings >= 5

    @property
    def above(self) -> bool:
        """Whether the run ended far above where it started."""
        return self.exceeds(1.5, self.start)

    @property
    def rose(self) -> bool:
        """Whether the run lost most of what it had gained, and ended above its reference."""
        gave_back = self.end - self.best > 0.6 * self.drop
        reference = min(self.first, self.trivial)
        return gave_back and self.drop > 0.1 * abs(self.trivial) and self.exceeds(1.3, reference)

    @property
    def creeping(self) -> bool:
        """Whether it falls steadily, yet too slowly to have got anywhere."""
        return (
            self.monotone >= 0.9
            and self.visible_fall > 0.002 * abs(self.trivial)
            and self.further > 1.2 * self.visible_fall
        )


def measure_curve(
    steps: ArrayLike,
    loss: ArrayLike,
    continued_steps: ArrayLike,
    continued_loss: ArrayLike,
    trivial: float,
    best_possible: float | None = None,
) -> CurveEvidence:
    """Measure a noise-free curve of n steps and its continuation of k steps.

    ``best_possible`` is given for a negated reward only, where the trivial level has no zero
    to be compared with.  Raises ValueError for an empty curve.
    """
    step, curve = np.asarray(steps, float), np.asarray(loss, float)
    if step.size == 0 or step.size != curve.size:
        raise ValueError(
            f"a curve needs steps and losses of one length, got {step.size}, {curve.size}"
        )
    last_step, finite_at_end = step[-1], bool(np.isfinite(curve[-1]))
    usable = np.isfinite(curve)
    step, curve = (
        (step[usable], curve[usable]) if usable.any() else (step, np.full(step.size, 1e30))
    )
    smooth = median_of_five(curve)
    end = float(np.median(curve[-TAIL_POINTS:]))
    continued, continuation_finite = _continued_level(
        np.asarray(continued_steps, float), np.asarray(continued_loss, float), last_step, end
    )
    first, best = float(curve[0]), float(smooth.min())
    reference = min(first, trivial)
    drop = reference - min(best, continued)
    scale = max(drop, SCALE_FLOOR * abs(trivial)) or np.finfo(float).tiny
    fall = first - continued
    late = step >= (1 - SWING_SHARE) * last_step
    swing, crossings = _swing(step[late], curve[late])
    stride = max(1, smooth.size // MONOTONE_SAMPLES)
    return CurveEvidence(
        finite_at_end=finite_at_end,
        continuation_finite=continuation_finite,
        first=first,
        trivial=trivial,
        best=best,
        half=float(np.interp(last_step / 2, step, smooth)),
        end=end,
        continued=continued,
        drop=drop,
        scale=scale,
        further=end - continued,
        further_share=(end - continued) / scale,
        further_share_of_fall=(end - continued) / fall if fall else 0.0,
        swing=swing / scale,
        crossings=crossings,
        upswings=count_upswings(curve, UPSWING_SHARE * scale),
        late_upswings=count_upswings(curve[late], UPSWING_SHARE * scale),
        jitter=float(np.median(np.abs(np.diff(curve[late])))) if late.sum() > 1 else 0.0,
        monotone=float(np.mean(np.diff(smooth[::stride]) <= 0)) if smooth.size > stride else 1.0,
        learned=_learned(end, trivial, best_possible),
        growing=_growing(step, curve, last_step),
    )


def median_of_five(values: Floats) -> Floats:
    """Take the running median of five; the window shrinks at both ends."""
    if values.size < 3:
        return values.copy()
    padded = np.concatenate([np.full(2, np.nan), values, np.full(2, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 5)
    smooth: Floats = np.nanmedian(windows, axis=1)
    return smooth


def count_upswings(values: Floats, height: float) -> int:
    """How often the values climb by ``height`` above the low since the last turn down."""
    count, turning, climbing = 0, np.inf, False
    for value in values:
        if climbing:
            turning = max(turning, value)
            if turning - value >= height:
                turning, climbing = value, False
        else:
            turning = min(turning, value)
            if value - turning >= height:
                turning, climbing, count = value, True, count + 1
    return count


def _continued_level(
    step: Floats, loss: Floats, last_step: float, end: float
) -> tuple[float, bool]:
    """Median over the last quarter of the continuation, and whether it stayed finite."""
    if step.size == 0:
        return end, True
    quarter = loss[step >= step[-1] - 0.25 * (step[-1] - last_step)]
    if not np.isfinite(loss[-1]) or not np.isfinite(quarter).any():
        return end, False
    return float(np.median(quarter[np.isfinite(quarter)])), True


def _swing(step: Floats, curve: Floats) -> tuple[float, int]:
    """P90 - P10 about a line, the highest 5 % clipped, and the sign changes."""
    if step.size < 4:
        return 0.0, 0
    clipped = np.minimum(curve, np.percentile(curve, 95))
    centred = step - step.mean()
    deviation = clipped - clipped.mean()
    slope = float(centred @ deviation) / float(centred @ centred)
    residual = deviation - slope * centred
    low, high = np.percentile(residual, [10, 90])
    return float(high - low), int(np.sum(residual[1:] * residual[:-1] < 0))


def _learned(end: float, trivial: float, best_possible: float | None) -> bool:
    if best_possible is None:
        return trivial - end > LEARNED_SHARE * abs(trivial)
    return trivial - end > LEARNED_REWARD_SHARE * (trivial - best_possible)


def _growing(step: Floats, curve: Floats, last_step: float) -> bool:
    middle = curve[(step >= 0.4 * last_step) & (step <= 0.6 * last_step)]
    last = curve[step >= 0.8 * last_step]
    if middle.size == 0 or last.size == 0:
        return False
    level = float(np.median(middle))
    return bool(np.median(last) > level + (GROWTH - 1) * abs(level))
