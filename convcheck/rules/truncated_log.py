"""CC102: the log ends in the middle of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC102",
    name="truncated-log",
    severity="warning",
    summary="The log ends in the middle of a record.",
    message="the log breaks off in the middle of a record after {unit} {last_step:step}",
    why="The run was killed, ran out of disk or time, or is still going on: what is judged is not "
    "the whole of it.",
    how="The last record of the file is not complete; the reader left it out.",
    when_wrong="A run that is still being written looks the same; so does a file that was copied "
    "while it grew.",
    causes=(
        Cause("interrupted-run", "killed while it wrote"),
        Cause("logging-mistake", "a full disk, or a buffer that was never flushed"),
    ),
    remedies=(
        Remedy("resume from the last checkpoint, or judge again once the run has ended"),
        Remedy(
            "look at the end of the job's own output: out of memory, out of time, a full disk",
            "interrupted-run",
        ),
        Remedy("flush the log after every record", "logging-mistake"),
    ),
    needs=(),
    fires=(Example("exponential", {"notes": ("truncated-log",)}, "the reader met a cut record"),),
    silent=(
        Example("exponential", {}, "a whole log"),
        Example("exponential", {"notes": ("foreign-lines",)}, "lines of another kind between"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Repeat what the reader noted."""
    noted = [note for note in profile.run.notes if note.code.startswith("truncated")]
    step = profile.run.objective.step
    if not noted or not len(step):
        return ()
    last = float(step[-1])
    return (Evidence(Span(last, last), {"files": len(noted)}),)
