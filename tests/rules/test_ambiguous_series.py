"""What else could have been meant is named: the loss beside a reward that was preferred to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import convcheck
from tests.rules._logged import noise

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("objective", "loss", "named"),
    [("reward", "loss", True), ("reward", "value_loss", False), ("accuracy", "seconds", False)],
)
def test_a_loss_that_stood_back_behind_a_reward_is_named(
    tmp_path: Path, objective: str, loss: str, named: bool
) -> None:
    """A plain loss may have been meant; a part of one, or no loss at all, was not."""
    step = np.arange(300)
    rows = np.column_stack([step, 1.0 - np.exp(-step / 40) + 0.01 * noise(300), np.exp(-step / 40)])
    log, header = tmp_path / "a.csv", f"step,{objective},{loss}"
    np.savetxt(log, rows, "%.6g", ",", header=header, comments="")
    (run,) = convcheck.analyze(str(log)).runs
    told = [each for each in run.diagnosis.findings if each.rule.code == "CC105"]
    assert named == bool(told)
    assert all("info" == each.severity and repr(loss) in each.message for each in told)


@pytest.mark.parametrize(
    ("columns", "rivals"),
    [
        ("step,loss,train_loss", "loss"),
        ("step,loss,rmse", ""),
        ("step,train/loss,RMSE", ""),
        ("step,train_epoch_loss,train_batch_mae", ""),
        ("step,ep_ret,StdEpRet,MaxEpRet", ""),
        ("step,acc,acc_0,acc_1", ""),
        ("step,accuracy,precision", "precision"),
    ],
)
def test_what_could_not_have_been_meant_is_not_named(
    tmp_path: Path, columns: str, rivals: str
) -> None:
    """Other units, spreads, extremes and parts are no rivals of what was chosen."""
    step = np.arange(300)
    falls = np.exp(-step / 40) + 0.01 * noise(300)
    others = [falls * (1 + place) for place in range(columns.count(","))]
    log = tmp_path / "a.csv"
    rows = np.column_stack([step, *others])
    np.savetxt(log, rows, "%.6g", ",", header=columns, comments="")
    (run,) = convcheck.analyze(str(log)).runs
    told = [each.message for each in run.diagnosis.findings if each.rule.code == "CC105"]
    assert bool(rivals) == bool(told)
    assert all(repr(rivals) in each for each in told)
