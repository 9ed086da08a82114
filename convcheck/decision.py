"""From measures to one of five verdicts with a probability, and in words what decided.

Hard guards come first: what is not finite to the end has diverged, what never changes is stuck,
fewer than seven points tell nothing, and where the last points broke away from all before them they
decide. Else the fitted model weighs the quantities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from convcheck import decision_model
from convcheck.decision_model import CLASSES
from convcheck.quantities import quantities
from convcheck.quantities.beside import rate_rose
from convcheck.reasons import reason
from convcheck.rule import Verdict

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.decision_model import DecisionModel
    from convcheck.model import FloatArray

FEWEST_TO_JUDGE = 7
"""Points below which no verdict is given: six can be met exactly by a level and two decays, each
with its size and time constant, and leave nothing to judge the noise by."""
LEAST_PROBABILITY = 1.0 / 3.0
"""Below this a verdict is not printed: even with only two rivals it would not be the likeliest
for sure. Higher limits leave more runs undecided than they save from a wrong word."""
BURDEN_OF_PROOF = {"improving": 1.3, "stuck": 1.8, "oscillating": 1.8, "diverged": 1.8}
"""How many times as likely as another class "converged" must be at a temperature of one: it stops a
run that should go on. Less is asked beside "improving", near whose border both are fair answers
more often than not. Both numbers were chosen on zoo and generated curves, as what finds most among
those that call 4 % of the zoo's runs converged that had not, or fewer. By them 7 of 322 real
trainings left out are called so wrongly, and 124 of 149 found; one factor of 1.5 for all gives 12
and 120, one of 1.3 16 and 127, none at all 23 and 128."""
NON_FINITE_TAIL = 0.005
"""Share of a run that must be non-finite at its end to leave no doubt."""
SHORT_TAIL = 0.95
"""How sure divergence is where fewer points are: trainers stop at the first NaN, but a healthy run
may end at a batch that failed. All 29 labelled trainings that were not finite at the end, if only
for a point, had diverged; with one counted on either side that is 30 of 31."""
BROKEN_AWAY = 0.8
"""How sure a verdict by the last few points is: of 32,536 curves and trainings with known outcome
10 broke away so far, and 8 had the outcome that is said then."""
MOST_LOST = 0.5
"""Share of the fall whose loss is divergence, by definition."""
PARTLY_LOST = 0.2
"""Probability of divergence where a quarter to a half is lost, or all but on its way back: of seven
such trainings one had."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and how it came about."""

    verdict: Verdict
    """The verdict."""
    reason: str
    """One sentence that says what decided: a template, see ``reasons``."""
    probability: float | None = None
    """That the verdict, or the leaning, is the right one of the five."""
    leaning: Verdict | None = None
    """The likeliest verdict where it is inconclusive."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Of each of the five verdicts; empty where nothing was estimated."""


def decide(
    curve: CurveProfile,
    validation: CurveProfile | None,
    learning_rate: CurveProfile | None,
    model: DecisionModel | None = None,
) -> Decision:
    """Decide on the objective, with a look at validation and learning rate."""
    guarded = guard(curve, validation, learning_rate)
    if guarded is not None:
        return guarded
    model = model or decision_model.load()
    measured = quantities(curve, validation, learning_rate)
    chances = model.probabilities(measured)
    verdict, likeliest, probability = decide_from(chances, model.temperature.of(measured))
    first = CLASSES.index(likeliest)
    second = next(int(each) for each in np.argsort(-chances) if each != first)
    # A settling is told of the whole curve, what became of a training from where it began.
    told = curve if likeliest is Verdict.CONVERGED else curve.contained
    why = reason(likeliest, told, _support(model.contributions(measured), first, second))
    by_name = {name: float(chance) for name, chance in zip(CLASSES, chances, strict=True)}
    if verdict is Verdict.INCONCLUSIVE:
        why = f"it may be {likeliest} ({why}) or {CLASSES[second]}; the log cannot tell which"
        return Decision(verdict, why, probability, likeliest, by_name)
    if chances[second] > probability:
        lead = f"{CLASSES[second]} is likelier ({chances[second]:.0%})"
        why += f"; {lead}, but is said only where it leads clearly"
    return Decision(verdict, why, probability, None, by_name)


