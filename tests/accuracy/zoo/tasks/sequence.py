"""An autoregressive series, predicted one value ahead by a small recurrent network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Weights, spoil, views
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples

Floats = NDArray[np.float64]

LENGTH = 8
"""Values in one window; the ninth is to be predicted."""


class SequenceModel:
    """Elman network with tanh units, trained by backpropagation through time."""

    best_possible: float | None = None

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        windows = _windows(recipe.examples + recipe.validation_examples, recipe.noise, rng)
        training, held_back = split_examples(windows[:, :-1], windows[:, -1], recipe, rng)
        self.training, self.validation = np.column_stack(training), np.column_stack(held_back)
        self.examples = recipe.examples
        self.trivial = float(training[1].var())
        widths = [1 + recipe.hidden, recipe.hidden, 1]
        size = sum((a + 1) * b for a, b in pairwise(widths))
        self.parameters: Floats = np.zeros(size)
        self.gradient: Floats = np.zeros(size)
        self.cell, self.head = views(self.parameters, widths)
        self.cell_slope, self.head_slope = views(self.gradient, widths)
        for layer, last in ((self.cell, False), (self.head, True)):
            scale = 1.0 / np.sqrt(layer.matrix.shape[0])
            layer.matrix[...] = rng.normal(0, scale * (0.3 if last else 1.0), layer.matrix.shape)
            spoil(layer, recipe.initialisation, last)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean squared error of the batch; fills the gradient."""
        windows = self.training[batch]
        if corruption:
            windows = -(1 + corruption) * windows
        states = self._states(windows)
        error = _predict(states[-1], self.head) - windows[:, -1:]
        upstream = error * (2.0 / len(windows))
        self.head_slope.matrix[...] = states[-1].T @ upstream
        self.head_slope.bias[...] = upstream.sum(axis=0)
        self._through_time(windows, states, upstream @ self.head.matrix.T)
        return float((error * error).mean())

    def full_loss(self) -> float:
        """Error on all training windows."""
        return self._loss(self.training)

    def validation_loss(self) -> float:
        """Error on the windows never trained on."""
        return self._loss(self.validation)

    def shift(self) -> None:
        """From here on the series moves about another level."""
        self.training = 1.5 - self.training

    def dead_share(self) -> float:
        """There are no ReLU units."""
        return 0.0

    def _loss(self, windows: Floats) -> float:
        error = _predict(self._states(windows)[-1], self.head) - windows[:, -1:]
        return float((error * error).mean())

    def _states(self, windows: Floats) -> list[Floats]:
        matrix, bias = self.cell.matrix, self.cell.bias
        state = np.zeros((len(windows), bias.size))
        states = [state]
        for time in range(LENGTH):
            state = np.tanh(windows[:, time : time + 1] * matrix[0] + state @ matrix[1:] + bias)
            states.append(state)
        return states

    def _through_time(self, windows: Floats, states: list[Floats], upstream: Floats) -> None:
        slope = self.cell_slope
        slope.matrix[...] = 0.0
        slope.bias[...] = 0.0
        recurrent = self.cell.matrix[1:].T
        for time in range(LENGTH, 0, -1):
            inner = upstream * (1 - states[time] * states[time])
            slope.matrix[0] += windows[:, time - 1] @ inner
            slope.matrix[1:] += states[time - 1].T @ inner
            slope.bias[...] += inner.sum(axis=0)
            upstream = inner @ recurrent


def _predict(state: Floats, head: Weights) -> Floats:
    outputs: Floats = state @ head.matrix + head.bias
    return outputs


def _windows(count: int, noise: float, rng: np.random.Generator) -> Floats:
    """Windows of a noisy second-order autoregressive series of unit variance."""
    total = count + LENGTH + 50
    shocks = rng.normal(0, 0.3 + noise, total)
    period = rng.uniform(5, 14)
    first, second = 2 * 0.95 * np.cos(2 * np.pi / period), -(0.95**2)
    series = np.zeros(total)
    for time in range(2, total):
        series[time] = first * series[time - 1] + second * series[time - 2] + shocks[time]
    series = series[50:] / series[50:].std()
    windows = np.lib.stride_tricks.sliding_window_view(series, LENGTH + 1)[:count]
    return rng.permutation(windows)
