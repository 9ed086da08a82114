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
TWICE, CLEARLY = 2.0, 3.0
"""Times the lowest level, and standard errors of a level by the noise about it, above which a
positive loss is not as good. On the usual scale no level so alike is twice another."""
FEWEST_BENDS = 9
"""Points whose bends tell a noise."""
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
    first, last = _alike(curve.despiked, turn, curve.positive)
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


def _alike(loss: FloatArray, turn: Upturn, positive: bool) -> tuple[int, int]:
    """Return the outermost indices up to which most levels cannot be told from the best.

    A positive loss that fell on by decades scatters by a share of its level, so that the noise of
    the whole log, which its higher part made, says nothing of the lowest levels.
    """
    error = min(turn.error, bend_sigma(loss) / np.sqrt(turn.window))
    near = turn.level <= turn.lowest + ALIKE * np.sqrt(2.0) * error
    first, last = _reaches(near, turn.best, np.zeros(len(near), dtype=bool))
    if positive and 0 < TWICE * turn.lowest < turn.level[first : last + 1].max():
        return _reaches(near, turn.best, _far_above(loss, turn))
    return first, last


def _far_above(loss: FloatArray, turn: Upturn) -> BoolArray:
    """Return where the level of a positive loss lies far above its lowest, by the noise there.

    Shape (n,). The noise is that of the points about it, by the mean square of their bends: a level
    is a mean, which one of many values may have moved.
    """
    count = max(1, 2 * len(loss) // max(turn.window, FEWEST_BENDS))
    edges = np.linspace(0, len(loss), count + 1).astype(int)
    squares = np.pad(np.diff(loss, 2) ** 2 / 6.0, 1, mode="edge")
    size = np.diff(edges)
    mean = np.pad(np.add.reduceat(squares, edges[:-1]) / size, 1, mode="edge")
    # Three parts, each of half the points of a level, hold all of them.
    noise = np.sqrt(np.repeat(np.max([mean[:-2], mean[1:-1], mean[2:]], axis=0), size))
    surely = turn.level - turn.lowest > CLEARLY * noise / np.sqrt(turn.window)
    return np.asarray(surely & (turn.level > TWICE * turn.lowest))


def _reaches(near: BoolArray, best: int, far: BoolArray) -> tuple[int, int]:
    """Return the outermost indices on both sides of the best as ``_reach`` counts them."""
    before, after = slice(best, None, -1), slice(best, None)
    return best - _reach(near[before], far[before]), best + _reach(near[after], far[after])


def _reach(near: BoolArray, far: BoolArray) -> int:
    """Return the last index that is near, as more than half of those before it are, and none far.

    Both have shape (n,); the first is near.
    """
    until = int(np.argmax(far)) if far.any() else len(far)
    share = np.cumsum(near) / np.arange(1, len(near) + 1)
    return int(np.flatnonzero((near & (share > 0.5))[:until])[-1])


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
