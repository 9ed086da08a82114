"""The four sources of truth, what is learned from them, and what goes when a kind is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from convcheck import decision_model
from tests.accuracy.answers import answer
from tests.accuracy.averaging import averaged_cases, running_cases
from tests.accuracy.cases import Case, generated_cases, shared_cases, stored_zoo_cases
from tests.accuracy.lessons import Lesson, lessons_of
from tests.accuracy.like_kinds import like_kinds
from tests.accuracy.measured import Measured, measure_all, with_settled
from tests.accuracy.other_zeros import with_other_zeros
from tests.accuracy.scores import Answer
from tests.accuracy.zoo.load import DEFAULT_COUNT

NAMES = ("zoo", "truth", "trained", "generated")
HELD_OUT = {
    "zoo": "each of eight sixes of tasks by coefficients that saw no like task, zoo or real",
    "truth": "by coefficients that saw none of these runs, though like tasks of the others",
    "trained": "each kind of task by coefficients that saw no like task, here, in zoo or truth",
    "generated": "each of six groups of families by coefficients that saw no curve of it",
}
"""How each source is kept unseen. A task is like another where the table of like_kinds.py says so,
whatever the source: with a kind of the zoo or of `trained` go the like kinds of the zoo, of `truth`
and of `trained`, their window means and their lessons. With `truth` goes that folder alone, the
like kinds of the zoo and of `trained` stay: all of it is left out at once, and with its like kinds
most of the zoo would go. With a family of generated curves go its curves, and tasks of its name
and those like them (sine)."""
MOST_GROUPS = {"zoo": 8, "truth": 1, "trained": 6, "generated": 6}
"""Into how many groups the kinds of a source are gathered, one left out at a time."""
FIT_SEED = 100_000
"""First seed of the generated curves that are fitted to; those that are scored begin at 0."""
FITTED = 2
"""Curves that are fitted to for each that is scored: of every family enough to learn it by."""


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

    zoo: int = DEFAULT_COUNT
    generated: int = 2000
    jobs: int = 1

    def cases(self, name: str, every_log: bool = False) -> Iterator[Case]:
        """Yield the cases of a source, one log a training.

        With ``every_log`` all files of a real training, and zoo trainings stopped sooner too.
        """
        if name == "zoo":
            early = stored_zoo_cases(self.zoo, early=True) if every_log else ()
            return chain(stored_zoo_cases(self.zoo), early)
        if name == "generated":
            return generated_cases(self.generated)
        return shared_cases(name, every_log)

    def load(self, name: str) -> Source:
        """Load and measure a source."""
        cases = list(self.cases(name))
        return Source(name, cases, measure_all(name, cases, self.jobs))


@dataclass(frozen=True)
class Known:
    """All runs that coefficients are learned from; curves that are scored are not among them."""

    runs: Sequence[Measured]
    """What the decision learns from: every log of a run, and the means of each."""
    lessons: Sequence[Lesson]
    """What the settling step learns from."""


def fitted_to(counts: Counts) -> Known:
    """Return all that is learned from."""
    curves = list(generated_cases(FITTED * counts.generated, FIT_SEED))
    runs = measure_all("generated-fit", curves, counts.jobs)
    lessons = lessons_of("generated-fit", curves, counts.jobs)
    for name in NAMES[:3]:
        cases = list(counts.cases(name, every_log=True))
        runs += measure_all(f"{name}-fit" if name == "truth" else name, cases, counts.jobs)
        runs += measure_all(f"{name}-averaged", list(averaged_cases(cases)), counts.jobs)
        runs += measure_all(f"{name}-running", list(running_cases(cases)), counts.jobs)
        lessons += lessons_of(name, cases, counts.jobs) if cases else []
    return Known(with_other_zeros([run for run in runs if not run.guarded]), lessons)


def groups(name: str, runs: Sequence[Measured]) -> list[frozenset[str]]:
    """Gather the kinds of a source's runs into as many groups as it may have.

    Kinds that mostly end alike are dealt to different groups, so that leaving a group out is
    nearly as leaving out each kind alone: what swings is not left out all at once.
    """
    outcomes: dict[str, Counter[str]] = {}
    for run in runs:
        outcomes.setdefault(run.kind, Counter())[run.outcome] += 1
    kinds = sorted(outcomes, key=lambda kind: (outcomes[kind].most_common(1)[0][0], kind))
    count = min(MOST_GROUPS[name], len(kinds))
    return [frozenset(kinds[first::count]) for first in range(count)]


def belongs(run: Measured | Lesson, source: str, group: frozenset[str]) -> bool:
    """Tell whether a run is of a group: of a like kind, whoever made it, or of its whole source."""
    if MOST_GROUPS[source] == 1:
        return run.source == source
    return not like_kinds(run.kind).isdisjoint(group)


def shipped_answers(source: Source) -> list[Answer]:
    """Answer with the coefficients that come with the package, which may have seen these runs."""
    model = decision_model.load()
    pairs = zip(source.measured, source.cases, strict=True)
    return [answer(with_settled(run, case), model) for run, case in pairs]
