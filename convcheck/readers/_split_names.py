"""Names of files and folders that tell which split of the data was measured."""

from __future__ import annotations

import re

TRAIN_NAMES = ("train", "training", "learn", "trn")
"""Names of the training split; CatBoost says learn."""
VALIDATION_NAMES = ("validation", "valid", "val", "eval", "evaluation", "dev", "test")
"""Names of a validation split, best first: a test split stands in where there is no other."""
_FURTHER_FOLDERS = re.compile(r"train_inner|(test|valid|eval)_?\d+")
"""fairseq's inner steps, CatBoost's and fairseq's further evaluation sets."""

_WORDS = re.compile("[a-z0-9]+")


def split_of(name: str) -> str:
    """Return ``train``, ``validation`` or an empty text for the name of a folder."""
    lowered = name.lower()
    if lowered in TRAIN_NAMES:
        return "train"
    return "validation" if lowered in VALIDATION_NAMES else ""


def belongs_beside_splits(name: str) -> bool:
    """Tell whether a folder of this name lies beside train/ and validation/ in one run."""
    return bool(split_of(name)) or _FURTHER_FOLDERS.fullmatch(name.lower()) is not None


def rank(name: str) -> int:
    """Return how good a validation split is by its name, smaller is better."""
    lowered = name.lower()
    return VALIDATION_NAMES.index(lowered) if lowered in VALIDATION_NAMES else len(VALIDATION_NAMES)


def split_in_name(file_name: str) -> tuple[str, str, int]:
    """Return the name without its split word, the split, and how good the word is.

    ``learn_error.tsv`` gives ``("*_error.tsv", "train", ...)``.
    """
    for match in _WORDS.finditer(file_name.lower()):
        split = split_of(match[0])
        if split:
            return (
                file_name[: match.start()] + "*" + file_name[match.end() :],
                split,
                rank(match[0]),
            )
    return file_name, "", 0
