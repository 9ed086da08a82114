"""What every run counts when the decision is fitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from tests.accuracy.cases import Case
    from tests.accuracy.measured import Measured

WEIGHTS = {"zoo": 1.0, "trained": 3.0, "truth": 3.0, "generated": 0.75}
"""What a run counts: there are few real ones, and the zoo has more faults than they have. With 0.5
for generated curves, converged ones of families left out are found less often (.69 for .73 with 1,
in three of six groups), with 1 real trainings left out are called converged wrongly more often (14
of 322 for 10 with 0.75; all at a burden of proof of 0.7, and measured with half as many curves of
twice the weight)."""
ALIGNED = "zoo"
"""Source whose healthy runs are weighted to the real shares."""
REAL = ("truth", "trained")
"""Sources whose shares these are, each as much as the other."""
HEALTHY = ("converged", "improving")
"""Outcomes that are aligned. Recipes of the zoo run longer, so that more have settled; taken as
they come, a probability would be that of such a collection (Saerens et al., 2002). Faults are more
frequent in the zoo on purpose, to be learned."""
FEWEST_REAL = 30
"""Healthy trainings of a real source from which its share is taken; that of fewer is uncertain by
more than nine in a hundred (standard error)."""
USUAL_SHARE = 0.43
"""Share of converged ones where no real source has so many: the mean of 53 in 113 (``truth``) and
96 in 244 (``trained``)."""


def run_weights(runs: Sequence[Measured]) -> FloatArray:
    """Return shape (n,): one vote a training, aligned with the shares of the real ones among them.

    Real runs that were left out of the fit are not among ``runs``, and so say nothing here.
    """
    logs = Counter(training(run) for run in runs)
    weight = np.array([WEIGHTS[run.source] / logs[training(run)] for run in runs])
    outcome = np.array([run.outcome if run.source == ALIGNED else "" for run in runs])
    either = weight[np.isin(outcome, HEALTHY)].sum()
    converged = converged_share(runs)
    for name, share in zip(HEALTHY, (converged, 1.0 - converged), strict=True):
        same = outcome == name
        if same.any():
            weight[same] *= share * either / weight[same].sum()
    return weight


def converged_share(runs: Sequence[Measured]) -> float:
    """Return the share of converged among healthy real trainings, the mean over their sources."""
    outcome = {training(run): run.outcome for run in runs if run.outcome in HEALTHY}
    shares = []
    for source in REAL:
        found = [outcome[name] for name in outcome if name.startswith(f"{source} ")]
        if len(found) >= FEWEST_REAL:
            shares.append(found.count("converged") / len(found))
    return float(np.mean(shares)) if shares else USUAL_SHARE


def training(run: Measured | Case) -> str:
    """Name the training: its files, and the window means of each, share one vote."""
    return f"{run.source} {run.id.partition(':')[0]}"
