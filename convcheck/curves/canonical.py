"""The seventeen shapes that every analyzer of loss curves should tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CANONICAL: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "exponential with a long flat tail": ("exponential", {}),
    "the same, cut at one time constant": ("exponential", {"cut": 0.1}),
    "flat at ln 10": ("flat_at_chance", {"classes": 10}),
    "exactly constant": ("constant", {}),
    "high plateau after a small fall": ("small_fall", {"fall": 0.08}),
    "a sine of a third of the drop": ("sine", {"swing": 1 / 3}),
    "slow upward drift over the second half": ("drift", {"begin": 0.5, "rise": 0.25}),
    "late blow-up": ("blow_up", {}),
    "NaN from step 1,200 on": ("not_finite", {"at": 0.6}),
    "three spikes that recover": ("exponential", {"spikes": 3, "spike_length": 4}),
    "a step of the learning rate, logged": ("step_schedule", {}),
    "cosine restarts, logged": ("cosine_restarts", {}),
    "overfitting": ("overfitting", {}),
    "validation turns up and comes down again": ("double_descent", {}),
    "negative and healthy": ("exponential", {"shift": -10.0}),
    "negative and blows up": ("blow_up", {"shift": -10.0, "height": 3.0}),
    "six points": ("exponential", {"points": 6}),
}
"""By description: the family, and what ``generate`` is given beyond its defaults."""
