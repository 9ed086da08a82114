"""What a run counts: one vote a training, and outcomes as real trainings have them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.accuracy import stored_cases
from tests.accuracy.measured import Measured, measure
from tests.accuracy.run_weights import REAL_SHARES, WEIGHTS, run_weights


def _runs(source: str, *outcomes: str) -> list[Measured]:
    """Return runs of a source with these outcomes."""
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


def test_healthy_runs_of_the_zoo_have_the_real_shares_and_faulty_ones_their_own() -> None:
    """However many settled, converged and improving weigh as in real trainings."""
    weight = run_weights(_runs("zoo", *["converged"] * 4, "improving", "stuck", "diverged"))
    shares = REAL_SHARES["converged"], REAL_SHARES["improving"]
    assert shares == pytest.approx((weight[:4].sum() / 5, weight[4] / 5))
    assert [WEIGHTS["zoo"]] * 2 == weight[5:].tolist()


def test_real_trainings_keep_their_own_shares() -> None:
    """Nothing is aligned where the outcomes are those that happened."""
    weight = run_weights(_runs("trained", "converged", "converged", "improving"))
    assert {WEIGHTS["trained"]} == set(weight)
