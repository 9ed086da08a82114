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

WEIGHTS = {"zoo": 1.0, "trained": 3.0, "truth": 3.0, "generated": 1.0}
"""What a run counts: there are few real ones, and the zoo has more faults than they have."""
ALIGNED = "zoo"
"""Source whose healthy runs are weighted to the real shares."""
REAL_SHARES = {"converged": 0.43, "improving": 0.57}
"""Mean of the shares in ``truth`` and in ``trained``, among runs that did one of the two: the one
thing that scores on those folders have seen of them. Recipes of the zoo run longer, so that more
have settled; taken as they come, a probability would be that of such a collection (Saerens et
al., 2002). Faults are more frequent in the zoo on purpose, to be learned."""


def run_weights(runs: Sequence[Measured]) -> FloatArray:
    """Return shape (n,): one vote a training, aligned with the real shares of outcomes."""
    logs = Counter(training(run) for run in runs)
    weight = np.array([WEIGHTS[run.source] / logs[training(run)] for run in runs])
    outcome = np.array([run.outcome if run.source == ALIGNED else "" for run in runs])
    either = weight[np.isin(outcome, list(REAL_SHARES))].sum()
    for name, share in REAL_SHARES.items():
        same = outcome == name
        if same.any():
            weight[same] *= share * either / weight[same].sum()
    return weight


def training(run: Measured | Case) -> str:
    """Name the training: its files, and the window means of each, share one vote."""
    return f"{run.source} {run.id.partition(':')[0]}"
