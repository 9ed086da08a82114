"""The outcome of a training, from its noise-free loss and its continuation: no opinion enters.

The rules are those by which the published truth files were labelled (their LABELS.md): first
match wins, and what a fair judge would accept besides makes a run ambiguous.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from tests.accuracy.curve_evidence import CurveEvidence, measure_curve, median_of_five
from tests.accuracy.label_flags import LoggedCurve, ValidationCurve, curve_flags

OUTCOMES = ("converged", "improving", "stuck", "oscillating", "diverged")
"""Every outcome a run can have."""

FURTHER_LIMIT = 0.03
"""A continuation to four times the length that gains more than this share: not converged."""

NEAR_LIMIT = (0.015, 0.06)
"""Further gains so near the limit that both answers are fair."""

LOG_SCALE_FALL = 0.30
"""A level that falls by this share more looks unfinished on a log scale."""

LOG_SCALE_VISIBLE = 0.003
"""... but only where that fall is this share of the drop, and so can be seen at all."""


@dataclass(frozen=True, slots=True)
class Label:
    """What became of a training."""

    outcome: str
    """One of OUTCOMES."""
    acceptable: frozenset[str]
    """The outcomes a fair judge would accept, this one included."""
    ambiguous: bool
    """Whether another answer, or a doubt, must be granted."""
    ambiguity: tuple[str, ...]
    """Why."""
    flags: frozenset[str]
    """Further measured facts: overfitting, noisy, nan ..."""
    evidence: dict[str, float]
    """The numbers behind it."""


@dataclass(frozen=True, slots=True)
class Construction:
    """What is known of a run because it was made so."""

    best_possible: float | None = None
    """Of a negated reward: the least that can be reached."""
    stretched: float | None = None
    """Of an annealed run: the level at the end of a schedule four times as long."""
    spike_steps: tuple[int, ...] = ()
    """Steps of injected corrupt batches."""
    dead_units: float = 0.0
    """Share of the units that are zero on every sample at the end."""
    flags: frozenset[str] = frozenset()
    """Flags by construction: resumed, restarted, truncated."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One row of the table of outcomes."""

    outcome: str
    also: tuple[tuple[str, str], ...] = ()
    """Pairs of another acceptable outcome and the reason."""
    flags: tuple[str, ...] = ()


def label(
    steps: ArrayLike,
    loss: ArrayLike,
    continued_steps: ArrayLike,
    continued_loss: ArrayLike,
    trivial: float,
    validation: ArrayLike | None = None,
    logged: tuple[ArrayLike, ArrayLike] | None = None,
    construction: Construction | None = None,
) -> Label:
    """Label a run by its noise-free loss at n steps and at k steps of its continuation.

    ``validation`` is the noise-free validation loss at the same n steps; ``logged`` the pair of
    steps and losses that the log shows.  A reward is given negated.  Raises ValueError for an
    empty curve.
    """
    known = construction or Construction()
    step, curve = np.asarray(steps, float), np.asarray(loss, float)
    with np.errstate(over="ignore", invalid="ignore"):
        seen = measure_curve(
            step, curve, continued_steps, continued_loss, trivial, known.best_possible
        )
        call = _outcome(seen, known)
        doubts = [*call.also, *_doubts(call, seen, known)] if seen.finite_at_end else []
        flags = curve_flags(
            call.outcome,
            seen,
            step,
            curve,
            ValidationCurve.measure(curve, validation, trivial),
            LoggedCurve.measure(logged, step[-1]),
            known.spike_steps,
        )
    if known.dead_units > 0.5:
        flags |= {"dead_relu"}
    if any("stretched" in reason for _, reason in doubts):
        flags |= {"schedule_limited"}
    others = [outcome for outcome, _ in doubts if outcome != call.outcome]
    return Label(
        outcome=call.outcome,
        acceptable=frozenset([call.outcome, *others]),
        ambiguous=bool(others),
        ambiguity=tuple(dict.fromkeys(why for outcome, why in doubts if outcome != call.outcome)),
        flags=flags | known.flags | frozenset(call.flags),
        evidence={field.name: float(getattr(seen, field.name)) for field in fields(seen)},
    )


