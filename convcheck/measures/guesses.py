"""How a level compares with the losses of guessing, in the units that most trainers log in.

Who guesses among k classes has a cross-entropy of ln k (in nats); who always tells the mean of
standardised targets has a mean squared error of 1, or of 1/2 where it is halved. A loss that rests
there has learned nothing, whatever a start that exploded makes of its drop.
"""

from __future__ import annotations

import numpy as np

FEW_CLASSES = range(2, 11)
"""Numbers of classes whose guesses lie apart by more than 4 %."""
CLASS_GUESSES = tuple(float(np.log(k)) for k in FEW_CLASSES)
"""Cross-entropies of guessing among so many classes, in nats."""
MEAN_GUESSES = (1.0, 0.5)
"""Squared errors of the mean of standardised targets, whole and halved."""
REACH = 0.4
"""Logarithm of the ratio beyond which a level has nothing to do with a guess: a half more, or a
third less. Set beforehand, not fitted; from 1 to 1/2 it is more than half of the way."""


def above_guess(level: float, guesses: tuple[float, ...]) -> float:
    """Return the logarithm of a level, zero or more, over the nearest guess, held within REACH."""
    ratios = np.log(max(level, np.finfo(float).tiny)) - np.log(guesses)
    nearest = float(ratios[np.argmin(np.abs(ratios))])
    return min(max(nearest, -REACH), REACH)
