"""What is said to have learned nothing: no sum whose weights were raised, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck.rule import Verdict
from tests.rules._logged import diagnosis_of, noise, run_of_values, told_of

EPOCH = np.arange(200.0)
FELL = 80.0 + 100.0 * np.exp(-EPOCH / 6) + 0.5 * noise(200)
PHASED = FELL + 60.0 * np.clip(EPOCH / 100, 0.0, 1.0)


@pytest.mark.parametrize(
    ("column", "code"),
    [("beta", "CC313"), ("kl_weight", "CC313"), ("weight_decay", "CC302"), ("seconds", "CC302")],
)
def test_a_loss_that_climbs_beside_the_weight_of_a_term_is_told_as_that(
    column: str, code: str
) -> None:
    """It had learned, and the weight that was logged is named; without one it lost that again."""
    run = replace(run_of_values(PHASED), rejected={column: "its name gives it no role"})
    diagnosis = diagnosis_of(run, "CC302", "CC313")
    assert Verdict.STUCK is diagnosis.verdict
    (found,) = diagnosis.findings
    assert code == found.rule.code
    assert (code == "CC313") == found.remedies[0].startswith(f"See whether {column}, which was")


def test_a_loss_that_never_moved_is_told_whatever_weight_was_logged() -> None:
    """A weight explains a climb, and no plateau."""
    flat = replace(run_of_values(np.log(10.0) + 0.01 * noise(200)), rejected={"beta": "no role"})
    assert ["CC302"] == [found.rule.code for found in diagnosis_of(flat, "CC302", "CC313").findings]


def test_what_was_learned_and_lost_is_no_matter_of_the_start() -> None:
    """Weights that learned were neither alike nor frozen, and their inputs were fit to learn."""
    place = np.linspace(0.0, 1.0, 600)
    lost = np.where(place < 0.4, 0.3 + 2.0 * np.exp(-place / 0.1), np.log(10.0))
    (found,) = diagnosis_of(run_of_values(lost + 0.02 * noise(600)), "CC302").findings
    assert "after it had come to 0.3" in found.message
    at_the_start = {"symmetric-initialisation", "optimizer-not-stepping", "inputs-not-normalised"}
    assert set() == at_the_start & {*found.causes}
    assert not any("at random" in each for each in found.remedies)
    (flat,) = diagnosis_of(run_of_values(np.log(10.0) + 0.02 * noise(600)), "CC302").findings
    assert at_the_start <= {*flat.causes}


@pytest.mark.parametrize(
    ("first", "told"), [(1e-9, "was next to nothing throughout"), (1.0, "fell")]
)
def test_a_gradient_that_never_was_is_not_said_to_have_fallen(first: float, told: str) -> None:
    """Where its norm began at nothing, no step is named by which it had come down."""
    norm = np.where(np.arange(400) < 200, first, 1e-9)
    flat = np.log(10.0) + 0.01 * noise(400)
    message = told_of(run_of_values(flat, others={"gradient_norm": norm}), "CC205")
    assert f"norm {told}" in message
