"""Runs of one call held against each other: where each ended, and where its siblings did.

Siblings logged the same series in the same way, for the same goal, and began at a comparable
level. A run is known here by a few numbers, never by its points, and a sweep of n runs is compared
in the time that sorting them takes.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from convcheck.rule import Verdict

if TYPE_CHECKING:
    from convcheck.model import Goal
    from convcheck.rule import Span

    Numbered = tuple[int, "Standing"]

START_SHARE = 0.5
"""Share of the fall by which starts may differ: the first value logged is often the mean of an
epoch in which some runs have fallen already, while other data or another loss begins elsewhere."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one run began and ended; levels as a loss, a score negated."""

    logged: tuple[str, ...]
    """Format, logger, and the names of objective and further series: what siblings share."""
    role: str
    """Role of the objective: ``train``, or ``validation`` where that is all."""
    goal: Goal
    """Whether the objective is to fall or to rise."""
    verdict: Verdict
    """What became of the run."""
    start: float
    """Level of its first points."""
    end: float
    """Level of its last fifth."""
    end_error: float
    """Standard error of that."""
    plateau: Span | None
    """From settling to its last step; none where settling has no meaning."""
    facts: Mapping[str, Any]
    """Facts that messages and remedies may be worded with."""

    @property
    def fall(self) -> float:
        """How far it fell."""
        return self.start - self.end

    @property
    def sign(self) -> float:
        """What turns its levels into those of the log, and back."""
        return 1.0 if self.goal == "min" else -1.0


@dataclass(frozen=True, slots=True)
class Siblings:
    """Runs that converged from a comparable start; levels as a loss, a score negated."""

    count: int
    """How many they are."""
    start: float
    """Median of the levels at which they began."""
    end: float
    """Median of the levels at which they ended."""
    end_error: float
    """Median of the standard errors of those levels."""
    best: float
    """The lowest of those levels."""

    @staticmethod
    def of(runs: Sequence[Standing]) -> Siblings:
        """Sum up one run or more."""
        return Siblings(
            count=len(runs),
            start=median(run.start for run in runs),
            end=median(run.end for run in runs),
            end_error=median(run.end_error for run in runs),
            best=min(run.end for run in runs),
        )

    @property
    def fall(self) -> float:
        """How far they fell."""
        return self.start - self.end

    def lie_below(self, run: Standing) -> bool:
        """Return whether a run began where they did and ended above them."""
        near = abs(run.start - self.start) <= START_SHARE * self.fall
        return self.fall > 0 and near and run.end > self.end


def siblings_below(standings: Sequence[Standing | None]) -> list[Siblings | None]:
    """Return for each run the siblings that converged, where it ended above their median."""
    alike: defaultdict[tuple[tuple[str, ...], Goal], list[Numbered]] = defaultdict(list)
    for number, run in enumerate(standings):
        if run is not None:
            alike[run.logged, run.goal].append((number, run))
    below: list[Siblings | None] = [None] * len(standings)
    for runs in alike.values():
        for number, siblings in _below(runs):
            below[number] = siblings
    return below


def _below(runs: Sequence[Numbered]) -> Iterator[tuple[int, Siblings]]:
    families = list(_families(run for run in runs if run[1].verdict is Verdict.CONVERGED))
    whole = [Siblings.of([run for _, run in family]) for family in families]
    for family, siblings in zip(families, whole, strict=True):
        yield from _below_their_own(family, siblings.end)
    starts = [siblings.start for siblings in whole]
    for number, run in runs:
        if run.verdict is not Verdict.CONVERGED:
            place = bisect(starts, run.start)
            for siblings in whole[max(place - 1, 0) : place + 1]:
                if siblings.lie_below(run):
                    yield number, siblings


def _below_their_own(family: Sequence[Numbered], end: float) -> Iterator[tuple[int, Siblings]]:
    """Hold those above the median end of their family against the others in it."""
    above = [(number, run) for number, run in family if run.end > end]
    if above:
        # Whichever run above the median is left out, the median of the others is the same.
        highest_last = sorted((run for _, run in family), key=lambda run: run.end)
        others = Siblings.of(highest_last[:-1])
        yield from ((number, others) for number, run in above if others.lie_below(run))


def _families(runs: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """Part runs, in the order of their starts, where a gap is wide beside what they fell."""
    family: list[Numbered] = []
    for number, run in sorted(runs, key=lambda numbered: numbered[1].start):
        if family:
            before = family[-1][1]
            if run.start - before.start > START_SHARE * max(before.fall, run.fall):
                yield family
                family = []
        family.append((number, run))
    if family:
        yield family
