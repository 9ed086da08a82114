"""A dense network whose weights live in one flat vector, so that optimizers stay one-liners."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INITIALISATIONS = ("scaled", "zero", "constant", "huge", "tiny", "dead", "saturated")
"""Ways to draw the first weights; all but the first are faults."""

INITIAL_SCALES = {"zero": 0.0, "huge": 12.0, "tiny": 0.1, "saturated": 25.0}
"""What the first weights are multiplied by."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Views of one layer into the flat vector."""

    matrix: Floats
    """(inputs, outputs)."""
    bias: Floats
    """(outputs,)."""


class Network:
    """Layers of ``widths`` with one activation; ``parameters`` and ``gradient`` are flat."""

    def __init__(self, widths: list[int], activation: str) -> None:
        self.widths = widths
        self.activation = activation
        size = sum((before + 1) * after for before, after in pairwise(widths))
        self.parameters: Floats = np.zeros(size)
        self.gradient: Floats = np.zeros(size)
        self._weights = views(self.parameters, widths)
        self._slopes = views(self.gradient, widths)

    def initialise(self, style: str, rng: np.random.Generator) -> None:
        """Draw the weights; the last layer is small, so that a run starts near the trivial loss."""
        last = len(self._weights) - 1
        for index, layer in enumerate(self._weights):
            inputs = layer.matrix.shape[0]
            gain = 1.4 if self.activation == "relu" and index < last else 1.0
            layer.matrix[...] = rng.normal(0, gain / np.sqrt(inputs), layer.matrix.shape)
            layer.bias[...] = 0.0
            if index == last:
                layer.matrix[...] *= 0.3
            spoil(layer, style, index == last)

    def outputs(self, inputs: Floats) -> Floats:
        """Forward pass of (n, inputs) to (n, outputs)."""
        for layer in self._weights[:-1]:
            inputs = activate(inputs @ layer.matrix + layer.bias, self.activation)
        return inputs @ self._weights[-1].matrix + self._weights[-1].bias

    def forward(self, inputs: Floats) -> list[Floats]:
        """Give the inputs of every layer, then the outputs."""
        stages = [inputs]
        for layer in self._weights[:-1]:
            sums = stages[-1] @ layer.matrix + layer.bias
            stages.append(activate(sums, self.activation))
        stages.append(stages[-1] @ self._weights[-1].matrix + self._weights[-1].bias)
        return stages

    def backward(self, stages: list[Floats], upstream: Floats) -> Floats:
        """Fill ``gradient`` from the gradient in the outputs; returns that in the first sums."""
        for index in range(len(self._weights) - 1, -1, -1):
            np.matmul(stages[index].T, upstream, out=self._slopes[index].matrix)
            upstream.sum(axis=0, out=self._slopes[index].bias)
            if index:
                upstream = upstream @ self._weights[index].matrix.T
                upstream *= derivative(stages[index], self.activation)
        return upstream

    def input_gradient(self, first_sums: Floats) -> Floats:
        """(n, inputs): gradient in the inputs, from what ``backward`` returned."""
        return first_sums @ self._weights[0].matrix.T

    def move_into(self, parameters: Floats, gradient: Floats) -> None:
        """Keep the weights in other vectors from now on, as part of a larger model."""
        parameters[...] = self.parameters
        self.parameters, self.gradient = parameters, gradient
        self._weights = views(parameters, self.widths)
        self._slopes = views(gradient, self.widths)

    def dead_share(self, inputs: Floats) -> float:
        """Share of hidden ReLU units that are zero on every input."""
        if self.activation != "relu" or len(self._weights) < 2:
            return 0.0
        units = [(stage <= 0).all(axis=0) for stage in self.forward(inputs)[1:-1]]
        return float(np.concatenate(units).mean())


def activate(values: Floats, activation: str) -> Floats:
    """Apply an activation in place: relu, tanh, identity or sigmoid."""
    if activation == "relu":
        return np.maximum(values, 0.0, out=values)
    if activation == "tanh":
        return np.tanh(values, out=values)
    if activation == "identity":
        return values
    np.negative(values, out=values)
    np.exp(values, out=values)
    values += 1.0
    return np.reciprocal(values, out=values)


def derivative(activated: Floats, activation: str) -> Floats:
    """Slope of an activation, from what it gave."""
    if activation == "relu":
        return (activated > 0).astype(float)
    if activation == "tanh":
        return 1.0 - activated * activated
    if activation == "identity":
        return np.ones_like(activated)
    return activated * (1.0 - activated)


def join(*networks: Network) -> tuple[Floats, Floats]:
    """Move networks into one vector of parameters and one of gradients, and give these."""
    size = sum(network.parameters.size for network in networks)
    parameters, gradient = np.zeros(size), np.zeros(size)
    at = 0
    for network in networks:
        end = at + network.parameters.size
        network.move_into(parameters[at:end], gradient[at:end])
        at = end
    return parameters, gradient


def views(flat: Floats, widths: list[int]) -> list[Weights]:
    """Cut a flat vector into layers; writing to a layer writes to the vector."""
    layers, at = [], 0
    for before, after in pairwise(widths):
        matrix = flat[at : at + before * after].reshape(before, after)
        at += before * after
        layers.append(Weights(matrix, flat[at : at + after]))
        at += after
    return layers


def spoil(layer: Weights, style: str, last: bool) -> None:
    """Initialise wrongly, in the ways that practitioners report."""
    if style in ("zero", "huge", "tiny") or (style == "saturated" and not last):
        layer.matrix[...] *= INITIAL_SCALES[style]
    elif style == "constant":
        layer.matrix[...] = 0.1
    elif style == "dead" and not last:
        layer.bias[...] = -3.0 * np.sqrt(layer.matrix.shape[0])
