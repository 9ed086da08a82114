"""Numbers of a report: none is told where it has no meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck import reporters
from convcheck.band import Band
from convcheck.curve_profile import HUGE
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.model import Axis, Run, Series
from convcheck.profile import Profile
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.rule import Example
from convcheck.run_report import report_run
from convcheck.settings import Settings
from convcheck.shares import beside, of_whole
from convcheck.wording import HELD, loss, percent

if TYPE_CHECKING:
    from convcheck.model import FloatArray

SENSELESS = re.compile(
    r"e\+\d|\d{4,}%|\d,\d{3}%|\bnan\b|None|(?<![\w.])-0\b(?!\.\d*[1-9])|bring 0[ %]|\(0% of"
)
"""Shares of nothing, and gains of nothing."""


def _run(train: FloatArray, validation: FloatArray | None = None) -> Run:
    step = np.arange(1.0, len(train) + 1.0)
    series = {"train": Series("loss", "train", step, train)}
    if validation is not None:
        series["validation"] = Series("val", "validation", step, validation)
    return Run("r", "r", "csv", "", (), Axis("step", "step"), "min", series["train"], series)


def _text(run: Run) -> str:
    """Return the report for a person, the curve left out, in one line."""
    settings, profile = Settings(), Profile(run)
    told = report_run(profile, diagnose(profile, settings), settings)
    text = reporters.get("terminal").render(
        Report((told,), (), settings), Look(plot=False, verbosity=0)
    )
    return " ".join(text.split())


def _noise(size: int, seed: int = 3) -> FloatArray:
    return np.random.default_rng(seed).normal(size=size)


EXPLODED = np.array([15e3, 4e8, 2e13, 1e18, 3e23, 3e28, 3e33, *[np.inf] * 193])
WITHOUT_DROP = {
    "exploded": _run(EXPLODED),
    "grew": _run(np.geomspace(0.5, 5e5, 200)),
    "rose a little": _run(1.0 + 0.001 * np.arange(300.0) + 0.2 * np.abs(_noise(300))),
    "swings about a level": _run(1.0 + 0.3 * np.sin(np.arange(300.0) / 14) + 0.05 * _noise(300)),
    "noise alone": _run(1.0 + 0.2 * np.abs(_noise(400))),
    "noise that fell a hair": _run(1.0 - 1e-5 * np.arange(400.0) + 0.1 * np.abs(_noise(400, 5))),
    "comb": build(Example("flat", {"points": 100, "seed": 2})),
}


@pytest.mark.parametrize("name", WITHOUT_DROP)
def test_a_run_without_a_drop_is_told_no_shares_of_it(name: str) -> None:
    """Where the loss did not fall by more than its noise, nothing is counted in its fall."""
    text = _text(WITHOUT_DROP[name])
    told = text.replace("5e+05 times", "")
    assert [] == SENSELESS.findall(told)
    assert [] == [n for n in re.findall(r"scatters by ([\d.]+) of the drop", text) if float(n) > 1]


def test_a_run_that_only_grew_has_no_checkpoint_worth_keeping() -> None:
    """Seven values that explode: no best step, no noise, nothing to go back to."""
    text = _text(_run(EXPLODED))
    assert "DIVERGED from the start" in text
    for phrase in ("Keep", "as good within the noise", "scatters", "in band", "checkpoint"):
        assert phrase not in text


def test_a_run_that_lost_what_it_had_learned_keeps_its_best_step() -> None:
    """A loss that fell before it became infinite leaves a checkpoint to go back to."""
    fell = np.append(2.0 * np.exp(-np.arange(150.0) / 30) + 0.1, [np.inf] * 50)
    text = _text(_run(fell))
    assert "it lost what it had learned" in text
    assert "Keep" in text
    assert "Go back to a checkpoint from before" in text


def test_values_too_large_to_square_are_not_taken_for_one_value() -> None:
    """Validation that differs beyond 1e60 is no constant series."""
    train = np.append(np.linspace(1.0, 3.0, 20), np.geomspace(10.0, 1e70, 20))
    differing = np.geomspace(1e61, 1e90, 40)
    found = diagnose(Profile(_run(train, differing)), Settings()).findings
    assert "CC104" not in [each.rule.code for each in found]


def test_nobody_is_asked_for_thousands_of_times_as_much_validation_data() -> None:
    """Where only an absurdly larger validation set would calm it, that is no remedy."""
    settings = Settings(select=("CC405",))
    train = 2.0 * np.exp(-np.arange(200.0) / 40) + 0.5
    loud = 1.0 + 0.2 * np.cos(np.pi * np.arange(200.0))
    (found,) = diagnose(Profile(_run(train, loud)), settings).findings
    assert "more" not in found.evidence.values
    assert [] == [text for text in found.remedies if "as many examples" in text]


def test_a_share_is_worded_by_its_size() -> None:
    """Percent up to ten times, then times, and nothing where the whole is next to nothing."""
    assert " (12% of the drop)" == of_whole(0.12, 1.0, "drop")
    assert " (1,829 times the range)" == of_whole(1829.0, 1.0, "range")
    assert " (under 0.1% of the drop)" == of_whole(1e-9, 1.0, "drop")
    assert "" == of_whole(1e60, 1e-9, "drop")
    assert "" == beside(0.1, Profile(WITHOUT_DROP["rose a little"]).objective)


def test_a_run_that_never_got_better_is_sent_to_no_checkpoint() -> None:
    """A loss that only rose has no step that is worth going back to, whatever rule speaks."""
    said = _text(_run(np.linspace(-5.0, 15.0, 100)))
    assert "from the start" in said
    assert "checkpoint" not in said


def test_no_settling_step_is_told_of_a_run_that_diverged_even_for_an_absolute_band() -> None:
    """What rose to e^10 has settled nowhere, however wide the band is in units of the loss."""
    place = np.arange(100.0)
    value = np.where(place < 50, np.exp(-place / 10), np.exp((place - 50) / 5))
    profile = Profile(_run(value), Band(0.01, absolute=True))
    assert diagnose(profile, Settings()).settling is None


def test_a_share_that_rounds_to_nothing_says_so() -> None:
    """Nobody reads of 0 % where something was."""
    assert ("under 0.1%", "0%", "0.1%") == (percent(1e-5), percent(0.0), percent(0.001))


def test_what_is_held_for_its_size_is_told_as_more() -> None:
    """A curve holds what is too large to square; a report does not take that for the log's own."""
    assert HELD == HUGE
    assert ("over 1e+60", "under -1e+60", "9e+59") == (loss(1e60), loss(-1e70), loss(9e59))


