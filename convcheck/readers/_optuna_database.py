"""The intermediate values of one trial in Optuna's database.

Layout: `trial_intermediate_values(trial_id, step, intermediate_value, intermediate_value_type)`,
where the type tells NaN and the infinities from numbers; a study says which way is better.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from convcheck.errors import SourceUnreadable
from convcheck.readers._database import Database, opened
from convcheck.readers._database_runs import by_key, chosen_key, not_numbers, number
from convcheck.readers._long_rows import LongRows, entries
from convcheck.table import Catalog, LossTable

if TYPE_CHECKING:
    from convcheck.model import Goal, Source

SERIES = "intermediate_value"
_SPECIAL = {"NAN": math.nan, "INF_POS": math.inf, "INF_NEG": -math.inf}
_GOALS: dict[str, Goal] = {"MINIMIZE": "min", "MAXIMIZE": "max"}


def runs(source: Source) -> tuple[str, ...]:
    """Return the names of the trials with values, each unique."""
    with opened(source) as database:
        return tuple(_names(database, source).values())


def catalog(source: Source) -> Catalog:
    """List the one series of a trial, with the direction of its study."""
    with opened(source) as database:
        trial = chosen_key(_names(database, source), source)
        query = (
            "SELECT direction FROM study_directions JOIN trials USING (study_id)"
            " WHERE CAST(trial_id AS TEXT) = ? ORDER BY objective"
        )
        directions = [str(direction) for (direction,) in database.rows(query, trial)]
    goal = _GOALS.get(directions[0]) if directions else None
    found = table(source, {SERIES})
    listed = entries(found.columns, role="validation", goal=goal)
    return Catalog(listed, logger="optuna", intrinsic_axis=True, notes=found.notes)


def table(source: Source, names: set[str]) -> LossTable:
    """Read the values of a trial in the order of their steps."""
    with opened(source) as database:
        trial = chosen_key(_names(database, source), source)
        rows, odd = LongRows(), Counter[str]()
        kind = "intermediate_value_type"
        if not database.has("trial_intermediate_values", kind):
            kind = "'FINITE'"  # before version 3
        query = (
            f"SELECT step, intermediate_value, {kind} FROM trial_intermediate_values"  # noqa: S608 - one of two constants
            " WHERE CAST(trial_id AS TEXT) = ?"
        )
        for step, cell, kind_of_row in database.rows(query, trial):
            value, position = _SPECIAL.get(str(kind_of_row), number(cell)), number(step)
            if value is None or position is None:
                odd[SERIES] += 1
            elif SERIES in names:
                rows.add(SERIES, position, math.nan, value)
        return LossTable(rows.columns(sort=True), (*database.notes, *not_numbers(odd)))


def _names(database: Database, source: Source) -> dict[str, str]:
    """Return the name of each trial with values, by its key."""
    if not (
        database.has("trial_intermediate_values", "trial_id", "step", "intermediate_value")
        and database.has("trials", "trial_id", "study_id", "number")
        and database.has("studies", "study_id", "study_name")
        and database.has("study_directions", "study_id", "direction", "objective")
    ):
        raise SourceUnreadable(
            f"{source.path} has no trials of Optuna", "this seems to be another database"
        )
    query = (
        "SELECT trial_id, study_name || ' trial ' || number FROM trials"
        " JOIN studies USING (study_id) WHERE trial_id IN"
        " (SELECT trial_id FROM trial_intermediate_values) ORDER BY trial_id"
    )
    return by_key(database.rows(query))
