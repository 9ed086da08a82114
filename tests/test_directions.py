"""Words and best values follow the direction in which a series is to go."""

from __future__ import annotations

import re

import numpy as np
import pytest

from convcheck.diagnosis import diagnose
from convcheck.directions import OF_A_LOSS, OF_A_SCORE
from convcheck.profile import Profile
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import diagnosis_of, noise, run_of_values

PLACE = np.linspace(0.0, 1.0, 500)
RISEN = 20.0 + 400.0 * (1.0 - np.exp(-PLACE / 0.12))
OF_LOSSES = re.compile(
    r"\b(loss|descent|drop|fall|falling|lower|lowest)\b|still falling|it fell|came down"
)
SCORES = {
    "settled": RISEN + 5.0 * noise(500),
    "still rising": 10.0 + 300.0 * PLACE + 8.0 * noise(500),
    "collapsed": np.where(PLACE > 0.7, 60.0, RISEN) + 20.0 * noise(500),
    "flat": 21.0 + 9.0 * np.abs(noise(500)),
    "swings": RISEN + 60.0 * np.sin(80.0 * PLACE) + 5.0 * noise(500),
    "below zero": -1600.0 + 3.6 * RISEN + 5.0 * noise(500),
    "climbs late": 20.0 + 400.0 * np.clip((PLACE - 0.8) / 0.1, 0.0, 1.0) + 5.0 * noise(500),
    "at ln 10, below zero": -np.log(10.0) + 0.01 * noise(500),
    "noisy": RISEN[:60] + 150.0 * noise(60),
}


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("scored", ["reward", "accuracy"])
def test_nothing_is_told_of_a_score_as_of_a_loss(name: str, scored: str) -> None:
    """Neither the reason nor a message calls a score a loss, or its rise a fall."""
    diagnosis = diagnosis_of(run_of_values(SCORES[name], scored, "max"))
    said = [diagnosis.reason, *(f.message for f in diagnosis.findings if f.rule.code != "CC109")]
    assert [] == [text for text in said if OF_LOSSES.search(text)]


def test_a_remedy_tells_the_gain_of_a_score_as_part_of_its_rise() -> None:
    """What more steps would bring is no share of a fall."""
    slowing = 20.0 + 400.0 * (1.0 - np.exp(-PLACE / 0.5)) + 2.0 * noise(500)
    diagnosis = diagnosis_of(run_of_values(slowing, "reward", "max"), "CC303")
    told = [remedy for found in diagnosis.findings for remedy in found.remedies]
    assert any("of the rise so far" in remedy for remedy in told)
    assert [] == [remedy for remedy in told if "of the fall" in remedy]


def test_a_reward_that_collapsed_fell() -> None:
    """From a high reward to a low one it fell, by the share that the reason tells."""
    diagnosis = diagnosis_of(run_of_values(SCORES["collapsed"], "reward", "max"), "CC301")
    (found,) = diagnosis.findings
    assert re.match(
        r"The reward fell from 4\d\d\S*, near which it was until step \d+, to [56]\d\S* at the end",
        found.message,
    )
    assert "below its highest level" in diagnosis.reason


def test_every_word_has_its_opposite() -> None:
    """Both directions name the same words, and no two say the same but for the noun's sake."""
    assert set(OF_A_LOSS) == set(OF_A_SCORE)
    assert [] == [word for word in OF_A_LOSS if OF_A_LOSS[word] == OF_A_SCORE[word]]


def test_the_best_of_a_series_is_best_by_its_own_direction() -> None:
    """Beside a loss the highest accuracy is best, and no rate, norm, scale or epoch is."""
    loss, accuracy = RISEN[::-1] / 400.0, RISEN / 500.0
    neither = ("learning_rate", "gradient_norm", "loss_scale", "epoch")
    others = {"accuracy": accuracy, "validation_accuracy": 0.9 * accuracy}
    run = run_of_values(loss, others={**others, **dict.fromkeys(neither, loss)})
    settings, profile = Settings(), Profile(run)
    told = report_run(profile, diagnose(profile, settings), settings).series
    for role in others:
        best = told[role].best
        assert best is not None
        assert (others[role].max(), 499.0) == (best.value, best.step)
    assert {None} == {told[role].best for role in neither}