def _outcome(seen: CurveEvidence, known: Construction) -> _Call:
    """First match wins, in the order of the published table."""
    if not seen.finite_at_end:
        return _Call("diverged")
    call = _diverged(seen) or _oscillating(seen)
    if call is None and not seen.learned:
        call = _not_learned(seen)
    if call is not None:
        return call
    more = seen.further_share > FURTHER_LIMIT
    beyond_jitter = seen.further > max(0.01 * seen.scale, 1.2 * seen.jitter)
    call = _Call("improving" if more and beyond_jitter else "converged")
    return _fallen_back(call, seen) if not known.spike_steps else call


def _diverged(seen: CurveEvidence) -> _Call | None:
    far_above = seen.exceeds(5, seen.start)
    rising = seen.above and (seen.growing or not seen.bounces or far_above)
    if not (rising or (seen.rose and seen.growing)):
        return None
    also = []
    if seen.above and not seen.growing and not far_above:
        also.append(("stuck", "flat, but above the initial loss"))
    if seen.bounces:
        also.append(("oscillating", "bounces far above its initial loss"))
    return _Call("diverged", tuple(also))


def _oscillating(seen: CurveEvidence) -> _Call | None:
    if not seen.bounces:
        return None
    height = seen.swing * seen.scale
    if not seen.learned and height < 0.15 * abs(seen.trivial) and not seen.above:
        return _Call("stuck", (("oscillating", "small bounces at the trivial loss"),))
    if seen.upswings < 2 or seen.further >= 1.5 * height:
        return None
    also = []
    if seen.above:
        also.append(("diverged", "bounces far above its initial loss"))
    if not seen.learned:
        also.append(("stuck", "bounces at or above the trivial loss"))
    if seen.learned and seen.swing < 0.3:
        settled = seen.further_share < max(FURTHER_LIMIT, seen.swing)
        also.append(("converged" if settled else "improving", "mild oscillation"))
    if seen.learned and seen.further_share > FURTHER_LIMIT:
        also.append(("improving", "swings, but the continuation ends lower"))
    return _Call("oscillating", tuple(also))


def _not_learned(seen: CurveEvidence) -> _Call:
    trivial = abs(seen.trivial)
    moving = seen.half - seen.end > 0.01 * seen.scale
    started_near = seen.first <= seen.trivial + 0.5 * trivial
    if seen.further > 0.1 * trivial and not moving and not seen.creeping:
        return _Call("stuck", flags=("late_drop_after_end",))
    if started_near and seen.creeping:
        also = ("stuck", "creeps by less than 2 % of the trivial loss")
        tiny = seen.visible_fall < 0.02 * trivial
        return _Call("improving", (also,) if tiny else (), ("creeping",))
    gains = seen.further_share > FURTHER_LIMIT and seen.further > 0.03 * trivial
    if started_near and gains and moving:
        return _Call("improving", (("stuck", "hardly learned yet"),))
    if not started_near and gains:
        return _Call("improving")
    return _Call("stuck", _stuck_also(seen))


def _stuck_also(seen: CurveEvidence) -> tuple[tuple[str, str], ...]:
    also = []
    if seen.exceeds(1.1, seen.first):
        also.append(("diverged", "flat, but above the initial loss"))
    if seen.visible_fall > 0.2 * abs(seen.trivial):
        also.append(("converged", "fell to the trivial predictor's loss and stays there"))
    return tuple(also)


def _fallen_back(call: _Call, seen: CurveEvidence) -> _Call:
    """Doubt a learned run that gave back a quarter of its drop: it has not just converged."""
    calm = call.outcome == "converged" or (seen.further_share < 0.15 and seen.end > seen.half)
    if calm and seen.end - seen.best > 0.25 * seen.drop:
        why = "rose by over a quarter of its drop"
        return _Call("diverged", (("oscillating", why), ("stuck", why)))
    return call


