"""Which verdicts on a curve are acceptable, beside the one that its closed form calls for.

Forgiven is a verdict that is reached when

* one limit is moved by the factor ``BORDER``: the truth itself is a matter of taste there;
* something that the noise or the sampling hides is left out: a rise, a cycle, or the descent;
* noise hides the band and the last quarter might still be falling (the burden of proof), or the
  validation loss is judged for itself and still improves;
* the zero of the loss is used as the log shows it, where the curve was shifted;
* the loss settled at once at the loss of guessing, or swings without having learned anything;
* what is still to come is a phase drop after the end of the run, which nobody can see;
* a fall too small to be learning has not come to its end, or a cycle rides on a falling mean;
* the log is too short or too noisy for any call: ``inconclusive``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from .facts import CONVERGENCE_BAND, GRID, Facts, measure
from .shape import FloatArray, Shape
from .verdict import NOMINAL, Limits, Verdict, decide, settled_or_not

BORDER = 1.5
"""Within this factor of a limit, the verdicts on both sides are accepted."""

FEWEST_POINTS = 6
"""Fewer logged steps say nothing."""

FEW_POINTS = 12
"""Fewer logged steps excuse ``inconclusive``: a fifth of them is at most two points."""

FEW_CYCLE_POINTS = 20
"""Fewer logged steps, or fewer than three periods or four steps in each, do not show a cycle."""

DETECTABLE = 25.0
"""Chi-square that a descent or a cycle must explain to be told from noise: five sigma."""

FLAT_QUARTER = 0.003
"""Share of A that a last quarter falls by at most where it shows nothing of what comes next."""

MOVED_LIMITS = (
    NOMINAL,
    *(
        replace(NOMINAL, **{limit.name: getattr(NOMINAL, limit.name) * factor})
        for limit in fields(Limits)
        for factor in (BORDER, 1 / BORDER)
    ),
)
"""The limits, and the limits with each one moved to its border."""

CHANCE_LEVELS = np.log([2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000])
"""Losses of guessing, in nats."""


@dataclass(frozen=True, slots=True)
class Log:
    """How a curve was logged: what decides whether its facts can be seen."""

    place: FloatArray
    """Places that were logged, increasing, shape (n,)."""
    sigma: float
    """Noise in units of the unscaled loss."""
    memory: float
    """Correlation of the noise of successive records."""
    scale: float
    """Logged loss = scale x loss + shift."""
    shift: float
    """See ``scale``."""


def judge(shape: Shape, facts: Facts, log: Log) -> tuple[Verdict, frozenset[Verdict]]:
    """Return the verdict on a shape in loss units with these facts, and all that are acceptable."""
    if shape.nan_from is not None:
        return "diverged", frozenset({"diverged"})
    if len(log.place) < FEWEST_POINTS:
        return "inconclusive", frozenset({"inconclusive"})
    verdict = decide(facts)
    accepted = {verdict, *_forgiven(shape, facts, verdict, log)}
    for variant in _variants(shape, facts, log):
        accepted.update(decide(variant, limits) for limits in MOVED_LIMITS)
    return verdict, frozenset(accepted)


def _variants(shape: Shape, facts: Facts, log: Log) -> Iterator[Facts]:
    """Yield the facts, and the facts as they look without what cannot be seen."""
    yield facts
    if shape.cycle is not None and _cycle_hidden(shape, facts, log):
        facts = replace(facts, swing=0.0)
        yield facts
    if facts.rise * facts.total_range < 5 * _level_error(log):
        yield replace(facts, rise=0.0)
    if facts.ended and facts.dwell < NOMINAL.dwell / BORDER:
        # The end of a schedule excuses a short dwell; to ask for one all the same is no error.
        yield replace(facts, ended=False)
    if log.shift != 0:
        start = float(log.scale * shape.level(np.zeros(1))[0] + log.shift)
        fall = facts.net_fall * log.scale / start if start > 0 else 1.0
        yield replace(facts, fall=fall)


def _forgiven(shape: Shape, facts: Facts, verdict: Verdict, log: Log) -> Iterator[Verdict]:
    """Yield acceptable verdicts that no change of a limit or of a single fact leads to."""
    few = len(log.place) < FEW_POINTS
    hidden = log.sigma > 0 and _descent_hidden(shape, log)
    if hidden:
        yield "stuck"
    if few or (verdict != "stuck" and (hidden or _band_visibility(facts, log) < 1)):
        yield "inconclusive"
    if verdict == "converged" and (
        _burden_not_met(shape, facts, log) or _validation_improves(shape, log)
    ):
        yield "improving"
    if verdict == "improving" and _next_phase_unseen(shape, facts):
        yield "converged"
    if verdict == "oscillating" and _quarter_fall(shape) > NOMINAL.gain / BORDER * _range(facts):
        yield "improving"  # A cycle on a falling mean may be the order of the data.
    if verdict == "stuck":
        if facts.net_fall > 0 and settled_or_not(facts, NOMINAL) == "improving":
            yield "improving"
        if facts.swing > NOMINAL.swing:
            yield "oscillating"
    if _at_chance(shape, log):
        yield "stuck"


def _range(facts: Facts) -> float:
    return facts.total_range or 1.0


def _independent(log: Log) -> float:
    """Return how many independent points the log is worth."""
    return len(log.place) * (1 - log.memory) / (1 + log.memory)


def _level_error(log: Log) -> float:
    """Return the standard error of the level of the last fifth of the run."""
    return log.sigma / float(np.sqrt(max(_independent(log) / 5, 1.0)))


def _band_visibility(facts: Facts, log: Log) -> float:
    """Return z: the band of convergence in standard errors of the level."""
    error = _level_error(log)
    return CONVERGENCE_BAND * _range(facts) / error if error > 0 else np.inf


def _descent_hidden(shape: Shape, log: Log) -> bool:
    """Tell whether the level moves too little, or too few points saw it, to be told from noise."""
    level = shape.level(log.place)
    chi_square = _independent(log) * float(np.var(level)) / log.sigma**2
    return chi_square < DETECTABLE or float(np.ptp(level)) < log.sigma / 2


def _cycle_hidden(shape: Shape, facts: Facts, log: Log) -> bool:
    """Tell whether a cycle is too rare, too fast or too noisy to be seen."""
    cycle = shape.cycle
    if cycle is None:
        return False
    points = len(log.place)
    seldom = not cycle.alternating and (cycle.count < 3 or points < 4 * cycle.count)
    power = _independent(log) * (facts.swing * facts.total_range) ** 2 / 8
    return points < FEW_CYCLE_POINTS or seldom or power < DETECTABLE * log.sigma**2


def _quarter_fall(shape: Shape) -> float:
    """Return by how much the last quarter of the level lies below the quarter before."""
    before = shape.level(0.5 + GRID / 4)
    return float(np.mean(before) - np.mean(shape.level(0.75 + GRID / 4)))


def _burden_not_met(shape: Shape, facts: Facts, log: Log) -> bool:
    """Tell whether the last quarter, one standard error included, may still be falling."""
    points = max(float(np.count_nonzero(log.place >= 0.75)), 1.0)
    fall = max(_quarter_fall(shape), 0.0) + log.sigma * float(np.sqrt(2 / points))
    hidden = _band_visibility(facts, log) < 2 * BORDER
    return hidden and fall > NOMINAL.gain / BORDER * facts.total_range


def _next_phase_unseen(shape: Shape, facts: Facts) -> bool:
    """Tell whether all that training on would bring is a drop that the run does not announce."""
    flat = _quarter_fall(shape) < FLAT_QUARTER * facts.total_range
    return flat and facts.dwell >= NOMINAL.dwell


def _validation_improves(shape: Shape, log: Log) -> bool:
    if shape.validation is None:
        return False
    alone = replace(shape, level=shape.validation, cycle=None)
    return decide(measure(alone, log.place)) == "improving"


def _at_chance(shape: Shape, log: Log) -> bool:
    """Tell whether the logged level stays near one loss of guessing after a tenth of the run."""
    level = log.scale * shape.level(GRID[GRID >= 0.1]) + log.shift
    near = (level.min() > 0.97 * CHANCE_LEVELS) & (level.max() < 1.06 * CHANCE_LEVELS)
    return bool(near.any())
