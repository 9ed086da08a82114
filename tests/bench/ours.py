"""What convcheck is measured at, where that is not one of its commands.

``python -m tests.bench.ours NAME PATH``. Work that is measured in process prints its CPU seconds.
"""

from __future__ import annotations

import sys
import time

from convcheck import pipeline
from convcheck.settings import Settings


def read(path: str) -> None:
    """Read the series of a run as an analysis needs them: survey, choose, read, build."""
    settings = Settings()
    for source in pipeline.find(path, settings):
        pipeline.read_run(source, settings)


def many_runs(path: str) -> None:
    """Read every scalar of every run; the start-up and the first run come before the clock."""
    settings = Settings()
    sources = pipeline.find(path, settings)
    pipeline.read_table(sources[0], settings)
    begin = time.process_time()
    for source in sources:
        pipeline.read_table(source, settings)
    print(time.process_time() - begin)


if __name__ == "__main__":
    {"read": read, "many-runs": many_runs}[sys.argv[1]](sys.argv[2])
