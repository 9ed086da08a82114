"""Facts of a run that causes, messages and remedies are chosen and worded with, by name.

A fact that is absent, false or zero is not known to hold. ``FACTS`` lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.causes import BOOSTERS
from convcheck.directions import OF_A_LOSS, direction_words
from convcheck.facts_beside import gradient_facts, rate_facts
from convcheck.last_low import last_low
from convcheck.noted import is_noted
from convcheck.reasons import RESTS
from convcheck.told_after import falls_by_factors
from convcheck.told_best import best_place
from convcheck.told_end import lone_rise
from convcheck.told_levels import climb, lost_again
from convcheck.told_swing import PROMINENT
from convcheck.told_validation import went_on

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.profile import Profile

NEAR = 3.0
"""Standard errors within which a level is still as low as the lowest."""
FACTS: Mapping[str, str] = {
    "points": "finite points of the objective",
    "boosted": "a program that boosts trees wrote the log: there is no network",
    "unit": "what the axis counts: step, epoch, sample or record",
    "first_step": "first step logged",
    "last_step": "last step logged",
    "length": "steps from first to last",
    "restarted": "the log's counter went back",
    "cut_short": "the log ends in the middle of a record",
    "epoch_length": "steps an epoch has, where steps are counted",
    "epochs": "epochs that the run lasted",
    "has_validation": "a validation series was logged",
    "has_gradient_norm": "the gradient's norm was logged",
    "has_loss_scale": "the loss scale of mixed precision was logged",
    "loss_scale_fell": "the loss scale ended below a hundredth of its peak",
    "constant": "every value is the same",
    "falls_by_factors": "after it had settled the loss went on falling by factors, to the end",
    "settling_step": "first step after which the band is held",
    "above_start": "the loss ended above its start",
    "lost_from": "last step before which it surely had learned what it lost again",
    "lost_share": "share of its range by which it ended above its lowest level; 1 above its start",
    "rose_alone": "one or two last points rose far above all before, but not the level",
    "more_ahead": "as long again may bring more than a run that converged has left",
    "jumped_at_first": "the level rose by a quarter of its start in the first steps",
    "began_high": "the level fell to a third or less of its start in the first steps",
    "short": "the run lasted fewer than 150 steps, or fewer than 15 epochs",
    "small_fall": "the loss fell by less than an eighth of its start",
    "creeps": "the fall is nearly straight: it hardly bends over the whole run",
    "loud": "the noise of one point exceeds an eighth of the drop",
    "uneven": "the noise of one point exceeds two thirds of the final level",
    "rings": "a regular cycle swings about the curve",
    "spiky": "few points leap far above all others",
    "validation_turned": "validation ended above its best",
    "validation_still": "validation never changed by more than rounding",
    "validation_fell": "validation fell by a twentieth of its start or more",
    "validation_falls": "validation was best in the last tenth of the run",
    "improved_until": "step until which validation improved clearly after training had settled",
    "improved_to_the_end": "that was until the log ended",
    "gap_grew": "validation ended far above training",
    "rate_logged": "a learning rate was logged",
    "rate": "its peak",
    "rate_last": "its last value",
    "rate_low": "a tenth of its peak",
    "rate_high": "a third of its peak",
    "rate_threefold": "three times its peak",
    "rate_tenfold": "ten times its peak",
    "rate_constant": "it never changed",
    "rate_decays": "it ended below half of its peak",
    "rate_ended": "it ended at a tenth of its peak or less",
    "schedule_ended": "it fell to the end, to near a tenth of its peak or lower, without restarts",
    "rate_cycles": "it rose again after it had fallen, twice or more",
    "rate_large": "its peak is above what any usual recipe has",
    "rate_tiny": "its peak is below what any usual recipe has",
    "warms_up": "it rose before it fell",
    "gradient_typical": "median of the gradient's norm",
    "gradient_grows": "the gradient's norm ended ten times its early size or more",
    "gradient_vanishes": "the gradient's norm is zero, or fell to a thousandth of its first size",
    "gradient_steady": "the gradient's norm stays where it was, and is not zero",
    "gradient_clipped": "the gradient's norm sits at a bound",
    "siblings": "runs of the same call that converged, where it was held against them",
    "siblings_end": "median of the levels at which they ended",
    **{word: f"{said!r}, or what that is for a score" for word, said in OF_A_LOSS.items()},
}
"""Every fact with its meaning."""

LOUD = 0.12
"""Noise over drop above which training progress is hard to see, as in labelled runs."""
STRAIGHT = 0.38
"""Share of the fall in the second half: an exponential cut at one time constant has .378."""
FIRST_STEPS = 0.03
"""Share of the run that counts as its first steps."""
LEAP = 0.25
"""A level that rises by this share of its start in the first steps has leapt."""
SHORT_STEPS, SHORT_EPOCHS = 150.0, 15.0
"""Below this a run is short for nearly any task and optimizer."""
SMALL_FALL = 0.125
"""Share of the start; thrice what counts as no learning at all."""
UNEVEN = 0.67
"""Noise over level from which single examples, not batches, seem to be behind the points."""
SPIKE_GAP, SPIKE_HEIGHT = 4.0, 0.15
"""As the rule on spikes has them."""


def run_facts(profile: Profile) -> dict[str, Any]:
    """Gather the facts of a run."""
    run, curve = profile.run, profile.objective
    known: dict[str, Any] = {
        "points": len(curve),
        "boosted": run.logger in BOOSTERS,
        "unit": run.axis.unit,
        **direction_words(run),
        "restarted": bool(run.restarts),
        "cut_short": is_noted(run.notes, "truncated-log"),
        "has_validation": profile.validation is not None,
        "has_gradient_norm": profile.gradient_norm is not None,
        "has_loss_scale": "loss_scale" in run.series,
        "loss_scale_fell": _scale_fell(profile),
    }
    if len(run.objective):
        first, last = float(run.objective.step[0]), float(run.objective.step[-1])
        known |= {"first_step": first, "last_step": last, "length": last - first}
        known |= _epoch_facts(profile, last - first)
        limits = {"step": SHORT_STEPS, "epoch": SHORT_EPOCHS}
        known["short"] = last - first < limits.get(run.axis.unit, 0.0)
    if curve.enough:
        known |= _curve_facts(profile)
    known |= rate_facts(profile.learning_rate) | gradient_facts(profile.gradient_norm)
    return {name: _plain(value) for name, value in known.items()}


def _plain(value: Any) -> Any:
    """Return numpy's truth values and numbers as Python's own."""
    return value.item() if isinstance(value, np.generic) else value


def _scale_fell(profile: Profile) -> bool:
    series = profile.run.series.get("loss_scale")
    if series is None or not series.finite.any():
        return False
    values = series.value[series.finite]
    return bool(values[-1] < 0.01 * values.max())


def _epoch_facts(profile: Profile, length: float) -> dict[str, Any]:
    unit = profile.run.axis.unit
    steps = profile.run.extras.get("steps_per_epoch")
    if unit == "epoch":
        return {"epochs": length + 1}
    if unit != "step" or not steps:
        return {}
    return {"epoch_length": float(steps), "epochs": length / float(steps)}


def _curve_facts(profile: Profile) -> dict[str, Any]:
    curve = profile.objective
    if curve.constant:
        return {"constant": True}
    start, end = curve.ends.start, curve.ends.end
    drop, settling = curve.total_range, profile.settling
    first, middle, last = curve.fit.evaluate(np.array([0.0, 0.5, 1.0]))
    early = float(np.interp(FIRST_STEPS, curve.blocks.place, curve.blocks.mean))
    origin, ahead = float(curve.loss[0]), profile.projection
    return {
        "settling_step": None if settling is None else settling.step,
        "falls_by_factors": settling is not None and falls_by_factors(curve, settling.step),
        "above_start": end > start + 3.0 * curve.noise / np.sqrt(max(1, len(curve) // 5)),
        "jumped_at_first": early - origin > LEAP * abs(origin),
        "began_high": curve.positive and origin > 3.0 * early,
        "small_fall": curve.positive and start - end < SMALL_FALL * start,
        "creeps": bool(first > last and (middle - last) > STRAIGHT * (first - last)),
        "loud": curve.noise > LOUD * drop,
        "uneven": curve.positive and curve.noise > UNEVEN * end,
        "lost_from": _lost_from(curve),
        "lost_share": _lost_share(curve),
        "rose_alone": lone_rise(curve) is not None,
        "more_ahead": ahead is not None and ahead.interval[1] > RESTS * drop,
        "rings": curve.cycle.strength > 0.5 and curve.cycle.prominence > PROMINENT,
        "spiky": len(curve.leaps(SPIKE_GAP, SPIKE_HEIGHT).spikes) > 0,
        **_validation_facts(profile),
    }


def _lost_from(curve: CurveProfile) -> float | None:
    """Return the last step near the lowest level of a loss that came down and was lost again."""
    lost = lost_again(curve)
    if lost is None:
        return None
    return last_low(curve, lost, NEAR)


def _lost_share(curve: CurveProfile) -> float:
    """Return how much of its range a curve lost again by its end."""
    found = climb(curve)
    return 1.0 if found.end > curve.ends.start else found.share


def _validation_facts(profile: Profile) -> dict[str, Any]:
    validation, curve = profile.validation, profile.objective
    if validation is None or not validation.enough:
        return {}
    turn, origin = validation.upturn, float(validation.loss[0])
    best = best_place(validation)
    gap = validation.ends.end - curve.ends.end
    return {
        **_later_facts(profile, validation),
        "validation_turned": turn.size > 0.05 * turn.drop
        and turn.z > 2.0
        and not (best is not None and best.last == len(validation) - 1),
        "validation_still": float(np.ptp(validation.loss)) <= 1e-6 * abs(origin),
        "validation_fell": turn.drop > 0.05 * abs(origin) and turn.drop > 4.0 * turn.error,
        "validation_falls": validation.place[turn.best] > 0.9,
        "gap_grew": gap > 0.25 * max(curve.total_range, abs(curve.ends.end)),
    }


def _later_facts(profile: Profile, validation: CurveProfile) -> dict[str, Any]:
    """Return how validation went on after the objective had settled."""
    settling = profile.settling
    later = settling and went_on(validation, profile.objective, settling.step)
    if not later:
        return {}
    return {"improved_until": later.until, "improved_to_the_end": later.to_the_end}
