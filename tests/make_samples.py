"""The stories of ``sample_logs/``, written anew with the same bytes each time.

python -m tests.make_samples [FOLDER]

Every story is a curve whose truth was planted, written as one logger writes. ``expected.toml``
pins what convcheck has to say of each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from convcheck.curves import Curve
from tests.samples import event_stories, json_stories, table_stories

SAMPLE_LOGS = Path(__file__).parent.parent / "sample_logs"

STORIES: Mapping[str, Callable[[Path], Curve]] = {
    "healthy.jsonl": json_stories.healthy,
    "stopped_too_early": event_stories.stopped_too_early,
    "nan.csv": table_stories.nan,
    "rate_too_high": json_stories.rate_too_high,
    "stuck_at_ln_10.csv": table_stories.stuck_at_ln_10,
    "overfitting.csv": table_stories.overfitting,
    "comb": event_stories.comb,
    "spikes.jsonl": json_stories.spikes,
    "resumed": event_stories.resumed,
    "cut_mid_record.jsonl": json_stories.cut_mid_record,
}
"""What is written below the folder, and by which story."""


def write_all(folder: Path) -> dict[str, Curve]:
    """Write every story, and return the planted curves by name."""
    return {name: story(folder / name) for name, story in STORIES.items()}


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE_LOGS)
