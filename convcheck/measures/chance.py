"""Chance level: the loss of guessing among k classes is ln k, and staying there is no learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.guesses import FEW_CLASSES

if TYPE_CHECKING:
    from convcheck.model import FloatArray

CLASSES = (*FEW_CLASSES, 100, 1000)
"""Numbers of classes whose guess is recognised: common tasks, CIFAR-100 and ImageNet."""
FIRST_SHARE = 0.1
"""Only from here on: a language model passes ln 10 on its way down."""
WINDOWS = 6
BELOW, ABOVE = -0.03, 0.06
"""How far the level may lie from ln k, as a share of it: learning lies below, noise above."""
LAST = 0.035
"""How near the last window must be."""


def is_known(accuracy: float, classes: int) -> bool:
    """Return whether so many answers are right that nobody guesses: half of what guessing leaves.

    A loss near ln k may be that of smoothed or mixed labels then.
    """
    return accuracy > (1.0 + 1.0 / classes) / 2.0


def chance_classes(loss: FloatArray) -> int | None:
    """Return k where the loss, shape (n,), stayed at ln k from a tenth of the run on."""
    body = loss[int(FIRST_SHARE * len(loss)) :]
    if len(body) < WINDOWS or float(np.min(loss)) < 0:
        return None
    medians = np.array([np.median(part) for part in np.array_split(body, WINDOWS)])
    for k in CLASSES:
        distance = medians / np.log(k) - 1.0
        near = bool((distance >= BELOW).all() and (distance <= ABOVE).all())
        if near and abs(float(distance[-1])) <= LAST:
            return int(k)
    return None
