"""A signal with detail at every scale, from Fourier features of the place."""

from __future__ import annotations

import numpy as np

from tests.accuracy.zoo.tasks.dense import Data

WAVES = 30
"""Frequencies of the signal."""


def coordinates(examples: int, noise: float, rng: np.random.Generator) -> Data:
    """Power-law spectra of inputs and signal make a loss that falls by a power law.

    Every wave is learned at a rate of its own, its input's variance; the fine ones are both
    slow and weak, so that the sum of their exponentials has no time scale.
    """
    place = rng.uniform(0, 2 * np.pi, (examples, 1))
    frequency = np.arange(1, WAVES + 1)
    phase = rng.uniform(0, 2 * np.pi, WAVES)
    signal = (np.sin(frequency * place + phase) * frequency**-0.6).sum(axis=1, keepdims=True)
    signal = signal / signal.std() + 0.3 * noise * rng.normal(0, 1, signal.shape)
    angle = frequency * place
    decay = frequency**-0.8
    inputs = np.concatenate([np.sin(angle) * decay, np.cos(angle) * decay], axis=1)
    return Data(1.5 * inputs, signal)
