"""Lessons for the settling model: what a run shows at its places, and whether it had settled.

Every band of the ladder is a lesson, so that one model serves bands of any width. Only runs that
converged teach: of no other is a settling step printed. Lessons are kept, for making them costs
as much as an analysis.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, product
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convcheck.decision import guard
from convcheck.profile import Profile
from convcheck.settling_beside import Beside
from convcheck.settling_evidence import AFTER_FIRST, settling_evidence
from convcheck.settling_model import Form
from tests.accuracy.kept import remove_older, written_whole
from tests.accuracy.measured import CACHE, CODE, content_hash

if TYPE_CHECKING:
    from convcheck.curve_profile import CurveProfile
    from convcheck.model import FloatArray
    from tests.accuracy.cases import Case

FOLDER = CACHE.parent / "lessons"
WEIGHTS = {"zoo": 1.0, "trained": 1.0, "truth": 1.0, "generated": 0.5}
"""What a run counts. With a quarter for generated curves, left-out families fall behind more."""
POINTS = 25
"""Places of a run that teach: more are no more runs."""

_AHEAD = np.array([-2.5, -1.0, -0.3, 0.3, 1.0, 2.5])
_PLACE = np.array([-3.9, -2.5, -1.6, -0.9, -0.5, 0.0])
_ABOVE = np.array([-3.0, -1.5, -0.5, 0.5, 1.5, 3.0])
_SIGHT = np.array([-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
_YES = np.array([0.0, 1.0])
_LOGARITHM = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0])
_LEFT = np.array([-3.0, -2.0, -1.0, -0.5, -0.2, 0.0])
_AFTER_FIRST = tuple(f"{name} ahead, after the first" for name in AFTER_FIRST)
_PLACES = ("above the end", "rest of the run")
FORM = Form(
    knots=dict.fromkeys(_AFTER_FIRST, _AHEAD)
    | {
        "fit ahead": _AHEAD,
        "isotonic ahead": _AHEAD,
        "10 windows ahead": _AHEAD,
        "20 windows ahead": _AHEAD,
        "40 windows ahead": _AHEAD,
        "80 windows ahead": _AHEAD,
        "above the end": _ABOVE,
        "rest of the run": _PLACE,
        "run so far": _PLACE,
        "sight": _SIGHT,
        "wander": np.array([0.0, 0.3, 1.0, 2.0]),
        "memory": np.array([0.0, 0.3, 1.0, 2.0]),
        "bent": _YES,
        "isotonic": _YES,
        "jump": _LOGARITHM,
        "scatter": _LOGARITHM,
        "left after the first": _LEFT,
        "scatter, after the first": _LOGARITHM,
        "points": np.array([0.8, 1.3, 1.8, 2.5, 3.3]),
        "bounce": np.array([-2.0, -1.0, 0.0, 1.0, 2.0]),
        "bounce's memory": np.array([0.0, 0.3, 0.7, 1.2]),
        "validation known": _YES,
        "validation, fit": _AHEAD,
        "validation, isotonic": _AHEAD,
        "validation, above the end": _ABOVE,
        "validation, sight": _SIGHT,
        "validation, fell": np.array([0.0, 0.5, 1.0, 2.0, 3.0, 4.0]),
        "rate known": _YES,
        "rate": np.array([-4.0, -2.0, -1.0, -0.5, 0.0]),
        "rate to come": _PLACE,
        "constant rate": _YES,
    },
    products=tuple(
        chain(
            product(
                ("fit ahead", "isotonic ahead", "40 windows ahead", *_PLACES),
                ("seen", "plainly seen", "wandering", "bent", "short"),
            ),
            product(
                ("validation, fit", "validation, isotonic", "validation, above the end"),
                ("seen", "plainly seen", "short", "validation in sight"),
            ),
            product(("rate", "rate to come"), ("seen", "plainly seen")),
            product(
                ("fit ahead", "isotonic ahead", "40 windows ahead", *_PLACES, *_AFTER_FIRST),
                ("head start",),
            ),
            product(_AFTER_FIRST, ("seen", "plainly seen", "short")),
        )
    ),
)
"""Logarithms of a range over the band bend where the two are alike, and end where it is plain."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One run and one band."""

    kind: str
    """Kind of task or family."""
    source: str
    """Where the run comes from."""
    design: FloatArray
    """Shape (p, weights) at some of its places, single precision."""
    settled: FloatArray
    """Shape (p,), whether it had settled, between 0 and 1 inside the true bracket."""
    weight: FloatArray
    """Shape (p,), how much each place counts; their sum is the run's weight."""


