"""The figures may not get worse, on a small labelled set and on generated curves."""

from __future__ import annotations

import pytest

from convcheck import decision_model
from convcheck.profile import Profile
from tests.accuracy import guard, stored_cases
from tests.accuracy.answers import answer
from tests.accuracy.measured import measure


@pytest.mark.parametrize("name", guard.SETS)
def test_no_figure_is_worse_than_it_was_measured(name: str) -> None:
    """Every guarded figure is within two standard errors of what was measured, or better."""
    found = guard.score(name)
    measured = guard.MEASURED[name]
    worse = {
        label: f"{figure.value:.3f}, measured {measured[label]:.3f}"
        for label, figure in found.items()
        if figure.value < figure.floor(measured[label])
    }
    assert {} == worse


def test_the_guard_notices_a_loss() -> None:
    """A share that falls from .90 to .80 over 150 runs is below the floor."""
    assert guard.Figure(0.80, 150).floor(0.90) > 0.80


def test_what_is_scored_is_what_the_product_says() -> None:
    """The accuracy program's answers are the verdicts and probabilities of the product."""
    model = decision_model.load()
    for case in stored_cases.read()[::6]:
        said = Profile(case.run).decision
        scored = answer(measure(case), model)
        assert (str(said.verdict), said.probability) == (scored.verdict, scored.probability)


def test_the_labelled_runs_fit_into_the_repository() -> None:
    """The labelled set has 150 runs of all outcomes in less than 300 kB."""
    cases = stored_cases.read()
    assert (150, 5) == (len(cases), len({case.outcome for case in cases}))
    assert stored_cases.FILE.stat().st_size < 300_000
