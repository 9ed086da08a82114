"""What people use instead, on the same runs: stopping rules and simple tolerances.

Each rule takes the loss (and validation, where it wants one) and says "converged" or not. None of
them knows stuck, oscillating or diverged, so they are scored on converged or not alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tests.accuracy.cases import Case

if TYPE_CHECKING:
    from convcheck.model import FloatArray

Rule = Callable[["FloatArray", "FloatArray | None"], bool]


def patience(epochs: int) -> Rule:
    """Keras EarlyStopping: no new minimum for so many evaluations of what is monitored."""

    def stopped(loss: FloatArray, validation: FloatArray | None) -> bool:
        watched = loss if validation is None else validation
        best, since = np.inf, 0
        for value in watched.tolist():
            best, since = (value, 0) if value < best else (best, since + 1)
            if since >= epochs:
                return True
        return False

    return stopped


def generalization_loss(loss: FloatArray, validation: FloatArray | None) -> bool:
    """Prechelt (1998) GL5: validation 5 % above its minimum at some time."""
    watched = loss if validation is None else validation
    lowest = np.minimum.accumulate(watched)
    return bool((lowest > 0).all() and (100.0 * (watched / lowest - 1.0) > 5.0).any())


def productivity_quotient(loss: FloatArray, validation: FloatArray | None) -> bool:
    """Prechelt (1998) PQ 0.75 over strips of five: generalization loss over progress."""
    watched = loss if validation is None else validation
    lowest = np.minimum.accumulate(watched)
    if not (lowest > 0).all():
        return False
    for end in range(5, min(len(loss), len(watched)) + 1):
        strip = loss[end - 5 : end]
        progress = 1000.0 * (strip.mean() / max(strip.min(), 1e-12) - 1.0)
        worse = 100.0 * (watched[end - 1] / lowest[end - 1] - 1.0)
        if worse / max(progress, 1e-9) > 0.75:
            return True
    return False


def last_tenth_still(loss: FloatArray, _: FloatArray | None) -> bool:
    """Standard deviation of the last 10 % below 2 % of the range."""
    last = loss[-max(2, len(loss) // 10) :]
    return bool(np.std(last) < 0.02 * np.ptp(loss))


def last_fifth_flat(loss: FloatArray, _: FloatArray | None) -> bool:
    """Fall of a line through the last 20 % below 2 % of the range."""
    last = loss[-max(3, len(loss) // 5) :]
    slope = np.polyfit(np.arange(len(last)), last, 1)[0]
    return bool(abs(slope) * len(last) < 0.02 * np.ptp(loss))


def last_changepoint(loss: FloatArray, _: FloatArray | None) -> bool:
    """PELT (Killick et al., 2012): no change of level in the last 20 %."""
    import ruptures

    thinned = loss[:: max(1, len(loss) // 500)]
    sigma = np.median(np.abs(np.diff(thinned))) / 0.954 + 1e-12
    found = ruptures.Pelt(model="l2", min_size=3).fit(thinned / sigma)
    changes = found.predict(pen=3.0 * np.log(len(thinned)))[:-1]
    return not changes or changes[-1] <= 0.8 * len(thinned)


def rules() -> dict[str, Rule]:
    """Return the rules by name; PELT only where its library is installed."""
    found: dict[str, Rule] = {
        "Keras patience 5": patience(5),
        "Keras patience 10": patience(10),
        "Prechelt GL 5": generalization_loss,
        "Prechelt PQ 0.75": productivity_quotient,
        "std of the last 10 % < 2 %": last_tenth_still,
        "slope of the last 20 % < 2 %": last_fifth_flat,
    }
    try:
        import ruptures  # noqa: F401 - only whether it is there
    except ImportError:
        return found
    return found | {"last changepoint (PELT)": last_changepoint}


def says_converged(rule: Rule, case: Case) -> bool:
    """Apply a rule to a case as its user would; a non-finite loss never counts as converged."""
    sign = 1.0 if case.run.goal == "min" else -1.0
    loss = sign * case.run.objective.value
    if len(loss) < 3 or not np.isfinite(loss[-1]):
        return False
    validation = case.run.validation
    kept = loss[np.isfinite(loss)]
    watched = None
    if validation is not None and validation.finite.sum() >= 3:
        watched = sign * validation.value[validation.finite]
    return rule(kept, watched)
