"""Build the planted log of an example: what a rule's tests and its explanation are made of.

Beside the arguments of ``curves.generate`` an example may say ``validation``, ``learning_rate``,
``gradient_norm`` or ``loss_scale`` (a form of ``planted_columns``), ``edit`` (what is done to the
loss), ``gap`` (steps left out in the middle, as a share of the run), ``notes`` (codes of what a
reader had to do), ``rejected`` (columns not chosen, with the reason) and ``unit`` (of the axis).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck import planted_columns
from convcheck.model import Axis, Note, Restart, Run, Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcheck.curves import Curve
    from convcheck.model import BoolArray, FloatArray
    from convcheck.rule import Example

PLANTED = "planted"
"""Format and path of a log that no file holds."""
EVALUATIONS = 50
"""Points of a planted validation."""
OWN = frozenset(
    {"validation", "learning_rate", "gradient_norm", "loss_scale"}
    | {"edit", "gap", "notes", "rejected", "unit"}
)
"""What an example may say beyond the arguments of ``generate``."""


def build(example: Example, **changes: Any) -> Run:
    """Generate the log of an example; ``changes`` override its parameters.

    Raises ValueError for an unknown family or parameter, KeyError for an unknown form.
    """
    from convcheck.curves import generate

    said = {**example.parameters, **changes}
    curve = generate(example.family, **{k: v for k, v in said.items() if k not in OWN})
    return run_of(curve, {k: v for k, v in said.items() if k in OWN})


def run_of(curve: Curve, said: Mapping[str, Any] | None = None) -> Run:
    """Return a generated curve as a run; ``said`` is what an example plants beside it."""
    planted = said or {}
    step = curve.step.astype(float)
    kept, restarts = _settle(step)
    series = _series(curve, step, kept, planted)
    return Run(
        id=curve.family,
        path=PLANTED,
        format=PLANTED,
        logger="",
        files=(),
        axis=Axis("step", planted.get("unit", "step")),
        goal="min",
        objective=series["train"],
        series=series,
        rejected=planted.get("rejected", {}),
        restarts=restarts,
        notes=tuple(Note(code, code.replace("-", " ")) for code in planted.get("notes", ())),
    )


def _series(
    curve: Curve, step: FloatArray, kept: BoolArray, planted: Mapping[str, Any]
) -> dict[str, Series]:
    place = (step - step[0]) / max(1.0, float(step[-1] - step[0]))
    scale, shift = curve.options.get("scale", 1.0), curve.options.get("shift", 0.0)
    at, length = step[kept], float(np.ptp(step))
    at = np.where(place[kept] > 0.5, at + planted.get("gap", 0.0) * length, at)
    loss = curve.loss
    if "edit" in planted:
        loss = planted_columns.EDITS[planted["edit"]](place, loss)
    series = {"train": Series("loss", "train", at, loss[kept])}
    if "validation" in planted:
        u = np.linspace(0.0, 1.0, EVALUATIONS)
        value = planted_columns.VALIDATIONS[planted["validation"]](u)
        there = step[0] + u * length
        series["validation"] = Series("val_loss", "validation", there, scale * value + shift)
    elif curve.validation is not None and curve.validation_step is not None:
        there = curve.validation_step.astype(float)
        series["validation"] = Series("val_loss", "validation", there, curve.validation)
    if curve.learning_rate is not None:
        series["learning_rate"] = Series("lr", "learning_rate", at, curve.learning_rate[kept])
    for role in ("learning_rate", "gradient_norm", "loss_scale"):
        if role in planted:
            value = planted_columns.COLUMNS[planted[role]](place)
            series[role] = Series(role, role, at, value[kept])
    return series


def _settle(step: FloatArray) -> tuple[BoolArray, tuple[Restart, ...]]:
    """Keep of every stretch what later ones did not log again; n records in file order."""
    least_after = np.minimum.accumulate(np.append(step[1:], np.inf)[::-1])[::-1]
    back = np.flatnonzero(np.diff(step) < 0) + 1
    restarts = tuple(
        Restart(float(step[at]), int((step[:at] >= step[at]).sum())) for at in back.tolist()
    )
    return np.asarray(step < least_after), restarts
