"""What the places in lists count, where the names of the lists tell and no list counts.

``History.history`` of Keras holds a value for each epoch, ``evals_result`` of the boosters one for
each of their iterations.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from convcheck.readers._json_reshape import is_position

EPOCH = "epoch"
ITERATION = "iteration"
_VALIDATION = ("val_", "valid_", "validation_", "eval_", "test_")
_SET = re.compile(r"(?:train|training|learn|val|valid|validation|eval|test|dev)(?:_?\d+)?")
"""What sets of examples are called; other keys may be models, runs or networks."""


def implied_counter(names: Collection[str]) -> str:
    """Return the name of the counter that lists of one length imply; empty for none.

    A validation loss as long as the training loss was logged once an epoch; the same metrics of
    several sets are those of a booster, unless they are called loss.
    """
    if any(map(is_position, names)):
        return ""
    plain = {name.removeprefix("train_") for name in names}
    validated = {
        name.removeprefix(start)
        for name in names
        for start in _VALIDATION
        if name.startswith(start)
    }
    if plain & validated:
        return EPOCH
    sets = [name.rpartition("/") for name in names]
    metrics = {metric for _, _, metric in sets}
    if len(sets) <= len(metrics) or not all(_SET.fullmatch(found.lower()) for found, _, _ in sets):
        return ""
    return EPOCH if "loss" in metrics else ITERATION
