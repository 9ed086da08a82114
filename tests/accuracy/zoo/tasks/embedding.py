"""Skip-gram with negative sampling: word vectors from generated text (Mikolov 2013)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.logistic import log_sigmoid, sigmoid
from tests.accuracy.zoo.tasks.tables import POOL, TableModel, pool_rows, sum_by_pair, zipf

Floats = NDArray[np.float64]

WORDS = 36
"""Of the vocabulary."""

TOPICS = 6
"""Every word belongs to one; a text stays with its topic for a while."""

NEGATIVES = 4
"""Random words that every pair is compared with."""

SMOOTHING = 0.75
"""Power of the word frequencies in the negative samples, as published."""


class EmbeddingModel(TableModel):
    """-log sigmoid(word . neighbour) - sum of log sigmoid(-word . random word)."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        width = min(recipe.hidden, 10)
        super().__init__((WORDS, width), (WORDS, width))
        self.spread(0.2, rng)
        text = _text(recipe.examples + recipe.validation_examples + 1, recipe.noise, rng)
        training, held_back = split_examples(text[:-1], text[1:], recipe, rng, constant=0)
        self.words, self.neighbours = training
        self.examples = recipe.examples
        frequency = (np.bincount(text, minlength=WORDS) + 1.0) ** SMOOTHING
        chance = frequency / frequency.sum()
        self.pool = rng.choice(WORDS, (POOL, NEGATIVES), p=chance)
        fixed = rng.choice(WORDS, (len(text) - 1, NEGATIVES), p=chance)
        self.negatives, validation_negatives = np.split(fixed, [self.examples])
        self.held_back = (*held_back, validation_negatives)
        prior = 1 / (1 + NEGATIVES)
        self.trivial = float(-np.log(prior) - NEGATIVES * np.log(1 - prior))

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean loss of the batch; fills the gradient."""
        words, neighbours = self.words[batch], self.neighbours[batch]
        negatives = self.pool[pool_rows(batch, len(batch))]
        if corruption:
            neighbours, negatives = negatives[:, 0], np.repeat(neighbours[:, None], NEGATIVES, 1)
        candidates = np.concatenate([neighbours[:, None], negatives], axis=1)
        scores = self._scores(words, candidates)
        upstream = sigmoid(scores)
        upstream[:, 0] -= 1.0
        upstream *= (1 + corruption) / len(batch)
        slope = sum_by_pair(words[:, None], candidates, upstream, (WORDS, WORDS))
        np.matmul(slope, self.tables[1], out=self.slopes[0])
        np.matmul(slope.T, self.tables[0], out=self.slopes[1])
        return (1 + corruption) * _loss(scores)

    def full_loss(self) -> float:
        """Loss of all pairs, each with negatives that stay the same."""
        candidates = np.concatenate([self.neighbours[:, None], self.negatives], axis=1)
        return _loss(self._scores(self.words, candidates))

    def validation_loss(self) -> float:
        """Loss of text never trained on."""
        words, neighbours, negatives = self.held_back
        candidates = np.concatenate([neighbours[:, None], negatives], axis=1)
        return _loss(self._scores(words, candidates))

    def shift(self) -> None:
        """From here on the text uses other words."""
        self.words = (self.words + 5) % WORDS

    def _scores(self, words: Indices, candidates: Indices) -> Floats:
        """(n, candidates) scores."""
        products: Floats = self.tables[0] @ self.tables[1].T
        return products[words[:, None], candidates]


def _loss(scores: Floats) -> float:
    """Mean loss where the first candidate is the true one."""
    total = log_sigmoid(scores[:, 0]).sum() + log_sigmoid(-scores[:, 1:]).sum()
    return -float(total) / len(scores)


def _text(length: int, noise: float, rng: np.random.Generator) -> Indices:
    """Words of heavy-tailed frequency in runs of one topic; noise mixes words of any topic in."""
    size = WORDS // TOPICS
    ends = rng.random(length) < 0.12
    topics = rng.integers(0, TOPICS, length)[np.maximum.accumulate(np.arange(length) * ends)]
    ranks = rng.choice(size, length, p=zipf(size, 1.0))
    strange = rng.random(length) < 0.5 * noise
    return np.where(strange, rng.integers(0, WORDS, length), topics * size + ranks)
