"""Head start: how much of its way a loss came before its second logged value.

A first value that lies far above all others says little of where the loss stood when logging began:
a mean over an epoch, or over the window since the last record, holds the steep beginning of the
training, while the drop is counted from the end of that window on. A single batch says it rightly.
A log does not tell which of both it holds; that so much hangs on one value it tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcheck.measures.settling import remaining_range

if TYPE_CHECKING:
    from convcheck.model import FloatArray

LEAST = 1e-3
"""Share of the way below which what is left after the first value is as good as nothing."""


def left_after_first(level: FloatArray) -> float:
    """Return the share of a curve's range that lies after its first level: ``LEAST`` to 1.

    ``level`` has shape (b,), of which the first is the first logged value.
    """
    reach = remaining_range(level)
    if len(level) < 2 or reach[0] <= 0:
        return 1.0
    return float(np.clip(reach[1] / reach[0], LEAST, 1.0))
