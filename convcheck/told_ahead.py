"""What more steps would bring, as it is told: the same in a finding, in the facts and as data.

A run that is still improving has a future of which the fitted curve knows little where it has all
but come to rest: no number is told then, but how far it may go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.rule import Verdict

if TYPE_CHECKING:
    from convcheck.findings import Projection

LEAST_GAIN = 0.01
"""Share of the range below which the gain of a run that improves is no forecast: of 76 labelled
trainings with a smaller one 68 then gained more than three times as much, of 77 with a larger one
than 3% no more than 8."""


def is_foretold(projection: Projection, likeliest: Verdict) -> bool:
    """Return whether the gain of more steps is a forecast, given the verdict or the leaning."""
    return likeliest is not Verdict.IMPROVING or projection.share_of_drop >= LEAST_GAIN
