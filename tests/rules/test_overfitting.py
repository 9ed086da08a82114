"""What early stopping would have saved of a run that overfits: what lies behind its patience."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.told_best import best_place
from tests.rules._logged import found_in, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.model import FloatArray

STEP = np.arange(101.0)
TRAINING = 2.0 * np.exp(-STEP / 30)


def _validation(best: int) -> FloatArray:
    away: FloatArray = np.abs(STEP - best)
    return 1.0 + 0.02 * away


@pytest.mark.parametrize("best", [30, 60])
def test_what_is_saved_lies_behind_the_patience(best: int) -> None:
    """Of 70 steps behind the best, a patience of 10 steps trains ten more and saves 60."""
    found = found_in(run_of_values(TRAINING, others={"validation": _validation(best)}), "CC401")
    assert found is not None
    assert found.evidence.values["best_from"] <= best <= found.evidence.values["best_to"] < best + 5
    behind = 100 - found.evidence.values["best_to"]
    assert f"the last {behind:.0f}% of the run made the model worse" in found.message
    (advice,) = [text for text in found.remedies if "patience" in text]
    assert f"a patience of 10 steps would have saved {90 - best}% of the run" in advice


def test_who_waits_to_the_end_saves_nothing() -> None:
    """A best that lies no further from the end than the patience is no reason to stop early."""
    validation = _validation(97)
    validation[97:] += 2.0
    found = found_in(run_of_values(TRAINING, others={"validation": validation}), "CC401")
    assert found is not None
    assert not [text for text in found.remedies if "saved" in text or "patience" in text]


def test_what_is_as_good_as_the_best_made_nothing_worse() -> None:
    """The last part that made the model worse begins behind all that the headline would keep."""
    for seed in (4, 5, 6, 7):
        validation = 1.0 + 0.1 * np.maximum(STEP - 60.0, 0.0) / 40.0 + 0.05 * noise(101, seed)
        run = run_of_values(TRAINING, others={"validation": validation})
        found, best = found_in(run, "CC401"), best_place(CurveProfile.of(run.series["validation"]))
        assert found is not None
        assert best is not None
        assert STEP[best.last] <= found.evidence.values["best_to"]
        assert found.evidence.values["best_step"] == STEP[best.at]


def _few(best: int) -> FloatArray:
    """Return eleven evaluations, each by itself: a level is no mean of several."""
    away: FloatArray = np.abs(np.arange(11.0) - best)
    return 1.0 + 0.1 * away


def test_an_untrained_model_is_no_checkpoint_to_keep() -> None:
    """Where validation was best at step 0 nothing leads back there; later on it does."""
    for best in (0, 3):
        found = found_in(run_of_values(TRAINING, others={"validation": _few(best)}), "CC401")
        assert found is not None
        assert (best == 0) == (found.evidence.values["kept"] is None)
        assert (best == 0) == all("checkpoint" not in text for text in found.remedies)


def test_a_best_that_is_one_evaluation_is_told_as_one() -> None:
    """``best at step 3``, not between it and itself."""
    found = found_in(run_of_values(TRAINING, others={"validation": _few(3)}), "CC401")
    assert found is not None
    assert "best at step 3 (" in found.message
