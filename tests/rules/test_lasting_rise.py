"""A loss that climbed and rests: told beside a sound verdict, and from where it climbed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convcheck import reporters
from convcheck.curves import generate
from convcheck.examples import run_of
from convcheck.profile import Profile
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.series._reasons import why_rejected
from convcheck.series._selection import Pick
from convcheck.settings import Settings
from convcheck.table import Entry
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


@pytest.mark.parametrize("seed", range(4))
def test_the_end_of_the_climb_is_told_as_the_headline_tells_it(seed: int) -> None:
    """One step of rest, and no level that the loss had only on its way there."""
    run = run_of(generate("raised_penalty", points=2000, rise=0.3, begin=0.3, seed=seed))
    diagnosis = diagnosis_of(run, "CC313")
    (found,) = diagnosis.findings
    assert diagnosis.convergence is not None
    settled = diagnosis.convergence.step
    assert found.message.endswith(f" near step {settled:,.0f}")
    assert ", and came to rest at " in found.message
    report = Report((report_run(Profile(run), diagnosis, Settings()),), (), Settings())
    text = reporters.get("terminal").render(report, Look(plot=False, width=200))
    assert f"CONVERGED at step {settled:,.0f} of" in text
    assert "(loss " not in text.split("in band")[1].split("\n")[0]
    assert "; loss " not in text


def test_a_climb_after_the_settling_step_is_said_to_be_later() -> None:
    """The headline does not deny the finding."""
    run = run_of(generate("raised_penalty", points=2000, rise=0.3, begin=0.3))
    diagnosis = diagnosis_of(run, "CC313")
    assert diagnosis.settling is not None
    early = replace(diagnosis, settling=replace(diagnosis.settling, step=100.0))
    told = words.when(report_run(Profile(run), early, Settings()))
    assert told.endswith("; it rose to another level later")


PART = why_rejected([Entry("loss_kl")], {"train": Pick("loss")}, "step", "min")["loss_kl"]


@pytest.mark.parametrize(
    ("rejected", "told"),
    [
        ({}, "Log the terms of the loss one by one"),
        ({"loss_kl": PART, "lr_group": "a counter"}, "Log the terms of the loss"),
        ({"best_loss": "the best so far", "loss_ema": "smoothed"}, "Log the terms of the loss"),
        (
            {"loss_kl": PART, "recon_loss": PART, "lr": "a rate"},
            "See which of the terms that are logged ('loss_kl', 'recon_loss') rose",
        ),
    ],
)
def test_terms_that_are_logged_are_not_asked_for(rejected: dict[str, str], told: str) -> None:
    """Who logs them is told to look at them."""
    run = run_of(generate("raised_penalty", points=2000, rise=0.3, begin=0.3))
    (found,) = diagnosis_of(replace(run, rejected=rejected), "CC313").findings
    assert 1 == sum(remedy.startswith(told) for remedy in found.remedies)
