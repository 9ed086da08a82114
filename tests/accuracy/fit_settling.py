"""``make fit``, second part: learn how likely a loss has settled, from runs with known truth.

Every band of the ladder is a lesson, so that one model serves bands of any width. Only runs that
converged teach: of no other is a settling step printed.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.curve_profile import CurveProfile
from convcheck.settling_evidence import settling_evidence
from convcheck.settling_model import Form, SettlingModel

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from tests.accuracy.cases import Case

FILE = Path(__file__).resolve().parents[2] / "convcheck" / "settling_model.json"
WEIGHTS = {"zoo": 1.0, "trained": 1.0, "truth": 1.0, "generated": 1.0}
"""What a run counts. With half of it for generated curves, left-out families fall behind more."""
POINTS = 25
"""Places of a run that teach: more are no more runs."""
PENALTY = 1.0
"""Ridge on every weight, in runs."""
MOST_STEPS = 12
"""Newton steps; it settles in eight."""

_AHEAD = np.array([-2.5, -1.0, -0.3, 0.3, 1.0, 2.5])
_PLACE = np.array([-3.9, -2.5, -1.6, -0.9, -0.5, 0.0])
_YES = np.array([0.0, 1.0])
_LOGARITHM = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0])
FORM = Form(
    knots={
        "fit ahead": _AHEAD,
        "isotonic ahead": _AHEAD,
        "10 windows ahead": _AHEAD,
        "20 windows ahead": _AHEAD,
        "40 windows ahead": _AHEAD,
        "80 windows ahead": _AHEAD,
        "above the end": np.array([-3.0, -1.5, -0.5, 0.5, 1.5, 3.0]),
        "rest of the run": _PLACE,
        "run so far": _PLACE,
        "sight": np.array([-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0]),
        "wander": np.array([0.0, 0.3, 1.0, 2.0]),
        "memory": np.array([0.0, 0.3, 1.0, 2.0]),
        "bent": _YES,
        "isotonic": _YES,
        "jump": _LOGARITHM,
        "scatter": _LOGARITHM,
        "points": np.array([0.8, 1.3, 1.8, 2.5, 3.3]),
        "bounce": np.array([-2.0, -1.0, 0.0, 1.0, 2.0]),
        "bounce's memory": np.array([0.0, 0.3, 0.7, 1.2]),
    },
    products=tuple(
        (estimate, sight)
        for sight in ("seen", "plainly seen", "wandering", "bent", "short")
        for estimate in (
            "fit ahead",
            "isotonic ahead",
            "40 windows ahead",
            "above the end",
            "rest of the run",
        )
    ),
)
"""Logarithms of a range over the band bend where the two are alike, and end where it is plain."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One run and one band."""

    kind: str
    """Kind of task or family."""
    design: FloatArray
    """Shape (p, weights) at some of its places, single precision."""
    settled: FloatArray
    """Shape (p,), whether it had settled, between 0 and 1 inside the true bracket."""
    weight: FloatArray
    """Shape (p,), how much each place counts; their sum is the run's weight."""


def lesson(
    curve: CurveProfile, width: float, truth: tuple[float, float], kind: str, source: str
) -> Lesson:
    """Make a lesson of a curve, a band's width and the true bracket of the place, 0 to 1."""
    place = curve.blocks.place
    wanted = (np.arange(POINTS) + 0.5) / POINTS
    chosen = np.arange(len(place))
    if len(place) > POINTS:
        chosen = np.unique(np.minimum(np.searchsorted(place, wanted), len(place) - 1))
    evidence = {name: value[chosen] for name, value in settling_evidence(curve, width).items()}
    low, high = truth
    at = place[chosen]
    settled = np.where(at >= high, 1.0, np.clip((at - low) / max(high - low, 1e-12), 0.0, 1.0))
    share = np.gradient(at)
    weight = WEIGHTS[source] * share / share.sum()
    return Lesson(kind, FORM.design(evidence).astype(np.float32), settled, weight)


def lessons_of(cases: Iterable[Case]) -> list[Lesson]:
    """Make the lessons of all converged cases whose settling is known, for every known band."""
    lessons = []
    for case in cases:
        if case.outcome != "converged":
            continue
        curve = CurveProfile.of(case.run.objective, -1.0 if case.run.goal == "max" else 1.0)
        if not curve.enough or curve.non_finite_from is not None or curve.constant:
            continue
        first = float(case.run.objective.step[0])
        for band, (low, high) in _brackets(case).items():
            truth = ((low - first) / case.length, (high - first) / case.length)
            width = band * curve.total_range
            lessons.append(lesson(curve, width, truth, case.kind, case.source))
    return lessons


def _brackets(case: Case) -> dict[float, tuple[float, float]]:
    known: dict[float, tuple[float, float]] = case.extras.get("settling", {})
    if known:
        return known
    return {} if case.settling is None else {0.02: case.settling}


def fit_settling(lessons: Sequence[Lesson]) -> SettlingModel:
    """Fit the weights by penalised maximum likelihood (Newton's method)."""
    design = np.vstack([each.design for each in lessons])
    settled = np.concatenate([each.settled for each in lessons])
    weight = np.concatenate([each.weight for each in lessons])
    ridge = np.full(design.shape[1], PENALTY)
    ridge[0] = 1e-3
    current = np.zeros(design.shape[1])
    for _ in range(MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ current, -30.0, 30.0)))
        gradient = design.T @ (weight * (chance - settled)) + ridge * current
        curvature = weight * np.maximum(chance * (1.0 - chance), 1e-4)
        hessian = _gram(design, curvature) + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        current = current - step * min(1.0, 8.0 / max(float(np.linalg.norm(step)), 1e-12))
        if float(np.abs(step).max()) < 1e-3:
            break
    return SettlingModel(FORM, current)


def _gram(design: FloatArray, weight: FloatArray, rows: int = 20_000) -> FloatArray:
    """Return the weighted Gram matrix, a part at a time to stay within little memory."""
    total = np.zeros((design.shape[1], design.shape[1]))
    for start in range(0, len(design), rows):
        part = design[start : start + rows].astype(float)
        total += part.T @ (part * weight[start : start + rows, None])
    return total


def write(lessons: Sequence[Lesson], scores: dict[str, Any]) -> None:
    """Fit to all lessons and write the file that the package loads."""
    about = {
        "about": "chance of having settled; made by `make fit`, read by settling_model.py",
        "made": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "lessons (runs by bands)": len(lessons),
        "scores on kinds left out": scores,
    }
    content = about | fit_settling(lessons).to_dict()
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}", file=sys.stderr)
