"""NaN in rows that measured something else are no NaN of the loss; all others are."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np
import pytest

from convcheck.pipeline import analyze
from convcheck.report import RunReport
from convcheck.rule import Verdict
from convcheck.settings import Settings

Row = dict[str, float]
NAN = float("nan")
POINTS = 220


def read(rows: list[Row], as_text: Callable[[list[Row]], str]) -> RunReport:
    """Analyze rows of a table."""
    return analyze(["-"], Settings(), stdin=as_text(rows).encode()).runs[0]


def as_lines(rows: list[Row]) -> str:
    """Write rows as Python's json does: NaN as a bare word."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_table(rows: list[Row]) -> str:
    """Write rows as a table whose missing values are spelled nan."""
    return (
        "\n".join([",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]) + "\n"
    )


def measured(every: int, turns: bool) -> list[Row]:
    """Return a healthy run, validated in every so many rows, in turn with training or not."""
    random = np.random.default_rng(every)
    rows = []
    for step in range(POINTS):
        validated = step % every == every - 1
        loss = 0.3 + 2.0 * math.exp(-step / 15) + 0.01 * random.normal()
        row = {"step": step, "loss": loss, "val_loss": loss + 0.1}
        rows.append(row | ({} if validated else {"val_loss": NAN}))
        if turns and validated:
            rows[-1]["loss"] = NAN
    return rows


@pytest.mark.parametrize("as_text", [as_lines, as_table])
@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("every", [4, 10, 11])
def test_a_row_that_did_not_measure_a_loss_is_no_nan_of_it(
    every: int, turns: bool, as_text: Callable[[list[Row]], str]
) -> None:
    """A run that ends in such a row has not diverged, and what was left out is told."""
    run = read(measured(every, turns), as_text)
    assert run.diagnosis.verdict is Verdict.CONVERGED
    assert not {"CC201", "CC202"} & {found.rule.code for found in run.diagnosis.findings}
    left = {note.where: note.count for note in run.notes if note.code == "not-measured"}
    validated = POINTS // every
    assert left == {"val_loss": POINTS - validated} | ({"loss": validated} if turns else {})


def test_a_loss_that_is_logged_in_every_tenth_row_has_not_diverged() -> None:
    """Nor where no validation takes the other rows."""
    rows = measured(POINTS, turns=False)
    rows = [row | {"loss": row["loss"] if at % 10 == 0 else NAN} for at, row in enumerate(rows)]
    for row in rows:
        del row["val_loss"]
    run = read(rows, as_lines)
    assert run.diagnosis.verdict is Verdict.CONVERGED
    assert run.series["train"].points == POINTS // 10


def test_a_loss_that_becomes_nan_while_validation_is_measured_has_diverged() -> None:
    """Turns that end in NaN alone are no habit of the logger."""
    rows = measured(10, turns=True)
    for row in rows[100:]:
        row["loss"] = NAN
    run = read(rows, as_table)
    assert run.diagnosis.verdict is Verdict.DIVERGED


def test_a_loss_that_is_nan_now_and_then_says_so() -> None:
    """Both losses NaN in a row, or neither, is no taking of turns."""
    rows = measured(10, turns=False)
    for at in (31, 62, 97, 118):
        rows[at] |= {"loss": NAN}
    run = read(rows, as_lines)
    assert "CC201" in {found.rule.code for found in run.diagnosis.findings}


def test_a_validation_that_ends_in_nan_says_so() -> None:
    """Evaluations that lie one after the other tell of no rows in between."""
    rows = [row | {"val_loss": row["loss"]} for row in measured(10, turns=False)]
    for row in rows[150:]:
        row["val_loss"] = NAN
    run = read(rows, as_lines)
    assert "CC202" in {found.rule.code for found in run.diagnosis.findings}


@pytest.mark.parametrize("column", ["loss", "val_loss"])
@pytest.mark.parametrize("from_row", [100, POINTS - 12])
def test_a_nan_where_a_number_was_due_is_one_of_the_loss(column: str, from_row: int) -> None:
    """A loss that has a number in every tenth row, and then none, became NaN."""
    rows = [
        row | {column: row["loss"] if at % 10 == 0 and at < from_row else NAN}
        for at, row in enumerate(measured(POINTS, turns=False))
    ]
    run = read(rows, as_lines)
    codes = {found.rule.code for found in run.diagnosis.findings}
    assert {"loss": "CC201", "val_loss": "CC202"}[column] in codes
    if column == "loss":
        assert run.diagnosis.verdict is Verdict.DIVERGED


def test_a_last_row_that_only_validates_is_no_end_in_nan() -> None:
    """A final evaluation closes many logs."""
    rows = [row | {"val_loss": NAN} for row in measured(POINTS, turns=False)]
    rows[-1] |= {"loss": NAN, "val_loss": 0.4}
    assert read(rows, as_table).diagnosis.verdict is Verdict.CONVERGED
