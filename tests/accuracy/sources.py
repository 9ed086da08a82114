"""The four sources of truth, and answers from coefficients that never saw what is asked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from convcheck import decision_model
from tests.accuracy.answers import answer
from tests.accuracy.cases import Case, generated_cases, shared_cases, stored_zoo_cases
from tests.accuracy.fit import fit_model
from tests.accuracy.measured import Measured, measure_all
from tests.accuracy.scores import Answer

NAMES = ("zoo", "truth", "trained", "generated")
HELD_OUT = {
    "zoo": "each kind of task by coefficients that saw no run of it",
    "truth": "by coefficients that saw none of these runs",
    "trained": "by coefficients that saw none of these runs",
    "generated": "each of six groups of families by coefficients that saw no curve of it",
}
"""How each source is kept unseen."""
MOST_GROUPS = {"zoo": 100, "truth": 1, "trained": 1, "generated": 6}
"""Into how many groups the kinds of a source are gathered, one left out at a time."""
FIT_SEED = 100_000
"""First seed of the generated curves that are fitted to; those that are scored begin at 0."""


@dataclass(frozen=True)
class Source:
    """One source with its cases."""

    name: str
    """One of NAMES."""
    cases: Sequence[Case]
    """The logs and their truth; empty where the source is missing."""
    measured: Sequence[Measured]
    """The same in numbers."""


@dataclass(frozen=True)
class Counts:
    """How many runs to take of the sources that have no end."""

    zoo: int = 4000
    generated: int = 2000
    jobs: int = 1

    def cases(self, name: str) -> Iterator[Case]:
        """Yield the cases of a source."""
        if name == "zoo":
            return stored_zoo_cases(self.zoo)
        return generated_cases(self.generated) if name == "generated" else shared_cases(name)

    def load(self, name: str) -> Source:
        """Load and measure a source."""
        cases = list(self.cases(name))
        return Source(name, cases, measure_all(name, cases, self.jobs))


def fitted_to(counts: Counts) -> list[Measured]:
    """Return all runs that coefficients are learned from; curves that are scored are not among."""
    real = [each for name in NAMES[:3] for each in counts.load(name).measured]
    curves = generated_cases(counts.generated, FIT_SEED)
    return _weighed(real + measure_all("generated-fit", curves, counts.jobs))


def _weighed(runs: Sequence[Measured]) -> list[Measured]:
    return [run for run in runs if not run.guarded]


def unseen_answers(source: Source, known: Sequence[Measured]) -> list[Answer]:
    """Answer every run of a source with coefficients that saw nothing of its kind."""
    found: dict[str, Answer] = {}
    belongs = _is_source(source.name)
    for group in groups(source):
        seen = [run for run in known if not (belongs(run) and run.kind in group)]
        if source.name == "zoo":
            seen = [run for run in seen if run.kind not in group]
        print(f"fitting without {source.name}: {', '.join(sorted(group))}", file=sys.stderr)
        model = fit_model(seen)
        asked = [run for run in source.measured if run.kind in group]
        found |= {run.id: answer(run, model) for run in asked}
    return [found[run.id] for run in source.measured]


def groups(source: Source) -> list[frozenset[str]]:
    """Gather the kinds of a source into as many groups as it may have.

    Kinds that mostly end alike are dealt to different groups, so that leaving a group out is
    nearly as leaving out each kind alone: what swings is not left out all at once.
    """
    outcomes: dict[str, Counter[str]] = {}
    for run in source.measured:
        outcomes.setdefault(run.kind, Counter())[run.outcome] += 1
    kinds = sorted(outcomes, key=lambda kind: (outcomes[kind].most_common(1)[0][0], kind))
    count = min(MOST_GROUPS[source.name], len(kinds))
    return [frozenset(kinds[first::count]) for first in range(count)]


def _is_source(name: str) -> Callable[[Measured], bool]:
    return lambda run: run.source == name


def shipped_answers(source: Source) -> list[Answer]:
    """Answer with the coefficients that come with the package, which may have seen these runs."""
    model = decision_model.load()
    return [answer(run, model) for run in source.measured]
