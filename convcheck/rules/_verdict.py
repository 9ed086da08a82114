"""How far the verdict bears out a rule whose symptom is the verdict itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.rule import Severity, Verdict

Stance = Literal["said", "leaned", "no"]

SURE = 0.7
"""Probability from which a verdict carries a warning or an error of its own: below it, three in
ten would be false alarms, and the verdict itself already fails the gate."""


def stance(profile: Profile, verdict: Verdict) -> Stance:
    """Return whether the run surely got this verdict, rather leans to it, or neither."""
    decision = profile.decision
    if decision.verdict is verdict:
        return "said" if (decision.probability or 0.0) >= SURE else "leaned"
    return "leaned" if decision.leaning is verdict else "no"


def humbled(taken: Stance) -> Severity | None:
    """Return the severity of a finding that rests on this: information where it only leans."""
    return "info" if taken == "leaned" else None
