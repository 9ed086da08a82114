"""The records that generators return: a curve, and the truth that was planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .shape import FloatArray, IntArray
from .verdict import Verdict


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a curve, from the closed form of its mean and never from what was logged."""

    verdict: Verdict
    """The verdict that the closed form calls for."""
    acceptable: frozenset[Verdict]
    """That verdict, and others that ``acceptance`` forgives on the border or behind noise."""
    settling: Mapping[float, int]
    """First logged step after which the mean stays within each band (.05, .02, .01 of the total
    range); empty where the loss ends non-finite. A cycle that the learning rate shares, and a
    lasting one that is too small to be a fault, is left out of the mean."""
    total_range: float
    """A = max m - min m of that mean, in units of the logged loss."""
    dwell: float
    """Share of the run after the mean settled within 2 %."""
    further_gain: float
    """Share of A that training as long again would bring, by the closed form."""
    noise_sigma: float
    """Standard deviation of the noise over the run (root mean square), in units of the loss."""
    validation_sigma: float | None = None
    """The same for the validation loss, if any."""
    nan_at: int | None = None
    """First step of the non-finite end."""
    diverged_at: int | None = None
    """First step of a divergence: of the non-finite end, or after which the mean stays more than a
    tenth of its descent above its minimum."""
    best_step: int | None = None
    """Validation step with the lowest mean."""
    best_range: tuple[int, int] | None = None
    """First and last validation step whose mean is within one sigma of that minimum."""
    overfit_onset: int | None = None
    """First validation step after which the mean stays more than 5 % of its range above its
    minimum; none where it does not end there."""
    spike_steps: tuple[int, ...] = ()
    """Steps at which spikes begin."""
    flags: frozenset[str] = frozenset()
    """What else was planted: spikes, nan, infinite, missing, overfitting, resumed, repeated,
    irregular, truncated, schedule, cycle."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A generated loss curve as a logger would write it, in the order of its records."""

    family: str
    """Name of its family."""
    seed: int
    """What its chance came from."""
    options: Mapping[str, Any]
    """All that ``generate`` was given besides family and seed."""
    step: IntArray
    """Logged steps, shape (n,); not increasing where the run was resumed or steps repeat."""
    loss: FloatArray
    """Logged loss, shape (n,), with noise, spikes and what is not finite."""
    clean: FloatArray
    """Mean curve at the logged steps, shape (n,)."""
    learning_rate: FloatArray | None
    """Logged learning rate, shape (n,), where there is a schedule."""
    validation_step: IntArray | None
    """Steps of the validation loss, shape (k,), increasing."""
    validation: FloatArray | None
    """Logged validation loss, shape (k,)."""
    validation_clean: FloatArray | None
    """Mean validation curve at its steps, shape (k,)."""
    truth: Truth
    """What is true of it."""
