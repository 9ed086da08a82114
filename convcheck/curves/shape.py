"""What a family of curves is made of: shapes in closed form, and the registry of families."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Function = Callable[[FloatArray], FloatArray]

PEAK_LEARNING_RATE = 1e-3
"""Highest rate of the planted schedules; the usual default of Adam."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """What swings about the level of a curve."""

    wave: Function
    """Height over the place u in the run, in shares of start - floor."""
    count: float
    """Periods, or bursts on average, over the run; unused where the cycle alternates."""
    regular: bool = True
    """False for bursts of unequal height and spacing."""
    shared: bool = False
    """The logged learning rate has the same cycle, so its minima are what counts."""
    lasting: bool = True
    """False where it dies away and so is part of how the run settles."""
    alternating: bool = False
    """The wave is added at one logged step and subtracted at the next: a comb."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mean curve m(u) = level(u) + wave(u) over the place u in the run.

    The run is [0, 1]; all functions also hold beyond 1, where they say what training on would
    bring. A unit curve begins at 1 (``start``) and approaches 0 (``floor``).
    """

    level: Function
    """The mean curve without its cycle."""
    start: float = 2.3
    """Loss at level 1; the default is about the loss of guessing among ten classes."""
    floor: float = 0.3
    """Loss at level 0."""
    cycle: Cycle | None = None
    """What swings about the level."""
    learning_rate: Function | None = None
    """The logged rate, as a share of its peak."""
    validation: Function | None = None
    """Mean validation curve in the same units as the level."""
    nan_from: float | None = None
    """Place from which on the logged loss is not finite."""
    infinite: bool = False
    """The values logged from ``nan_from`` on are infinite instead of NaN."""
    exact: bool = False
    """The curve is logged without noise, whatever noise is asked for."""

    def cut(self, share: float) -> Shape:
        """Return the shape of a run that stopped at this share (0 to 1] of its plan."""
        nan_from = None if self.nan_from is None else self.nan_from / share
        return replace(
            self,
            level=_stretched(self.level, share),
            cycle=self.cycle
            and replace(
                self.cycle,
                wave=_stretched(self.cycle.wave, share),
                count=self.cycle.count * share,
            ),
            learning_rate=self.learning_rate and _stretched(self.learning_rate, share),
            validation=self.validation and _stretched(self.validation, share),
            nan_from=nan_from if nan_from is not None and nan_from <= 1 else None,
        )

    def in_loss_units(self) -> Shape:
        """Return the shape with level, wave and validation in units of the loss."""
        drop = self.start - self.floor
        return replace(
            self,
            level=_scaled(self.level, drop, self.floor),
            cycle=self.cycle and replace(self.cycle, wave=_scaled(self.cycle.wave, drop, 0.0)),
            validation=self.validation and _scaled(self.validation, drop, self.floor),
        )

    def mean(self, place: FloatArray) -> FloatArray:
        """Return m(u) at these places, both of shape (n,); successive ones are successive steps."""
        level = self.level(place)
        if self.cycle is None:
            return level
        wave = self.cycle.wave(place)
        if self.cycle.alternating:
            wave = wave * np.where(np.arange(len(place)) % 2 == 0, 1.0, -1.0)
        return level + wave


def _stretched(function: Function, share: float) -> Function:
    return lambda place: function(place * share)


def _scaled(function: Function, factor: float, offset: float) -> Function:
    return lambda place: offset + factor * function(place)


@dataclass(frozen=True, slots=True)
class Range:
    """Default and limits of a parameter of a family."""

    default: float
    """What it is where nothing is said."""
    low: float
    """Lowest value that random curves draw; explicit values may lie outside."""
    high: float
    """Highest value that random curves draw."""
    whole: bool = False
    """Only whole numbers make sense."""

    def draw(self, random: np.random.Generator) -> float:
        """Draw a value: log-uniform over more than a factor of five, else uniform."""
        if self.low > 0 and self.high > 5 * self.low:
            value = float(np.exp(random.uniform(np.log(self.low), np.log(self.high))))
        else:
            value = float(random.uniform(self.low, self.high))
        return float(round(value)) if self.whole else value


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of loss curve."""

    name: str
    """What ``generate`` calls it."""
    description: str
    """What it is, in one line."""
    build: Callable[..., Shape]
    """Makes the shape from the parameters, given by name."""
    parameters: Mapping[str, Range]
    """Its parameters, with what random curves draw."""
    healthy: bool
    """Nothing is wrong with a run of this kind; it converged or is improving."""


FAMILIES: dict[str, Family] = {}
"""All families by name."""


def family(
    description: str, *, healthy: bool = False, **parameters: Range
) -> Callable[[Callable[..., Shape]], Callable[..., Shape]]:
    """Register the decorated builder as the family of that name."""

    def register(build: Callable[..., Shape]) -> Callable[..., Shape]:
        name = build.__name__
        FAMILIES[name] = Family(name, description, build, parameters, healthy)
        return build

    return register
