"""What a run counts: one vote a training, outcomes as real trainings have them; and it is used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.decision_model import CLASSES
from convcheck.temperature import to_chances
from tests.accuracy import stored_cases
from tests.accuracy.fit import SOFTNESS, fit_model
from tests.accuracy.measured import Measured, measure
from tests.accuracy.run_weights import FEWEST_REAL, USUAL_SHARE, WEIGHTS, run_weights


def _runs(source: str, *outcomes: str) -> list[Measured]:
    """Return trainings of a source with these outcomes."""
    one = measure(stored_cases.read()[0])
    return [
        replace(one, id=f"{source}-{at}", source=source, outcome=outcome)
        for at, outcome in enumerate(outcomes)
    ]


def test_a_second_log_of_a_training_brings_no_second_vote() -> None:
    """Two files and a window mean of one training count together as much as one file of another."""
    first, *rest = _runs("truth", "converged", "improving")
    logs = [replace(first, id=f"{first.id}:{file}") for file in ("a.csv", "b.csv", "b.csv:means")]
    weight = run_weights([*logs, *rest])
    assert [WEIGHTS["truth"]] * 2 == pytest.approx([weight[:3].sum(), weight[3]])


def _real(source: str, converged: int, improving: int) -> list[Measured]:
    """Return trainings of a real source, some of them stuck beside these."""
    return _runs(source, *["converged"] * converged, *["improving"] * improving, *["stuck"] * 7)


@pytest.mark.parametrize(
    ("expected", "real"),
    [
        (0.2, _real("truth", 10, 40)),
        (0.8, _real("trained", 400, 100)),
        (0.5, [*_real("truth", 10, 40), *_real("trained", 400, 100)]),
        (0.2, [*_real("truth", 10, 40), *_real("trained", FEWEST_REAL - 1, 0)]),
        (USUAL_SHARE, _real("truth", FEWEST_REAL - 1, 0)),
        (USUAL_SHARE, []),
    ],
    ids=["truth alone", "trained alone", "both alike", "too few of one", "too few", "none"],
)
def test_healthy_runs_of_the_zoo_have_the_shares_of_the_real_runs_that_are_fitted_to(
    expected: float, real: list[Measured]
) -> None:
    """Each real source counts as the other, too few count not at all, and faults stay as many."""
    zoo = _runs("zoo", *["converged"] * 4, "improving", "stuck", "diverged")
    weight = run_weights([*zoo, *real])[: len(zoo)]
    assert (expected, 1 - expected) == pytest.approx((weight[:4].sum() / 5, weight[4] / 5))
    assert [WEIGHTS["zoo"]] * 2 == weight[5:].tolist()


def test_many_logs_of_a_real_training_do_not_move_the_shares() -> None:
    """A share is one of trainings: window means of those that converged bring no more of them."""
    real = _real("truth", 20, 20)
    means = [replace(run, id=f"{run.id}:a.csv:means") for run in real if run.outcome == "converged"]
    zoo = _runs("zoo", "converged", "improving")
    assert run_weights([*zoo, *real])[:2] == pytest.approx(run_weights([*zoo, *real, *means])[:2])


def test_real_trainings_keep_their_own_shares() -> None:
    """Nothing is aligned where the outcomes are those that happened."""
    weight = run_weights(_runs("trained", "converged", "converged", "improving"))
    assert {WEIGHTS["trained"]} == set(weight)


def test_a_fit_follows_the_heavier_of_two_that_contradict_each_other() -> None:
    """Forty trainings of three votes outdo sixty of one whose quantities are the same."""
    stuck, swinging = _runs("truth", *["stuck"] * 40), _runs("generated", *["oscillating"] * 60)
    heavy, light = WEIGHTS["truth"] * len(stuck), WEIGHTS["generated"] * len(swinging)
    assert len(stuck) < len(swinging) < heavy
    model = fit_model([*_spread(stuck), *_spread(swinging)])
    soft = SOFTNESS / len(CLASSES)
    expected = [soft + (1 - SOFTNESS) * votes / (heavy + light) for votes in (heavy, light)]
    for place in (0.1, 0.5, 0.9):
        chance = dict(zip(CLASSES, to_chances(model.scores({"noise": place})), strict=True))
        assert expected == pytest.approx([chance["stuck"], chance["oscillating"]], abs=0.05)


def _spread(runs: list[Measured]) -> list[Measured]:
    """Give runs one quantity, evenly from 0 to 1, and let any outcome be fair."""
    places = np.linspace(0.0, 1.0, len(runs))
    return [
        replace(run, acceptable=CLASSES, quantities={"noise": float(place)})
        for run, place in zip(runs, places, strict=True)
    ]
