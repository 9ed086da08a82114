"""CC201: the loss becomes NaN or infinite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from convcheck.profile import Profile

RULE = Rule(
    code="CC201",
    name="non-finite-loss",
    severity="error",
    summary="The loss is NaN or infinite at the end of the run, or was in its course.",
    message="the {what} is {kind} {where}; {how}",
    why="Weights that an update made NaN never recover: every later step computes nothing, and a "
    "checkpoint saved since is worthless.",
    how="Any logged value that is no finite number. At the end of the log it is an error; where "
    "finite values follow it is a warning, because the step was survived or skipped. The points "
    "just before tell a loss that had been growing from one that broke off without notice.",
    when_wrong="Some loggers write NaN for a step that was not measured, and an epoch's mean is "
    "infinite because of one bad batch; the weights may then be sound.",
    causes=(
        Cause(
            "optimizer-state-lost", "it broke right after a restart", needs=("broke_at_restart",)
        ),
        Cause("mixed-precision", "the loss scale fell just before", needs=("loss_scale_fell",)),
        Cause("learning-rate-too-large", "the loss had been growing", needs=("grew_first",)),
        Cause("missing-gradient-clipping", "the gradient had grown", needs=("gradient_first",)),
        Cause("numeric-overflow", "it broke off without notice", needs=("broke_suddenly",)),
        Cause("learning-rate-too-large", "the usual cause"),
        Cause("numeric-overflow", "a logarithm of zero, a division by zero, an exponential"),
        Cause("mixed-precision", "half precision overflows at 65,504", unless=("from_the_start",)),
        Cause("corrupted-data", "one bad record is enough"),
        Cause("missing-gradient-clipping", "one large gradient is enough", unless=("rate_tiny",)),
    ),
    remedies=(
        Remedy(
            "go back to a checkpoint from before {unit} {at:step}; none saved since can be used",
            unless=("from_the_start", "never_fell", "recovered"),
        ),
        Remedy(
            "lower the learning rate from {rate:rate} to {rate_low:rate} – {rate_high:rate}",
            "learning-rate-too-large",
        ),
        Remedy(
            "lower the learning rate by a factor of 3 to 10",
            "learning-rate-too-large",
            unless=("rate_logged",),
        ),
        Remedy(
            "clip the gradient's norm at {gradient_typical:loss}, its usual size before",
            "missing-gradient-clipping",
        ),
        Remedy(
            "clip the gradient's norm, at 1.0 if nothing else is known, and log it",
            "missing-gradient-clipping",
            unless=("has_gradient_norm",),
        ),
        Remedy(
            "compute the loss from logits (log-softmax, BCE with logits) and add an epsilon to "
            "every logarithm, square root and denominator",
            "numeric-overflow",
            unless=("boosted",),
        ),
        Remedy(
            "use bfloat16 or full precision for the loss and the normalisation layers, or let a "
            "gradient scaler skip bad steps",
            "mixed-precision",
        ),
        Remedy(
            "look at the batch of {unit} {at:step}: missing values, infinite features, empty "
            "sequences, labels out of range",
            "corrupted-data",
            unless=("boosted",),
        ),
    ),
    references=(
        "Micikevicius et al., Mixed precision training, ICLR 2018",
        "Pascanu, Mikolov, Bengio, On the difficulty of training recurrent networks, ICML 2013",
    ),
    limits=(
        Limit(
            "growth",
            3.0,
            "times the level before",
            "growth by this much just before the break is more than the noise of a healthy run",
            "generated runs: a batch loss seldom leaves its level by a factor of three",
        ),
    ),
    needs=(),
    fires=(
        Example("not_finite", {"at": 0.6}, "NaN from three fifths of the run on"),
        Example("not_finite", {"at": 0.9, "infinite": 1}, "infinite at the end"),
        Example("exponential", {"missing": 3}, "three NaN that were survived"),
    ),
    silent=(
        Example("exponential", {}, "healthy"),
        Example("blow_up", {}, "grows, and stays finite"),
    ),
)

BEFORE = 10
"""Points before the break in which a growth would show."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Speak of the non-finite end, else of the first non-finite value."""
    import numpy as np

    series = profile.run.objective
    bad = np.flatnonzero(~series.finite)
    if not len(bad):
        return ()
    good = np.flatnonzero(series.finite)
    recovered = bool(len(good)) and bool(good[-1] > bad[-1])
    first = int(bad[0]) if recovered or not len(good) else int(good[-1]) + 1
    at, last = float(series.step[first]), float(series.step[-1] if not recovered else bad[-1])
    value = float(series.value[first])
    grew = _grew(series.value[:first] * profile.sign, limits["growth"])
    gradient = _gradient_grew(profile, at, limits["growth"])
    values: dict[str, Any] = {
        "at": at,
        "count": len(bad),
        "kind": "NaN" if np.isnan(value) else "infinite",
        "recovered": recovered,
        "from_the_start": first == 0 and not recovered,
        "grew_first": grew,
        "never_fell": _never_fell(series.value[:first] * profile.sign),
        "gradient_first": gradient,
        "broke_suddenly": first > 0 and not grew and not gradient,
        "broke_at_restart": any(r.at <= at <= r.at + BEFORE for r in profile.run.restarts),
        "where": _where(series.step[bad], profile.run.axis.unit, bool(np.ptp(bad) >= len(bad)))
        if recovered
        else f"from {profile.run.axis.unit} {step(at)} on, to the end",
        "how": _how(first, recovered, grew, gradient, profile.facts["what"]),
    }
    span = Span(at, float(series.step[bad[-1]]) if recovered else last)
    return (Evidence(span, values, severity="warning" if recovered else None),)


def _where(at: FloatArray, unit: str, scattered: bool) -> str:
    """Say at which points a loss that recovered was not finite."""
    first = f"{unit} {step(float(at[0]))}"
    if len(at) == 1:
        return f"at {first} alone"
    if scattered:
        return f"at {len(at):,} {unit}s, first at {first}"
    return f"from {first} to {step(float(at[-1]))}, {len(at):,} values in all"


def _how(first: int, recovered: bool, grew: bool, gradient: bool, what: str) -> str:
    if first == 0:
        return f"it was so {'at the first record' if recovered else 'from the first record on'}"
    if gradient:
        return "the gradient had exploded before"
    return "it had been growing before" if grew else f"nothing in the {what} announced it"


def _grew(before: FloatArray, growth: float) -> bool:
    import numpy as np

    known = before[np.isfinite(before)]
    if len(known) < 3:
        return False
    recent, earlier = known[-BEFORE:], known[:-BEFORE] if len(known) > BEFORE else known[:1]
    level = float(np.median(earlier))
    spread = float(np.median(np.abs(earlier - level))) + 1e-12 * abs(level)
    highest = float(recent.max())
    return highest > level + max((growth - 1.0) * abs(level), 10.0 * spread)


def _never_fell(before: FloatArray) -> bool:
    """Return whether no value was better than the first: then no checkpoint is worth keeping."""
    import numpy as np

    known = before[np.isfinite(before)]
    return bool(len(known)) and bool(known.min() >= known[0])


def _gradient_grew(profile: Profile, at: float, growth: float) -> bool:
    norm = profile.run.gradient_norm
    if norm is None:
        return False
    return _grew(norm.value[norm.step <= at], growth)