def decide_from(chances: FloatArray, temperature: float = 1.0) -> tuple[Verdict, Verdict, float]:
    """Return verdict, likeliest class and its probability from chances of shape (5,).

    The burden of proof is one on the scores, so it has the temperature that the chances have: this
    decides how sure the leading class is, never which one leads.
    """
    asked = np.array([BURDEN_OF_PROOF.get(name, 1.0) for name in CLASSES]) ** (1 / temperature)
    converged = CLASSES.index(Verdict.CONVERGED)
    leading = likeliest = int(np.argmax(chances))
    if likeliest == converged and np.any(chances[converged] < asked * chances):
        leading = int(np.argmax(np.where(np.arange(len(CLASSES)) == converged, 0.0, chances)))
    if chances[leading] < LEAST_PROBABILITY:
        return Verdict.INCONCLUSIVE, Verdict(CLASSES[likeliest]), float(chances[likeliest])
    return Verdict(CLASSES[leading]), Verdict(CLASSES[leading]), float(chances[leading])


def guard(
    curve: CurveProfile, validation: CurveProfile | None, learning_rate: CurveProfile | None
) -> Decision | None:
    """Decide without weighing where that can be done, else return None."""
    surely = non_finite_end(curve)
    if surely > 0:
        why = f"is not finite from {{unit}} {curve.non_finite_from:,.10g} on, to the end of the log"
        return Decision(Verdict.DIVERGED, "the {what} " + why, surely)
    if len(curve) < FEWEST_TO_JUDGE:
        return _too_few(curve)
    if curve.constant:
        return Decision(Verdict.STUCK, "the {what} is the same at every point", 1.0)
    return broken_away(curve, validation, learning_rate)


def non_finite_end(curve: CurveProfile) -> float:
    """Return how sure it is that a curve ended non-finite; 0 where that may pass, as it did."""
    if curve.tail >= max(1.0, NON_FINITE_TAIL * (len(curve) + curve.dropped)):
        return 1.0
    return SHORT_TAIL if curve.tail > curve.longest_gap else 0.0


def broken_away(
    curve: CurveProfile, validation: CurveProfile | None, learning_rate: CurveProfile | None
) -> Decision | None:
    """Decide by the last points alone, unless a restart or validation says that all is well."""
    found = curve.breakaway
    if found is None:
        return None
    points, step = len(curve) - found.first, float(curve.step[found.first])
    since = f"the last {points:,} points, from {{unit}} {step:,.10g} on"
    if found.height < 0:
        why = f"{since}, are far better than all before: it had only begun to learn"
        return Decision(Verdict.IMPROVING, why, BROKEN_AWAY)
    if rate_rose(learning_rate, since=step) or at_its_best(validation, since=step):
        return None
    if found.lost >= MOST_LOST and not found.returning:
        why = f"{since}, have lost more than half of the {{descent}}"
        return Decision(Verdict.DIVERGED, why, BROKEN_AWAY)
    lost = "more than half" if found.lost >= MOST_LOST else "over a quarter"
    why = f"{since}, have lost {lost} of the {{descent}}; the log cannot tell whether that stays"
    return Decision(Verdict.INCONCLUSIVE, why, PARTLY_LOST, Verdict.DIVERGED)


def at_its_best(validation: CurveProfile | None, since: float) -> bool:
    """Tell whether validation, measured again since a step, ended better than ever before."""
    if validation is None or len(validation) == 0 or validation.step[-1] < since:
        return False
    before = validation.loss[validation.step < since]
    return len(before) > 0 and float(validation.loss[-1]) < float(before.min())


def _too_few(curve: CurveProfile) -> Decision:
    points = "1 point is" if len(curve) == 1 else f"{len(curve)} points are"
    why = f"{points} too few to tell a curve from its noise; at least {FEWEST_TO_JUDGE} are needed"
    falling = len(curve) >= 3 and bool((np.diff(curve.loss) < 0).all())
    return Decision(Verdict.INCONCLUSIVE, why, None, Verdict.IMPROVING if falling else None)


def _support(parts: Mapping[str, FloatArray], first: int, second: int) -> dict[str, float]:
    """How much each quantity speaks for one class against another."""
    return {name: float(scores[first] - scores[second]) for name, scores in parts.items()}
