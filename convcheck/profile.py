"""Facts of one run, each computed once and on demand: what rules and the diagnosis look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.band import DEFAULT_BAND, Band
from convcheck.curve_profile import CurveProfile
from convcheck.decision import decide
from convcheck.findings import Projection, Settling
from convcheck.measures.restarts import find_restarts, without_restarts
from convcheck.run_facts import run_facts
from convcheck.settled import measure_settling
from convcheck.settling_beside import Beside

if TYPE_CHECKING:
    from convcheck.decision import Decision
    from convcheck.model import Run, Series
    from convcheck.settling_model import SettlingModel

FEWEST_RATES = 8
"""Learning rates a cycle below which its course between them is a guess."""
LAST_SHARE = 5
"""Accuracy at the end is that of one point in so many, the last."""
GAP = 0.05
"""Share of the run at its ends for which the learning rate may be unknown."""


@dataclass(frozen=True)
class Profile:
    """Facts of one run."""

    run: Run
    """What was logged."""
    band: Band = field(default=DEFAULT_BAND)
    """How far the mean curve may still travel once it counts as settled."""

    @property
    def sign(self) -> float:
        """What turns the objective into a loss."""
        return 1.0 if self.run.goal == "min" else -1.0

    @cached_property
    def objective(self) -> CurveProfile:
        """The curve that the verdict is about."""
        return replace(CurveProfile.of(self.run.objective, self.sign), accuracy=_accuracy(self.run))

    @cached_property
    def validation(self) -> CurveProfile | None:
        """The validation curve, where one was logged beside the objective."""
        series = self.run.validation
        return None if series is None else CurveProfile.of(series, self.sign)

    @cached_property
    def learning_rate(self) -> CurveProfile | None:
        """The learning rate, where it was logged."""
        return _curve(self.run.learning_rate)

    @cached_property
    def gradient_norm(self) -> CurveProfile | None:
        """The norm of the gradient, where it was logged."""
        return _curve(self.run.gradient_norm)

    @cached_property
    def decision(self) -> Decision:
        """The verdict, its probability and what decided."""
        return decide(self.objective, self.validation, self.learning_rate)

    @cached_property
    def settling(self) -> Settling | None:
        """When the objective settled, whatever the verdict; none with too few points."""
        return self.settling_by(None)

    def settling_by(self, model: SettlingModel | None) -> Settling | None:
        """Measure the settling with a model in place of the one that comes with the package."""
        beside = Beside(self.validation, self.learning_rate)
        return measure_settling(self.settling_curve, self.band, self.sign, model, beside)

    @cached_property
    def settling_curve(self) -> CurveProfile:
        """The curve whose settling is measured: without restarts, and without a lone last point."""
        return self.free_of_restarts.calm

    @cached_property
    def free_of_restarts(self) -> CurveProfile:
        """The objective less what warm restarts of the learning rate add to it, if it has any."""
        curve, rate = self.objective, self.learning_rate
        if rate is None or not curve.enough or len(rate) < FEWEST_RATES or rate.loss.max() <= 0:
            return curve
        gap = GAP * (curve.step[-1] - curve.step[0])
        if rate.step[0] > curve.step[0] + gap or rate.step[-1] < curve.step[-1] - gap:
            return curve
        if len(rate) < FEWEST_RATES * (1 + len(find_restarts(rate.loss))):
            return curve
        at_curve = np.interp(curve.step, rate.step, rate.loss)
        left = without_restarts(curve.place, curve.loss, at_curve)
        return curve if left is curve.loss else replace(curve, loss=left)

    @cached_property
    def projection(self) -> Projection | None:
        """What as many steps again would bring; none where the curve cannot be continued."""
        curve = self.objective
        if not curve.enough or curve.non_finite_from is not None or curve.constant:
            return None
        further = curve.further()
        return Projection(
            extra=float(curve.step[-1] - curve.step[0]),
            gain=further.gain,
            interval=(further.low, further.high),
            share_of_drop=further.gain / curve.total_range,
        )

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Facts that messages and remedies may be worded with, by name."""
        return run_facts(self)


def _accuracy(run: Run) -> float | None:
    """Return the lowest share of right answers that was logged for the end, per cents as such."""
    ends = []
    for role in ("accuracy", "validation_accuracy"):
        series = run.series.get(role)
        if series is None or not series.finite.any():
            continue
        known = series.value[series.finite]
        whole = 100.0 if np.max(known) > 1.0 else 1.0
        ends.append(float(np.median(known[-max(1, len(known) // LAST_SHARE) :])) / whole)
    return min(ends, default=None)


def _curve(series: Series | None) -> CurveProfile | None:
    return None if series is None else CurveProfile.of(series)
