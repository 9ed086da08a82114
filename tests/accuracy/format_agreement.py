"""Whether the files that several loggers wrote of one training get the same answer.

``python -m tests.accuracy.format_agreement`` prints what differs, and why where that is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck import rules
from convcheck.diagnosis import diagnose
from convcheck.profile import Profile
from convcheck.settings import Settings
from tests.accuracy.cases import Case, shared_cases

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis

ABOUT_THE_FILE = ("CC1",)
"""Rules about the log itself: what a file lost or repeated is no property of the training."""
OBJECTIVES = ("train", "validation")
"""Roles that a verdict looks at."""
ALIKE = 1e-5
"""Relative difference that the single precision of event files cannot explain away."""


@dataclass(frozen=True)
class Reading:
    """One file of a run, analyzed."""

    case: Case
    """The file."""
    diagnosis: Diagnosis
    """What is said of it."""

    @property
    def truth(self) -> dict[str, Any]:
        """What is known of the run."""
        found: dict[str, Any] = self.case.extras["truth"]
        return found

    @property
    def unit(self) -> str:
        """What the file's x counts."""
        return str(self.case.extras["file"]["x"])

    @property
    def path(self) -> str:
        """Where it lies."""
        return str(self.case.extras["file"]["path"])

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the findings about the training."""
        return frozenset(
            found.rule.code
            for found in self.diagnosis.findings
            if not found.rule.code.startswith(ABOUT_THE_FILE)
        )


@dataclass(frozen=True)
class Pair:
    """Two files of one run."""

    one: Reading
    other: Reading

    @property
    def same_axis(self) -> bool:
        """Both log the same points; else one holds epoch means and the other steps."""
        lengths = {len(reading.case.run.objective) for reading in (self.one, self.other)}
        return self.one.unit == self.other.unit and len(lengths) == 1

    @property
    def same_values(self) -> bool:
        """Both hold the same objective, to the single precision of event files."""
        return self.same_axis and not self._unlike & set(OBJECTIVES)

    @property
    def name(self) -> str:
        """The run and its two files."""
        return f"{self.one.path} and {self.other.path}"

    def differences(self) -> list[str]:
        """Return in words where the answers differ though they should not."""
        if not self.same_axis:
            return self._verdicts_apart()
        return [*self._verdicts(), *self._findings(), *self._steps()]

    def _verdicts(self) -> list[str]:
        one, other = self.one.diagnosis.verdict, self.other.diagnosis.verdict
        return [] if one == other else [f"verdict {one} or {other}"]

    def _verdicts_apart(self) -> list[str]:
        both = {str(self.one.diagnosis.verdict), str(self.other.diagnosis.verdict)}
        fair = both <= self.one.case.acceptable
        return [] if len(both) == 1 or fair else [f"verdict {' or '.join(sorted(both))}"]

    def _findings(self) -> list[str]:
        """Compare the rules whose series both files hold."""
        ran = set(self.one.diagnosis.ran) & set(self.other.diagnosis.ran)
        alike = {code for code in ran if not self._unlike & set(rules.rule(code).needs)}
        return [
            f"{code} in one only" for code in sorted((self.one.codes ^ self.other.codes) & alike)
        ]

    def _steps(self) -> list[str]:
        one, other = self.one.diagnosis.settling, self.other.diagnosis.settling
        if "train" in self._unlike:
            return []
        if one is None or other is None:
            return [] if one is other else ["a settling step in one only"]
        apart = abs(_index(self.one.case, one.step) - _index(self.other.case, other.step))
        return [] if apart <= 1 else [f"settling step {one.step:g} or {other.step:g}"]

    @cached_property
    def _unlike(self) -> frozenset[str]:
        """Roles of which the files hold different points or values, as where one rounds."""
        return frozenset(role for role in self.shared_roles if self._unlikeness(role))

    @property
    def shared_roles(self) -> list[str]:
        """Roles that both files hold."""
        return sorted(set(self.one.case.run.series) & set(self.other.case.run.series))

    def _unlikeness(self, role: str) -> str:
        here, there = (reading.case.run.series[role].value for reading in (self.one, self.other))
        if len(here) != len(there):
            return f"{role}: {len(here)} or {len(there)} points"
        same = np.allclose(here, there, rtol=ALIKE, atol=0.0, equal_nan=True)
        return "" if same else f"{role}: other values"

    def unlike_series(self) -> list[str]:
        """Return which series differ between the files: the usual reason of a difference."""
        here, there = self.one.case.run.series, self.other.case.run.series
        lacking = [f"{role} in one only" for role in sorted(set(here) ^ set(there))]
        return [*lacking, *filter(None, map(self._unlikeness, self.shared_roles))]


def _index(case: Case, step: float) -> int:
    return int(np.searchsorted(case.run.objective.step, step))


def readings() -> Iterator[list[Reading]]:
    """Yield the files of each run that has several with its training loss, analyzed."""
    every = shared_cases("truth", every_file=True)
    for _, files in groupby(every, lambda case: str(case.extras["truth"]["id"])):
        told = [case for case in files if case.extras["file"]["loss"]]
        if len(told) > 1:
            settings = Settings()
            yield [Reading(case, diagnose(Profile(case.run), settings)) for case in told]


def pairs(files: Sequence[Reading]) -> list[Pair]:
    """Pair every two files of a run."""
    return [Pair(one, other) for one, other in combinations(files, 2)]


def main() -> None:
    """Print what differs."""
    runs = [pairs(files) for files in readings()]
    for same in (True, False):
        chosen = [[pair for pair in run if pair.same_axis == same] for run in runs]
        chosen = [run for run in chosen if run]
        agreeing = sum(not any(pair.differences() for pair in run) for run in chosen)
        kind = "the same points" if same else "epoch means beside steps"
        print(f"{kind}: {agreeing} of {len(chosen)} runs agree")
        for pair in (pair for run in chosen for pair in run if pair.differences()):
            print(f"  {pair.name}: {'; '.join(pair.differences())}")
            print(f"    the files differ in: {'; '.join(pair.unlike_series()) or 'nothing'}")


if __name__ == "__main__":
    main()
