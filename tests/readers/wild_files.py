"""Published logs of strangers, each with what a person finds in it.

The table ``wild_files.tsv`` was made without convcheck: by eye, and with the csv and json modules,
TensorBoard's loader and regular expressions. A file is named by its folder and the first digits of
its checksum, so that nobody's host name is repeated here. Where the log's counter goes back, what
was logged last counts; points, first and last value are those of the training series or, where
there is none, of the validation series.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.readers._planted import SHARED

WILD = SHARED / "wild"
TABLE = Path(__file__).with_suffix(".tsv")
NONE = "-"
"""What stands in the table where there is no such series; no name begins with it."""

REFUSED = {
    "catboost/33a4b3f1": "no column is a loss or a score",
    "tensorboard/1fe33b23": "no column of numbers",
    "tensorboard/484801a2": "the last record is cut off",
    "tensorboard/b7c6d2e8": "no column of numbers",
    "tensorboard/d461ac7d": "no column of numbers",
}
"""Files that hold no loss and no score, with words of what must be said of each."""


@dataclass(frozen=True, slots=True)
class WildFile:
    """One published log and what is right for it."""

    file: str
    """Folder and digest."""
    format: str
    """The reader."""
    train: str
    """Name of the training series; empty where there is none."""
    validation: str
    """Name of the validation series; empty where there is none."""
    points: int
    """Number of points of the first of the two that there is."""
    first: float
    """Its first value."""
    last: float
    """Its last value."""


def checked_files() -> Iterator[WildFile]:
    """Yield the lines of the table."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            train, validation = (row[role].removeprefix(NONE) for role in ("train", "validation"))
            yield WildFile(
                row["file"],
                row["format"],
                train,
                validation,
                int(row["points"]),
                float(row["first"]),
                float(row["last"]),
            )


def wild_paths() -> dict[str, Path]:
    """Return all published logs by folder and digest; none where the folder is missing."""
    found = sorted(WILD.glob("*/*"))
    return {f"{path.parent.name}/{digest_of(path)}": path for path in found}


def digest_of(path: Path) -> str:
    """Return the digits that stand before the last part of a file's name."""
    return path.name.split("__")[-1][:8]
