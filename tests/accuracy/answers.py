"""Answers of convcheck on measured cases, held beside the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.curve_profile import FEWEST_POINTS
from convcheck.decision import decide_from
from convcheck.decision_model import CLASSES
from convcheck.definitions import by_definition
from convcheck.temperature import to_chances
from tests.accuracy.scores import Answer

if TYPE_CHECKING:
    from convcheck.decision_model import DecisionModel
    from convcheck.model import FloatArray
    from tests.accuracy.measured import Measured


def answer(run: Measured, model: DecisionModel) -> Answer:
    """Answer one case as ``convcheck.decision`` would with these coefficients."""
    if run.guarded:
        return answer_scored(run, np.full(len(CLASSES), np.nan))
    return answer_scored(run, model.scores(run.quantities), model.temperature.of(run.quantities))


def answer_scored(run: Measured, class_scores: FloatArray, temperature: float = 1.0) -> Answer:
    """Answer one case whose classes got these scores, shape (5,), at a temperature."""
    verdict, leaning, probability = _decide(run, class_scores, temperature)
    error, covered, width = _settling(run)
    return Answer(
        id=run.id,
        source=run.source,
        kind=run.kind,
        outcome=run.outcome,
        acceptable=frozenset(run.acceptable) | _fair_doubt(run),
        ambiguous=run.ambiguous,
        verdict=verdict,
        probability=probability,
        leaning=leaning,
        points=run.points,
        step_error=error,
        covered=covered,
        width=width,
        gain_covered=_gain_covered(run),
        noise=float(10.0 ** run.quantities["noise"]) if run.quantities else 0.0,
    )


def _decide(
    run: Measured, class_scores: FloatArray, temperature: float
) -> tuple[str, str, float | None]:
    if run.guarded:
        sure = run.guarded != "inconclusive"
        return run.guarded, run.guarded if sure else "", run.guards_probability
    chances = to_chances(by_definition(class_scores, run.quantities), temperature)
    verdict, likeliest, probability = decide_from(chances, temperature)
    return str(verdict), str(likeliest), probability


def _fair_doubt(run: Measured) -> frozenset[str]:
    """Inconclusive is a fair answer where the trend is below the noise, and for few points."""
    hidden = "hidden_trend" in run.flags or run.points < FEWEST_POINTS
    return frozenset({"inconclusive"} if hidden else ())


def _settling(run: Measured) -> tuple[float | None, bool | None, float | None]:
    if run.settled is None or run.settling is None:
        return None, None, None
    low, high = run.settling
    place, first, last = run.settled
    error = max(0.0, low - place, place - high)
    return error, last >= low and first <= high, last - first


def _gain_covered(run: Measured) -> bool | None:
    if run.gain is None or run.projected is None:
        return None
    if run.outcome not in ("converged", "improving"):
        return None
    # What is projected is a fall: training that lost ground has gained nothing.
    return bool(run.projected[0] <= max(run.gain, 0.0) <= run.projected[1])
