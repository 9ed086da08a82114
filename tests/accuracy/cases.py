"""Runs with known truth, as the tool sees them, from every source of truth."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck import pipeline
from convcheck.errors import InputError
from convcheck.examples import run_of
from convcheck.model import Axis, Restart, Run, Series
from convcheck.settings import Settings
from tests.accuracy import zoo
from tests.accuracy.curve_evidence import median_of_five
from tests.accuracy.labelling import settling_bracket
from tests.accuracy.zoo import cache
from tests.accuracy.zoo.load import DEFAULT_COUNT, DEFAULT_SEED
from tests.accuracy.zoo.run import EARLY

if TYPE_CHECKING:
    from convcheck.model import BoolArray, FloatArray
    from tests.accuracy.zoo import ZooRun

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
"""The data folder beside the checkout; checks that need it say so where it is missing."""


BANDS = (0.01, 0.02, 0.05)
"""Bands of the settling ladder, whose steps ``extras["settling"]`` gives for converged runs."""
UNITS = 3.0
"""Decades, up and down, among which another unit of the loss is drawn."""
LOSSES = {"train", "validation"}
"""Roles of series that have that unit; they may hold a score as well."""
MOST_GENERATED_POINTS = 20_000
"""Longer curves are no harder, only slower."""


@dataclass(frozen=True)
class Case:
    """One log with its answer."""

    id: str
    """Unique within its source."""
    source: str
    """``truth``, ``trained``, ``zoo`` or ``generated``."""
    kind: str
    """Kind of task or family, which cross-validation leaves out as a whole."""
    run: Run
    """The log as the tool reads it."""
    outcome: str
    """What became of it."""
    acceptable: frozenset[str]
    """What a fair judge would also accept, the outcome among it."""
    ambiguous: bool
    """Whether the outcome is near a border."""
    flags: frozenset[str]
    """Measured facts such as ``overfitting``."""
    cause: str
    """The fault that was planted, or ``none``."""
    settling: tuple[float, float] | None
    """Bracket of the settling step in the log's own axis; none where it has no meaning."""
    extras: dict[str, Any] = field(default_factory=dict)
    """Further facts of the source."""

    @property
    def length(self) -> float:
        """Length of the run in the units of its axis."""
        step = self.run.objective.step
        return float(step[-1] - step[0]) if len(step) > 1 else 1.0


def shared_cases(folder: str, every_file: bool = False) -> Iterator[Case]:
    """Yield the runs of ``truth`` or ``trained``; one file a run unless every is asked for."""
    root = SHARED / folder
    if not root.exists():
        return
    for line in (root / "truth.jsonl").read_text().splitlines():
        truth = json.loads(line)
        for file in truth["files"]:
            try:
                yield _shared_case(root, folder, truth, file)
            except InputError as error:
                print(f"not read: {file['path']}: {error.message}", file=sys.stderr)
                continue
            if not every_file:
                break


def kind_of(truth: dict[str, Any]) -> str:
    """Name the kind of task of a real training, by its entry in the truth file."""
    return str(truth.get("family") or truth["name"].split("/")[1])


def _shared_case(root: Path, folder: str, truth: dict[str, Any], file: dict[str, Any]) -> Case:
    found = pipeline.find(str(root / file["path"]), Settings())
    run = pipeline.read_run(found[0], Settings())
    settling = _shared_settling(root, truth, file, run)
    return Case(
        id=f"{truth['id']}:{file['path']}",
        source=folder,
        kind=kind_of(truth),
        run=run,
        outcome=_our_name(truth["outcome"]),
        acceptable=frozenset(map(_our_name, truth["acceptable"])),
        ambiguous=truth["ambiguous"],
        flags=frozenset(truth["flags"]),
        cause=truth["injected_cause"],
        settling=settling.get(0.02),
        extras={
            "settling": settling,
            "truth": truth,
            "file": file,
            "gain": _shared_gain(root, truth),
        },
    )


def _our_name(outcome: str) -> str:
    return "improving" if outcome == "still_improving" else outcome


def _shared_settling(
    root: Path, truth: dict[str, Any], file: dict[str, Any], run: Run
) -> dict[float, tuple[float, float]]:
    """Settling bracket by band on the noise-free curve, in the units of the scored file."""
    dense = _dense(root, truth)
    if truth["outcome"] != "converged" or dense is None or not len(run.objective):
        return {}
    to_steps = _to_steps(truth, file)
    inside = dense[:, 0] <= truth["total_steps"]
    first = float(to_steps(run.objective.step[:1])[0])
    steps, loss = dense[inside, 0], dense[inside, 1]
    return {
        band: _from_steps(truth, file, settling_bracket(steps, loss, first, band)) for band in BANDS
    }


def _dense(root: Path, truth: dict[str, Any]) -> FloatArray | None:
    """Return the noise-free curve, rows of step, training and validation loss."""
    path = root / "curves" / f"{truth['id']}.json"
    if not path.exists():
        return None
    return np.array(json.loads(path.read_text())["dense"], dtype=float)


def _shared_gain(root: Path, truth: dict[str, Any]) -> float | None:
    """Return by how much the same training, continued to twice its length, lowered the loss."""
    dense, total = _dense(root, truth), truth["total_steps"]
    if dense is None or dense[-1, 0] < 2 * total or not np.isfinite(dense[:, 1]).all():
        return None
    at_end, later = np.interp([total, 2 * total], dense[:, 0], median_of_five(dense[:, 1]))
    return float(at_end - later)


