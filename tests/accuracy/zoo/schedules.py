"""Learning-rate schedules: a factor of the peak rate at a place of the planned run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

CONTINUATION_FLOOR = 0.01
"""In a continuation an annealed rate stays at its last value, at least this share of the peak."""

WARM_UP_SHARE = 0.1
"""Share of the run over which a warm-up rises."""

PLATEAU_FACTOR = 0.3
"""A decay on plateau multiplies the rate by this."""

PLATEAU_GAIN = 0.005
"""A check that gains less than this share of the best level so far has not improved."""

PLATEAU_PATIENCE = 4
"""Checks without improvement before the rate decays."""


def constant(_place: float) -> float:
    """Keep the peak rate throughout."""
    return 1.0


def step(place: float) -> float:
    """Drop to a tenth at a half and again at three quarters of the run."""
    return 1.0 if place < 0.5 else 0.1 if place < 0.75 else 0.01


def cosine(place: float) -> float:
    """Follow half a cosine down to nothing (Loshchilov and Hutter)."""
    return 0.5 * (1 + math.cos(math.pi * min(1.0, place)))


def warm_up(place: float) -> float:
    """Rise linearly, then keep the peak rate."""
    return min(1.0, (place + 0.001) / WARM_UP_SHARE)


def warm_up_cosine(place: float) -> float:
    """Rise linearly, then follow half a cosine."""
    if place < WARM_UP_SHARE:
        return warm_up(place)
    return cosine((place - WARM_UP_SHARE) / (1 - WARM_UP_SHARE))


def one_cycle(place: float) -> float:
    """Go from a tenth up to the peak at 30 %, then down to nearly nothing (Smith)."""
    if place < 0.3:
        return 0.1 + 0.9 * place / 0.3
    return max(0.001, cosine((place - 0.3) / 0.7))


def linear(place: float) -> float:
    """Go down to nothing on a straight line."""
    return max(0.0, 1.0 - place)


def early_decay(place: float) -> float:
    """Let the rate all but vanish after a tenth of the run: a fault."""
    return 1.0 if place < 0.08 else 0.01 if place < 0.15 else 0.001


SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": constant,
    "step": step,
    "cosine": cosine,
    "warm_up": warm_up,
    "warm_up_cosine": warm_up_cosine,
    "one_cycle": one_cycle,
    "linear": linear,
    "early_decay": early_decay,
    "plateau": constant,
}
"""By name; a decay on plateau multiplies its constant factor by what PlateauDecay says."""

ANNEALED = frozenset({"step", "cosine", "warm_up_cosine", "one_cycle", "linear", "early_decay"})
"""Schedules that a longer plan would stretch."""


@dataclass(slots=True)
class PlateauDecay:
    """Lowers the rate when the observed loss stops improving."""

    factor: float = 1.0
    """What the peak rate is multiplied by."""
    best: float = math.inf
    """Best level so far."""
    waited: int = 0
    """Checks since it was reached."""

    def observe(self, level: float) -> None:
        """Take notice of the mean training loss since the last check."""
        if level < self.best - PLATEAU_GAIN * abs(self.best) or math.isinf(self.best):
            self.best, self.waited = level, 0
            return
        self.waited += 1
        if self.waited >= PLATEAU_PATIENCE:
            self.factor, self.waited = self.factor * PLATEAU_FACTOR, 0