def test_zero_has_no_sign() -> None:
    """A loss of minus zero, as a negated score leaves it, is told as zero."""
    assert ("0", "-0.5") == (loss(-0.0), loss(-0.5))


def test_a_band_of_next_to_nothing_is_not_said_to_be_hidden() -> None:
    """A swing from a trough to a crest has a drop of rounding, and no band that anybody asked for.

    One of a real drop is hidden by its noise as before.
    """
    swing = 2.0 - np.cos(np.pi * 15.0 * np.arange(600) / 599.0) + 0.1 * _noise(600)
    for logged, told in ((swing, False), (np.linspace(2.0, 1.0, 600) + 0.5 * _noise(600), True)):
        findings = diagnose(Profile(_run(logged)), Settings()).findings
        assert told is ("CC308" in {each.rule.code for each in findings})


@pytest.mark.parametrize(
    ("noise", "expected"),
    [(0.01, "the loss was still falling"), (1.2, "the loss may have been still falling")],
)
def test_a_fall_that_is_not_sure_is_told_as_one_that_may_be(noise: float, expected: str) -> None:
    """Where the verdict only leans to improving, the finding does not claim more."""
    profile = Profile(_run(np.linspace(2.0, 1.0, 60) + noise * _noise(60)))
    (told,) = (
        each.message for each in diagnose(profile, Settings()).findings if each.rule.code == "CC303"
    )
    assert told.lower().startswith(expected)
