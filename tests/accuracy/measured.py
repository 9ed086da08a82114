"""Cases as the decision sees them, measured once and kept, so that fitting takes seconds.

A record is taken from the cache where neither the code that measures nor the case itself has
changed; what is new is measured and added. So a zoo that grows costs only what was added.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import convcheck
from convcheck import decision
from convcheck.profile import Profile
from convcheck.quantities import quantities
from convcheck.settling_model import SettlingModel
from tests.accuracy.cases import Case
from tests.accuracy.kept import remove_older, written_whole

PACKAGE = Path(convcheck.__file__).parent
CACHE = PACKAGE.parent / ".cache" / "measured"
SOURCES = (
    "measures/*.py",
    "curve_profile.py",
    "profile.py",
    "quantities/*.py",
    "settling_*.py",
)
"""Code that the numbers depend on: when any of it changes, everything is measured anew. Fitted
coefficients are not among it: what depends on them is not kept."""

GUARDS = (decision.guard, decision.non_finite_end, decision.broken_away, decision.at_its_best)
"""Of the decision, what is kept."""


@dataclass(frozen=True)
class Measured:
    """One case in numbers."""

    id: str
    source: str
    kind: str
    outcome: str
    acceptable: tuple[str, ...]
    ambiguous: bool
    flags: tuple[str, ...]
    points: int
    length: float
    """Of the run, in units of its axis."""
    settling: tuple[float, float] | None
    """True bracket of the settling place, 0 to 1."""
    settled: tuple[float, float, float] | None
    """What was measured: place, and both ends of its interval, 0 to 1; see ``with_settled``."""
    gain: float | None
    """True gain of training as long again, where it is known."""
    projected: tuple[float, float] | None
    """Interval of the projected gain."""
    guarded: str
    """The guard's verdict, or empty."""
    guards_probability: float | None
    """What the guard says of how sure that is."""
    quantities: dict[str, float]
    """What the model weighs; empty where a guard decides."""
    content: str = ""
    """Hash of the log and its truth."""


def measure(case: Case) -> Measured:
    """Measure one case."""
    profile = Profile(case.run)
    guarded = decision.guard(profile.objective, profile.validation, profile.learning_rate)
    found: dict[str, float] = {}
    if guarded is None:
        found = quantities(profile.objective, profile.validation, profile.learning_rate)
    projection = profile.projection
    return Measured(
        id=case.id,
        source=case.source,
        kind=case.kind,
        outcome=case.outcome,
        acceptable=tuple(sorted(case.acceptable)),
        ambiguous=case.ambiguous,
        flags=tuple(sorted(case.flags)),
        points=len(profile.objective),
        length=case.length,
        settling=true_place(case),
        settled=None,
        gain=case.extras.get("gain"),
        projected=None if projection is None else projection.interval,
        guarded="" if guarded is None else str(guarded.verdict),
        guards_probability=None if guarded is None else guarded.probability,
        quantities=found,
        content=content_hash(case),
    )


def true_place(case: Case) -> tuple[float, float] | None:
    """Return the bracket of the settling step as places in the run, 0 to 1."""
    if case.settling is None or case.outcome != "converged":
        return None
    first = float(case.run.objective.step[0])
    low, high = ((step - first) / case.length for step in case.settling)
    return low, high


def with_settled(run: Measured, case: Case, model: SettlingModel | None = None) -> Measured:
    """Measure the settling step where its truth is known, by a model or by ours."""
    if run.settling is None or run.guarded:
        return run
    return replace(run, settled=_settled_place(case, model))


def _settled_place(case: Case, model: SettlingModel | None) -> tuple[float, float, float] | None:
    profile = Profile(case.run)
    settling = profile.settling_by(model)
    if settling is None:
        return None
    first = float(case.run.objective.step[0])
    steps = (settling.step, *settling.interval)
    place, low, high = ((step - first) / case.length for step in steps)
    return place, low, high


def measure_all(name: str, cases: Iterable[Case], jobs: int = 1) -> list[Measured]:
    """Measure cases, or take those that are in the cache of this name and have not changed."""
    path = CACHE / f"{name}-{CODE}.jsonl"
    kept = {each.content: each for each in _read(path)} if path.exists() else {}
    every = list(cases)
    wanted = [content_hash(case) for case in every]
    missing = [case for case, key in zip(every, wanted, strict=True) if key not in kept]
    for done, each in enumerate(_measure(missing, jobs), 1):
        kept[each.content] = each
        if done % KEPT_EVERY == 0 or done == len(missing):
            print(f"measured {name}: {done} of {len(missing)}", file=sys.stderr, flush=True)
            _keep(path, list(kept.values()))
    return [kept[key] for key in wanted]


KEPT_EVERY = 500
"""Records after which the cache is written: so little is lost to an interruption."""


def _measure(cases: Sequence[Case], jobs: int) -> Iterator[Measured]:
    if jobs == 1 or len(cases) < KEPT_EVERY:
        yield from map(measure, cases)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(measure, cases, chunksize=25)


def _keep(path: Path, measured: Sequence[Measured]) -> None:
    """Write the records of this code in place of those of older code."""
    with written_whole(path) as partial:
        partial.write_text("".join(json.dumps(asdict(each)) + "\n" for each in measured))
    remove_older(path)


def _read(path: Path) -> Iterator[Measured]:
    for line in path.read_text().splitlines():
        plain: dict[str, Any] = json.loads(line)
        for key in ("acceptable", "flags", "settling", "settled", "projected"):
            if plain[key] is not None:
                plain[key] = tuple(plain[key])
        yield Measured(**plain)


def content_hash(case: Case) -> str:
    """Hash all that a measurement depends on beside the code: the log and its truth."""
    truth = (case.id, case.source, case.kind, case.outcome, sorted(case.acceptable))
    more = (case.ambiguous, sorted(case.flags), case.settling, case.extras.get("gain"))
    digest = hashlib.sha256(repr((truth, more, case.run.goal)).encode())
    for role, series in sorted(case.run.series.items()):
        digest.update(role.encode() + series.step.tobytes() + series.value.tobytes())
    return digest.hexdigest()[:16]


def _code() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for guarding in GUARDS:
        digest.update(inspect.getsource(guarding).encode())
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


CODE = _code()
"""Hash of the code as it was when it was loaded."""

__all__ = ["Measured", "content_hash", "measure", "measure_all", "true_place", "with_settled"]
