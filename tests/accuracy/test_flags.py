"""The benchmark of flags plants what it says, and rules find it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.accuracy.flag_curves import FLAGS, plant
from tests.accuracy.flag_table import CODES, judged_logs

FIRST_SEED = 90_000_000
"""Other curves than those that are scored."""


@pytest.mark.parametrize("number", range(len(FLAGS)))
def test_a_planted_flag_is_in_the_curve(number: int) -> None:
    """The generator's truth agrees with what its curve holds."""
    planted = plant(number, FIRST_SEED)
    curve = planted.curve
    assert (planted.flag == "nan") == bool(not np.isfinite(curve.loss).all())
    assert (planted.flag == "resumed") == bool((np.diff(curve.step) < 0).any())
    assert (planted.flag == "spikes") == bool(curve.truth.spike_steps)


def test_nearly_every_flag_is_found_and_hardly_any_invented() -> None:
    """Of sixty logs read from files at most three are judged wrongly."""
    wrong = [
        (log.number, log.flag, flag)
        for log in judged_logs(60, FIRST_SEED)
        for flag, codes in CODES.items()
        if (flag == log.flag) != bool(codes & log.codes)
    ]
    assert len(wrong) <= 3, wrong
