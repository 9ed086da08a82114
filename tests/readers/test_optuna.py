"""Optuna's database: a trial a run, in the direction of its study."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pytest

from convcheck.readers._discovery import discover
from tests.readers import _planted as planted
from tests.readers._found import read_run

TABLES = """
CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512));
CREATE TABLE study_directions (study_direction_id INTEGER PRIMARY KEY, direction VARCHAR(8),
    study_id INTEGER, objective INTEGER);
CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, number INTEGER, study_id INTEGER);
CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER PRIMARY KEY,
    trial_id INTEGER, step INTEGER, intermediate_value FLOAT, intermediate_value_type VARCHAR(7));
INSERT INTO studies VALUES (1, 'lr');
INSERT INTO study_directions VALUES (1, 'MAXIMIZE', 1, 0);
INSERT INTO trials VALUES (1, 0, 1), (2, 1, 1), (3, 2, 1);
INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)
    VALUES (1, 2, NULL, 'NAN'), (1, 0, 0.5, 'FINITE'), (1, 1, NULL, 'INF_POS'),
    (1, 3, NULL, 'INF_NEG'), (3, 0, 0.25, 'FINITE');
"""


def test_each_trial_with_values_is_a_run(tmp_path: Path) -> None:
    """NaN and infinities stand in a column of their own; rows come by step."""
    connection = sqlite3.connect(tmp_path / "o.db")
    connection.executescript(TABLES)
    connection.close()
    found = discover(str(tmp_path), None, None, read_run)
    assert ["lr trial 0", "lr trial 2"] == [source.run for source in found]
    column = planted.read_all(found[0]).columns["intermediate_value"]
    assert planted.same_bits([0.5, math.inf, math.nan, -math.inf], column.value)
    assert [0, 1, 2, 3] == column.x.tolist()
    (entry,) = planted.survey(found[0]).entries
    assert ("validation", "max") == (entry.role, entry.goal)


@pytest.mark.clients
def test_a_study_of_the_real_client_is_read_value_for_value(tmp_path: Path) -> None:
    """What `Trial.report` was given."""
    optuna = pytest.importorskip("optuna")
    study = optuna.create_study(storage=f"sqlite:///{tmp_path}/o.db", direction="minimize")
    logged = [1.0, math.nan, math.inf, -math.inf, 0.1 + 0.2]

    def objective(trial: object) -> float:
        for step, value in enumerate(logged):
            trial.report(value, step)  # type: ignore[attr-defined]
        return 1.0

    study.optimize(objective, n_trials=2)
    found = discover(str(tmp_path), None, None, read_run)
    assert 2 == len(found)
    for source in found:
        column = planted.read_all(source).columns["intermediate_value"]
        assert planted.same_bits(logged, column.value)
