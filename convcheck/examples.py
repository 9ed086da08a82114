"""Build the planted log of an example: what a rule's tests and its explanation are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Axis, Note, Restart, Run, Series

if TYPE_CHECKING:
    from convcheck.curves import Curve
    from convcheck.findings import Example
    from convcheck.model import FloatArray

PLANTED = "planted"
"""Format and name of a log that no file holds."""


def build(example: Example, **changes: Any) -> Run:
    """Generate the log of an example; ``changes`` override its parameters.

    Raises ValueError for an unknown family or parameter.
    """
    from convcheck.curves import generate

    return run_of(generate(example.family, **{**example.parameters, **changes}))


def run_of(curve: Curve, *, also: Mapping[str, FloatArray] | None = None) -> Run:
    """Return a generated curve as a run; ``also`` holds more series by role, shape (n,) each."""
    step, loss = curve.step.astype(float), curve.loss
    kept, restarts = _settle(step)
    series = {"train": Series("loss", "train", step[kept], loss[kept])}
    if curve.validation is not None and curve.validation_step is not None:
        at = curve.validation_step.astype(float)
        series["validation"] = Series("val_loss", "validation", at, curve.validation)
    further = dict(also or {})
    if curve.learning_rate is not None:
        further.setdefault("learning_rate", curve.learning_rate)
    for role, values in further.items():
        series[role] = Series(role, role, step[kept], np.asarray(values, dtype=float)[kept])
    cut = bool(curve.options.get("cut", 1.0) < 1.0)
    return Run(
        id=curve.family,
        path=PLANTED,
        format=PLANTED,
        logger="",
        files=(),
        axis=Axis("step", "step"),
        goal="min",
        objective=series["train"],
        series=series,
        restarts=restarts,
        notes=(Note("planted", "cut short"),) if cut else (),
    )


def _settle(step: FloatArray) -> tuple[FloatArray, tuple[Restart, ...]]:
    """Keep of every stretch what later ones did not log again; n records in file order."""
    least_after = np.minimum.accumulate(np.append(step[1:], np.inf)[::-1])[::-1]
    kept = step < least_after
    back = np.flatnonzero(np.diff(step) < 0) + 1
    restarts = tuple(
        Restart(float(step[at]), int((step[:at] >= step[at]).sum())) for at in back.tolist()
    )
    return kept, restarts