def _doubts(call: _Call, seen: CurveEvidence, known: Construction) -> list[tuple[str, str]]:
    """Pairs of an outcome to be accepted as well and the reason."""
    if not seen.continuation_finite:
        return [("diverged", "the continuation ends non-finite")]
    if call.outcome not in ("converged", "improving"):
        return []
    if not seen.learned:
        return _reference_doubts(seen)
    return [
        *_reference_doubts(seen),
        *_limit_doubts(seen),
        *_swing_doubts(seen),
        *_shape_doubts(call, seen),
        *_schedule_doubts(call, seen, known),
    ]


def _limit_doubts(seen: CurveEvidence) -> list[tuple[str, str]]:
    """Doubts whether the further gain is above its limit."""
    reasons = []
    low, high = NEAR_LIMIT
    if low < seen.further_share < high:
        reasons.append("further fall is near the limit")
    if seen.further_share > FURTHER_LIMIT and 0.6 < seen.further / (seen.jitter or np.inf) < 2.5:
        reasons.append("remaining fall is of the size of the iterate noise")
    return [(outcome, why) for why in reasons for outcome in ("converged", "improving")]


def _reference_doubts(seen: CurveEvidence) -> list[tuple[str, str]]:
    """Doubt a gain that is large for one reference and small for the other."""
    if (seen.further_share > FURTHER_LIMIT) == (seen.further_share_of_fall > FURTHER_LIMIT):
        return []
    why = "verdict depends on initial or trivial-predictor reference"
    return [("converged", why), ("improving", why)]


def _swing_doubts(seen: CurveEvidence) -> list[tuple[str, str]]:
    if seen.swing > 0.08 and seen.upswings >= 2:
        return [("oscillating", "jitter near the oscillation limit")]
    if 0.05 < seen.swing < 0.15 and seen.crossings >= 8:
        return [("oscillating", "a small regular swing")]
    return []


def _shape_doubts(call: _Call, seen: CurveEvidence) -> list[tuple[str, str]]:
    doubts = []
    falls = seen.further > LOG_SCALE_FALL * abs(seen.end)
    if call.outcome == "converged" and falls and seen.further_share > LOG_SCALE_VISIBLE:
        doubts.append(("improving", "the level falls much more on a log scale"))
    flat = seen.half - seen.end < 0.02 * seen.scale and seen.upswings == 0
    if call.outcome == "improving" and flat:
        doubts.append(("converged", "flat in the second half of the log"))
    return doubts


def _schedule_doubts(
    call: _Call, seen: CurveEvidence, known: Construction
) -> list[tuple[str, str]]:
    if call.outcome != "converged" or known.stretched is None:
        return []
    if seen.end - known.stretched <= 0.06 * seen.drop:
        return []
    return [("improving", "annealed: a stretched schedule would fall further")]


def settling_bracket(
    steps: ArrayLike, loss: ArrayLike, first_step: float, band: float = 0.02
) -> tuple[float, float]:
    """Grid steps just outside and just inside the band, on the noise-free curve (median of 5).

    Settled: what remains of the curve spans no more than ``band`` of its whole span, counted
    from the first logged step on.  Raises ValueError where no step is left.
    """
    step, curve = np.asarray(steps, float), np.asarray(loss, float)
    usable = (step >= first_step) & np.isfinite(curve)
    step, curve = step[usable], curve[usable]
    if step.size == 0:
        raise ValueError(f"no step of the curve at or after {first_step}")
    smooth = median_of_five(curve)
    highest = np.maximum.accumulate(smooth[::-1])[::-1]
    lowest = np.minimum.accumulate(smooth[::-1])[::-1]
    inside = int(np.argmax(highest - lowest <= band * (highest[0] - lowest[0])))
    return float(step[max(0, inside - 1)]), float(step[inside])
