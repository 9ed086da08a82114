"""The CSV that TensorBoard offers for download: only the file's name says what curve it holds."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from convcheck import roles
from convcheck.model import Note

HEADER = ("wall time", "step", "value")
"""The columns, in lower case."""

_RUN_AND_TAG = re.compile(r"run-(.*?)-tag-(.+)")
_COPY = re.compile(r"(?:\.csv)?(?: ?\(\d+\))?$")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")

_SPLITS = (
    ("validation", roles.VALIDATION_WORDS),
    ("test", roles.TEST_WORDS),
    ("train", roles.TRAIN_WORDS),
)
_TELLING = frozenset().union(
    *(*roles.QUANTITIES, *roles.SCORES, roles.REWARD_WORDS, roles.NOT_A_LOSS),
    ("lr", "learning", "grad", "gradient", "bits", "likelihood"),
)
"""Words by which the naming table finds out what a curve is, a loss or something else."""


def has_tag(file: str) -> bool:
    """Return whether the file's name is that of a download, which tells the curve's tag."""
    return _RUN_AND_TAG.search(PurePath(file.replace("\\", "/")).name) is not None


def name_of(file: str) -> str:
    """Return what the curve is called by the file's name, its split in front; empty if nothing.

    ``run-validation-tag-epoch_loss.csv`` is ``validation/epoch_loss``; a file that was renamed is
    called by its stem.
    """
    stem = _COPY.sub("", PurePath(file.replace("\\", "/")).stem).strip("-")
    match = _RUN_AND_TAG.search(stem)
    if match is None:
        return stem
    split = _split_of_run(match[1])
    return f"{split}/{match[2]}" if split and not _split(match[2]) else match[2]


def hints_of(name: str, column: str, tagged: bool) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """Return the fields of the curve's entry, and a note where its role is a guess.

    ``column`` is what the header calls it. A tag says what a curve is, so nothing is guessed then.
    """
    hints: dict[str, Any] = {"column": column}
    if tagged or not _TELLING.isdisjoint(_words(name)):
        return hints, ()
    role = "train" if _split(name) in ("", "train") else "validation"
    message = (
        f"{name!r} is taken for a loss: neither the header nor the file's name says what it is"
    )
    note = Note("guessed-objective", message, where=name)
    return {**hints, "role": role, "goal": "min"}, (note,)


def _split_of_run(run: str) -> str:
    """Return the split that a run's last folder is called: ``fit_train``, but not ``test_run``."""
    last = re.split(r"[\W_]+", run.lower())[-1]
    return next((split for split, of in _SPLITS if last in of), "")


def _split(name: str) -> str:
    return next((split for split, of in _SPLITS if not of.isdisjoint(_words(name))), "")


def _words(name: str) -> list[str]:
    return _NOT_A_LETTER.sub(" ", name.lower()).split()
