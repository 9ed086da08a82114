"""``make fit``, third part: learn how sure the scores are, from runs they never saw.

The scores of the runs they were fitted to are too good to tell how sure they are, so every run is
scored by coefficients that saw nothing of its kind.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convcheck.broken_line import BrokenLine
from convcheck.decision_model import CLASSES
from convcheck.temperature import HIGHEST, Temperature
from tests.accuracy.fit import dense_json
from tests.accuracy.measured import Measured
from tests.accuracy.softmax import find_knots, ramps, softmax

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray

FILE = Path(__file__).resolve().parents[2] / "convcheck" / "decision_temperature.json"
QUANTITIES = (
    "points",
    "spikes",
    "noise, whole",
    "regularity",
    "end over start",
    "four times as long",
    "first level",
)
"""What it hangs on: how much a log holds, how loud it is, whether it is regular, how far it fell
and would go on, and whether it began where losses in usual units do. All quantities together did
hardly better on kinds left out."""
WEIGHTS = {"zoo": 1.0, "trained": 4.5, "truth": 4.5, "generated": 4.5}
"""What a run counts. There are seven of the zoo to one of all others, so that these count more: as
much together as when the zoo was smaller and had five to one, and they counted three."""
PENALTY = 60.0
"""Ridge on every weight, in runs; half of it and five times as much do as well."""
FEWEST = 500
"""Runs from which it can be learned; from fewer it stays one."""
MOST_STEPS = 25
"""Steps of Fisher scoring; it settles in ten."""


@dataclass(frozen=True)
class Scored:
    """A run, and what coefficients that saw nothing of its kind say of it."""

    run: Measured
    """The run, with the settling step that such coefficients find."""
    scores: FloatArray
    """Shape (5,), at a temperature of one; NaN where a guard decides."""


def fit_temperature(scored: Sequence[Scored]) -> Temperature:
    """Fit by penalised maximum likelihood of the outcomes; it stays one where runs are few."""
    weighed = [each for each in scored if not each.run.guarded]
    if len(weighed) < FEWEST:
        return Temperature()
    values = np.array([[each.run.quantities[name] for name in QUANTITIES] for each in weighed])
    scores = np.array([each.scores for each in weighed])
    outcome = np.array([CLASSES.index(each.run.outcome) for each in weighed])
    weight = np.array([WEIGHTS[each.run.source] for each in weighed])
    knots = find_knots(values)
    return _temperature(knots, _fisher_scoring(ramps(values, knots), scores, outcome, weight))


def _fisher_scoring(
    design: FloatArray, scores: FloatArray, outcome: IntArray, weight: FloatArray
) -> FloatArray:
    """Return what each column of the design adds to the logarithm of the temperature.

    With p = softmax(s / T), the derivative of -log p_y by log T is (s_y - E s) / T and its expected
    curvature Var s / T^2, both under p. Beyond the bounds of T nothing is to be learned.
    """
    ridge = np.full(design.shape[1], PENALTY)
    ridge[-1] = 1e-3
    current = np.zeros(design.shape[1])
    of_outcome = scores[np.arange(len(scores)), outcome]
    most = np.log(HIGHEST)
    for _ in range(MOST_STEPS):
        logarithm = design @ current
        temperature = np.exp(np.clip(logarithm, -most, most))
        counted = weight * (np.abs(logarithm) < most)
        chance = softmax(scores / temperature[:, None])
        mean = (chance * scores).sum(axis=1)
        variance = (chance * (scores - mean[:, None]) ** 2).sum(axis=1)
        gradient = design.T @ (counted * (of_outcome - mean) / temperature) + ridge * current
        curvature = (counted * variance / temperature**2)[:, None]
        step = np.linalg.solve(design.T @ (design * curvature) + np.diag(ridge), gradient)
        current = current - step
        if float(np.abs(step).max()) < 1e-5:
            break
    return current


def _temperature(knots: Sequence[FloatArray], weight: FloatArray) -> Temperature:
    lines = {}
    row = 0
    for name, knot in zip(QUANTITIES, knots, strict=True):
        pieces = weight[row : row + len(knot) - 1, None]
        row += len(knot)
        lines[name] = BrokenLine(knot, pieces, weight[row - 1 : row])
    return Temperature(float(weight[-1]), lines)


def write(scored: Sequence[Scored]) -> None:
    """Fit to all runs and write the file that the package loads, unless there are too few."""
    taught = sum(not each.run.guarded for each in scored)
    if taught < FEWEST:
        print(f"{taught} runs teach no temperature: {FILE.name} stays as it is", file=sys.stderr)
        return
    about = {
        "about": "how sure the scores of the decision are; made by `make fit`, read by "
        "temperature.py",
        "made": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "runs": taught,
    }
    text = dense_json(about | fit_temperature(scored).to_dict())
    FILE.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}", file=sys.stderr)