def _to_steps(truth: dict[str, Any], file: dict[str, Any]) -> Any:
    if file["x"] != "epoch":
        return lambda x: x
    base = file.get("x_base", 1)
    return lambda x: (x + 1 - base) * truth["steps_per_epoch"]


def _from_steps(
    truth: dict[str, Any], file: dict[str, Any], bracket: tuple[float, float]
) -> tuple[float, float]:
    if file["x"] != "epoch":
        return bracket
    base, per_epoch = file.get("x_base", 1), truth["steps_per_epoch"]
    low, high = (float(np.ceil(step / per_epoch)) + base - 1 for step in bracket)
    return low, high


def zoo_cases(count: int = DEFAULT_COUNT, jobs: int = 2) -> Iterator[Case]:
    """Yield runs of the training zoo, built on first use and cached."""
    yield from _zoo_cases(zoo.load(count=count, jobs=jobs))


def stored_zoo_cases(count: int = DEFAULT_COUNT, early: bool = False) -> Iterator[Case]:
    """Yield those of the first runs of the zoo that are in its cache; nothing is trained.

    With ``early``, the trainings that were stopped sooner instead, each in a unit of its own: so
    the fit learns how far levels can be trusted, and what to go by where they mean nothing.
    """
    for shard in range(-(-count // cache.SHARD_SIZE)):
        path = cache.shard_path(cache.DEFAULT_CACHE, DEFAULT_SEED, shard)
        if path.exists():
            room = count - shard * cache.SHARD_SIZE
            runs = cache.read_shard(path)
            whole = [run for run in runs if not run.early][:room]
            ids = {f"{run.id}{EARLY}" for run in whole}
            if early:
                sooner = [run for run in runs if run.id in ids]
                yield from map(in_another_unit, _zoo_cases(sooner))
            else:
                yield from _zoo_cases(whole)


def in_another_unit(case: Case) -> Case:
    """Return the case with its losses, or scores, in a unit drawn at random, always the same."""
    draw = np.random.default_rng(list(case.id.encode()))
    unit = 10.0 ** draw.uniform(-UNITS, UNITS)
    series = dict(case.run.series)
    for role in LOSSES & series.keys():
        series[role] = replace(series[role], value=unit * series[role].value.astype(float))
    objective = series[case.run.objective.role]
    return replace(case, run=replace(case.run, objective=objective, series=series))


def _zoo_cases(runs: Iterable[ZooRun]) -> Iterator[Case]:
    for run in runs:
        settling = {}
        if run.label.outcome == "converged":
            first = float(run.step[0])
            settling = {
                band: settling_bracket(run.dense_step, run.dense_loss, first, band)
                for band in BANDS
            }
        yield Case(
            id=run.id,
            source="zoo",
            kind=run.task,
            run=_zoo_run(run),
            outcome=run.label.outcome,
            acceptable=run.label.acceptable,
            ambiguous=run.label.ambiguous,
            flags=run.label.flags,
            cause=run.fault,
            settling=settling.get(0.02),
            extras={"logging": run.logging, "schedule": run.schedule, "settling": settling},
        )


def _zoo_run(run: ZooRun) -> Run:
    """Hand over a run of the zoo as the tool would build it from a file."""
    step = run.step.astype(float)
    kept, restarts = _last_wins(step)
    logged = {"train": run.train, "learning_rate": run.learning_rate}
    logged["gradient_norm"] = run.gradient_norm
    series = {
        role: Series(role, role, step[kept], value[kept])
        for role, value in logged.items()
        if value is not None
    }
    if run.validation is not None and run.validation_step is not None:
        at = run.validation_step.astype(float)
        last, _ = _last_wins(at)
        series["validation"] = Series("validation", "validation", at[last], run.validation[last])
    return Run(
        id=run.id,
        path=run.id,
        format="zoo",
        logger="",
        files=(),
        axis=Axis("step", "step"),
        goal="max" if run.goal == "max" else "min",
        objective=series["train"],
        series=series,
        restarts=restarts,
    )


def _last_wins(step: FloatArray) -> tuple[BoolArray, tuple[Restart, ...]]:
    """Return which records stay where a resumed run logged steps again, and where it went back."""
    least_after = np.minimum.accumulate(np.append(step[1:], np.inf)[::-1])[::-1]
    back = (np.flatnonzero(np.diff(step) < 0) + 1).tolist()
    restarts = [Restart(float(step[at]), int((step[:at] >= step[at]).sum())) for at in back]
    return np.asarray(step < least_after), tuple(restarts)


def generated_cases(count: int = 2000, first_seed: int = 0, **drawn: Any) -> Iterator[Case]:
    """Yield generated curves with the truth of their closed form.

    Of all families and noises, unless arguments of ``random_curve`` say which are ``drawn``.
    """
    from convcheck.curves import random_curve

    for seed in range(first_seed, first_seed + count):
        curve = random_curve(seed, max_points=MOST_GENERATED_POINTS, **drawn)
        truth = curve.truth
        settling = {band: (float(step), float(step)) for band, step in truth.settling.items()}
        yield Case(
            id=f"{curve.family}-{seed}",
            source="generated",
            kind=curve.family,
            run=run_of(curve),
            outcome=str(truth.verdict),
            acceptable=frozenset(map(str, truth.acceptable)),
            ambiguous=len(truth.acceptable) > 1,
            flags=truth.flags,
            cause="none",
            settling=settling.get(0.02),
            extras={"gain": truth.further_gain * truth.total_range, "settling": settling},
        )
