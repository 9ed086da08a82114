"""CC110: records of the log could not be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC110",
    name="skipped-records",
    severity="warning",
    summary="Records of the log are damaged and were left out.",
    message="records that could not be used: {skipped:count} ({what})",
    why="What they held is missing from the curve, and a file that is damaged in one place may be "
    "so in others.",
    how="The reader's notes of failed checksums, broken records and cells that are no numbers are "
    "added up.",
    when_wrong="A placeholder such as a dash for a value that was not measured counts as damage "
    "where a reader does not know it.",
    causes=(
        Cause("logging-mistake", "several processes wrote to one file, or text got into it"),
        Cause("interrupted-run", "the machine stopped while it wrote"),
    ),
    remedies=(
        Remedy("let one process write one file"),
        Remedy("read the file from where it lies, not from a copy made while it grew"),
    ),
    limits=(
        Limit(
            "fewest",
            1.0,
            "records",
            "one damaged record is worth a look",
            "formats with checksums lose none in health",
        ),
    ),
    needs=(),
    fires=(Example("exponential", {"notes": ("checksum-mismatch",)}, "a checksum failed"),),
    silent=(
        Example("exponential", {}, "all records are sound"),
        Example("exponential", {"notes": ("truncated-log",)}, "cut at its end: another matter"),
    ),
)

DAMAGE = ("checksum-mismatch", "damaged-log", "skipped-records", "not-a-number")
"""Codes of notes that tell of records lost."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Add up what the reader noted."""
    noted = [note for note in profile.run.notes if note.code in DAMAGE]
    skipped = sum(note.count for note in noted)
    if skipped < limits["fewest"]:
        return ()
    what = "; ".join(dict.fromkeys(note.message for note in noted))
    return (Evidence(None, {"skipped": skipped, "what": what}),)
