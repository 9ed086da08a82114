"""In words what decided: one sentence a verdict, from the numbers that spoke loudest for it.

A sentence is a template: words that are others for a score than for a loss are left as fields, by
their names in ``directions``, and so are the unit of the axis, ``{unit}``, and ``{guess}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from convcheck.drawn_curve import is_falling
from convcheck.measures.chance import ABOVE, BELOW
from convcheck.measures.guesses import CLASS_GUESSES, MEAN_GUESSES, above_guess
from convcheck.rule import Verdict
from convcheck.shares import FAR_ABOVE, SEEN, has_drop
from convcheck.told_ahead import LEAST_GAIN
from convcheck.told_end import lone_rise
from convcheck.told_fall import last_quarter
from convcheck.told_levels import (
    begins_as_logged,
    climb,
    fell_beyond_noise,
    has_noise,
    lost_again,
    of_the_start,
    visibility,
)
from convcheck.told_swing import FAINT, told_swing
from convcheck.wording import HELD, LARGE, MOST_PERCENT, TINY, loss, step, times

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile

BAND, HIDDEN = 0.02, 2.0
"""The 2% band as a share of the drop, and the visibility z below which noise hides it."""
AT_THE_GUESS = 0.005
"""Share of a loss of guessing within which a level is told as that loss itself."""
RESTS = 0.03
"""Share of the drop that as long again may bring to a run that converged, by definition."""

Support = Mapping[str, float]
"""How much each quantity speaks for the verdict, against the next likeliest."""


def reason(verdict: Verdict, curve: CurveProfile, support: Support) -> str:
    """Say what decided for a verdict, as a template."""
    return _SENTENCES[verdict](curve, support)


def guess(curve: CurveProfile) -> str:
    """Return what goes behind a level that is the loss of a guess; empty where it is none."""
    if curve.chance_classes is not None:
        return f" = {_guessing(curve.chance_classes)}"
    end = curve.ends.end
    of_a_class, of_the_mean = (above_guess(end, each) for each in (CLASS_GUESSES, MEAN_GUESSES))
    if BELOW <= of_a_class <= ABOVE:
        classes = round(float(np.exp(end * np.exp(-of_a_class))))
        return f" and rests there, about {_guessing(classes)}"
    if BELOW <= of_the_mean <= ABOVE:
        return (
            f" and rests there, about {end / np.exp(of_the_mean):.2g}, the squared error of always "
            "predicting the mean if targets are standardised"
        )
    return ""


def _guessing(classes: int) -> str:
    return f"ln {classes}, the loss of guessing among {classes} classes"


def _percent(share: float) -> str:
    size = abs(100.0 * share)
    if abs(share) < TINY:
        return "less than 0.1%"
    return f"{size:.0f}%" if size >= 9.95 else f"{size:.1f}%"


def _of_drop(size: float, curve: CurveProfile) -> str:
    """Return a size as a share of the drop, or as it is where there is hardly a drop."""
    if not has_drop(curve):
        return loss(size)
    share = size / curve.total_range
    told = times(share) if share >= MOST_PERCENT else f"{_percent(share)} of"
    return f"{told} the {{drop}}"


def _hidden(curve: CurveProfile) -> str:
    seen = visibility(curve, BAND * curve.total_range)
    hidden = seen < HIDDEN and has_noise(curve.contained)
    return "; noise hides the 2% band" if hidden else ""


def _converged(curve: CurveProfile, support: Support) -> str:
    falling = is_falling(curve)
    held = falling and curve.settling_place(BAND * curve.total_range) <= 0.95
    quarter = abs(last_quarter(curve))
    if support.get("rate at the end", 0.0) > max(support.get("as long again", 0.0), 1.0):
        return (
            "the learning rate has run out, and the last quarter of the run is "
            f"{_of_drop(quarter, curve)} from the one before"
        )
    if not held:
        return _last_quarter_alone(curve) + (_hidden(curve) if falling else "")
    if not has_drop(curve.calm):
        return f"it has not moved by more than its noise since it settled{_hidden(curve)}"
    return (
        "the curve has stayed within 2% of the {drop} to the end, and as long again would bring "
        f"{_gain(curve)}{_hidden(curve)}"
    )


def settled_at_the_end(curve: CurveProfile) -> str:
    """Return why a curve is said to have converged whose band is reached with its last point."""
    short = "the log holds too little of its rest to tell when that began"
    return f"{_last_quarter_alone(curve)}; {short}"


def _last_quarter_alone(curve: CurveProfile) -> str:
    moved = _of_drop(abs(last_quarter(curve)), curve)
    only = "" if moved.startswith("less") else "only "
    return f"the last quarter of the run is {only}{moved} from the one before"


def _gain(curve: CurveProfile) -> str:
    """Return what as long again would bring, with its upper end where that is more than a rest.

    That end is no forecast: told alone it would promise more than the advice beside it does.
    """
    further = curve.contained.further()
    gain, most = (each / curve.total_range for each in (further.gain, further.high))
    if most <= RESTS:
        return f"{_percent(gain)} more"
    if gain < TINY:
        return f"{_percent(most)} more at most{{held}}, and likely {_percent(gain)}"
    return f"{_percent(gain)} more, {_percent(most)} at most{{held}}"


def _improving(curve: CurveProfile, support: Support) -> str:
    quarter = last_quarter(curve)
    further = curve.further().gain
    if support.get("validation, last quarter", 0.0) > max(support.get("last quarter", 0.0), 0.5):
        return "{validation} was still {falling} when the run ended"
    if quarter > 0.005 * curve.total_range:
        still = f"still {_of_drop(quarter, curve)} {{lower}} than the one before"
        return f"the last quarter of the run is {still}{_hidden(curve)}"
    if further > LEAST_GAIN * curve.total_range:
        return f"as long again would bring {_of_drop(further, curve)}{{held}}{_hidden(curve)}"
    return f"that it had settled is not shown{_hidden(curve)}"


def _stuck(curve: CurveProfile, _: Support) -> str:
    if curve.constant:
        return "the {what} is the same at every point"
    lost = lost_again(curve)
    if lost is not None:
        by = step(curve.logged_step(float(curve.blocks.place[lost.block])))
        if not curve.positive:
            return f"it came {{down}} until {{unit}} {by}, but lost that again"
        return (
            f"it came {{down}} to {_level(lost.lowest)} by {{unit}} {by}, but lost that again and "
            f"stands at {_level(lost.end)}"
        )
    if curve.chance_classes is not None:
        return f"the {{what}} {_guessed(curve.ends.end, curve.chance_classes)}"
    if not fell_beyond_noise(curve):
        return "there is no {way_down} that can be told from the noise"
    fall = curve.ends.fall
    if curve.positive and fall > LARGE * curve.ends.start:
        return _after_a_large_fall(curve)
    if curve.positive and fall > 0:
        only = "" if fall < TINY * curve.ends.start else "only "
        of_how_many = "" if begins_as_logged(curve) else f", {_began(curve)}"
        share = _percent(fall / curve.ends.start)
        return f"it {{fell}} by {only}{share} of its first level{of_how_many}"
    return "it came back to where it began and stayed there"


def _guessed(level: float, classes: int) -> str:
    """Say where a loss stays, or rests, that is about the loss of guessing."""
    of_guessing = float(np.log(classes))
    if abs(level / of_guessing - 1.0) <= AT_THE_GUESS:
        return f"stays at {{minus}}{of_guessing:.3f}{{guess}}"
    return f"rests at {_level(level)}, near {{minus}}{of_guessing:.3f}{{guess}}"


def _after_a_large_fall(curve: CurveProfile) -> str:
    """Say why a fall as large as that is not taken for learning."""
    fell = f"it {{fell}} from {_began(curve)} to {_level(curve.ends.end)}"
    return f"{fell}{{guess}}" if guess(curve) else f"{fell}, but no learning shows after that"


def _began(curve: CurveProfile) -> str:
    """Return the level at which a curve above zero began."""
    return of_the_start(curve, _level(curve.ends.start))


def _level(height: float) -> str:
    """Return a level of a curve above zero as the objective has it; zero has no sign."""
    told = loss(height)
    if height >= HELD:
        return told.replace("over ", "{over} {minus}")
    return f"{{minus}}{told}" if height else told


def _oscillating(curve: CurveProfile, _: Support) -> str:
    swing = told_swing(curve)
    size = _of_drop(swing.size, curve)
    if swing.form == "comb":
        return f"the {{what}} alternates from point to point by {size}, to the end"
    if swing.size < FAINT * curve.total_range:
        rise = float(np.max(curve.loss - np.minimum.accumulate(curve.loss)))
        if rise > SEEN * curve.total_range:
            return "it swung widely earlier, and the log does not show that this is over"
        return f"it still bounces by {loss(swing.size)}, little beside the whole {{drop}}"
    if swing.form == "bounce":
        return f"the level bounces by {size} to the end of the run"
    every = f"every {_percent(swing.period)} of the run"
    if swing.period < TINY:
        every = "of many periods"
    if swing.form == "ringing":
        return f"a ringing {every} dies away, but still swings by {size} at the end"
    return f"a cycle {every} still swings by {size} at the end"


def _diverged(curve: CurveProfile, _: Support) -> str:
    alone = lone_rise(curve)
    if alone is not None:
        return (
            f"at its very end it stands {loss(alone.size)} {{above}} all shortly before, and "
            "nothing shows whether that stays"
        )
    found, start = climb(curve), curve.ends.start
    over = "over " if found.end >= HELD else ""  # how far beyond is not known
    if curve.positive and found.end > FAR_ABOVE * start:
        factor = times(found.end / start)
        as_logged = factor == times(found.end / float(curve.loss[0]))
        of_how_many = "" if as_logged else f", {_began(curve)}"
        return f"it ended at {over}{factor} the {{what}} it began with{of_how_many}"
    if curve.positive and found.share < SEEN and found.end > FAR_ABOVE * found.lowest > 0:
        return f"it ended at {over}{times(found.end / found.lowest)} its {{lowest}} level"
    return f"it ended {_percent(found.share)} of its range {{above}} its {{lowest}} level"


_SENTENCES: dict[Verdict, Callable[[CurveProfile, Support], str]] = {
    Verdict.CONVERGED: _converged,
    Verdict.IMPROVING: _improving,
    Verdict.STUCK: _stuck,
    Verdict.OSCILLATING: _oscillating,
    Verdict.DIVERGED: _diverged,
}
