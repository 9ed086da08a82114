"""Rewards to earn: a contextual bandit by policy gradient, and Q-learning in a small grid.

Both are negated, so that less is better here as everywhere in the zoo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import softmax
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import INITIAL_SCALES
from tests.accuracy.zoo.recipe import Recipe

Floats = NDArray[np.float64]


class BanditModel:
    """REINFORCE with a running baseline: a linear policy over six arms in four contexts."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        self.rng = rng
        self.noise = 0.3 + recipe.noise
        self.examples = recipe.examples
        self.contexts = rng.normal(0, 1, (self.examples, 4))
        if recipe.constant_input:
            self.contexts[...] = 0.0
        self.rewards = 0.5 + 0.4 * np.tanh(self.contexts @ rng.normal(0, 1, (4, 6)))
        if recipe.label_corruption:
            chosen = rng.random(self.examples) < recipe.label_corruption
            self.rewards[chosen] = rng.permuted(self.rewards[chosen], axis=1)
        if recipe.ordering == "sorted":
            self._reorder(np.argsort(self.rewards.argmax(axis=1), kind="stable"))
        self.parameters: Floats = np.zeros(24)
        if recipe.initialisation in ("huge", "saturated"):
            scale = INITIAL_SCALES[recipe.initialisation]
            self.parameters[...] = rng.normal(0, 0.3 * scale, 24)
        self.gradient: Floats = np.zeros(24)
        self.policy = self.parameters.reshape(4, 6)
        self.baseline = 0.5
        self.trivial = -float(self.rewards.mean())
        self.best_possible: float | None = -float(self.rewards.max(axis=1).mean())

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Minus the mean reward of one pull in every context; fills the gradient."""
        contexts = self.contexts[batch]
        chance = softmax(contexts @ self.policy)
        draw = self.rng.random((len(batch), 1))
        arms = np.minimum((chance.cumsum(axis=1) < draw).sum(axis=1), 5)
        reward = self.rewards[batch, arms] + self.noise * self.rng.normal(0, 1, len(batch))
        reward = reward - corruption
        advantage = (reward - self.baseline) / len(batch)
        score = -chance
        score[np.arange(len(batch)), arms] += 1.0
        self.gradient[...] = -(contexts.T @ (advantage[:, None] * score)).ravel()
        mean = float(reward.mean())
        self.baseline += 0.05 * (mean - self.baseline)
        return -mean

    def full_loss(self) -> float:
        """Minus the expected reward of the present policy."""
        return -float((softmax(self.contexts @ self.policy) * self.rewards).sum(axis=1).mean())

    def validation_loss(self) -> float:
        """Minus the expected reward of always pulling the favourite arm."""
        arms = (self.contexts @ self.policy).argmax(axis=1)
        return -float(self.rewards[np.arange(self.examples), arms].mean())

    def shift(self) -> None:
        """From here on the arms have changed places."""
        self.rewards = self.rewards[:, ::-1].copy()

    def dead_share(self) -> float:
        """There are no ReLU units."""
        return 0.0

    def _reorder(self, order: Indices) -> None:
        self.contexts, self.rewards = self.contexts[order], self.rewards[order]


SIDE = 4
"""Of the square grid; the goal is in the last corner."""

CELLS = SIDE * SIDE
"""States."""

MOVES = 10
"""Of an episode."""

EXPLORATION = 0.2
"""Share of random moves."""

DISCOUNT = 0.9
"""Of a later reward."""


class GridModel:
    """Tabular Q-learning by walkers that start anywhere; a step is one episode of each."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        self.rng = rng
        self.examples = recipe.examples
        self.after = _neighbours()
        self.reward = np.full(CELLS, -0.05)
        self.reward[-1] = 1.0
        self.slip = 0.3 * recipe.noise + recipe.label_corruption * 0.9
        self.parameters: Floats = np.zeros(CELLS * 4)
        if recipe.initialisation == "huge":
            self.parameters[...] = rng.normal(0, 5.0, CELLS * 4)
        self.gradient: Floats = np.zeros(CELLS * 4)
        self.values = self.parameters.reshape(CELLS, 4)
        self.ties = 1e-6 * rng.random((CELLS, 4))
        self.starts = rng.integers(0, CELLS - 1, 4096)
        if recipe.ordering == "sorted":
            self.starts = np.sort(self.starts)
        if recipe.constant_input:
            self.after[...] = np.arange(CELLS)[:, None]
        self.trivial = -self._value(np.full((CELLS, 4), 0.25))
        self.best_possible: float | None = -self._best()

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Minus the mean return of the walkers; fills the gradient with their errors."""
        walkers = min(len(batch), 16)
        place = self.starts[batch[:walkers] * 7 % 4096]
        self.gradient[...] = 0.0
        slope = self.gradient.reshape(CELLS, 4)
        returns = np.zeros(walkers)
        for _ in range(MOVES):
            move = (self.values[place] + self.ties[place]).argmax(axis=1)
            stray = self.rng.random(walkers) < EXPLORATION + self.slip
            move = np.where(stray, self.rng.integers(0, 4, walkers), move)
            reached = self.after[place, move]
            reward = self.reward[reached] - corruption
            future = DISCOUNT * self.values[reached].max(axis=1) * (reached != CELLS - 1)
            error = reward + future - self.values[place, move]
            np.add.at(slope, (place, move), -error / walkers)
            returns += reward
            place = np.where(reached == CELLS - 1, 0, reached)
        return -float(returns.mean())

    def full_loss(self) -> float:
        """Minus the exact expected return of the present policy, its exploration included."""
        return -self._value(self._policy(EXPLORATION))

    def validation_loss(self) -> float:
        """Minus the same return without exploration."""
        return -self._value(self._policy(0.0))

    def shift(self) -> None:
        """From here on every move goes the other way."""
        self.after = self.after[:, ::-1].copy()

    def dead_share(self) -> float:
        """There are no ReLU units."""
        return 0.0

    def _policy(self, exploration: float) -> Floats:
        stray = min(1.0, exploration + self.slip)
        chance = np.full((CELLS, 4), stray / 4)
        greedy = (np.nan_to_num(self.values) + self.ties).argmax(axis=1)
        chance[np.arange(CELLS), greedy] += 1 - stray
        return chance

    def _value(self, chance: Floats) -> float:
        """Compute the expected return of one episode of MOVES moves, started anywhere."""
        transition = np.zeros((CELLS, CELLS))
        np.add.at(transition, (np.arange(CELLS)[:, None], self.after), chance)
        reward = transition @ self.reward
        transition[:, 0] += transition[:, -1]
        transition[:, -1] = 0.0
        occupied, total = np.full(CELLS, 1 / (CELLS - 1)), 0.0
        occupied[-1] = 0.0
        for _ in range(MOVES):
            total += float(occupied @ reward)
            occupied = occupied @ transition
        return total

    def _best(self) -> float:
        """Return of the policy that value iteration finds."""
        values = np.zeros(CELLS)
        for _ in range(60):
            ahead = (
                self.reward[self.after]
                + DISCOUNT * (values * (np.arange(CELLS) < CELLS - 1))[self.after]
            )
            values = ahead.max(axis=1)
        greedy = ahead.argmax(axis=1)
        stray = min(1.0, EXPLORATION + self.slip)
        chance = np.full((CELLS, 4), stray / 4)
        chance[np.arange(CELLS), greedy] += 1 - stray
        return self._value(chance)


def _neighbours() -> Indices:
    """(cells, 4): the cell reached by each move; walls hold."""
    row, column = np.divmod(np.arange(CELLS), SIDE)
    moves = [(-1, 0), (0, -1), (0, 1), (1, 0)]
    reached = [
        np.clip(row + down, 0, SIDE - 1) * SIDE + np.clip(column + right, 0, SIDE - 1)
        for down, right in moves
    ]
    return np.stack(reached, axis=1).astype(np.int64)
