"""Runs made of arrays, and what is found in them: shared by the tests of single rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.diagnosis import diagnose
from convcheck.model import Axis, Run, Series
from convcheck.profile import Profile
from convcheck.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcheck.findings import Diagnosis, Finding
    from convcheck.model import FloatArray, Goal


def run_of_values(
    value: FloatArray,
    name: str = "loss",
    goal: Goal = "min",
    others: Mapping[str, FloatArray] | None = None,
) -> Run:
    """Return a run that logged these values, and others by role, at the steps 0, 1, ..."""
    named = {"train": value, **(others or {})}
    series = {
        role: Series(name if role == "train" else role, role, np.arange(float(len(each))), each)
        for role, each in named.items()
    }
    return Run("r", "r", "csv", "", (), Axis("step", "step"), goal, series["train"], series)


def diagnosis_of(run: Run, *codes: str) -> Diagnosis:
    """Return what is concluded about a run, by the rules of these codes alone."""
    return diagnose(Profile(run), Settings(select=codes))


def found_in(run: Run, code: str) -> Finding | None:
    """Return what one rule, let speak alone, finds in a run."""
    return next(iter(diagnosis_of(run, code).findings), None)


def told_of(run: Run, code: str) -> str:
    """Return the message of a rule that must speak."""
    found = found_in(run, code)
    assert found is not None
    return found.message


def noise(points: int, seed: int = 0) -> FloatArray:
    """Return Gaussian noise of deviation 1, the same every time."""
    return np.random.default_rng(seed).standard_normal(points)
