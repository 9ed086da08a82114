"""The scores and the rivals count what they say they count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.accuracy import rivals, scores
from tests.accuracy.comparison import Verdict, record
from tests.accuracy.rivals import Claim, Log
from tests.accuracy.scores import Answer


def answer(outcome: str, verdict: str, **more: object) -> Answer:
    """Return an answer with the truth ``outcome``, unambiguous unless ``acceptable`` is given."""
    fields = {
        "id": "x",
        "source": "zoo",
        "kind": "task",
        "outcome": outcome,
        "acceptable": frozenset({outcome}),
        "ambiguous": False,
        "verdict": verdict,
        "probability": 0.9,
        "leaning": verdict,
        "points": 100,
    }
    return Answer(**fields | more)  # type: ignore[arg-type]  # mixed values by design


FOUR = [
    answer("converged", "converged", step_error=0.01, covered=True, width=0.1),
    answer("converged", "improving", step_error=0.20, covered=False, width=0.3),
    answer("stuck", "converged"),
    answer("improving", "inconclusive", acceptable=frozenset({"improving", "inconclusive"})),
]


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (scores.acceptable, 0.5),
        (scores.false_converged, 0.5),
        (scores.found_converged, 0.5),
        (scores.right_about_convergence, 0.5),
        (scores.inconclusive, 0.25),
        (scores.step_within, 1.0),
        (scores.step_within_all, 0.5),
        (scores.coverage, 1.0),
        (scores.width, 0.1),
        (scores.brier, (0.1**2 + 3 * 0.9**2) / 4),
    ],
)
def test_scores_of_four_answers_are_as_counted_by_hand(
    score: Callable[[list[Answer]], float], expected: float
) -> None:
    """Each score of four small answers is what a person counts."""
    assert expected == pytest.approx(score(FOUR))


def test_macro_f1_leaves_out_classes_that_do_not_occur() -> None:
    """Two classes, one found perfectly and one never, give one half."""
    found = [answer("stuck", "stuck"), answer("improving", "oscillating")]
    assert 0.5 == scores.macro_f1(found)


def test_macro_f1_of_clear_runs_leaves_the_ambiguous_out() -> None:
    """A wrong verdict on a run of which no one class is true costs nothing."""
    right = answer("stuck", "stuck")
    assert scores.macro_f1_clear([right, replace(right, verdict="improving", ambiguous=True)]) == 1
    assert scores.macro_f1_clear([right, replace(right, verdict="improving")]) < 1


def test_the_gap_of_calibration_ignores_thin_bins() -> None:
    """Fifty answers said at .9 and all right have a gap of .1; forty-nine have none to show."""
    right = [answer("stuck", "stuck")] * 50
    assert 0.1 == pytest.approx(scores.largest_gap(right))
    assert np.isnan(scores.largest_gap(right[:49]))


def log(watched: list[float]) -> Log:
    """Return a log whose validation is its training loss."""
    values, step = np.array(watched), np.arange(len(watched), dtype=float)
    return Log(values, values, step, step)


@pytest.mark.parametrize(
    ("watched", "expected"),
    [([3, 2, 1, 1, 1, 1], Claim(True, 5.0)), ([3, 2, 1, 1, 1, 0.5], Claim(False))],
)
def test_patience_stops_where_keras_does(watched: list[float], expected: Claim) -> None:
    """Three evaluations without a new minimum stop; the count begins anew at each minimum."""
    assert expected == rivals.patience(3)(log(watched))


def test_generalization_loss_stops_five_percent_above_the_minimum() -> None:
    """GL 5 stops at the first value more than 5 % above the lowest so far."""
    assert Claim(True, 3.0) == rivals.generalization_loss(log([3, 2, 2.05, 2.2, 1]))


def test_isotonic_regression_settles_where_two_percent_are_left() -> None:
    """A straight fall over 80 of 120 points has 1.25 % left at the 79th; one to the end has not."""
    fallen = np.concatenate([np.linspace(1.0, 0.0, 81), np.zeros(40)])
    assert Claim(True, 79.0) == rivals.isotonic_band(log(fallen.tolist()))
    assert not rivals.isotonic_band(log(np.linspace(1.0, 0.0, 100).tolist())).converged


def test_a_rule_is_scored_on_converged_or_not_alone() -> None:
    """One found, one missed and one false "converged" are counted as such."""
    only, either = frozenset({"converged"}), frozenset({"improving"})
    said = [
        Verdict(True, "converged", only, 0.1),
        Verdict(False, "converged", only),
        Verdict(True, "improving", either),
    ]
    found = record(said)
    assert (1 / 3, 1.0, 0.5, 0.1) == (found.right, found.false, found.missed, found.median)
