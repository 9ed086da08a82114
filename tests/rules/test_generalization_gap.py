"""What is called a gap of generalisation, and what is a validation loss that climbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.rules._logged import found_in, noise, run_of_values

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.model import FloatArray

PLACE = np.arange(200.0) / 200
TRAINING = 0.02 + 1.3 * np.exp(-PLACE / 0.1) + 0.005 * noise(200)


def _gap(validation: FloatArray) -> Finding:
    """Return what the rule says of a training that fell, and of this validation beside it."""
    found = found_in(run_of_values(TRAINING, others={"validation": validation}), "CC402")
    assert found is not None
    return found


def test_a_validation_that_exploded_is_told_as_that() -> None:
    """More data would not have kept it down, so none are asked for."""
    found = _gap(1.3 + 740.0 * (1.0 - np.exp(-PLACE / 0.1)) + noise(200, 1) * 0.01)
    assert "climbed to 741" in found.message
    assert "times its first value" in found.message
    assert not [text for text in found.remedies if "more data" in text]
    assert "too-little-data" not in found.causes


def test_an_ordinary_gap_keeps_its_voice() -> None:
    """Of the starting loss so much is left on new data, and more of these may help."""
    found = _gap(0.7 + 0.6 * np.exp(-PLACE / 0.1) + 0.005 * noise(200, 1))
    assert "Validation ended at 0.7" in found.message
    assert "above training" in found.message
    assert "of the starting loss" in found.message
    assert [text for text in found.remedies if "more data" in text]
    assert "learning-rate-too-large" not in found.causes
