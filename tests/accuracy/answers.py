"""Answers of convcheck on measured cases, held beside the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.curve_profile import FEWEST_POINTS
from convcheck.decision import decide_from
from tests.accuracy.scores import Answer

if TYPE_CHECKING:
    from convcheck.decision_model import DecisionModel
    from tests.accuracy.measured import Measured


def answer(run: Measured, model: DecisionModel) -> Answer:
    """Answer one case as ``convcheck.decision`` would with these coefficients."""
    verdict, leaning, probability = _decide(run, model)
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


def _decide(run: Measured, model: DecisionModel) -> tuple[str, str, float | None]:
    if run.guarded:
        sure = run.guarded != "inconclusive"
        return run.guarded, run.guarded if sure else "", 1.0 if sure else None
    chances = model.probabilities(run.quantities)
    verdict, likeliest, probability = decide_from(chances)
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
