"""Generated text, and a character model: a bigram table plus one attention head."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.losses import CROSS_ENTROPY, DOUBLE_SOFTMAX, softmax
from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import INITIAL_SCALES
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.dense import one_hot
from tests.accuracy.zoo.tasks.examples import split_examples
from tests.accuracy.zoo.tasks.tables import TableModel

Floats = NDArray[np.float64]

SYMBOLS = 14
"""Letters of the alphabet."""

CONTEXT = 5
"""Letters that the model sees."""

WIDTH = 8
"""Of the embedding."""


class LanguageModel(TableModel):
    """logits = bigram[last] + (attended embedding of the context) @ unembedding."""

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        pair = (SYMBOLS, WIDTH)
        super().__init__((SYMBOLS, SYMBOLS), pair, pair, (CONTEXT,), (WIDTH, SYMBOLS))
        count = recipe.examples + recipe.validation_examples
        text = _text(count + CONTEXT, recipe.noise, rng)
        windows = np.lib.stride_tricks.sliding_window_view(text, CONTEXT + 1)
        self.examples = recipe.examples
        if recipe.ordering == "shuffled":
            windows = rng.permutation(windows)
        letters, targets = windows[:, :CONTEXT], windows[:, CONTEXT]
        training, held_back = split_examples(letters, targets, recipe, rng, constant=0)
        self.contexts, self.targets = (one_hot(symbols, SYMBOLS) for symbols in training)
        self.validation_contexts, self.validation_targets = (
            one_hot(symbols, SYMBOLS) for symbols in held_back
        )
        self.loss = DOUBLE_SOFTMAX if recipe.double_softmax else CROSS_ENTROPY
        self.trivial = self.loss.trivial(self.targets)
        scale = INITIAL_SCALES.get(recipe.initialisation, 1.0)
        self.spread(0.2 * scale, rng)
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
        bigram, key_slope, value_slope, place_slope, unembedding_slope = self.slopes
        last = contexts[:, -1]
        bigram[...] = last.T @ upstream
        unembedding_slope[...] = attended.T @ upstream
        inner = upstream @ unembedding.T
        value_slope[...] = _gather(attention, contexts).T @ inner
        score = _look_up(inner @ values.T, contexts)
        score = attention * (score - (attention * score).sum(axis=1, keepdims=True))
        place_slope[...] = score.sum(axis=0)
        gathered = _gather(score, contexts)
        key_slope[...] = gathered.T @ (last @ keys) + last.T @ (gathered @ keys)
        return loss * (1 + corruption)

    def full_loss(self) -> float:
        """Cross-entropy of all training contexts."""
        return self.loss.value(self._forward(self.contexts)[0], self.targets)

    def validation_loss(self) -> float:
        """Cross-entropy of text never trained on."""
        return self.loss.value(self._forward(self.validation_contexts)[0], self.validation_targets)

    def shift(self) -> None:
        """From here on the alphabet is another one."""
        self.contexts = np.roll(self.contexts, 3, axis=2)

    def _forward(self, contexts: Floats) -> tuple[Floats, Floats, Floats]:
        bigram, keys, values, places, unembedding = self.tables
        last = contexts[:, -1]
        attention = softmax(_look_up(last @ keys @ keys.T, contexts) + places)
        attended = _gather(attention, contexts) @ values
        return last @ bigram + attended @ unembedding, attention, attended


def _look_up(by_symbol: Floats, contexts: Floats) -> Floats:
    """Take (n, symbols) values at the letters of one-hot contexts: (n, context)."""
    found: Floats = np.matmul(contexts, by_symbol[:, :, None])[:, :, 0]
    return found


def _gather(by_place: Floats, contexts: Floats) -> Floats:
    """Sum (n, context) weights of the places that hold each letter: (n, symbols)."""
    gathered: Floats = np.matmul(by_place[:, None, :], contexts)[:, 0]
    return gathered


def _text(length: int, noise: float, rng: np.random.Generator) -> Indices:
    """Draw a chain that looks back one and three letters; noise makes it less predictable."""
    near = rng.gumbel(0, 1, (SYMBOLS, SYMBOLS)) * 1.2 / (0.5 + noise)
    far = rng.gumbel(0, 1, (SYMBOLS, SYMBOLS)) * 0.8 / (0.5 + noise)
    draws = rng.gumbel(0, 1, (length, SYMBOLS))
    text = np.zeros(length, dtype=np.int64)
    for place in range(3, length):
        text[place] = np.argmax(near[text[place - 1]] + far[text[place - 3]] + draws[place])
    return text
