"""``make fit``: learn the coefficients of the decision from runs with known outcome.

Every figure that is written into the file comes from kinds of task that were left out.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.decision_model import CLASSES, DecisionModel
from tests.accuracy.measured import Measured
from tests.accuracy.softmax import Softmax, fit_softmax

if TYPE_CHECKING:
    from convcheck.model import FloatArray

FILE = Path(__file__).resolve().parents[2] / "convcheck" / "decision_model.json"
SOFTNESS = 0.3
"""Share of a run's vote that is spread over all acceptable outcomes: a border is no certainty."""
WEIGHTS = {"zoo": 1.0, "trained": 1.0, "truth": 1.0, "generated": 1.0}
"""What a run counts; with less, generated cycles and blow-ups are taken for noise."""


def fit_model(runs: Sequence[Measured]) -> DecisionModel:
    """Fit the decision to measured runs; those that a guard decides are left out."""
    return DecisionModel.from_dict(_plain(_fit(runs), list(runs[0].quantities)))


def _fit(runs: Sequence[Measured]) -> Softmax:
    values = np.array([list(run.quantities.values()) for run in runs])
    weight = np.array([WEIGHTS[run.source] for run in runs])
    return fit_softmax(values, np.array([_votes(run) for run in runs]), weight)


def _votes(run: Measured) -> FloatArray:
    votes = np.zeros(len(CLASSES))
    fair = [name for name in run.acceptable if name in CLASSES]
    for name in fair:
        votes[CLASSES.index(name)] += SOFTNESS / len(fair)
    votes[CLASSES.index(run.outcome)] += 1.0 - SOFTNESS
    return votes


def _plain(softmax: Softmax, names: Sequence[str]) -> dict[str, Any]:
    """Turn fitted arrays into the content of the file."""
    quantities: dict[str, Any] = {}
    row = 0
    for name, knots in zip(names, softmax.knots, strict=True):
        pieces = softmax.weight[row : row + len(knots) - 1]
        row += len(knots)
        quantities[name] = {
            "knots": np.round(knots, 4).tolist(),
            "weights": {
                verdict: np.round(pieces[:, index], 3).tolist()
                for index, verdict in enumerate(CLASSES)
            },
            "missing": np.round(softmax.weight[row - 1], 3).tolist(),
        }
    return {
        "intercept": np.round(softmax.weight[-1], 3).tolist(),
        "quantities": quantities,
    }


def leave_kinds_out(
    runs: Sequence[Measured], held: Sequence[Measured]
) -> list[tuple[Measured, DecisionModel]]:
    """Give each held run a model that saw no run of its kind."""
    answers = []
    for kind in sorted({run.kind for run in held}):
        model = fit_model([run for run in runs if run.kind != kind])
        answers += [(run, model) for run in held if run.kind == kind]
    return answers


def write(runs: Sequence[Measured], scores: dict[str, Any], seed: int) -> None:
    """Fit to all runs and write the file that the package loads."""
    counts = {source: sum(run.source == source for run in runs) for source in WEIGHTS}
    about = {
        "about": "coefficients of the decision; made by `make fit`, read by decision_model.py",
        "made": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "seed": seed,
        "runs": counts,
        "scores on kinds left out": scores,
        "classes": list(CLASSES),
    }
    content = about | _plain(_fit(runs), list(runs[0].quantities))
    FILE.write_text(_dense_json(content) + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}", file=sys.stderr)


def _dense_json(content: dict[str, Any]) -> str:
    """Write one line a list, so that the file can be read and compared."""
    text = json.dumps(content, indent=1)
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if inside:
            lines[-1] += line.strip() + (" " if line.rstrip().endswith(",") else "")
        else:
            lines.append(line)
        if line.rstrip().endswith("["):
            inside = True
        elif inside and line.strip().startswith("]"):
            inside = False
    return "\n".join(lines)
