"""Bring a body to rest at the origin: continuous control by policy gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.tables import POOL, TableModel, pool_rows

Floats = NDArray[np.float64]

MOVES = 8
"""Of an episode."""

TIME_STEP = 0.4
"""Seconds of a move."""

MOTION = np.array([[1.0, TIME_STEP], [0.0, 1.0]])
"""What a move does to place and speed where no force acts."""

EFFORT = 0.1
"""Cost of a unit of squared force; squared distance and speed cost 1."""

EXPLORATION = 0.5
"""Standard deviation of the forces about what the policy says."""

LARGEST_COST = 20.0
"""Cost of a move at most, so that an unstable policy is bad and not infinitely so."""

RICCATI_STEPS = 100
"""Enough for the gain to stand still."""

BASELINE_PACE = 0.1
"""Share by which the baseline follows the costs to come."""


class ControlModel(TableModel):
    """REINFORCE with a baseline for each move: force = state . gain + exploration.

    The body is a double integrator; the gain of the Riccati recursion is nearly the best.
    """

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        super().__init__((2,))
        self.examples = recipe.examples
        self.starts = rng.normal(0, 1, (self.examples, 2))
        self.validation_starts = rng.normal(0, 1, (recipe.validation_examples, 2))
        if recipe.constant_input:
            self.starts[...] = 0.5
        if recipe.ordering == "sorted":
            self.starts = self.starts[np.argsort(self.starts[:, 0])]
        self.push = TIME_STEP * (1 - recipe.label_corruption)
        self.wind = 0.3 * recipe.noise
        self.pool = rng.normal(0, 1, (POOL, MOVES, 2))
        self.baseline = np.zeros((MOVES, 1))
        self.trivial = self._cost(np.zeros(2))
        self.best_possible: float | None = self._cost(self._best())

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean cost of a move over one episode from every start; fills the gradient."""
        draws = self.pool[pool_rows(batch, len(batch))].swapaxes(0, 1)
        explored = EXPLORATION * draws[:, :, 0]
        wind, starts = self.wind * draws[:, :, 1:], self.starts[batch]
        states, forces = self._episode(self.parameters, starts, explored, wind)
        costs = _costs(states, forces) + corruption
        ahead = costs[::-1].cumsum(axis=0)[::-1] / MOVES
        advantage = (ahead - self.baseline) / len(batch)
        self.baseline += BASELINE_PACE * (ahead.mean(axis=1, keepdims=True) - self.baseline)
        score = (advantage * explored / EXPLORATION**2).ravel()
        self.gradient[...] = score @ states.reshape(-1, 2)
        return float(costs.mean())

    def full_loss(self) -> float:
        """Mean cost of a move without exploration and wind, from all starts."""
        return self._cost(self.parameters)

    def validation_loss(self) -> float:
        """Mean cost of a move from starts never trained on."""
        return self._cost(self.parameters, self.validation_starts)

    def shift(self) -> None:
        """From here on every force acts the other way."""
        self.push = -self.push

    def _cost(self, gain: Floats, starts: Floats | None = None) -> float:
        starts = self.starts if starts is None else starts
        calm = np.zeros((MOVES, len(starts)))
        return float(_costs(*self._episode(gain, starts, calm, calm[:, :, None])).mean())

    def _episode(
        self, gain: Floats, starts: Floats, explored: Floats, wind: Floats
    ) -> tuple[Floats, Floats]:
        """Give (moves, n, 2) states before each move, and (moves, n) forces."""
        states, forces = np.zeros((MOVES, len(starts), 2)), np.zeros((MOVES, len(starts)))
        push, state = np.array([0.0, self.push]), starts
        for move in range(MOVES):
            states[move] = state
            forces[move] = state @ gain + explored[move]
            state = state @ MOTION.T + forces[move][:, None] * push + wind[move]
        return states, forces

    def _best(self) -> Floats:
        """Gain of the best policy for an endless episode, by iterating the Riccati equation."""
        push = np.array([0.0, self.push])
        value, gain = np.eye(2), np.zeros(2)
        for _ in range(RICCATI_STEPS):
            gain = -(push @ value @ MOTION) / (EFFORT + push @ value @ push)
            closed = MOTION + np.outer(push, gain)
            value = np.eye(2) + EFFORT * np.outer(gain, gain) + closed.T @ value @ closed
        return gain


def _costs(states: Floats, forces: Floats) -> Floats:
    """Cost of every move, (moves, n)."""
    costs: Floats = EFFORT * forces * forces + (states * states).sum(axis=2)
    return np.minimum(costs, LARGEST_COST)
