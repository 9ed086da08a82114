"""Reasons for a verdict: templates that are filled with the words of a loss or of a score."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.decision import FEWEST_TO_JUDGE
from convcheck.decision_model import CLASSES
from convcheck.diagnosis import worded
from convcheck.model import Axis
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.rule import Verdict
from tests.rules._logged import noise, run_of_values
from tests.test_directions import OF_LOSSES

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, Goal

PLACE = np.linspace(0.0, 1.0, 500)
OF_SCORES = re.compile(r"\b(score|reward|rising|higher|highest)\b|it rose|came up")
REASONS = {
    "settles": 0.5 + 2.0 * np.exp(-PLACE / 0.1) + 0.02 * noise(500),
    "falls": 2.0 - PLACE + 0.02 * noise(500),
    "came and went": np.where(PLACE < 0.6, 0.5 + 1.8 * np.exp(-PLACE / 0.05), 2.4),
    "at ln 10": np.log(10.0) + 0.01 * noise(500),
    "down to ln 10": np.log(10.0) * (1.0 + 3.0 * np.exp(-PLACE / 0.1)) + 0.01 * noise(500),
    "down to the mean": 1.0 + 2.0 * np.exp(-PLACE / 0.1) + 0.01 * noise(500),
    "down to nowhere": 40.0 + 60.0 * np.exp(-PLACE / 0.1) + 0.1 * noise(500),
    "fell a little": 40.0 - 2.0 * PLACE + 0.1 * noise(500),
    "flat": 40.0 + 0.1 * noise(500),
    "alternates": 2.0 + 0.3 * (-1.0) ** np.arange(500) + 0.02 * noise(500),
    "rose": 2.0 + 3.0 * PLACE + 0.02 * noise(500),
    "beyond all measure": np.append([1e70, 1e65, 1e61], np.full(497, 0.85)) + 0.01 * noise(500),
    "constant": np.full(500, 2.0),
    "not finite": np.where(PLACE < 0.9, 1.0 + np.exp(-PLACE / 0.1), np.nan),
    "broke away": np.where(PLACE < 0.98, 1.0 + 2.0 * np.exp(-PLACE / 0.1), 3.1) + 0.01 * noise(500),
    "too short": 2.0 - PLACE[:5],
}
TOLD_OF_A_LOSS = (
    "2% of the drop",
    "the validation loss was still falling",
    "lower than the one before",
    "the loss is the same",
    "it came down to",
    "the loss stays at 2.303 = ln 10, the loss of guessing among 10 classes",
    "there is no descent",
    "it fell by only",
    "from over 1e+60",
    "and rests there, about ln 10, the loss of guessing",
    "and rests there, about 1, the squared error of",
    "but no learning shows after that",
    "the loss alternates",
    "the loss it began with",
    "above its lowest level",
    "the loss is not finite from step 450 on",
    "the last 10 points, from step 490 on, have lost more than half of the fall",
    "too few to tell a curve from its noise",
)
"""Every sentence that speaks of a loss or of a step."""
SUPPORTS: tuple[dict[str, float], ...] = (
    {},
    {"rate at the end": 9.0},
    {"validation, last quarter": 9.0},
)


def reasons_of(value: np.ndarray, goal: Goal, unit: AxisUnit = "step") -> set[str]:
    """Return the reason that is told of a run, and those that any other verdict would have."""
    run = run_of_values(value, "loss" if goal == "min" else "reward", goal)
    profile = Profile(replace(run, axis=Axis(unit, unit)))
    told = {worded(profile.decision.reason, profile)}
    for verdict, support in product(CLASSES, SUPPORTS):
        if len(value) >= FEWEST_TO_JUDGE and not np.isnan(value).any():
            template = reason(Verdict(verdict), profile.objective, support)
            told.add(worded(template, profile))
    return told


@pytest.mark.parametrize("name", REASONS)
def test_every_reason_speaks_of_a_loss_or_of_a_score(name: str) -> None:
    """Whatever the verdict, no field is left open, and none is filled with the other's words."""
    of_a_loss = reasons_of(REASONS[name], "min")
    of_a_score = reasons_of(-REASONS[name], "max")
    assert [] == [text for text in of_a_loss | of_a_score if re.search(r"[{}]", text)]
    assert [] == [text for text in of_a_score if OF_LOSSES.search(text)]
    assert [] == [text for text in of_a_loss if OF_SCORES.search(text)]


def test_every_sentence_is_among_those_reasons() -> None:
    """What the test above looks at leaves out none of the words that depend on the direction."""
    told = " ".join(text for value in REASONS.values() for text in reasons_of(value, "min"))
    assert [] == [phrase for phrase in TOLD_OF_A_LOSS if phrase not in told]


def test_levels_below_zero_keep_their_sign_in_a_reason() -> None:
    """A reason is made of a falling curve; told of a score it has the score's own numbers."""
    for name, expected in {
        "down to nowhere": r"it rose from about -9\d\.\d+ over its first 5 points to -40\.?\d*, "
        "but no learning shows after that",
        "down to ln 10": r"it rose from about -8\.\d+ over its first 5 points to -2\.3\d*$",
        "at ln 10": r"the reward stays at -2\.303$",
        "came and went": r"it came up to -0\.5\d* by step 2\d\d, .* stands at -2\.4$",
        "beyond all measure": r"it rose from under -1e\+60 to -0\.8",
    }.items():
        told = reasons_of(-REASONS[name], "max")
        assert any(re.search(expected, text) for text in told), told


@pytest.mark.parametrize("unit", ["step", "epoch", "sample", "record"])
def test_a_place_is_told_in_the_unit_of_the_axis(unit: AxisUnit) -> None:
    """Where it came down until, where it broke away, and from where it is not finite."""
    for name in ("came and went", "broke away", "not finite"):
        told = " ".join(reasons_of(REASONS[name], "min", unit))
        assert re.search(rf"\b{unit} [24]\d\d\b", told), told


@pytest.mark.parametrize("swung", [False, True])
def test_a_wide_swing_is_told_only_where_there_was_one(swung: bool) -> None:
    """A loss that fell from far above and now bounces a little never rose."""
    place = np.arange(200)
    loss = 0.5 + 500.0 * np.exp(-place / 6.0) + 0.01 * np.sin(place / 2.0)
    if swung:
        loss[20:30] = 300.0
    why = reason(Verdict.OSCILLATING, Profile(run_of_values(loss)).objective, {})
    assert swung == ("swung widely" in why)
    assert swung != ("little beside the whole" in why)


def test_what_more_may_bring_at_most_is_not_told_alone() -> None:
    """Where hardly anything is likely, the upper end by itself would promise it."""
    stairs = 2.0 - np.minimum(np.floor(PLACE * 10.0), 7.0) * 0.2 + 0.01 * noise(500)
    curve = Profile(run_of_values(stairs)).objective
    further = curve.further()
    assert further.high > 0.03 * curve.total_range
    told = reason(Verdict.CONVERGED, curve, {})
    likely = "less than 0.1%" if further.gain < 0.0005 * curve.total_range else None
    assert likely is not None
    assert told.endswith(f"more at most{{held}}, and likely {likely}")
