"""Facts of one falling curve, each computed once and on demand by one call into ``measures``.

A curve falls when things go well: a score is held negated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.blocks import make_blocks
from convcheck.measures.bounce import measure_bounce
from convcheck.measures.breakaway import find_breakaway
from convcheck.measures.chance import chance_classes, is_known
from convcheck.measures.cycles import find_cycle
from convcheck.measures.decreasing_fit import fit_decreasing
from convcheck.measures.ends import END_SHARE, measure_ends
from convcheck.measures.explosion import without_explosion
from convcheck.measures.isotonic import non_increasing
from convcheck.measures.leaps import find_leaps
from convcheck.measures.lone_end import without_lone_end
from convcheck.measures.projection import project
from convcheck.measures.rise import measure_rise
from convcheck.measures.settling import settling_place
from convcheck.measures.trend import measure_trend
from convcheck.measures.upturn import measure_upturn
from convcheck.measures.windows import equal_windows

if TYPE_CHECKING:
    from convcheck.measures.blocks import Blocks
    from convcheck.measures.bounce import Bounce
    from convcheck.measures.breakaway import Breakaway
    from convcheck.measures.cycles import Cycle
    from convcheck.measures.decreasing_fit import Fit
    from convcheck.measures.ends import Ends
    from convcheck.measures.leaps import Leaps
    from convcheck.measures.projection import FurtherGain
    from convcheck.measures.rise import Rise
    from convcheck.measures.trend import Trend
    from convcheck.measures.upturn import Upturn
    from convcheck.measures.windows import Windows
    from convcheck.model import FloatArray, Series

FEWEST_POINTS = 6
"""Below this no curve can be told from its noise."""
HUGE = 1e60
"""Larger values count as this, so that their squares can be computed."""
TINY = 1e-60
"""Smaller ones count as zero, so that one can be divided by their squares."""
UP_SWING = 0.15
"""Share of the drop that a rise from a trough must have to count as an up-swing."""


@dataclass(frozen=True)
class CurveProfile:
    """Facts of one falling curve."""

    step: FloatArray
    """Shape (n,), strictly increasing; the finite points only."""
    loss: FloatArray
    """Shape (n,), finite."""
    dropped: int = 0
    """Non-finite points left out."""
    non_finite_from: float | None = None
    """First step of a non-finite tail: not finite from there to the end."""
    tail: int = 0
    """Points in that tail."""
    longest_gap: int = 0
    """Most non-finite points in a row that finite ones followed."""
    accuracy: float | None = None
    """The share of right answers at the end, where it was logged beside a loss."""

    @staticmethod
    def of(series: Series, sign: float = 1.0) -> CurveProfile:
        """Profile a series; ``sign`` -1 turns a score into a loss."""
        finite = series.finite
        known = np.concatenate([[-1], np.flatnonzero(finite)])
        ended = int(known[-1]) + 1
        tail = len(series) - ended
        value = sign * series.value[finite]
        return CurveProfile(
            np.asarray(series.step[finite], dtype=float),
            np.clip(np.where(np.abs(value) < TINY, 0.0, value), -HUGE, HUGE),
            int(len(series) - finite.sum()),
            float(series.step[ended]) if tail else None,
            tail,
            int(np.diff(known).max(initial=1)) - 1,
        )

    def __len__(self) -> int:
        return len(self.loss)

    @cached_property
    def enough(self) -> bool:
        """There are enough points to fit anything."""
        return len(self) >= FEWEST_POINTS

    @cached_property
    def positive(self) -> bool:
        """It begins above zero and never lies below, so that shares of its level mean something.

        A zero takes no meaning from the other values: a loss comes down to nothing, or to less than
        its file has digits for, and a gap that was filled with zero is a spike.
        """
        if len(self) == 0 or self.loss.min() < 0:
            return False
        return min(float(self.loss[0]), self.ends.start) > 0

    @cached_property
    def constant(self) -> bool:
        """All values are the same."""
        return len(self) > 0 and float(np.ptp(self.loss)) == 0.0

    @cached_property
    def calm(self) -> CurveProfile:
        """The curve with one or two lone last points pulled in; itself where it has none."""
        loss = without_lone_end(self.loss)
        return self if loss is self.loss else replace(self, loss=loss)

    @cached_property
    def contained(self) -> CurveProfile:
        """The curve with an explosion at its start cut down; itself where it has none."""
        loss = without_explosion(self.loss)
        return self if loss is self.loss else replace(self, loss=loss)

    @cached_property
    def place(self) -> FloatArray:
        """Shape (n,): where each point lies in the run, 0 to 1."""
        length = self.step[-1] - self.step[0]
        return np.asarray((self.step - self.step[0]) / (length if length > 0 else 1.0))

    @cached_property
    def blocks(self) -> Blocks:
        """Block means without spikes."""
        return make_blocks(self.place, self.loss)

    @cached_property
    def despiked(self) -> FloatArray:
        """Shape (n,): the loss with isolated spikes pulled in."""
        return self.blocks.clipped.loss

    @cached_property
    def fit(self) -> Fit:
        """The decreasing mean curve."""
        return fit_decreasing(self.blocks, len(self))

    @cached_property
    def mean_curve(self) -> FloatArray:
        """Shape (n,): the fitted curve at the logged points."""
        return self.fit.evaluate(self.place)

    @cached_property
    def residual(self) -> FloatArray:
        """Shape (n,): what the curve leaves of the despiked loss."""
        return self.despiked - self.mean_curve

    @cached_property
    def ends(self) -> Ends:
        """Levels at both ends."""
        return measure_ends(self.loss)

    @cached_property
    def total_range(self) -> float:
        """A: how far the mean curve travels, counted robustly at both ends."""
        level = self.fit.level
        top = max(float(level[0]), self.ends.start)
        bottom = min(float(level[-1]), self.ends.tip)
        return max(top - bottom, 1e-12 * max(1.0, abs(top)))

    @cached_property
    def noise(self) -> float:
        """Standard deviation of one logged value about the curve, from its second half."""
        half = self.residual[len(self) // 2 :]
        return float(np.sqrt(np.mean(half**2)))

    @cached_property
    def end_error(self) -> float:
        """Standard error of the level of the last fifth of the run."""
        last = self.blocks.late(END_SHARE)
        precision = 1.0 / (self.blocks.variance[last] * self.fit.inflation)
        return float(1.0 / np.sqrt(precision.sum()))

    def visibility(self, band: float) -> float:
        """Return z: a band's width over the standard error of the final level."""
        return band / max(self.end_error, 1e-300)

    @cached_property
    def z(self) -> float:
        """Visibility of the 2 % band."""
        return self.visibility(0.02 * self.total_range)

    @cached_property
    def isotonic(self) -> FloatArray:
        """Shape (b,): the best falling curve of any shape, at the blocks."""
        return non_increasing(self.blocks.mean, 1.0 / self.blocks.variance)

    @cached_property
    def quarters(self) -> Windows:
        """Means of the four quarters without spikes."""
        return equal_windows(self.despiked, 4)

    @cached_property
    def rise(self) -> Rise:
        """How far the end stands above the lowest level."""
        return measure_rise(self.despiked)

    @cached_property
    def upturn(self) -> Upturn:
        """The rise from its best level to its end: for a validation curve."""
        return measure_upturn(self.despiked if self.enough else self.loss)

    @cached_property
    def breakaway(self) -> Breakaway | None:
        """The last points, where they broke away from all before them."""
        return find_breakaway(self.loss)

    def leaps(self, least_gap: float, least_height: float) -> Leaps:
        """Find spikes and a level that leapt for good; see ``find_leaps`` for the limits."""
        return find_leaps(self.loss, least_gap, least_height)

    @cached_property
    def cycle(self) -> Cycle:
        """The strongest regular cycle about the curve."""
        return find_cycle(self.residual)

    @cached_property
    def bounce(self) -> Bounce:
        """The irregular wander of the last 40 %."""
        return measure_bounce(self.loss, UP_SWING * self.total_range)

    @cached_property
    def chance_classes(self) -> int | None:
        """Number of classes whose guess the loss stays at."""
        classes = chance_classes(self.loss)
        if classes is None or self.accuracy is None or not is_known(self.accuracy, classes):
            return classes
        return None

    @cached_property
    def trend(self) -> Trend:
        """The line through the whole log."""
        return measure_trend(self.place, self.despiked)

    @cached_property
    def late_trend(self) -> Trend:
        """The line through the last 40 %."""
        return self._trend_from(0.6)

    @cached_property
    def end_trend(self) -> Trend:
        """The line through the last fifth."""
        return self._trend_from(1.0 - END_SHARE)

    def _trend_from(self, place: float) -> Trend:
        begin = min(int(np.searchsorted(self.place, place)), len(self) - 3)
        return measure_trend(self.place[begin:], self.despiked[begin:])

    def settling_place(self, width: float) -> float:
        """Return where the curve comes within ``width`` of its end to stay, 0 to 1.

        Read on a fine grid of the fit, and averaged with isotonic regression where the noise
        lets that see the band (z > 5), replaced by it where a bent shape was fitted: the fit
        smooths corners that isotonic regression keeps.
        """
        grid = np.linspace(0.0, 1.0, 2001)
        fitted = settling_place(grid, self.fit.evaluate(grid), width)
        if self.visibility(width) <= 5 or self.fit.kind == "isotonic":
            return fitted
        pooled = settling_place(self.blocks.place, self.isotonic, width)
        return pooled if self.fit.kind == "extended" else 0.5 * (fitted + pooled)

    def logged_step(self, place: float) -> float:
        """Return the first logged step at or after a place."""
        index = int(np.searchsorted(self.place, place - 1e-9))
        return float(self.step[min(index, len(self) - 1)])

    def further(self, share: float = 1.0) -> FurtherGain:
        """Project training for ``share`` more of the run; a loss above zero falls no further.

        Where the fit promises more than is left, it lies above the end, and tells nothing of it.
        """
        found = project(self.fit, share, self.total_range, self.z)
        if not self.positive:
            return found
        left = max(self.ends.tip, 0.0)
        if found.gain > left:
            return replace(found, gain=0.0, low=0.0, high=min(found.high, left))
        return replace(found, high=min(found.high, left))
