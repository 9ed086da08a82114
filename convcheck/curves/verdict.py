"""Which verdict the closed form of a curve calls for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .facts import BOUNCE_LIMIT, SWING_LIMIT, Facts

Verdict = Literal["converged", "improving", "stuck", "oscillating", "diverged", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that separate the verdicts."""

    rise: float = 0.10
    """Share of A by which the level must end above its minimum to be diverged."""
    fall: float = 0.04
    """Share of the starting loss that a fall must exceed to be learning."""
    swing: float = SWING_LIMIT
    """Share of A that a regular cycle must exceed to be oscillating."""
    bounce: float = BOUNCE_LIMIT
    """Share of A that an irregular bounce must exceed to be oscillating."""
    dwell: float = 0.20
    """Share of the run, at its end, that a converged curve has stayed in its band."""
    gain: float = 0.03
    """Share of A that training as long again may bring to a converged curve."""


NOMINAL = Limits()


def decide(facts: Facts, limits: Limits = NOMINAL) -> Verdict:
    """Return the verdict that facts call for; the first that matches wins."""
    if facts.rise > limits.rise and facts.confirmed:
        return "diverged"
    if facts.net_fall <= 0 or facts.fall < limits.fall:
        return "stuck"
    if facts.swing > (limits.swing if facts.regular else limits.bounce):
        return "oscillating"
    return settled_or_not(facts, limits)


def settled_or_not(facts: Facts, limits: Limits) -> Verdict:
    """Return whether a curve that learned and holds has converged or is improving."""
    # Where the schedule has ended, more steps at its last rate bring nothing.
    stayed = facts.ended or facts.dwell >= limits.dwell
    return "converged" if stayed and facts.further_gain <= limits.gain else "improving"
