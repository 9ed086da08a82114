"""A small set of labelled logs that lies in the repository, so that ``make test`` can score it.

``python -m tests.accuracy.stored_cases`` chooses and writes it anew, from all three sources of
real trainings; how is written in ``data/README.md``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.model import Axis, Run, Series
from tests.accuracy.cases import Case, shared_cases, stored_zoo_cases

if TYPE_CHECKING:
    from convcheck.model import FloatArray

FILE = Path(__file__).with_name("data") / "labelled_runs.npz"
SEED = 20
SHARES = {"zoo": 80, "trained": 40, "truth": 30}
"""Runs of each source."""
ZOO = 1500
"""Runs of the zoo, from its first on, that are chosen from."""
ROLES = ("train", "validation", "learning_rate")
"""What the decision looks at; other series are left out."""
MOST_POINTS = 800
"""Longer logs are left out, for the size of the repository."""


def choose(cases: Iterable[Case], count: int, random: np.random.Generator) -> list[Case]:
    """Draw cases so that each outcome has about the same number of them."""
    by_outcome: dict[str, list[Case]] = {}
    for case in cases:
        if len(case.run.objective) <= MOST_POINTS:
            by_outcome.setdefault(case.outcome, []).append(case)
    for same in by_outcome.values():
        random.shuffle(same)
    turns = max(map(len, by_outcome.values()))
    dealt = [
        same[turn] for turn in range(turns) for same in by_outcome.values() if turn < len(same)
    ]
    return dealt[:count]


def write(cases: Sequence[Case], path: Path = FILE) -> None:
    """Write cases: one vector of numbers in single precision, one JSON text that cuts it up."""
    pieces: list[FloatArray] = []
    described: list[dict[str, Any]] = []
    for case in cases:
        kept = [case.run.series[role] for role in ROLES if role in case.run.series]
        described.append(_truth(case) | {"series": [[each.role, len(each)] for each in kept]})
        pieces += [array for each in kept for array in (each.step, each.value)]
    text = np.frombuffer(json.dumps(described).encode(), dtype=np.uint8)
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(path, text=text, numbers=_single(np.concatenate(pieces)))


def _single(values: FloatArray) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Round to single precision; what is too large for it is held at its largest number."""
    largest = float(np.finfo(np.float32).max)
    held = np.where(np.isfinite(values), np.clip(values, -largest, largest), values)
    return held.astype(np.float32)


def _truth(case: Case) -> dict[str, Any]:
    return {
        "id": case.id.partition(":")[0],
        "source": case.source,
        "kind": case.kind,
        "outcome": case.outcome,
        "acceptable": sorted(case.acceptable),
        "ambiguous": case.ambiguous,
        "flags": sorted(case.flags),
        "cause": case.cause,
        "settling": case.settling,
        "goal": case.run.goal,
        "objective": case.run.objective.role,
        "unit": case.run.axis.unit,
    }


def read(path: Path = FILE) -> list[Case]:
    """Read the cases back."""
    with np.load(path, allow_pickle=False) as stored:
        numbers = stored["numbers"].astype(float)
        described = json.loads(stored["text"].tobytes())
    cases, at = [], 0
    for truth in described:
        series = {}
        for role, points in truth["series"]:
            step, value = numbers[at : at + points], numbers[at + points : at + 2 * points]
            series[role] = Series(role, role, step, value)
            at += 2 * points
        cases.append(_case(truth, series))
    return cases


def _case(truth: dict[str, Any], series: dict[str, Series]) -> Case:
    run = Run(
        id=truth["id"],
        path=truth["id"],
        format="stored",
        logger="",
        files=(),
        axis=Axis(truth["unit"], truth["unit"]),
        goal=truth["goal"],
        objective=series[truth["objective"]],
        series=series,
    )
    return Case(
        id=truth["id"],
        source=truth["source"],
        kind=truth["kind"],
        run=run,
        outcome=truth["outcome"],
        acceptable=frozenset(truth["acceptable"]),
        ambiguous=truth["ambiguous"],
        flags=frozenset(truth["flags"]),
        cause=truth["cause"],
        settling=None if truth["settling"] is None else tuple(truth["settling"]),
    )


def main() -> None:
    """Choose and write the set."""
    random = np.random.default_rng(SEED)
    sources = {
        "zoo": stored_zoo_cases(ZOO),
        "trained": shared_cases("trained"),
        "truth": shared_cases("truth"),
    }
    chosen = [choose(sources[name], count, random) for name, count in SHARES.items()]
    write(list(chain.from_iterable(chosen)))
    print(f"wrote {FILE.name}: {FILE.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
