"""What the words of names tell of the unit that their values are in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import convcheck
from convcheck.name_words import same_unit


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("train_loss", "val_loss", True),
        ("loss", "val_mse", True),
        ("train/crossEntropyLoss", "eval_loss", True),
        ("train_error", "test_error", True),
        ("train_err", "val_errors", True),
        ("train_ppl", "val_perplexity", True),
        ("trainPerplexity", "valPerplexity", True),
        ("train_loss", "val_wer", False),
        ("train/perplexity", "val/loss", False),
        ("train_error", "val_wer", False),
    ],
)
def test_rates_of_errors_and_perplexities_are_units_of_their_own(
    name: str, other: str, same: bool
) -> None:
    """Whichever of two names tells one."""
    assert same == same_unit(name, other) == same_unit(other, name)


@pytest.mark.parametrize(("validation", "compared"), [("val_loss", True), ("val_wer", False)])
def test_levels_in_two_units_are_not_held_against_one_another(
    tmp_path: Path, validation: str, compared: bool
) -> None:
    """A gap between a loss near zero and a rate of errors is none, and that is said."""
    epoch = np.arange(60)
    rows = np.column_stack([epoch, 0.5 * np.exp(-epoch / 8), 0.15 + 0.85 * np.exp(-epoch / 10)])
    log = tmp_path / "a.csv"
    np.savetxt(log, rows, "%.6g", ",", header=f"epoch,train_loss,{validation}", comments="")
    (run,) = convcheck.analyze(str(log)).runs
    assert compared == any("CC402" == each.rule.code for each in run.diagnosis.findings)
    skipped = {each.code for each in run.diagnosis.skipped if "another unit" in each.why}
    assert skipped == (set() if compared else {"CC402", "CC403", "CC406"})


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("train_mse", "val_rmse", False),
        ("train_l2", "valid_rmse", False),
        ("train_mean_squared_error", "val_root_mean_squared_error", False),
        ("train_mse", "val_mae", False),
        ("train_rmse", "val_mae", True),
        ("train_mse", "val_mse_loss", True),
        ("loss", "val_rmse", True),
    ],
)
def test_a_square_and_its_root_are_two_units(name: str, other: str, same: bool) -> None:
    """Where both names tell the power."""
    assert same == same_unit(name, other) == same_unit(other, name)
