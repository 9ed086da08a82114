"""What may not change a verdict: the units of the loss, its zero, and how steps are counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.model import Run, Series
from convcheck.profile import Profile
from convcheck.quantities import ZERO_BOUND, quantities
from convcheck.quantities.unit import UNIT_BOUND
from tests.accuracy import stored_cases
from tests.accuracy.cases import Case

CASES = [
    case
    for case in stored_cases.read()[::5]
    if case.run.goal == "min" and np.isfinite(case.run.objective.value).all()
]
LOSSES = ("train", "validation")


def changed(run: Run, scale: float = 1.0, shift: float = 0.0, stride: float = 1.0) -> Run:
    """Return a run with loss -> scale * loss + shift and step -> stride * step + 7."""

    def change(series: Series) -> Series:
        step = stride * series.step + 7.0
        value = scale * series.value + shift if series.role in LOSSES else series.value
        return Series(series.name, series.role, step, value)

    every = {role: change(series) for role, series in run.series.items()}
    return replace(run, objective=every[run.objective.role], series=every)


def below_zero(run: Run) -> Run:
    """Shift a run so that each series has negative values and no share of a level a meaning."""
    lowest = max(float(run.series[role].value.min()) for role in LOSSES if role in run.series)
    return changed(run, shift=-lowest - 0.3 * float(np.ptp(run.objective.value)))


def names(case: Case) -> str:
    """Name a case in the output of pytest."""
    return case.id


@pytest.mark.parametrize("case", CASES, ids=names)
def test_scale_changes_only_what_is_known_to_hang_on_the_unit(case: Case) -> None:
    """Losses times 8 change nothing that is weighed, except what is held against guessing."""
    before, after = weighed(case.run), weighed(changed(case.run, scale=8.0))
    for name in UNIT_BOUND if before else ():
        del before[name], after[name]
    assert before == pytest.approx(after, rel=1e-6, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_another_zero_takes_away_what_needs_one_and_nothing_else(case: Case) -> None:
    """Below zero what needs a zero is absent, as fits are told; all else is as it was."""
    before, after = weighed(case.run), weighed(below_zero(case.run))
    for name in ZERO_BOUND if before else ():
        assert np.isnan(after.pop(name))
        del before[name]
    assert before == pytest.approx(after, abs=0.01, nan_ok=True)  # rounding ties few values


@pytest.mark.parametrize("case", CASES, ids=names)
def test_the_unit_says_nothing_of_losses_below_zero(case: Case) -> None:
    """Where losses are negative no level is held against the loss of guessing."""
    found = weighed(below_zero(case.run))
    assert all(np.isnan(found[name]) for name in UNIT_BOUND if found)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_shift_changes_no_verdict_where_no_zero_is_needed(case: Case) -> None:
    """Once some losses are negative, loss -> 8 loss - 2 range changes neither verdict nor odds."""
    run = below_zero(case.run)
    before = Profile(run).decision
    shift = -2.0 * float(np.ptp(run.objective.value))
    after = Profile(changed(run, scale=8.0, shift=shift)).decision
    assert before.verdict == after.verdict
    assert before.probability == pytest.approx(after.probability, abs=1e-3)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_the_counting_of_steps_changes_nothing_but_the_step(case: Case) -> None:
    """Steps times 16 plus 7 keep verdict and odds, and map the settling step alike."""
    before, after = Profile(case.run), Profile(changed(case.run, stride=16.0))
    assert before.decision.verdict == after.decision.verdict
    assert before.decision.probability == pytest.approx(after.decision.probability, abs=1e-3)
    if before.settling is not None and after.settling is not None:
        assert 16.0 * before.settling.step + 7.0 == after.settling.step


def weighed(run: Run) -> dict[str, float]:
    """Return the quantities of a run; none where a guard decides."""
    profile = Profile(run)
    if not profile.objective.enough or profile.objective.constant:
        return {}
    return quantities(profile.objective, profile.validation, profile.learning_rate)
