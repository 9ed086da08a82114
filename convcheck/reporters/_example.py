"""A small picture of a planted log, as it explains a rule or a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.downsample import downsample
from convcheck.report import Curve
from convcheck.reporters._curve import Scene, picture

if TYPE_CHECKING:
    from convcheck.reporters._page import Page
    from convcheck.rule import Example

ROWS = 11
POINTS = 400
"""Enough to fill the columns, few enough to see single points."""
DRAWN = ("train", "validation")
"""Roles that share the scale of the loss."""


def chart(example: Example, page: Page) -> list[str]:
    """Return the lines of the picture."""
    from convcheck import examples

    run = examples.build(example, points=example.parameters.get("points", POINTS))
    drawn = {role: run.series[role] for role in DRAWN if role in run.series}
    raw = {role: downsample(series.step, series.value) for role, series in drawn.items()}
    steps = float(run.objective.step[0]), float(run.objective.step[-1])
    names = {"train": example.note or "an example", "validation": "validation"}
    return ["", *picture(Scene(Curve(raw), steps, "train", names), page, ROWS)]
