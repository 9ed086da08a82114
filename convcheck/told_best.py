"""Where a series was best, within its noise: what is to be kept, and where remedies lead back to.

The headline names one checkpoint to keep; whatever advises to go back must name the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.measures.clipping import bend_sigma
from convcheck.rule import Verdict
from convcheck.wording import APART, step

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.measures.upturn import Upturn
    from convcheck.model import BoolArray, FloatArray
    from convcheck.profile import Profile

ROUNDED = 0.1
"""Share of a level by which rounding may have moved it: an explosion beside it leaves little."""
ALIKE = 2.5
"""Standard errors of a difference within which a level is as good as the lowest: two, and half of
one more, since the lowest of dozens of levels is too low by chance."""
NOWHERE: dict[str, Any] = {"back_to": None, "best_validated": None, "though": ""}
"""What remedies are told where there is nothing to go back to."""


@dataclass(frozen=True, slots=True)
class BestPlace:
    """Where the level of a series was best."""

    at: int
    """Index of the best level."""
    first: int
    """Index of the first level that cannot be told from it."""
    last: int
    """Index of the last one."""
    level: float
    """The level itself."""


def best_place(curve: CurveProfile) -> BestPlace | None:
    """Return where a curve was best; None where no level can be told in it."""
    if not curve.enough:
        return None
    turn = curve.upturn
    # An explosion looks like noise that no level can be told in: then its steps are not alike.
    if turn.error > max(turn.drop, abs(turn.lowest)):
        return None
    reach = min(turn.window // 2, turn.best, len(curve) - 1 - turn.best)
    level = float(np.mean(curve.despiked[turn.best - reach : turn.best + reach + 1]))
    if abs(level - turn.lowest) > ROUNDED * max(abs(level), abs(turn.lowest)):
        return None
    at = _bearing_out(curve, turn.best, reach)
    first, last = _alike(curve.despiked, turn)
    if first <= at <= last:
        return BestPlace(at, first, last, turn.lowest)
    return BestPlace(at, at, at, turn.lowest)


def kept_at(curve: CurveProfile) -> int:
    """Return the index of the one point that is to be kept: the lowest where no level is known."""
    best = best_place(curve)
    return int(np.argmin(curve.loss)) if best is None else best.at


def _bearing_out(curve: CurveProfile, best: int, reach: int) -> int:
    """Return the point that is to stand for the best level, at its middle if that bears it out.

    A level is a mean, but a checkpoint is one point of it. Where the loss jumps, the one in the
    middle may be the worst of them: then it is the nearest that is as low as their mean. Of 35
    labelled trainings whose choice that moves, it is no higher in 27 without the noise of logging.
    """
    around = np.arange(best - reach, best + reach + 1)
    level = float(np.mean(curve.despiked[around]))
    if curve.loss[best] - level <= APART * abs(level):
        return best
    low = around[curve.loss[around] <= level]
    nearest = low[np.abs(low - best) == np.abs(low - best).min()] if len(low) else [best]
    return int(min(nearest, key=lambda at: curve.loss[at]))


def _alike(loss: FloatArray, turn: Upturn) -> tuple[int, int]:
    """Return the outermost indices up to which most levels cannot be told from the best."""
    error = min(turn.error, bend_sigma(loss) / np.sqrt(turn.window))
    near = turn.level <= turn.lowest + ALIKE * np.sqrt(2.0) * error
    return turn.best - _reach(near[turn.best :: -1]), turn.best + _reach(near[turn.best :])


def _reach(near: BoolArray) -> int:
    """Return the last index that is near, as more than half of those before it are."""
    share = np.cumsum(near) / np.arange(1, len(near) + 1)
    return int(np.flatnonzero(near & (share > 0.5))[-1])


def way_back(profile: Profile, onset: float) -> dict[str, Any]:
    """Return where to go back to from a loss that rose, as values of remedies, none where unknown.

    ``onset`` is the step at which the loss was last low, and it is ``back_to`` where no validation
    was logged beside it. Where one was, it decides: it was best at ``best_validated``, unless it
    never got better, or still is as good at its end, so that there is nothing to go back to. Where
    it was best only after the loss had risen, ``though`` says so.
    """
    validation = profile.validation
    if validation is None or len(validation) == 0:
        return NOWHERE | {"back_to": onset}
    best = best_place(validation)
    at = kept_at(validation)
    last = at if best is None else best.last
    likeliest = profile.decision.leaning or profile.decision.verdict
    gained = validation.loss[at] < validation.loss[0] or likeliest is not Verdict.DIVERGED
    if last >= len(validation) - 1 or not gained:
        return dict(NOWHERE)
    kept, facts = float(validation.step[at]), profile.facts
    risen = f", though the {facts['what']} has {facts['risen']} since {facts['unit']} {step(onset)}"
    return NOWHERE | {"best_validated": kept, "though": risen if kept > onset else ""}
