"""Settle where a log's counter goes back: restarts, repeated steps, late writers.

The rule is TensorBoard's: a record at step s discards what was logged at or after s before it,
because a run that was resumed from a checkpoint at s did not go the way those records tell. So a
record stays exactly if every later record has a larger step; what stays is strictly increasing.

Writers on several threads swap neighbours, which is no restart. A stretch of records counts as
late writing, and is sorted instead, if no step repeats in it and no record is more than
``LATE_PLACES`` places from where it belongs: a resumed run passes steps that were logged before,
a late writer only fills gaps. Where nothing repeats and the whole column is out of order, it was
never written in order, and is sorted too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray, IntArray, Restart
    from convcheck.settings import OnRestart

LATE_PLACES = 2
"""Places by which a record may be late (two to three writing threads)."""
UNORDERED_SHARE = 0.05
"""Share of steps back above which a column without repeated steps was never in order."""
LISTED = 1_000
"""Restarts that are listed one by one; the counts cover all."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left of a column once its restarts are settled."""

    kept: IntArray | None = None
    """Shape (m,), indices of the records that stay, in the order of their steps; None for all."""
    restarts: tuple[Restart, ...] = ()
    """Where the counter went back, in the order of the log; the last ``LISTED`` of them."""
    returns: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    """Shape (k,), index of the record that each step back leads to."""
    repeated: int = 0
    """Records that a later one at the same step replaced, without a step back."""
    late: int = 0
    """Records that were sorted in."""
    runs: int = 1
    """Runs in the log: one more than the restarts that left nothing of what was before."""


def settle(x: FloatArray, on_restart: OnRestart = "last") -> Settled:
    """Return which records of a column stay.

    x is of shape (n,), finite, in file order. With ``last`` later records win, with ``first``
    earlier ones. Linear in n, but for a sort where nothing is in order.
    """
    step = np.diff(x)
    lowest = step.min() if step.size else 1.0
    if lowest > 0:
        return Settled()
    if lowest == 0 and on_restart != "first":
        kept = np.flatnonzero(np.append(step > 0, True))
        return Settled(kept, repeated=len(x) - len(kept))
    order, late = _in_order(x)
    ordered = x[order]
    step = np.diff(ordered)
    returns = np.flatnonzero(step < 0) + 1
    earliest = np.minimum.accumulate(ordered)
    kept = _first(ordered) if on_restart == "first" else _last(ordered)
    return Settled(
        kept=order[kept],
        restarts=_restarts(ordered, returns),
        returns=order[returns],
        repeated=int(np.count_nonzero(step == 0)),
        late=late,
        runs=1 + int(np.count_nonzero(ordered[returns] <= earliest[returns - 1])),
    )


def _last(x: FloatArray) -> IntArray:
    """Return the records that no later one replaces: all that follows has a larger step."""
    least_after = np.append(np.minimum.accumulate(x[::-1])[::-1][1:], np.inf)
    return np.flatnonzero(x < least_after)


def _first(x: FloatArray) -> IntArray:
    """Return the records that go beyond all before them."""
    return np.flatnonzero(np.append(True, x[1:] > np.maximum.accumulate(x)[:-1]))


def _in_order(x: FloatArray) -> tuple[IntArray, int]:
    """Return the order in which to read the records, and how many were late."""
    order = np.arange(len(x))
    if np.count_nonzero(np.diff(x) < 0) > max(UNORDERED_SHARE * len(x), LATE_PLACES):
        by_step = np.argsort(x, kind="stable")
        if (np.diff(x[by_step]) > 0).all():
            return by_step, int(np.count_nonzero(by_step != order))
    places, sorted_places = _late(x)
    order[places] = sorted_places
    return order, int(np.count_nonzero(places != sorted_places))


def _late(x: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the places of stretches that were written late, and the records that belong there.

    Where no record is more than d places off, none is larger than the one 2 d + 1 places on; so
    most stretches are ruled out without a sort.
    """
    starts = _stretches(x)
    length = np.diff(np.append(starts, len(x)))
    reach = 2 * LATE_PLACES + 1
    far = np.append(x[:-reach] >= x[reach:], np.zeros(min(reach, len(x)), np.bool_))
    candidate = (length > 1) & ~np.logical_or.reduceat(far, starts)
    places = np.flatnonzero(np.repeat(candidate, length))
    if not places.size:
        return places, places
    records = places[np.argsort(x[places], kind="stable")]
    length = length[candidate]
    starts = np.append(0, np.cumsum(length)[:-1])
    moved = np.maximum.reduceat(np.abs(records - places), starts)
    repeats = np.append(np.diff(x[records]) == 0, False)
    is_late = (moved <= LATE_PLACES) & ~np.logical_or.reduceat(repeats, starts)
    within = np.repeat(is_late, length)
    return places[within], records[within]


def _stretches(x: FloatArray) -> IntArray:
    """Return where stretches begin: every step before is smaller than every one from there on."""
    highest_before = np.maximum.accumulate(x)[:-1]
    lowest_after = np.minimum.accumulate(x[::-1])[::-1][1:]
    return np.append(0, np.flatnonzero(highest_before < lowest_after) + 1)


def _restarts(x: FloatArray, returns: IntArray) -> tuple[Restart, ...]:
    """Return where the counter went back and what that discarded.

    ``standing`` is a stack of rising stretches that no step back has reached yet; one takes whole
    stretches off its top and shortens the next. Each is put on and taken off once.
    """
    from convcheck.model import Restart

    if not returns.size:
        return ()
    bounds = [*returns[-LISTED:].tolist(), len(x)]
    before = x[: bounds[0]]
    standing = [before[_last(before)]]
    found = []
    for begin, end in pairwise(bounds):
        discarded = 0
        while standing and standing[-1][0] >= x[begin]:
            discarded += len(standing.pop())
        if standing:
            left = int(np.searchsorted(standing[-1], x[begin]))
            discarded += len(standing[-1]) - left
            standing[-1] = standing[-1][:left]
        found.append(Restart(float(x[begin]), discarded))
        stretch = x[begin:end]
        standing.append(stretch[_last(stretch)])
    return tuple(found)
