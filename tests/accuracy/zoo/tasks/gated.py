"""The adding problem: two marked numbers of a sequence, for a gated recurrent network."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Weights, spoil
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.logistic import sigmoid
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

LENGTH = 4
"""Numbers of a sequence."""


class _Step(NamedTuple):
    """What one step of the recurrence leaves for the way back, each (n, units)."""

    state: Floats
    """Before the step."""
    update: Floats
    """Share of the state that is replaced."""
    reset: Floats
    """Share of the state that the candidate sees."""
    candidate: Floats
    """What replaces it."""


class GatedModel(TableModel):
    """state += update * (candidate - state) (Cho 2014); squared error of the last state's head.

    Columns of the input table: update, reset, candidate.
    """

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        self.units = units = min(recipe.hidden, 12)
        super().__init__(
            (2, 3 * units), (3 * units,), (units, 2 * units), (units, units), (units, 1), (1,)
        )
        self._initialise(recipe.initialisation, rng)
        count = recipe.examples + recipe.validation_examples
        inputs, targets = _sums(count, recipe.noise, rng)
        training, self.held_back = split_examples(inputs, targets, recipe, rng)
        self.inputs, self.targets = training
        self.examples = recipe.examples
        self.trivial = float(self.targets.var())

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean squared error of the batch; fills the gradient."""
        inputs, targets = self.inputs[batch], self.targets[batch]
        if corruption:
            targets = -(1 + corruption) * targets
        steps, state = self._run(inputs)
        head, head_bias = self.tables[4:]
        error = state @ head + head_bias - targets
        upstream = error * (2.0 / len(batch))
        self.slopes[4][...] = state.T @ upstream
        self.slopes[5][...] = upstream.sum(axis=0)
        self._through_time(inputs, steps, upstream @ head.T)
        return float((error * error).mean())

    def full_loss(self) -> float:
        """Error on all training sequences."""
        return self._loss(self.inputs, self.targets)

    def validation_loss(self) -> float:
        """Error on sequences never trained on."""
        return self._loss(*self.held_back)

    def shift(self) -> None:
        """From here on the sequences come backwards and the sum has another sign."""
        self.inputs, self.targets = self.inputs[:, ::-1].copy(), -self.targets

    def _initialise(self, style: str, rng: np.random.Generator) -> None:
        for table in (self.tables[0], *self.tables[2:5]):
            scale = 0.7 if table is self.tables[0] else 1 / np.sqrt(len(table))
            table[...] = rng.normal(0, scale, table.shape)
        inputs, bias, gates, candidates, head, head_bias = self.tables
        bias[: self.units] = -1.0
        spoil(Weights(inputs, bias), style, last=False)
        spoil(Weights(gates, bias), style, last=False)
        spoil(Weights(candidates, bias), style, last=False)
        spoil(Weights(head, head_bias), style, last=True)

    def _loss(self, inputs: Floats, targets: Floats) -> float:
        error = self._run(inputs)[1] @ self.tables[4] + self.tables[5] - targets
        return float((error * error).mean())

    def _run(self, inputs: Floats) -> tuple[list[_Step], Floats]:
        units = self.units
        table, bias, gates, candidates = self.tables[:4]
        driven = inputs @ table + bias
        state, steps = np.zeros((len(inputs), units)), []
        for time in range(LENGTH):
            gate = sigmoid(driven[:, time, : 2 * units] + state @ gates)
            update, reset = gate[:, :units], gate[:, units:]
            candidate = np.tanh(driven[:, time, 2 * units :] + (reset * state) @ candidates)
            steps.append(_Step(state, update, reset, candidate))
            state = state + update * (candidate - state)
        return steps, state

    def _through_time(self, inputs: Floats, steps: list[_Step], upstream: Floats) -> None:
        gates, candidates = self.tables[2:4]
        sums = []
        for time in range(LENGTH - 1, -1, -1):
            state, update, reset, candidate = steps[time]
            inner = upstream * update * (1 - candidate * candidate)
            seen = inner @ candidates.T
            opened = upstream * (candidate - state) * update * (1 - update)
            kept = seen * state * reset * (1 - reset)
            gate = np.concatenate([opened, kept], axis=1)
            sums.append(np.concatenate([gate, inner], axis=1))
            upstream = upstream * (1 - update) + seen * reset + gate @ gates.T
        self._fill(inputs, steps, np.concatenate(sums[::-1]))

    def _fill(self, inputs: Floats, steps: list[_Step], sums: Floats) -> None:
        """Gradient of the tables from that in all sums, ordered by time."""
        table, bias, gates, candidates = self.slopes[:4]
        state = np.concatenate([step.state for step in steps])
        seen = np.concatenate([step.reset * step.state for step in steps])
        np.matmul(inputs.swapaxes(0, 1).reshape(len(sums), 2).T, sums, out=table)
        sums.sum(axis=0, out=bias)
        np.matmul(state.T, sums[:, : 2 * self.units], out=gates)
        np.matmul(seen.T, sums[:, 2 * self.units :], out=candidates)


def _sums(count: int, noise: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """(n, length, 2) numbers and marks, (n, 1) sums of the two marked numbers plus noise."""
    numbers = rng.normal(0, 1, (count, LENGTH))
    marks = np.zeros((count, LENGTH))
    places = rng.permuted(np.tile(np.arange(LENGTH), (count, 1)), axis=1)[:, :2]
    np.put_along_axis(marks, places, 1.0, axis=1)
    sums = (numbers * marks).sum(axis=1, keepdims=True) / np.sqrt(2)
    return np.stack([numbers, marks], axis=2), sums + noise * rng.normal(0, 1, sums.shape)
