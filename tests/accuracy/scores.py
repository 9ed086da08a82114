"""Scores of verdicts and steps against the truth: pure functions of answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from convcheck.decision_model import CLASSES

SCORED = ("converged", "improving", "stuck", "diverged")
"""Classes of the macro-F1: clear oscillating runs are too rare in real logs to score alone."""
PLACE_TOLERANCE = 0.05
"""A settling step is right within this share of the run."""
BINS = np.linspace(0.0, 1.0, 11)
RESAMPLES = 200
"""Enough for two digits of a 90 % interval."""


@dataclass(frozen=True)
class Answer:
    """What was said of one case, beside what is true of it."""

    id: str
    source: str
    kind: str
    outcome: str
    acceptable: frozenset[str]
    ambiguous: bool
    verdict: str
    """One of the five, or ``inconclusive``."""
    probability: float | None
    """Of the verdict, or of the leaning."""
    leaning: str
    """The likeliest verdict, whether printed or not; empty where nothing was said."""
    points: int
    step_error: float | None = None
    """Distance of the settling step from its true bracket, as a share of the run."""
    covered: bool | None = None
    """Whether the 90 % interval meets the true bracket."""
    width: float | None = None
    """Width of that interval as a share of the run."""
    gain_covered: bool | None = None
    """Whether the projection's interval holds the true further gain."""
    noise: float = 0.0
    """Noise as a share of the drop."""

    @property
    def accepted(self) -> bool:
        """A fair judge would accept the verdict."""
        return self.verdict in self.acceptable


def acceptable(answers: Sequence[Answer]) -> float:
    """Return the share of verdicts that a fair judge would accept."""
    return _mean([answer.accepted for answer in answers])


def strict(answers: Sequence[Answer]) -> float:
    """Return the share of right verdicts among the runs that are not ambiguous."""
    return _mean([a.verdict == a.outcome for a in answers if not a.ambiguous])


def false_converged(answers: Sequence[Answer]) -> float:
    """Return how often a run is called converged that nobody would call so."""
    return _mean([a.verdict == "converged" for a in answers if "converged" not in a.acceptable])


def found_converged(answers: Sequence[Answer]) -> float:
    """Return how many of the converged runs are called so."""
    return _mean([a.verdict == "converged" for a in answers if a.outcome == "converged"])


def macro_f1(answers: Sequence[Answer], classes: Sequence[str] = SCORED) -> float:
    """Return the mean F1 over the classes that occur."""
    scores = []
    for name in classes:
        true = np.array([a.outcome == name for a in answers])
        said = np.array([a.verdict == name for a in answers])
        if true.any():
            scores.append(2.0 * (true & said).sum() / (true.sum() + said.sum()))
    return _mean(scores)


def macro_f1_clear(answers: Sequence[Answer], classes: Sequence[str] = SCORED) -> float:
    """Return the same over the runs that are not ambiguous: of the others no one class is true."""
    return macro_f1([a for a in answers if not a.ambiguous], classes)


def inconclusive(answers: Sequence[Answer]) -> float:
    """Return the share of runs that were left undecided."""
    return _mean([a.verdict == "inconclusive" for a in answers])


def step_within(answers: Sequence[Answer]) -> float:
    """Return the share of settling steps within 5 % of the run, where both say converged."""
    return _mean([error <= PLACE_TOLERANCE for error in _step_errors(_settled(answers))])


def step_within_all(answers: Sequence[Answer]) -> float:
    """Return the same over all converged runs, whatever was said of them."""
    converged = [a for a in answers if a.outcome == "converged"]
    return _mean([error <= PLACE_TOLERANCE for error in _step_errors(converged)])


def step_quantile(answers: Sequence[Answer], share: float) -> float:
    """Return a quantile of the settling step's error, as a share of the run."""
    errors = _step_errors(_settled(answers))
    return float(np.quantile(errors, share)) if errors else float("nan")


def right_about_convergence(answers: Sequence[Answer]) -> float:
    """Return how often "converged" or "not converged" is what a fair judge would accept."""
    return _mean([fair_about_convergence(a.verdict == "converged", a.acceptable) for a in answers])


def fair_about_convergence(said: bool, acceptable: Collection[str]) -> bool:
    """Return whether a fair judge would accept that a run converged, or that it did not."""
    return "converged" in acceptable if said else set(acceptable) != {"converged"}


def coverage(answers: Sequence[Answer]) -> float:
    """Return how often the 90 % interval meets the true bracket."""
    return _mean([a.covered for a in _settled(answers) if a.covered is not None])


def width(answers: Sequence[Answer]) -> float:
    """Return the mean width of that interval as a share of the run."""
    return _mean([a.width for a in _settled(answers) if a.width is not None])


def gain_coverage(answers: Sequence[Answer]) -> float:
    """Return how often the projection's interval holds the true gain."""
    return _mean([a.gain_covered for a in answers if a.gain_covered is not None])


def brier(answers: Sequence[Answer]) -> float:
    """Return the mean squared distance of the probability from being right or not."""
    known = [(a.probability, a.leaning == a.outcome) for a in answers if a.probability is not None]
    return _mean([(said - right) ** 2 for said, right in known])


@dataclass(frozen=True)
class CalibrationBin:
    """Runs whose stated probability lies in one tenth."""

    low: float
    count: int
    said: float
    seen: float


def calibration(answers: Sequence[Answer]) -> list[CalibrationBin]:
    """Return, in ten bins, what was said and how often it was right."""
    known = [a for a in answers if a.probability is not None]
    said = np.array([a.probability for a in known], dtype=float)
    right = np.array([a.leaning == a.outcome for a in known])
    rows = []
    for low, high in pairwise(BINS):
        inside = (said >= low) & ((said < high) | (high == 1.0))
        if inside.any():
            mean, seen = float(said[inside].mean()), float(right[inside].mean())
            rows.append(CalibrationBin(float(low), int(inside.sum()), mean, seen))
    return rows


def largest_gap(answers: Sequence[Answer], fewest: int = 50) -> float:
    """Return the largest distance of said from seen in a bin of at least so many runs."""
    gaps = [abs(row.said - row.seen) for row in calibration(answers) if row.count >= fewest]
    return max(gaps, default=float("nan"))


def confusion(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    """Return true outcome -> verdict said -> count."""
    table = {true: dict.fromkeys((*CLASSES, "inconclusive"), 0) for true in CLASSES}
    for answer in answers:
        table[answer.outcome][answer.verdict] += 1
    return table


def bootstrap(
    answers: Sequence[Answer], score: Callable[[Sequence[Answer]], float], seed: int = 1
) -> tuple[float, float]:
    """Return the 90 % interval of a score over resampled runs."""
    if not answers:
        return float("nan"), float("nan")
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(RESAMPLES):
        chosen = random.integers(len(answers), size=len(answers))
        drawn.append(score([answers[index] for index in chosen]))
    known = [each for each in drawn if np.isfinite(each)]
    low, high = np.quantile(known, [0.05, 0.95]) if known else (np.nan, np.nan)
    return float(low), float(high)


def _step_errors(answers: Sequence[Answer]) -> list[float]:
    return [a.step_error for a in answers if a.step_error is not None]


def _settled(answers: Sequence[Answer]) -> list[Answer]:
    return [a for a in answers if a.outcome == "converged" == a.verdict]


def _mean(values: Sequence[float] | Sequence[bool]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
