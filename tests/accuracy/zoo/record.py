"""What is written down while a training goes on, and at which steps its true loss is taken."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

EVEN_POINTS, GEOMETRIC_POINTS = 110, 50
"""Points of the noise-free curve inside a run."""

CONTINUATION = 4
"""A continuation goes on to this many times the length."""

CONTINUED_POINTS = 60
"""Points of the noise-free curve after a run."""


@dataclass(slots=True)
class Record:
    """What every executed step showed, in order; a resumed run repeats steps."""

    step: list[int] = field(default_factory=list)
    """Step, counted from 1."""
    loss: list[float] = field(default_factory=list)
    """Loss of the batch, before the step."""
    rate: list[float] = field(default_factory=list)
    """Learning rate."""
    norm: list[float] = field(default_factory=list)
    """Norm of the gradient."""
    validated: list[int] = field(default_factory=list)
    """Steps after which validation ran."""
    validation: list[float] = field(default_factory=list)
    """What it found."""


@dataclass(slots=True)
class Curve:
    """Noise-free losses, by step."""

    step: list[int] = field(default_factory=list)
    """Steps taken when the losses were measured."""
    loss: list[float] = field(default_factory=list)
    """Loss on the full training set."""
    validation: list[float] = field(default_factory=list)
    """Loss on the full validation set."""

    def forget_after(self, step: int) -> None:
        """Drop what a resumed run overwrites after its checkpoint."""
        while self.step and self.step[-1] > step:
            self.step.pop()
            self.loss.pop()
            self.validation.pop()


@dataclass(slots=True)
class Watch:
    """Steps at which the noise-free losses are taken, and what they were."""

    marks: frozenset[int]
    """Steps taken at each look."""
    curve: Curve = field(default_factory=Curve)
    """What was seen."""

    @property
    def last(self) -> int:
        """Step of the last look."""
        return max(self.marks)


def run_watch(last: int, rng: np.random.Generator) -> Watch:
    """Watch a run of so many steps, from before the first on."""
    return Watch(frozenset({0, *curve_grid(0, last, rng)}))


def continuation_watch(last: int, rng: np.random.Generator) -> Watch:
    """Watch what comes after a run of so many steps, up to four times its length."""
    return Watch(frozenset(even_grid(last, CONTINUATION * last, CONTINUED_POINTS, rng)))


def curve_grid(first: int, last: int, rng: np.random.Generator) -> list[int]:
    """Even and geometric steps after ``first``, up to and with ``last``."""
    geometric = np.geomspace(1, max(2, last - first), GEOMETRIC_POINTS).astype(int) + first
    marks = {*even_grid(first, last, EVEN_POINTS, rng), *geometric.tolist()}
    return sorted(mark for mark in marks if first < mark <= last)


def even_grid(first: int, last: int, points: int, rng: np.random.Generator) -> list[int]:
    """One step from each of equal strata: a fixed stride would hide a cycle of its period."""
    borders = np.linspace(first, last, points + 1)
    strata = borders[1:] - rng.random(points) * np.diff(borders)
    return sorted({*np.ceil(strata).astype(int).tolist(), last})
