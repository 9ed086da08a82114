"""What people use instead, on the same runs: stopping rules and simple tolerances.

Each rule says "converged" or not, and some say where. None of them knows stuck, oscillating or
diverged, so they are scored on converged or not alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.isotonic import non_increasing
from convcheck.measures.settling import settling_index
from tests.accuracy.cases import Case

if TYPE_CHECKING:
    from convcheck.model import FloatArray, Series


@dataclass(frozen=True)
class Log:
    """A run as a stopping rule sees it."""

    loss: FloatArray
    """Shape (n,), the training loss, finite."""
    watched: FloatArray
    """Shape (m,), what is monitored: the validation loss, or training where that is all."""
    at: FloatArray
    """Shape (m,), step of each watched value."""
    step: FloatArray
    """Shape (n,), step of each training loss."""


@dataclass(frozen=True)
class Claim:
    """What a rule says of a run."""

    converged: bool
    """Whether it says so."""
    step: float | None = None
    """Where it would stop or place convergence; none where it says nothing of a place."""


NO = Claim(False)
Rule = Callable[[Log], Claim]

FEWEST = 3
"""A rule needs this many values of what it looks at."""


def patience(evaluations: int) -> Rule:
    """Keras EarlyStopping: no new minimum for so many evaluations of what is monitored."""

    def stopped(log: Log) -> Claim:
        lowest = np.minimum.accumulate(log.watched)
        new = np.append(True, lowest[1:] < lowest[:-1])
        index = np.arange(len(new))
        since = index - np.maximum.accumulate(np.where(new, index, 0))
        return _first(since >= evaluations, log)

    return stopped


def generalization_loss(log: Log) -> Claim:
    """Prechelt (1998) GL5: validation 5 % above its minimum."""
    lowest = np.minimum.accumulate(log.watched)
    if not (lowest > 0).all():
        return NO
    return _first(100.0 * (log.watched / lowest - 1.0) > 5.0, log)


def productivity_quotient(log: Log) -> Claim:
    """Prechelt (1998) PQ 0.75 over strips of five: generalization loss over progress."""
    lowest = np.minimum.accumulate(log.watched)
    if not (lowest > 0).all() or len(lowest) < STRIP:
        return NO
    training = np.interp(log.at, log.step, log.loss)
    strips = np.lib.stride_tricks.sliding_window_view(training, STRIP)
    if not (strips > 0).all():
        return NO
    progress = 1000.0 * (strips.mean(axis=1) / strips.min(axis=1) - 1.0)
    worse = 100.0 * (log.watched / lowest - 1.0)[STRIP - 1 :]
    beyond = np.full(len(log.watched), False)
    beyond[STRIP - 1 :] = worse > 0.75 * progress
    return _first(beyond, log)


STRIP = 5
"""Evaluations over which Prechelt measures progress."""


def last_tenth_still(log: Log) -> Claim:
    """Small tail: the standard deviation of the last 10 % is below 2 % of the range."""
    last = log.loss[-max(2, len(log.loss) // 10) :]
    return Claim(bool(np.std(last) < 0.02 * np.ptp(log.loss)))


def last_fifth_flat(log: Log) -> Claim:
    """Fall of a line through the last 20 % below 2 % of the range."""
    last = log.loss[-max(3, len(log.loss) // 5) :]
    slope = np.polyfit(np.arange(len(last)), last, 1)[0]
    return Claim(bool(abs(slope) * len(last) < 0.02 * np.ptp(log.loss)))


MOST_BLOCKS = 320
"""Beyond these isotonic regression sees means of neighbours."""


def isotonic_band(log: Log) -> Claim:
    """Isotonic regression: it settles where its fit has 2 % of its range left, if by 80 %."""
    edges = np.unique(np.linspace(0, len(log.loss), MOST_BLOCKS + 1).astype(int))[:-1]
    count = np.diff(np.append(edges, len(log.loss)))
    level = non_increasing(np.add.reduceat(log.loss, edges) / count, count.astype(float))
    settled = edges[settling_index(level, 0.02 * float(np.ptp(level)))]
    return Claim(bool(settled <= 0.8 * len(log.loss)), float(log.step[settled]))


def last_changepoint(log: Log) -> Claim:
    """PELT (Killick et al., 2012): no change of level in the last 20 %."""
    import ruptures

    every = max(1, len(log.loss) // 500)
    thinned = log.loss[::every]
    sigma = np.median(np.abs(np.diff(thinned))) / 0.954 + 1e-12
    found = ruptures.Pelt(model="l2", min_size=3).fit(thinned / sigma)
    changes = [0, *found.predict(pen=3.0 * np.log(len(thinned)))[:-1]]
    return Claim(changes[-1] <= 0.8 * len(thinned), float(log.step[changes[-1] * every]))


def rules() -> dict[str, Rule]:
    """Return the rules by name; PELT only where its library is installed."""
    found: dict[str, Rule] = {
        "Keras patience 5": patience(5),
        "Keras patience 10": patience(10),
        "Prechelt GL 5": generalization_loss,
        "Prechelt PQ 0.75": productivity_quotient,
        "std of the last 10 % < 2 %": last_tenth_still,
        "slope of the last 20 % < 2 %": last_fifth_flat,
        "isotonic regression, 2 % band": isotonic_band,
    }
    if find_spec("ruptures") is None:
        return found
    return found | {"last changepoint (PELT)": last_changepoint}


def claim(rule: Rule, case: Case) -> Claim:
    """Apply a rule to a case as its user would; a loss that ends non-finite never converged."""
    sign = 1.0 if case.run.goal == "min" else -1.0
    objective = case.run.objective
    if objective.finite.sum() < FEWEST or not objective.finite[-1]:
        return NO
    step, loss = _finite(objective, sign)
    validation = case.run.validation
    at, watched = step, loss
    if validation is not None and validation.finite.sum() >= FEWEST:
        at, watched = _finite(validation, sign)
    # Logs may hold values so large that a rule's squares overflow; that is the rule's affair.
    with np.errstate(all="ignore"):
        return rule(Log(loss, watched, at, step))


def _finite(series: Series, sign: float) -> tuple[FloatArray, FloatArray]:
    return series.step[series.finite], sign * series.value[series.finite]


def _first(stops: np.ndarray[tuple[int], np.dtype[np.bool_]], log: Log) -> Claim:
    return Claim(True, float(log.at[int(np.argmax(stops))])) if stops.any() else NO
