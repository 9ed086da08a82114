"""A loss that climbed and rests: told beside a sound verdict, and from where it climbed."""

from __future__ import annotations

import pytest

from convcheck.curves import generate
from convcheck.examples import run_of
from convcheck.profile import Profile
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import diagnosis_of


@pytest.mark.parametrize("seed", range(3))
def test_a_climb_that_is_over_is_told_from_where_it_began(seed: int) -> None:
    """Converged is no word for all of it: the finding says when it left its lowest level."""
    run = run_of(generate("raised_penalty", points=2000, rise=0.3, begin=0.3, seed=seed))
    diagnosis = diagnosis_of(run, "CC313")
    (found,) = diagnosis.findings
    assert diagnosis.verdict is Verdict.CONVERGED
    assert found.evidence.span is not None
    assert 600 == pytest.approx(found.evidence.span.first, abs=60)


def test_the_headline_keeps_what_came_before_the_climb() -> None:
    """It names the step of the finding, not a lucky value somewhere about it."""
    run = run_of(generate("raised_penalty", points=2000, rise=0.3, begin=0.3))
    diagnosis = diagnosis_of(run, "CC313")
    (found,) = diagnosis.findings
    assert found.evidence.span is not None
    told = words.keep(report_run(Profile(run), diagnosis, Settings()))
    assert told.startswith(f"about step {found.evidence.span.first:.0f}, where")


@pytest.mark.parametrize("rise", [0.04, 0.06])
def test_a_small_climb_is_not_told(rise: float) -> None:
    """What a divergence would not be called for is no finding either."""
    run = run_of(generate("raised_penalty", points=2000, rise=rise, begin=0.3))
    assert () == tuple(diagnosis_of(run, "CC313").findings)
