"""Levels and counts in messages: each is one that the log shows, and two never disagree."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from convcheck.told_levels import end_level
from tests.rules._logged import diagnosis_of, found_in, noise, run_of_values, told_of

PLACE = np.linspace(0.0, 1.0, 1000)
SHARE = re.compile(r"([\d.]+)% of its range")


def test_the_reason_and_the_findings_tell_one_share_of_the_range() -> None:
    """A language model that falls from 11 to 3 and leaps to 7.5 has lost 55 % of its range."""
    fell = 3.0 + 8.0 * (1.0 + PLACE / 0.005) ** -0.8
    value = np.where(PLACE < 0.7, fell, 7.5) + 0.05 * noise(1000)
    diagnosis = diagnosis_of(run_of_values(value), "CC301")
    (found,) = diagnosis.findings
    assert ["55"] == SHARE.findall(diagnosis.reason) == SHARE.findall(found.message)


def test_a_run_that_learned_and_lost_it_is_not_told_as_one_that_never_learned() -> None:
    """A loss that came from 2.3 to 0.5 and fell back to guessing has a checkpoint worth keeping."""
    value = np.where(PLACE < 0.4, 0.5 + 1.8 * np.exp(-PLACE / 0.05), 2.303) + 0.02 * noise(1000)
    diagnosis = diagnosis_of(run_of_values(value), "CC302")
    (found,) = diagnosis.findings
    assert "it came down to 0.4" in diagnosis.reason
    assert re.search(
        r"by step [23]\d\d, but lost that again and stands at 2\.(29|30)", diagnosis.reason
    )
    assert "after it had come to 0.4" in found.message
    assert "Keep the checkpoint of step 39" in found.remedies[0]


def test_a_loss_that_never_came_down_has_lost_nothing() -> None:
    """Flat noise, whose lowest level is picked from many, is told as before."""
    for seed in range(20):
        value = 2.303 + 0.1 * np.random.default_rng(seed).normal(size=300)
        assert "lost that again" not in diagnosis_of(run_of_values(value), "CC302").reason


def test_a_drift_tells_the_share_that_the_verdict_rests_on() -> None:
    """What crept up by 7 % of the whole range is not said to have risen by 10 % of it."""
    rises = 0.14 * np.clip((PLACE - 0.5) / 0.5, 0.0, 1.0)
    value = 0.5 + 2.0 * np.exp(-PLACE / 0.04) + rises + 0.005 * noise(1000)
    diagnosis = diagnosis_of(run_of_values(value), "CC301", "CC306")
    told = [SHARE.findall(each.message) for each in diagnosis.findings]
    assert [["6.7"], ["6.7"]] == told


def test_a_jump_in_the_last_hundredth_is_where_the_loss_ended() -> None:
    """A median of the last twentieth would not know of it."""
    value = 0.5 + 2.0 * np.exp(-PLACE / 0.06) + 0.03 * noise(1000)
    value[-12:] += 9.5
    assert 10.0 == pytest.approx(end_level(value), abs=0.1)
    assert "to 9.99" in told_of(run_of_values(value), "CC301")


def test_one_odd_value_at_the_end_is_not_where_the_loss_ended() -> None:
    """A run of even noise ended at the level of its last twentieth."""
    value = 2.0 + 0.1 * noise(1000)
    value[-1] = 50.0
    assert float(np.median(value[-50:])) == end_level(value)


def test_a_score_that_leapt_up_last_is_not_said_to_have_ended_below() -> None:
    """An accuracy of 90 at the end is told as such, and as rising."""
    value = 10.0 + 80.0 * np.clip((PLACE - 0.96) / 0.02, 0.0, 1.0) + 0.5 * noise(1000)
    told = told_of(run_of_values(value, "accuracy", "max"), "CC303")
    assert re.search(r"still rising .* ended at (89|90)", told)


def test_a_fall_after_a_stuck_run_is_not_told_away() -> None:
    """Where the last points lie elsewhere the level before is not said to be the end."""
    value = np.full(100, 4.0) + 0.02 * noise(100)
    assert "and ended at" in told_of(run_of_values(value), "CC302")
    value[-1:] = 1.0
    assert "and ended at" in told_of(run_of_values(value), "CC302")
    value[-3:] = 1.0
    found = found_in(run_of_values(value), "CC302")
    assert found is None or "and rested at" in found.message


def test_noise_of_the_first_points_is_told_as_no_fall() -> None:
    """Nine noisy points that lie high are no fall of 7 %."""
    value = 2.5 + 0.3 * noise(100_000, 1)
    value[:9] += 0.15
    assert re.search(
        "no (lasting fall|fall beyond its noise)", told_of(run_of_values(value), "CC302")
    )


def test_a_leap_at_first_comes_after_what_it_leapt_from() -> None:
    """The first value of a falling curve is no leap; the second may be one."""
    falling = 0.5 + 3.0 * np.exp(-PLACE / 0.01) + 0.03 * noise(1000)
    rate = {"learning_rate": np.full(1000, 1e-3)}
    assert None is found_in(run_of_values(falling, others=rate), "CC604")
    leaping = np.append(falling[0], [900.0, 140.0, 50.0, 17.0, 6.0, 4.0, *falling[7:]])
    told = told_of(run_of_values(leaping, others=rate), "CC604")
    assert re.search(r"from 3\.\d+ to 900 at step 1,", told)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ([400], "is NaN at step 400 alone;"),
        ([100, 300, 500], "is NaN at 3 steps, first at step 100;"),
        ([100, 101, 102], "is NaN from step 100 to 102, 3 values in all;"),
        ([100, *range(900, 1000)], "is NaN from step 900 on, to the end;"),
        ([0], "is NaN at step 0 alone; it was so at the first record"),
    ],
)
def test_non_finite_values_are_counted_where_they_are(bad: list[int], expected: str) -> None:
    """From a step on is said only of what lasted."""
    value = 0.5 + 2.0 * np.exp(-PLACE / 0.1)
    value[bad] = np.nan
    assert expected in told_of(run_of_values(value), "CC201")


@pytest.mark.parametrize("points", [10, 25, 100, 400])
@pytest.mark.parametrize("scatter", [0.005, 0.05, 0.3])
def test_a_band_is_hidden_only_by_a_wider_doubt(points: int, scatter: float) -> None:
    """The final level is never said to be known more closely than the band is wide."""
    u = np.linspace(0.0, 1.0, points)
    run = run_of_values(0.5 + 2.0 * np.exp(-u / 0.3) + scatter * noise(points))
    found = found_in(run, "CC308")
    if found is None:
        return
    within, band = re.findall(r"within ([\d.]+) only: the band of ([\d.]+)", found.message)[0]
    assert float(band) < float(within)
    scatters = re.findall(r"scatters by ([\d.]+)", found.message)
    assert all(float(within) <= 2.0 * float(each) for each in scatters)


@pytest.mark.parametrize("rate", [0.0, 1e-3])
def test_a_constant_loss_did_not_leap(rate: float) -> None:
    """Whatever its rate: at a rate of zero there is none to tell of."""
    run = run_of_values(np.full(60, 2.0), others={"learning_rate": np.full(60, rate)})
    assert None is found_in(run, "CC604")


def test_a_loss_that_leapt_up_last_is_not_told_as_falling() -> None:
    """Its last points stand far above the level that it came down to."""
    value = 0.5 + 2.0 * np.exp(-PLACE[::16] / 0.5) + 0.01 * noise(63)
    value[-3:] = 2.0
    assert None is found_in(run_of_values(value), "CC303")


def test_the_height_of_a_leap_that_stayed_is_that_of_its_levels() -> None:
    """Not the whole range of the run."""
    value = 0.5 + 2.0 * np.exp(-PLACE / 0.06) + 0.01 * noise(1000)
    value[900:] += 0.4
    found = found_in(run_of_values(value), "CC305")
    assert found is not None
    assert "by 0.4" in found.message or "by 0.39" in found.message


def test_what_overfits_is_not_told_to_train_longer() -> None:
    """A training loss that creeps down while validation rises has no remedy in more of the same."""
    value = 1.0 - 0.18 * PLACE + 0.002 * noise(1000)
    rising = 1.0 + 0.15 * np.clip(PLACE - 0.3, 0.0, 1.0) - 0.1 * np.clip(PLACE, 0.0, 0.3)
    alone, turned = (
        found_in(run_of_values(value, others=others), "CC310")
        for others in ({}, {"validation": rising + 0.002 * noise(1000, 1)})
    )
    assert alone is not None
    assert turned is not None
    assert any("train many times" in each.lower() for each in alone.remedies)
    assert not any("train many times" in each.lower() for each in turned.remedies)


def comb(points: int) -> np.ndarray:
    """Return what alternates from point to point."""
    return np.asarray(np.where(np.arange(points) % 2, 0.25, -0.25))


def shrinking_comb(points: int) -> np.ndarray:
    """Return a comb that ends at half its size."""
    return np.asarray(comb(points) * np.linspace(1.0, 0.5, points))


def wave(points: int) -> np.ndarray:
    """Return a sine of three points a period, whose flanks nobody can tell apart."""
    return np.asarray(0.3 * np.sin(2.0 * np.pi * np.arange(points) / 3.0 + 0.4))


@pytest.mark.parametrize("swing", [comb, shrinking_comb, wave])
@pytest.mark.parametrize("points", [100, 500, 2_000])
@pytest.mark.parametrize("seed", range(2))
def test_the_reason_and_the_finding_tell_one_swing(
    swing: Callable[[int], np.ndarray], points: int, seed: int
) -> None:
    """That at the end, which noise makes another than that of the whole, and in one form."""
    place = np.linspace(0.0, 1.0, points)
    value = 1.5 + np.exp(-place / 0.05) + swing(points) + 0.12 * noise(points, seed)
    diagnosis = diagnosis_of(run_of_values(value), "CC304")
    (found,) = diagnosis.findings
    told = re.search(r"by ([\d.]+)% of", diagnosis.reason)
    assert told is not None
    assert f"({told[1]}% of" in found.message
    regular = "cycle" in diagnosis.reason or "alternates" in diagnosis.reason
    assert regular == ("irregularly" not in found.message)
    assert "sawtooth" not in found.message
