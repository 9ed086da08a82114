"""Cases as the decision sees them, measured once and kept, so that fitting takes seconds."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import convcheck
from convcheck.decision import guard
from convcheck.profile import Profile
from convcheck.quantities import quantities
from tests.accuracy.cases import Case

PACKAGE = Path(convcheck.__file__).parent
CACHE = PACKAGE.parent / ".cache" / "measured"
SOURCES = ("measures/*.py", "curve_profile.py", "quantities/*.py", "settled.py", "curves/*.py")
"""Code that the numbers depend on: when any of it changes, everything is measured anew."""


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
    """What was measured: place, and both ends of its interval, 0 to 1."""
    gain: float | None
    """True gain of training as long again, where it is known."""
    projected: tuple[float, float] | None
    """Interval of the projected gain."""
    guarded: str
    """The guard's verdict, or empty."""
    quantities: dict[str, float]
    """What the model weighs; empty where a guard decides."""


def measure(case: Case) -> Measured:
    """Measure one case."""
    profile = Profile(case.run)
    guarded = guard(profile.objective)
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
        settling=_place(case, case.settling),
        settled=_settled(profile, case),
        gain=case.extras.get("gain"),
        projected=None if projection is None else projection.interval,
        guarded="" if guarded is None else str(guarded.verdict),
        quantities=found,
    )


def _place(case: Case, bracket: tuple[float, float] | None) -> tuple[float, float] | None:
    if bracket is None or case.outcome != "converged":
        return None
    first = float(case.run.objective.step[0])
    low, high = ((step - first) / case.length for step in bracket)
    return low, high


def _settled(profile: Profile, case: Case) -> tuple[float, float, float] | None:
    settling = profile.settling
    if settling is None:
        return None
    first = float(case.run.objective.step[0])
    steps = (settling.step, *settling.interval)
    place, low, high = ((step - first) / case.length for step in steps)
    return place, low, high


def measure_all(name: str, cases: Iterable[Case]) -> list[Measured]:
    """Measure cases, or take them from the cache of this name where the code is unchanged."""
    path = CACHE / f"{name}-{_fingerprint()}.jsonl"
    if path.exists():
        return list(_read(path))
    measured = []
    for case in cases:
        measured.append(measure(case))
        if len(measured) % 100 == 0:
            print(f"\rmeasuring {name}: {len(measured)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(each)) + "\n" for each in measured))
    return measured


def _read(path: Path) -> Iterator[Measured]:
    for line in path.read_text().splitlines():
        plain: dict[str, Any] = json.loads(line)
        for key in ("acceptable", "flags", "settling", "settled", "projected"):
            if plain[key] is not None:
                plain[key] = tuple(plain[key])
        yield Measured(**plain)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


__all__ = ["Measured", "measure", "measure_all"]