def lesson(
    curve: CurveProfile, beside: Beside, width: float, truth: tuple[float, float], case: Case
) -> Lesson:
    """Make a lesson of a case's curves, a band's width and the true bracket of its place."""
    place = curve.blocks.place
    wanted = (np.arange(POINTS) + 0.5) / POINTS
    chosen = np.arange(len(place))
    if len(place) > POINTS:
        chosen = np.unique(np.minimum(np.searchsorted(place, wanted), len(place) - 1))
    every = settling_evidence(curve, width, beside)
    evidence = {name: value[chosen] for name, value in every.items()}
    low, high = truth
    at = place[chosen]
    settled = np.where(at >= high, 1.0, np.clip((at - low) / max(high - low, 1e-12), 0.0, 1.0))
    share = np.gradient(at)
    weight = WEIGHTS[case.source] * share / share.sum()
    return Lesson(case.kind, case.source, FORM.design(evidence).astype(np.float32), settled, weight)


def lessons_of(name: str, cases: Sequence[Case], jobs: int = 1) -> list[Lesson]:
    """Make the lessons of all converged cases whose settling is known, or take the kept ones."""
    teaching = [case for case in cases if case.outcome == "converged"]
    digest = hashlib.sha256(CODE.encode() + Path(__file__).read_bytes())
    for case in teaching:
        digest.update(content_hash(case).encode())
    path = FOLDER / f"{name}-{digest.hexdigest()[:12]}.npz"
    if path.exists():
        return _read(path)
    print(f"lessons of {name}: {len(teaching)} runs", file=sys.stderr, flush=True)
    if jobs == 1 or len(teaching) < FEWEST_FOR_PROCESSES:
        lessons = list(chain.from_iterable(map(_lessons, teaching)))
    else:
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            lessons = list(chain.from_iterable(pool.map(_lessons, teaching, chunksize=25)))
    _keep(path, lessons)
    return lessons


FEWEST_FOR_PROCESSES = 200
"""Below this starting processes costs more than it saves."""


def _lessons(case: Case) -> list[Lesson]:
    profile = Profile(case.run)
    if guard(profile.objective, profile.validation, profile.learning_rate) is not None:
        return []
    curve, beside = profile.settling_curve, Beside(profile.validation, profile.learning_rate)
    first = float(case.run.objective.step[0])
    lessons = []
    for band, (low, high) in _brackets(case).items():
        truth = ((low - first) / case.length, (high - first) / case.length)
        width = band * curve.total_range
        lessons.append(lesson(curve, beside, width, truth, case))
    return lessons


def _brackets(case: Case) -> dict[float, tuple[float, float]]:
    known: dict[float, tuple[float, float]] = case.extras.get("settling", {})
    if known:
        return known
    return {} if case.settling is None else {0.02: case.settling}


def _keep(path: Path, lessons: Sequence[Lesson]) -> None:
    """Write the lessons in place of those of older code."""
    with written_whole(path) as partial, partial.open("wb") as stream:
        np.savez(
            stream,
            kind=np.array([each.kind for each in lessons]),
            source=np.array([each.source for each in lessons]),
            ends=np.cumsum([len(each.settled) for each in lessons]),
            design=np.vstack([each.design for each in lessons]),
            settled=np.concatenate([each.settled for each in lessons]),
            weight=np.concatenate([each.weight for each in lessons]),
        )
    remove_older(path)


def _read(path: Path) -> list[Lesson]:
    with np.load(path) as kept:
        ends = kept["ends"][:-1]
        parts = [np.split(kept[key], ends) for key in ("design", "settled", "weight")]
        names = zip(kept["kind"].tolist(), kept["source"].tolist(), strict=True)
    return [
        Lesson(kind, source, design, settled, weight)
        for (kind, source), design, settled, weight in zip(names, *parts, strict=True)
    ]
