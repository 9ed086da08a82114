"""``make fit``, second part: learn how likely a loss has settled, from runs with known truth."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.settling_model import SettlingModel
from tests.accuracy.lessons import FORM, Lesson

if TYPE_CHECKING:
    from convcheck.model import FloatArray

FILE = Path(__file__).resolve().parents[2] / "convcheck" / "settling_model.json"
PENALTY = 1.0
"""Ridge on every weight, in runs."""
MOST_STEPS = 12
"""Newton steps; it settles in eight."""


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
