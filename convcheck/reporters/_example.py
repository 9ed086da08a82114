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


def chart(example: Example, page: Page) -> list[str]:
    """Return the lines of the picture."""
    from convcheck import curves

    planted = curves.generate(example.family, **{"points": POINTS, **example.parameters})
    raw = {"train": downsample(planted.step.astype(float), planted.loss)}
    if planted.validation is not None and planted.validation_step is not None:
        raw["validation"] = downsample(planted.validation_step.astype(float), planted.validation)
    steps = float(planted.step.min()), float(planted.step.max())
    names = {"train": example.note or "an example", "validation": "validation"}
    return ["", *picture(Scene(Curve(raw), steps, "train", names), page, ROWS)]
