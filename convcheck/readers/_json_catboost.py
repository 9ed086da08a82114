"""CatBoost's ``catboost_training.json``: rows of lists, whose names stand in ``meta``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from convcheck.readers._json_dialects import Dialect

if TYPE_CHECKING:
    from convcheck.model import Goal

GOALS: Mapping[str, Goal] = {"Min": "min", "Max": "max"}
"""What ``best_value`` says about the direction; other words say nothing."""


def catboost_rows(value: Mapping[str, Any]) -> tuple[list[dict[str, Any]], Dialect] | None:
    """Return the rows and the layout; None where another program wrote the document."""
    meta, iterations = value.get("meta"), value.get("iterations")
    if not isinstance(meta, dict) or not isinstance(iterations, list):
        return None
    learn, test = _metrics(meta, "learn_metrics"), _metrics(meta, "test_metrics")
    sets = dict.fromkeys(_names(meta, "learn_sets"), learn)
    sets |= dict.fromkeys(_names(meta, "test_sets"), test)
    rows = [dict(_cells(row, sets)) for row in iterations if isinstance(row, dict)]
    goals: dict[str, Goal] = {
        f"{name}/{metric}": GOALS[best]
        for name, metrics in sets.items()
        for metric, best in metrics
        if best in GOALS
    }
    dialect = Dialect("catboost", axis="iteration", unit="step", roles=_roles(meta), goals=goals)
    return rows, dialect


def _roles(meta: Mapping[str, Any]) -> dict[str, str]:
    """Return the objective, which is the first metric, on the learning and the first test set."""
    learn, test = _names(meta, "learn_sets"), _names(meta, "test_sets")
    metrics = _metrics(meta, "learn_metrics")
    if not metrics:
        return {}
    objective = metrics[0][0]
    roles = {f"{learn[0]}/{objective}": "train"} if learn else {}
    return roles | ({f"{test[0]}/{objective}": "validation"} if test else {})


def _metrics(meta: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    """Return name and direction of each metric."""
    found = meta.get(key)
    return [
        (str(metric.get("name")), str(metric.get("best_value")))
        for metric in (found if isinstance(found, list) else ())
        if isinstance(metric, dict)
    ]


def _names(meta: Mapping[str, Any], key: str) -> list[str]:
    found = meta.get(key)
    return [name for name in (found if isinstance(found, list) else ()) if isinstance(name, str)]


def _cells(
    row: Mapping[str, Any], sets: Mapping[str, list[tuple[str, str]]]
) -> Iterator[tuple[str, object]]:
    """Yield the cells of one iteration, each value under the names of its set and metric."""
    for key, cell in row.items():
        if key in sets and isinstance(cell, list):
            for (metric, _), value in zip(sets[key], cell, strict=False):
                yield f"{key}/{metric}", value
        else:
            yield key, cell
