"""How far the verdict bears out a rule whose symptom is the verdict itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from convcheck.verdicts import SURE

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.rule import Severity, Verdict

Stance = Literal["said", "leaned", "no"]


def stance(profile: Profile, verdict: Verdict) -> Stance:
    """Return whether the run surely got this verdict, rather leans to it, or neither."""
    decision = profile.decision
    if decision.verdict is verdict:
        return "said" if (decision.probability or 0.0) >= SURE else "leaned"
    return "leaned" if decision.leaning is verdict else "no"


def humbled(taken: Stance) -> Severity | None:
    """Return the severity of a finding that rests on this: information where it only leans."""
    return "info" if taken == "leaned" else None
