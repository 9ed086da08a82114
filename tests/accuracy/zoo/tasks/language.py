"""Generated text, and a character model: a bigram table plus one attention head."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import CROSS_ENTROPY, DOUBLE_SOFTMAX, softmax
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import INITIAL_SCALES
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import corrupt_labels, one_hot

Floats = NDArray[np.float64]

SYMBOLS = 14
"""Letters of the alphabet."""

CONTEXT = 5
"""Letters that the model sees."""

WIDTH = 8
"""Of the embedding."""


class LanguageModel:
    """logits = bigram[last] + (attended embedding of the context) @ unembedding."""

    best_possible: float | None = None

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        count = recipe.examples + recipe.validation_examples
        text = _text(count + CONTEXT, recipe.noise, rng)
        windows = np.lib.stride_tricks.sliding_window_view(text, CONTEXT + 1)
        self.examples = recipe.examples
        if recipe.ordering == "shuffled":
            windows = rng.permutation(windows)
        contexts, targets = windows[:, :CONTEXT].copy(), one_hot(windows[:, CONTEXT], SYMBOLS)
        if recipe.constant_input:
            contexts[...] = 0
        self.contexts, self.validation_contexts = np.split(contexts, [self.examples])
        self.targets, self.validation_targets = np.split(targets, [self.examples])
        self.targets = corrupt_labels(self.targets, recipe.label_corruption, rng)
        if recipe.ordering == "sorted":
            order = np.argsort(self.targets.argmax(axis=1), kind="stable")
            self.contexts, self.targets = self.contexts[order], self.targets[order]
        self.loss = DOUBLE_SOFTMAX if recipe.double_softmax else CROSS_ENTROPY
        self.trivial = self.loss.trivial(self.targets)
        shapes = [(SYMBOLS, SYMBOLS), (SYMBOLS, WIDTH), (SYMBOLS, WIDTH), (CONTEXT,)]
        shapes.append((WIDTH, SYMBOLS))
        size = sum(int(np.prod(shape)) for shape in shapes)
        self.parameters: Floats = np.zeros(size)
        self.gradient: Floats = np.zeros(size)
        self.tables = _tables(self.parameters, shapes)
        self.slopes = _tables(self.gradient, shapes)
        scale = INITIAL_SCALES.get(recipe.initialisation, 1.0)
        self.parameters[...] = rng.normal(0, 0.2 * scale, size)
        if recipe.initialisation == "constant":
            self.parameters[...] = 0.1

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Mean cross-entropy of the batch; fills the gradient."""
        contexts, targets = self.contexts[batch], self.targets[batch]
        _, keys, values, _, unembedding = self.tables
        logits, attention, attended = self._forward(contexts)
        loss, upstream = self.loss.value_and_gradient(logits, targets)
        if corruption:
            upstream = -corruption * upstream
        self.gradient[...] = 0.0
        bigram, key_slope, value_slope, place_slope, unembedding_slope = self.slopes
        np.add.at(bigram, contexts[:, -1], upstream)
        unembedding_slope[...] = attended.T @ upstream
        inner = upstream @ unembedding.T
        np.add.at(value_slope, contexts, attention[:, :, None] * inner[:, None, :])
        score = np.einsum("nd,ncd->nc", inner, values[contexts])
        score = attention * (score - (attention * score).sum(axis=1, keepdims=True))
        place_slope[...] = score.sum(axis=0)
        query = keys[contexts[:, -1]]
        np.add.at(key_slope, contexts, score[:, :, None] * query[:, None, :])
        query_slope = np.einsum("nc,ncd->nd", score, keys[contexts])
        np.add.at(key_slope, contexts[:, -1], query_slope)
        return loss * (1 + corruption)

    def full_loss(self) -> float:
        """Cross-entropy of all training contexts."""
        return self.loss.value(self._forward(self.contexts)[0], self.targets)

    def validation_loss(self) -> float:
        """Cross-entropy of text never trained on."""
        return self.loss.value(self._forward(self.validation_contexts)[0], self.validation_targets)

    def shift(self) -> None:
        """From here on the alphabet is another one."""
        self.contexts = (self.contexts + 3) % SYMBOLS

    def dead_share(self) -> float:
        """There are no ReLU units."""
        return 0.0

    def _forward(self, contexts: Indices) -> tuple[Floats, Floats, Floats]:
        bigram, keys, values, places, unembedding = self.tables
        query = keys[contexts[:, -1]]
        attention = softmax(np.einsum("nd,ncd->nc", query, keys[contexts]) + places)
        attended = np.einsum("nc,ncd->nd", attention, values[contexts])
        return bigram[contexts[:, -1]] + attended @ unembedding, attention, attended


def _tables(flat: Floats, shapes: list[tuple[int, ...]]) -> list[Floats]:
    tables, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        tables.append(flat[at : at + size].reshape(shape))
        at += size
    return tables


def _text(length: int, noise: float, rng: np.random.Generator) -> Indices:
    """A chain that looks back one and three letters; noise makes it less predictable."""
    near = rng.gumbel(0, 1, (SYMBOLS, SYMBOLS)) * 1.2 / (0.5 + noise)
    far = rng.gumbel(0, 1, (SYMBOLS, SYMBOLS)) * 0.8 / (0.5 + noise)
    draws = rng.gumbel(0, 1, (length, SYMBOLS))
    text = np.zeros(length, dtype=np.int64)
    for place in range(3, length):
        text[place] = np.argmax(near[text[place - 1]] + far[text[place - 3]] + draws[place])
    return text
