"""Several sets of one split: what ``Test-A`` and ``Test-B`` measure is not one series but two.

A cell or heading names a set where more than its split stands there, as in ``val_wiki``. Words
such as ``val_step`` name none, and training is one series whatever stands behind it: stages,
shards and checkpoints take turns there, too. ``test run 3`` is no split at all, but a run that
somebody tries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from convcheck import roles

SPLITS = {
    **dict.fromkeys(roles.TRAIN_WORDS, "train"),
    **dict.fromkeys(roles.VALIDATION_WORDS, "val"),
    **dict.fromkeys(roles.TEST_WORDS, "test"),
}
"""How logs call a split, and the word that goes in front of a series' name."""

MOST_SETS = 8
"""Sets of one split; more of them are numbers of epochs or the like."""
LONGEST = 40
"""Characters; a longer cell is a sentence."""

_APART = frozenset({"val", "test"})
"""Splits whose sets are kept apart."""
_PART = re.compile(r"[a-z]+|[0-9]+")
_TRIALS = frozenset({"run", "runs", "trial", "trials", "experiment", "exp"})
_SAYS_NO_SET = frozenset(
    {"step", "steps", "epoch", "epochs", "iter", "iters", "iteration", "batch", "batches", "inner"}
    | {"set", "split", "data", "dataset", "phase", "mode", "stage", "loop", "end", "begin", "start"}
    | {
        "loss",
        "losses",
        "metric",
        "metrics",
        "result",
        "results",
        "stats",
        "summary",
        "log",
        "logs",
    }
    | {
        "progress",
        "update",
        "info",
        "rank",
        "gpu",
        "worker",
        "run",
        "done",
        "finished",
        "mean",
        "avg",
    }
)
"""Words behind a split that do not tell on what it was measured."""
TWINS = frozenset({"clean", "other", "seen", "unseen", "matched", "mismatched", "easy", "hard"})
"""Words that name sets beyond doubt, as those of LibriSpeech and MNLI, and so does a letter."""


def is_trial(words: str) -> bool:
    """Return whether words such as ``test run 3`` name a run and no split."""
    parts = _PART.findall(words.lower())
    return len(parts) > 1 and SPLITS.get(parts[0]) == "test" and parts[1] in _TRIALS


def set_named(words: str) -> str:
    """Return the name of the set that words tell beyond doubt, ``test-a``, else an empty text."""
    split, *rest = _PART.findall(words.lower()) or [""]
    known = len(rest) == 1 and (rest[0] in TWINS or (len(rest[0]) == 1 and rest[0].isalpha()))
    return f"{split}-{rest[0]}" if known and SPLITS.get(split) in _APART else ""


def sets_apart(cells: Iterable[str]) -> dict[str, str]:
    """Return the cells that name one of several sets of a split, with the names of the sets.

    ``cells`` are those of a column in their order. Sets of one split take turns; a name that never
    comes back after another one is that of an epoch or a stage.
    """
    named: dict[str, tuple[str, str]] = {}
    seen: dict[str, list[str]] = {}
    returning: set[str] = set()
    for cell in cells:
        if cell not in named:
            named[cell] = set_of(cell)
        split, name = named[cell]
        met = seen.setdefault(split, [])
        if name in met[:-1]:
            returning.add(split)
            met.remove(name)
        if name not in met[-1:]:
            met.append(name)
    several = {split for split in returning if split and len(seen[split]) <= MOST_SETS}
    return {cell: name for cell, (split, name) in named.items() if name and split in several}


def set_of(cell: str) -> tuple[str, str]:
    """Return the split that a cell tells, if any, and the name of the set, if it may be one."""
    split, *rest = _PART.findall(cell.lower()[: LONGEST + 1]) or [""]
    if len(cell) > LONGEST or split not in SPLITS or is_trial(cell):
        return "", ""
    named = rest and SPLITS[split] in _APART and rest[0] not in _SAYS_NO_SET
    return SPLITS[split], "-".join((SPLITS[split], *rest)) if named else ""
