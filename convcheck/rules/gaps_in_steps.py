"""CC103: stretches of the run are missing from the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC103",
    name="gaps-in-steps",
    severity="info",
    summary="Between some records far more steps lie than between the others.",
    message="{gaps:count} gap{s} in the steps: nothing was logged between {unit} {begin:step} and "
    "{end:step}, where about {lost:count} records would be expected",
    why="What happened there is not known, and the settling step may lie inside.",
    how="A distance between neighbouring points many times the usual one on both sides, and a "
    "notable share of the run.",
    when_wrong="Logs that are thinned out on purpose, such as one point for every doubling of the "
    "steps, have growing distances; only those that stand alone count.",
    causes=(
        Cause("interrupted-run", "a restart without the log of what came between"),
        Cause("logging-mistake", "records lost, or the interval changed"),
    ),
    remedies=(
        Remedy(
            "look for another file of the same run that covers {unit} {begin:step} to {end:step}, "
            "and give both"
        ),
    ),
    limits=(
        Limit(
            "ratio",
            10.0,
            "times the usual distance",
            "irregular loggers vary by less than this",
            "distances in real logs",
        ),
        Limit(
            "share",
            0.03,
            "share of the run",
            "smaller gaps hide nothing that a verdict rests on",
            "of the order of the band's settling interval",
        ),
    ),
    fires=(Example("exponential", {"gap": 0.3}, "three tenths of the steps are missing"),),
    silent=(
        Example("exponential", {}, "evenly logged"),
        Example("exponential", {"points": 60}, "few points, evenly logged"),
    ),
)

NEIGHBOURS = 10
"""Distances on each side that tell what is usual."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Find distances that stand out on both sides."""
    import numpy as np

    step = profile.run.objective.step
    distance = np.diff(step)
    length = float(step[-1] - step[0])
    found = []
    for at in np.flatnonzero(distance > limits["share"] * length).tolist():
        beside = np.concatenate(
            [distance[max(0, at - NEIGHBOURS) : at], distance[at + 1 : at + 1 + NEIGHBOURS]]
        )
        if len(beside) >= 4 and distance[at] > limits["ratio"] * float(beside.max()):
            found.append(at)
    if not found:
        return ()
    widest = max(found, key=lambda at: float(distance[at]))
    begin, end = float(step[widest]), float(step[widest + 1])
    values = {
        "gaps": len(found),
        "s": "" if len(found) == 1 else "s",
        "begin": begin,
        "end": end,
        "lost": (end - begin) / float(np.median(distance)),
    }
    return (Evidence(Span(begin, end), values),)
