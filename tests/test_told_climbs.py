"""What is told of a loss that climbed: levels and words that were there."""

from __future__ import annotations

import numpy as np
import pytest

from convcheck.curves import generate
from convcheck.drawn_curve import is_falling
from convcheck.examples import run_of
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from convcheck.told_local import levels_at
from tests.rules._logged import diagnosis_of, noise, run_of_values


@pytest.mark.parametrize("seed", range(3))
def test_the_level_of_a_climbed_loss_is_one_that_it_has(seed: int) -> None:
    """Where the loss rests above its lowest level, no falling curve through both is told."""
    curve = generate("raised_penalty", points=2000, rise=0.3, begin=0.3, ramp=0.1, seed=seed)
    found = Profile(run_of(curve)).objective
    late = curve.loss[-400:].mean()
    assert not is_falling(found)
    band = 0.02 * curve.truth.total_range
    assert levels_at(found, [(band, 0.8)]) == [pytest.approx(late, abs=band)]
    assert "within 2%" not in reason(Verdict.CONVERGED, found, {})


@pytest.mark.parametrize(
    ("level", "told"), [(np.log(10), "stays at"), (2.38, "rests at {minus}2.38")]
)
def test_a_level_near_that_of_guessing_is_not_told_as_it(level: float, told: str) -> None:
    """Only a loss of ln 10 stays at ln 10."""
    found = Profile(run_of_values(level + 0.004 * noise(400))).objective
    said = reason(Verdict.STUCK, found, {})
    assert told in said
    assert "2.303{guess}" in said


def test_what_was_learned_and_lost_is_kept_where_it_was_lowest() -> None:
    """The headline does not deny it, and the checkpoint is as good as the lowest level."""
    place = np.linspace(0.0, 1.0, 400)
    level = np.where(place < 0.2, 4.6 - 18.0 * place, np.minimum(1.0 + 9.0 * (place - 0.2), 4.6))
    run = run_of_values(level + 0.01 * noise(400))
    diagnosis = diagnosis_of(run, "CC302")
    assert diagnosis.verdict is Verdict.STUCK
    assert "nothing left of what it had learned" in words.outcome(
        report_run(Profile(run), diagnosis, Settings())
    )
    kept = Profile(run).facts["lost_from"]
    assert level[int(kept)] == pytest.approx(1.0, abs=0.1)


def test_a_log_of_few_points_is_not_told_to_average_them() -> None:
    """Means over more steps than there are make no band visible."""
    run = run_of(generate("exponential", points=100, noise=0.4))
    (found,) = diagnosis_of(run, "CC308").findings
    assert not [remedy for remedy in found.remedies if "mean over" in remedy]
