"""MLflow's folder of a run: `meta.yaml` beside `metrics/`, which holds a file a metric."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from convcheck.errors import SourceNotFound
from convcheck.model import Source
from convcheck.readers._bytes import open_source

FORMAT = "mlflow"
META_FILE = "meta.yaml"
METRICS_FOLDER = "metrics"
MOST_METRICS = 10_000
"""Files read of one run."""
MOST_META_BYTES = 1 << 16

_NAME = re.compile(r"^run_name: *['\"]?(.*?)['\"]? *$", re.MULTILINE)
_DELETED = re.compile(r"^lifecycle_stage: *deleted *$", re.MULTILINE)


def mlflow_run(path: str, names: Sequence[str]) -> Source | None:
    """Return the run that a folder with these entries is, if it is one with metrics.

    Raises SourceNotFound where the run was deleted in MLflow, which keeps its files.
    """
    if META_FILE in names and METRICS_FOLDER in names:
        meta, metrics = os.path.join(path, META_FILE), os.path.join(path, METRICS_FOLDER)
    elif os.path.basename(os.path.abspath(path)) == METRICS_FOLDER:
        meta, metrics = os.path.join(path, os.pardir, META_FILE), path
    else:
        return None
    files = tuple(sorted(_files(metrics)))
    if not files or not os.path.isfile(meta):
        return None
    with open_source(meta) as stream:
        said = stream.read(MOST_META_BYTES).decode("utf-8", "replace")
    if _DELETED.search(said):
        raise SourceNotFound(f"{path} was deleted in MLflow", "restore it there", path)
    named = _NAME.search(said)
    folder = os.path.dirname(os.path.abspath(meta))
    return Source(path, FORMAT, files, run=named[1] if named else os.path.basename(folder))


def _files(folder: str) -> Iterator[str]:
    """Yield the files of the metrics; the parts of a name with slashes are folders."""
    count = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            count += 1
            if count > MOST_METRICS:
                return
            if os.path.isfile(os.path.join(parent, name)):
                yield os.path.join(parent, name)
