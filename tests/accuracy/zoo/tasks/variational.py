"""A variational autoencoder of small binary pictures (Kingma and Welling 2014)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.model import Indices
from tests.accuracy.zoo.network import Network, join
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks.examples import corrupt_labels
from tests.accuracy.zoo.tasks.logistic import entropy, log_loss, sigmoid
from tests.accuracy.zoo.tasks.tables import POOL, pool_rows

Floats = NDArray[np.float64]

PIXELS = 16
"""Of a picture."""

CODE = 2
"""Numbers that a picture is encoded in."""

LARGEST_LOG_VARIANCE = 8.0
"""Of a code; keeps the noise of a bad start finite."""


class VariationalModel:
    """Minus the evidence lower bound (nats a picture): reconstruction plus divergence."""

    best_possible: float | None = None

    def __init__(self, recipe: Recipe, rng: np.random.Generator) -> None:
        count = recipe.examples + recipe.validation_examples
        pictures = _pictures(count, recipe.noise, rng)
        self.examples = recipe.examples
        self.targets, self.validation_targets = np.split(pictures, [self.examples])
        for column in self.targets.T:
            column[...] = corrupt_labels(column, recipe.label_corruption, rng)
        if recipe.ordering == "sorted":
            self.targets = self.targets[np.argsort(self.targets @ np.arange(PIXELS))]
        self.inputs, self.validation_inputs = self.targets - 0.5, self.validation_targets - 0.5
        if recipe.constant_input:
            self.inputs, self.validation_inputs = 0 * self.inputs, 0 * self.validation_inputs
        self.pool = rng.normal(0, 1, (POOL, CODE))
        self.noise = rng.normal(0, 1, (self.examples, CODE))
        self.validation_noise = rng.normal(0, 1, (recipe.validation_examples, CODE))
        self.trivial = float(entropy(self.targets.mean(axis=0)).sum())
        hidden = [recipe.hidden] * recipe.layers
        self.encoder = Network([PIXELS, *hidden, 2 * CODE], recipe.activation)
        self.decoder = Network([CODE, *hidden, PIXELS], recipe.activation)
        for network in (self.encoder, self.decoder):
            network.initialise(recipe.initialisation, rng)
        self.parameters, self.gradient = join(self.encoder, self.decoder)

    def loss_and_gradient(self, batch: Indices, corruption: float = 0.0) -> float:
        """Minus the mean bound of the batch; fills the gradient."""
        inputs, targets = self.inputs[batch], self.targets[batch]
        if corruption:
            inputs = inputs * (1 + corruption)
            targets = np.roll(targets, 1, axis=0)
        noise = self.pool[pool_rows(batch, len(batch))]
        encoded = self.encoder.forward(inputs)
        mean, log_variance, code = _code(encoded[-1], noise)
        decoded = self.decoder.forward(code)
        loss = _loss(mean, log_variance, decoded[-1], targets)
        upstream = (sigmoid(decoded[-1]) - targets) / len(batch)
        slope = self.decoder.input_gradient(self.decoder.backward(decoded, upstream))
        spread = 0.5 * slope * (code - mean) + 0.5 * (np.exp(log_variance) - 1) / len(batch)
        spread *= log_variance < LARGEST_LOG_VARIANCE
        self.encoder.backward(encoded, np.concatenate([slope + mean / len(batch), spread], axis=1))
        return loss

    def full_loss(self) -> float:
        """Loss of all training pictures, with noise that stays the same."""
        return self._loss(self.inputs, self.targets, self.noise)

    def validation_loss(self) -> float:
        """Loss of pictures never trained on."""
        return self._loss(self.validation_inputs, self.validation_targets, self.validation_noise)

    def shift(self) -> None:
        """From here on the pictures are negatives."""
        self.inputs, self.targets = -self.inputs, 1 - self.targets

    def dead_share(self) -> float:
        """Share of the encoder's hidden units that are zero on every training picture."""
        return self.encoder.dead_share(self.inputs)

    def _loss(self, inputs: Floats, targets: Floats, noise: Floats) -> float:
        mean, log_variance, code = _code(self.encoder.outputs(inputs), noise)
        return _loss(mean, log_variance, self.decoder.outputs(code), targets)


def _code(encoded: Floats, noise: Floats) -> tuple[Floats, Floats, Floats]:
    """(n, code) means, log variances, and the code that the noise picks."""
    mean = encoded[:, :CODE]
    log_variance = np.minimum(encoded[:, CODE:], LARGEST_LOG_VARIANCE)
    return mean, log_variance, mean + np.exp(0.5 * log_variance) * noise


def _loss(mean: Floats, log_variance: Floats, scores: Floats, targets: Floats) -> float:
    """Cross-entropy of the pixels plus the divergence of the code from a standard normal."""
    divergence = 0.5 * (mean * mean + np.exp(log_variance) - 1 - log_variance)
    return float(divergence.sum() + log_loss(scores, targets).sum()) / len(targets)


def _pictures(count: int, noise: float, rng: np.random.Generator) -> Floats:
    """(n, pixels) of 0 and 1, driven by two hidden causes; noise flips pixels."""
    causes = rng.normal(0, 1, (count, 2))
    scores = causes @ rng.normal(0, 1, (2, PIXELS)) + rng.normal(0, 0.7, PIXELS)
    flipped = rng.random(scores.shape) < 0.2 * noise
    return ((scores > 0) ^ flipped).astype(float)
