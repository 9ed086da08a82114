"""Optimizers on a flat parameter vector; each returns a step function that keeps its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EPSILON = 1e-8
"""Added to the root of the second moment, as in the published algorithms."""

SECOND_MOMENT_DECAY = 0.99
"""Decay of the squared gradient; Adam's .999 would not warm up within our short runs."""


@dataclass(slots=True)
class State:
    """What an optimizer remembers."""

    first: Floats
    """Velocity, or mean gradient."""
    second: Floats
    """Mean or sum of the squared gradient."""
    count: int = 0
    """Steps taken."""

    @classmethod
    def empty(cls, size: int) -> State:
        """Nothing remembered yet."""
        return cls(np.zeros(size), np.zeros(size))

    def copy(self) -> State:
        """For a checkpoint."""
        return State(self.first.copy(), self.second.copy(), self.count)


def sgd(parameters: Floats, gradient: Floats, rate: float, _momentum: float, _state: State) -> None:
    """Plain gradient descent."""
    parameters -= rate * gradient


def heavy_ball(
    parameters: Floats, gradient: Floats, rate: float, momentum: float, state: State
) -> None:
    """Polyak's momentum."""
    state.first *= momentum
    state.first += gradient
    parameters -= rate * state.first


def nesterov(
    parameters: Floats, gradient: Floats, rate: float, momentum: float, state: State
) -> None:
    """Nesterov's momentum in the form of Sutskever et al."""
    state.first *= momentum
    state.first += gradient
    parameters -= rate * (gradient + momentum * state.first)


def adam(parameters: Floats, gradient: Floats, rate: float, momentum: float, state: State) -> None:
    """Adam (Kingma and Ba), both moments corrected for their start at zero."""
    state.count += 1
    state.first *= momentum
    state.first += (1 - momentum) * gradient
    _track_square(gradient, state)
    first_bias = 1 - momentum**state.count
    root = np.sqrt(state.second / (1 - SECOND_MOMENT_DECAY**state.count))
    root += EPSILON
    parameters -= (rate / first_bias) * state.first / root


def rmsprop(
    parameters: Floats, gradient: Floats, rate: float, _momentum: float, state: State
) -> None:
    """RMSProp: the gradient over its root mean square."""
    _track_square(gradient, state)
    parameters -= rate * gradient / (np.sqrt(state.second) + EPSILON)


def adagrad(
    parameters: Floats, gradient: Floats, rate: float, _momentum: float, state: State
) -> None:
    """AdaGrad: the gradient over the root of the sum of its squares."""
    state.second += gradient * gradient
    parameters -= rate * gradient / (np.sqrt(state.second) + EPSILON)


def _track_square(gradient: Floats, state: State) -> None:
    state.second *= SECOND_MOMENT_DECAY
    state.second += (1 - SECOND_MOMENT_DECAY) * gradient * gradient


Step = Callable[[Floats, Floats, float, float, State], None]

OPTIMIZERS: dict[str, Step] = {
    "sgd": sgd,
    "momentum": heavy_ball,
    "nesterov": nesterov,
    "adam": adam,
    "adamw": adam,
    "rmsprop": rmsprop,
    "adagrad": adagrad,
}
"""By name; AdamW differs from Adam in where the trainer applies weight decay."""

RATE_FACTORS: dict[str, tuple[str, float]] = {
    "sgd": ("sgd", 1.0),
    "momentum": ("sgd", 0.15),
    "nesterov": ("sgd", 0.15),
    "adam": ("adam", 1.0),
    "adamw": ("adam", 1.0),
    "rmsprop": ("adam", 0.6),
    "adagrad": ("adam", 6.0),
}
"""Which of a task's two usual rates an optimizer goes by, and by what factor."""
