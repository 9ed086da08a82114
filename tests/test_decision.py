"""From chances to a verdict: the burden of proof, and when none is given."""

from __future__ import annotations

import numpy as np

from convcheck.decision import decide_from
from convcheck.rule import Verdict


def chances(**known: float) -> np.ndarray:
    """Return the five chances in order; what is not named shares the rest."""
    order = ("converged", "improving", "stuck", "oscillating", "diverged")
    rest = (1.0 - sum(known.values())) / max(1, len(order) - len(known))
    return np.array([known.get(name, rest) for name in order])


def test_converged_must_be_clearly_likelier_than_the_next() -> None:
    """At 44 % against 36 % "converged" is not shown; the verdict keeps its own probability."""
    verdict, _, probability = decide_from(chances(converged=0.44, improving=0.36))
    assert (Verdict.IMPROVING, 0.36) == (verdict, probability)


def test_a_clear_lead_carries_converged() -> None:
    """At 57 % against 36 % it is said."""
    assert decide_from(chances(converged=0.57, improving=0.36))[0] is Verdict.CONVERGED


def test_more_is_asked_where_another_verdict_would_be_no_fair_answer() -> None:
    """A lead that carries "converged" past improving does not carry it past oscillating."""
    ahead = {"converged": 0.52, "improving": 0.38}
    assert decide_from(chances(**ahead))[0] is Verdict.CONVERGED
    for other in ("oscillating", "stuck", "diverged"):
        rivals = {"converged": 0.52, other: 0.38}
        assert (Verdict(other), Verdict(other), 0.38) == decide_from(chances(**rivals))


def test_a_lead_that_does_not_carry_is_leant_to_where_no_rival_is_likely() -> None:
    """What is named then is the likeliest, not what kept it from being said."""
    found = decide_from(chances(converged=0.42, oscillating=0.28))
    assert (Verdict.INCONCLUSIVE, Verdict.CONVERGED, 0.42) == found


def test_no_verdict_is_printed_where_even_the_likeliest_has_less_than_one_third() -> None:
    """It is inconclusive, and leans to the likeliest with its probability."""
    found = decide_from(chances(improving=0.3, stuck=0.25, oscillating=0.2))
    assert (Verdict.INCONCLUSIVE, Verdict.IMPROVING, 0.3) == found
