"""What else could have been meant is named, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import convcheck
from tests.rules._logged import noise

if TYPE_CHECKING:
    from pathlib import Path

    from convcheck.findings import Finding


def _told(log: Path, columns: str) -> list[Finding]:
    """Return what the rule finds in a log of such columns, a step and what falls or rises."""
    step = np.arange(300)
    falls = np.exp(-step / 40) + 0.01 * noise(300)
    others = [falls * (1 + place) for place in range(columns.count(","))]
    if "reward" in columns:
        others[0] = 1.0 - falls
    rows = np.column_stack([step, *others])
    np.savetxt(log, rows, "%.6g", ",", header=columns, comments="")
    (run,) = convcheck.analyze(str(log)).runs
    return [each for each in run.diagnosis.findings if each.rule.code == "CC105"]


@pytest.mark.parametrize("loss", ["loss", "train/loss", "value_loss"])
def test_no_loss_is_meant_where_an_agent_is_judged_by_its_reward(tmp_path: Path, loss: str) -> None:
    """A note says that losses tell nothing there; to name one as meant would deny that."""
    assert [] == _told(tmp_path / "a.csv", f"step,episode_reward,{loss}")


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
        ("step,loss,ppl", ""),
        ("step,loss,val_loss,wer", ""),
        ("step,recon_error,perplexity", ""),
        ("step,wer,cer", "cer"),
        ("step,train_loss,train_loss_ce,train_loss_bbox", ""),
        ("step,loss,total_loss", "loss"),
        ("step,train_loss,average_loss", ""),
        ("step,nll,bce", "bce"),
        ("step,reward,rewards/accuracy_reward", ""),
        ("step,episode_reward,mean_return", "mean_return"),
    ],
)
def test_what_could_not_have_been_meant_is_not_named(
    tmp_path: Path, columns: str, rivals: str
) -> None:
    """Other units, spreads, extremes, parts, averages and outcomes are no rivals of the chosen."""
    told = [each.message for each in _told(tmp_path / "a.csv", columns)]
    assert bool(rivals) == bool(told)
    assert all(repr(rivals) in each for each in told)
