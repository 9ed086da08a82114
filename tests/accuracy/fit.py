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
from convcheck.decision_tables import UNIT, DecisionTables
from tests.accuracy.boosting import fit_tables
from tests.accuracy.measured import Measured
from tests.accuracy.run_weights import WEIGHTS, run_weights, training
from tests.accuracy.softmax import Softmax, fit_softmax
from tests.accuracy.zoo.run import EARLY

if TYPE_CHECKING:
    from convcheck.model import FloatArray

PACKAGE = Path(__file__).resolve().parents[2] / "convcheck"
LINES, TABLES = PACKAGE / "decision_model.json", PACKAGE / "decision_tables.json"
SOFTNESS = 0.3
"""Share of a run's vote that is spread over all acceptable outcomes: a border is no certainty."""


def fit_model(runs: Sequence[Measured]) -> DecisionModel:
    """Fit the decision to measured runs; those that a guard decides are left out."""
    lines, tables = _fit(runs)
    return DecisionModel.from_dict(_plain(lines, list(runs[0].quantities)), tables)


def _fit(runs: Sequence[Measured]) -> tuple[Softmax, DecisionTables]:
    names = list(runs[0].quantities)
    values = np.array([list(run.quantities.values()) for run in runs])
    weight = run_weights(runs)
    votes = np.array([_votes(run) for run in runs])
    return fit_softmax(values, votes, weight), fit_tables(values, votes, weight, names)


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


def write(runs: Sequence[Measured], scores: dict[str, Any], seed: int) -> None:
    """Fit to all runs and write the files that the package loads."""
    lines, tables = _fit(runs)
    names = {training(run) for run in runs}
    whole = [name for name in names if not name.endswith(EARLY)]
    counts = {source: sum(name.startswith(f"{source} ") for name in whole) for source in WEIGHTS}
    counts["stopped sooner"] = len(names) - len(whole)
    made = {"made": datetime.datetime.now(tz=datetime.UTC).date().isoformat(), "seed": seed}
    about = {
        "about": "coefficients of the decision; made by `make fit`, read by decision_model.py",
        **made,
        "trainings": counts,
        "scores on kinds left out": scores,
        "classes": list(CLASSES),
    }
    LINES.write_text(dense_json(about | _plain(lines, list(runs[0].quantities))) + "\n", "utf-8")
    about = {
        "about": "questions of the decision; made by `make fit`, read by decision_tables.py",
        **made,
        "unit of adds": UNIT,
        "classes": list(CLASSES),
    }
    TABLES.write_text(dense_json(about | tables.to_dict()) + "\n", "utf-8")
    print(f"wrote {LINES.name} and {TABLES.name}", file=sys.stderr)


def dense_json(content: dict[str, Any]) -> str:
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
