"""From a profile and its diagnosis to what is told about the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.directions import goal_of
from convcheck.downsample import downsample
from convcheck.drawn_curve import drawn_curve
from convcheck.report import Curve, RunReport, Target
from convcheck.rule import Span
from convcheck.series_summary import summarize
from convcheck.siblings import Standing
from convcheck.told_best import best_place

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.findings import Diagnosis
    from convcheck.model import Series
    from convcheck.profile import Profile
    from convcheck.report import SeriesSummary, Trace
    from convcheck.settings import Settings


def report_run(profile: Profile, diagnosis: Diagnosis, settings: Settings) -> RunReport:
    """Gather all that is told about one run."""
    run = profile.run
    step = run.objective.step
    return RunReport(
        id=run.id,
        path=run.path,
        format=run.format,
        logger=run.logger,
        files=run.files,
        axis=run.axis,
        steps=(float(step[0]), float(step[-1])) if len(step) else None,
        goal=run.goal,
        objective=run.objective.role,
        series={role: _summary(profile, series) for role, series in run.series.items()},
        diagnosis=diagnosis,
        rejected=run.rejected,
        restarts=run.restarts,
        notes=run.notes,
        curve=_curve(profile, diagnosis),
        target=_target(profile, settings),
        standing=_standing(profile),
    )


def _summary(profile: Profile, series: Series) -> SeriesSummary:
    run = profile.run
    goal = goal_of(series.role, run.goal)
    curve: CurveProfile | None = None
    if series is run.objective:
        curve = profile.objective
    elif series is run.validation:
        curve = profile.validation
    found = None if curve is None else best_place(curve)
    if curve is None or found is None:
        return summarize(series, goal)
    best, low, high = curve.step[[found.at, found.first, found.last]].tolist()
    level = profile.sign * found.level
    return summarize(series, goal, best_step=best, best_range=(low, high), best_level=level)


def _curve(profile: Profile, diagnosis: Diagnosis) -> Curve | None:
    run = profile.run
    shown = {run.objective.role: run.objective}
    if run.validation is not None:
        shown[run.validation.role] = run.validation
    raw = {role: downsample(series.step, series.value) for role, series in shown.items()}
    if len(profile.objective) == 0:
        return None
    return Curve(raw, _fitted(profile), _band(profile, diagnosis))


def _fitted(profile: Profile) -> Trace | None:
    curve = profile.objective
    if not curve.enough:
        return None
    return downsample(curve.step, profile.sign * drawn_curve(curve))


def _band(profile: Profile, diagnosis: Diagnosis) -> tuple[float, float] | None:
    settling = diagnosis.settling
    if settling is None:
        return None
    curve = profile.settling_curve
    level = profile.sign * drawn_curve(curve)[curve.step >= settling.step]
    return (float(level.min()), float(level.max())) if len(level) else None


def _target(profile: Profile, settings: Settings) -> Target | None:
    if settings.target is None:
        return None
    curve = profile.objective
    level = drawn_curve(curve) if curve.enough else curve.loss
    inside = level <= profile.sign * settings.target
    reached = float(curve.step[np.argmax(inside)]) if inside.any() else None
    return Target(settings.target, settings.by_step, reached)


def _standing(profile: Profile) -> Standing | None:
    curve, run, settling = profile.objective, profile.run, profile.settling
    names = sorted(series.name for series in run.series.values())
    if not curve.enough or curve.non_finite_from is not None:
        return None
    return Standing(
        logged=(run.format, run.logger, run.objective.name, *names),
        role=run.objective.role,
        goal=run.goal,
        verdict=profile.decision.verdict,
        start=curve.ends.start,
        end=curve.ends.end,
        end_error=0.0 if curve.constant else curve.end_error,
        plateau=None if settling is None else Span(settling.step, float(curve.step[-1])),
        facts=profile.facts,
    )
