"""A counter that runs the same lap again and again while the training goes on.

Some loops count batches within an epoch and log no epoch; others train the same model by one call
after another, each of which counts from nought. Runs that follow each other in one file look alike
to the counter, but not to the loss: they leap back to where such a run begins. Where noise hides
that, or there was nothing to learn, the log cannot tell, and they stay runs of their own.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.clipping import difference_sigma

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray, IntArray

CLEAR = 8.0
"""Fall of the first lap, in standard deviations of single values, from which one return is enough
to tell: a second run would leap back by all of it."""
CLOSE = 0.25
"""Share of that fall within which the loss must go on then."""
FEWEST_POINTS = 4
"""Points a lap: its beginning and its end are told apart."""
GOES_ON = 0.8
"""Share of the returns at which the loss must go on from where it was: of few, all."""
MOST_AT_AN_END = 5
"""Points whose median stands for a lap's beginning or end."""
SIGMAS = 4.0
"""Leap back, in standard deviations of single values, that is no noise."""
LEAP = 0.5
"""Share of a lap's own way that such a leap takes back where a run of its own begins."""


def laps(x: FloatArray, value: FloatArray) -> FloatArray | None:
    """Return the lap of each point, shape (n,) from 0, where a counter runs laps, else None.

    Laps begin and end at the same counts, but the last may be cut short, or go further. Where one
    begins, the loss is nearer to where the lap before ended than to where the first began; a single
    return must show that clearly, and so must the return to a last lap that goes further.
    """
    first = np.r_[0, np.flatnonzero(np.diff(x) < 0) + 1]
    last = np.r_[first[1:], len(x)] - 1
    if not _alike(x, first, last):
        return None
    further = bool(x[last[-1]] > x[last[0]])
    with np.errstate(all="ignore"):  # of values too far apart to subtract
        if not _one_training(value, first, last, must_be_clear=further or len(first) == 2):
            return None
    return np.repeat(np.arange(len(first), dtype=np.float64), last - first + 1)


def _alike(x: FloatArray, first: IntArray, last: IntArray) -> bool:
    """Tell whether there are laps, all of the same counts but for the end of the last."""
    if len(first) == 1 or (last - first)[:-1].min() + 1 < FEWEST_POINTS:
        return False
    return bool((x[first] == x[0]).all() and (x[last[:-1]] == x[last[0]]).all())


def _one_training(value: FloatArray, first: IntArray, last: IntArray, must_be_clear: bool) -> bool:
    """Tell whether the loss goes on at most returns and, where it must, clearly at the last."""
    begins, ends = _levels(value, first, last)
    noise = difference_sigma(value[np.isfinite(value)])
    goes_on = _goes_on(begins, ends, noise)
    if not len(goes_on) or np.mean(goes_on) < GOES_ON:
        return False
    return not must_be_clear or _clearly_goes_on(begins, ends, noise)


def _levels(value: FloatArray, first: IntArray, last: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the levels at which laps begin and end, NaN where no value there is finite."""
    near = np.arange(min(MOST_AT_AN_END, int((last - first)[:-1].min() + 1) // 2))
    known = np.where(np.isfinite(value), value, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of ends without a finite value
        begins = np.nanmedian(known[np.minimum(first[:, None] + near, len(value) - 1)], axis=1)
        ends = np.nanmedian(known[last[:, None] - near], axis=1)
    return np.asarray(begins), np.asarray(ends)


def _goes_on(begins: FloatArray, ends: FloatArray, noise: float) -> BoolArray:
    """Tell of each return, where it is known, whether the loss went on from where it was."""
    leap = begins[1:] - ends[:-1]
    back = leap * np.sign(begins[0] - ends[0]) > SIGMAS * noise
    back &= np.abs(leap) > LEAP * np.abs(begins[1:] - ends[1:])
    nearer = np.abs(leap) < np.abs(begins[1:] - begins[0])
    return np.asarray((nearer & ~back)[np.isfinite(leap)])


def _clearly_goes_on(begins: FloatArray, ends: FloatArray, noise: float) -> bool:
    """Tell whether the last return goes on so closely that no second run could look like it."""
    fall = abs(begins[0] - ends[0])
    return bool(fall > CLEAR * noise and abs(begins[-1] - ends[-2]) < CLOSE * fall)
