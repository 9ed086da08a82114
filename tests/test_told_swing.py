"""The form in which a swing is told: regular where a line stands out, and the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.curve_profile import CurveProfile
from convcheck.diagnosis import worded
from convcheck.examples import build
from convcheck.profile import Profile
from convcheck.reasons import reason
from convcheck.rule import Example, Verdict
from convcheck.told_swing import told_swing
from tests.rules._logged import found_in

if TYPE_CHECKING:
    from convcheck.model import FloatArray

POINTS = 3000
PLACE = np.linspace(0.0, 1.0, POINTS)
PERIODS = 40.0
HILL = np.r_[np.linspace(0.5, 0.85, 12), np.linspace(1.15, 1.9, 12)] * PERIODS
"""Periods a run of the waves that a wandering level is made of: an octave on either side."""
SEEDS = range(8)


def regular(share: float, among: str) -> set[bool]:
    """Return whether losses are told to swing regularly that swing by a sine and something else.

    The sine has this share of their power, the rest is noise or a level that wanders.
    """
    told = set()
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        sine = np.sqrt(2.0) * _sine(PERIODS, random)
        rest = random.standard_normal(POINTS) if among == "noise" else _wander(random)
        swing = np.sqrt(share) * sine + np.sqrt(1.0 - share) * rest
        loss = 1.0 + np.exp(-PLACE / 0.02) + 0.1 * swing + 0.005 * random.standard_normal(POINTS)
        told.add(told_swing(CurveProfile(np.arange(float(POINTS)), loss)).form != "bounce")
    return told


def _wander(random: np.random.Generator) -> FloatArray:
    waves = sum((_sine(each, random) for each in HILL), np.zeros(POINTS))
    return np.asarray(np.sqrt(2.0 / len(HILL)) * waves)


def _sine(periods: float, random: np.random.Generator) -> FloatArray:
    return np.asarray(np.sin(2.0 * np.pi * (periods * PLACE + random.uniform())))


@pytest.mark.parametrize(("share", "told"), [(0.23, False), (0.42, True)])
def test_a_line_in_a_wandering_level_is_a_cycle_from_a_third_of_its_power(
    share: float, told: bool
) -> None:
    """With less of it the wander is what is seen; the waves about it leave it no other sign."""
    assert {told} == regular(share, "wander")


@pytest.mark.parametrize("memory", [0.8, 0.9, 0.95])
def test_noise_that_remembers_is_seldom_told_as_a_cycle(memory: float) -> None:
    """A running mean has strong lines at low frequencies, which do not come again."""
    forms = []
    for seed in range(20):
        noise = np.random.default_rng(seed).standard_normal(POINTS)
        for index in range(1, POINTS):
            noise[index] = memory * noise[index - 1] + (1.0 - memory) * noise[index]
        loss = 1.0 + np.exp(-PLACE / 0.02) + noise
        forms.append(told_swing(CurveProfile(np.arange(float(POINTS)), loss)).form)
    assert forms.count("bounce") >= 18


@pytest.mark.parametrize(("share", "told"), [(0.19, False), (0.27, True)])
def test_a_line_in_noise_is_a_cycle_from_a_quarter_of_its_power(share: float, told: bool) -> None:
    """There what comes again after a period is as likely a cycle as not."""
    assert {told} == regular(share, "noise")


@pytest.mark.parametrize(
    ("family", "said", "form"),
    [
        ("ringing", "a ringing every", "rings"),
        ("sine", "a cycle every", "swings regularly"),
        ("sawtooth", "a cycle every", "like a sawtooth"),
        ("comb", "alternates from point to point", "like a comb"),
        ("bounce", "the level bounces", "bounces irregularly"),
    ],
)
@pytest.mark.parametrize("seed", [1, 4, 5])
def test_the_reason_tells_the_form_that_the_finding_tells(
    family: str, said: str, form: str, seed: int
) -> None:
    """Ringing that still swings at the end is told as ringing in both, by the same size."""
    slow = {"decay": 0.4, "swing": 1.0, "cycles": 30} if family == "ringing" else {}
    loud = {"swing": 1.2, "noise": 0.1, "points": 2000} if family == "bounce" else {}
    run = build(Example(family, {"seed": seed, "points": 1000, "noise": 0.02, **slow, **loud}))
    profile, found = Profile(run), found_in(run, "CC304")
    told = worded(reason(Verdict.OSCILLATING, profile.objective, {}), profile)
    assert found is not None
    assert said in told
    assert form in found.message
    assert told_swing(profile.objective).size == found.evidence.values["swing"]
