"""The compact table of the README: one row a source, one a rival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.accuracy import scores
from tests.accuracy.comparison import Verdict, own_verdicts, record
from tests.accuracy.markdown import percent, table
from tests.accuracy.scores import Answer

FILE = Path(__file__).with_name("results.md")
ROWS = {
    "zoo": "small models, task left out of fitting",
    "truth": "real trainings by real loggers",
    "trained": "small networks with faults",
    "generated": "generated curves, family left out",
}
"""What a reader calls each source."""
REAL = ("zoo", "truth", "trained")
HEAD = (
    "runs that the coefficients never saw",
    "runs",
    "verdict right or fair",
    "said converged, but was not",
    "converged runs found",
    "clear runs right",
    "step within 5 % of the run",
)
RIVAL_HEAD = (
    "converged or not, on all real trainings above",
    "right",
    "said converged, but was not",
    "converged runs missed",
)


def compact(
    answers: Mapping[str, Sequence[Answer]], of_rivals: Mapping[str, Mapping[str, list[Verdict]]]
) -> str:
    """Return the text of the file from unseen answers and rivals' verdicts by source."""
    rows = [_row(ROWS[name], found) for name, found in answers.items() if found]
    real = [name for name in REAL if answers.get(name)]
    together = {"convcheck": [v for name in real for v in own_verdicts(answers[name])]}
    for name in real:
        for rival, verdicts in of_rivals[name].items():
            together.setdefault(rival, []).extend(verdicts)
    rivals = [_rival_row(name, verdicts) for name, verdicts in together.items() if verdicts]
    return "\n\n".join([table(HEAD, rows), table(RIVAL_HEAD, rivals), NOTE]) + "\n"


NOTE = (
    '"Fair": also what a fair judge would accept of a run on the border; "clear": not on a border. '
    "The rivals know only converged or not. Losses here are mostly in usual units (nats, "
    "standardised targets); one in thousands is called converged too seldom, one in thousandths "
    "too often. `make accuracy` measures this and much more."
)


def _row(name: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    found = (
        scores.acceptable(answers),
        scores.false_converged(answers),
        scores.found_converged(answers),
        scores.strict(answers),
        scores.step_within(answers),
    )
    return (name, f"{len(answers):,}", *map(percent, found))


def _rival_row(name: str, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    found = record(verdicts)
    return (name, *map(percent, (found.right, found.false, found.missed)))
