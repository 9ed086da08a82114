"""The losses of two networks that train against one another: told, and called no fault."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import convcheck
from convcheck import cli
from convcheck.rule import Verdict
from tests.rules._logged import noise

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis
    from convcheck.model import FloatArray

PLACE = np.linspace(0.0, 1.0, 500)
CLIMBS = 1.0 + 3.0 * (1.0 - np.exp(-PLACE / 0.1)) + 0.3 * noise(500)
RESTS = 0.9 + 0.15 * noise(500)
JUDGE = 0.3 + 1.1 * np.exp(-PLACE / 0.1) + 0.08 * noise(500, seed=1)


def _log(path: Path, **columns: FloatArray) -> str:
    rows = np.column_stack([np.arange(500), *columns.values()])
    np.savetxt(path, rows, "%.6g", ",", header=",".join(["step", *columns]), comments="")
    return str(path)


def _diagnosis(path: str) -> Diagnosis:
    (run,) = convcheck.analyze(path).runs
    return run.diagnosis


def test_a_side_that_climbs_is_no_fault(tmp_path: Path) -> None:
    """Nothing is graver than information, and no remedy is offered for a healthy game."""
    diagnosis = _diagnosis(_log(tmp_path / "a.csv", g_loss=CLIMBS, d_loss=JUDGE))
    assert Verdict.DIVERGED is diagnosis.verdict
    assert {"info"} == {found.severity for found in diagnosis.findings}
    (told,) = [found for found in diagnosis.findings if found.rule.code == "CC301"]
    assert () == told.remedies == told.causes


@pytest.mark.parametrize("level", [0.9, 2.0 * np.log(2.0)])
def test_a_side_that_rests_is_not_said_to_have_learned_nothing(
    tmp_path: Path, level: float
) -> None:
    """Balance is where both are to rest: 2 ln 2 of two terms is the guess of no class."""
    rests = level + 0.02 * noise(500)
    diagnosis = _diagnosis(_log(tmp_path / "a.csv", d_loss=rests, g_loss=JUDGE))
    assert Verdict.STUCK is diagnosis.verdict
    assert {"info"} == {found.severity for found in diagnosis.findings}
    assert "CC302" not in [found.rule.code for found in diagnosis.findings]
    alone = _diagnosis(_log(tmp_path / "b.csv", loss=rests))
    assert "CC302" in [found.rule.code for found in alone.findings]


def test_two_networks_beside_a_loss_of_both_are_named(tmp_path: Path) -> None:
    """CycleGAN logs those of either direction beside what both generators share."""
    sides = {"D_A": JUDGE, "G_A": RESTS, "D_B": JUDGE, "G_B": RESTS}
    told = _diagnosis(_log(tmp_path / "a.csv", cycle_loss=JUDGE, **sides)).findings[0]
    assert "CC111" == told.rule.code
    assert "'cycle_loss' alone, and by their names 'G_A' and 'D_A' pull" in told.message
    alone = _diagnosis(_log(tmp_path / "b.csv", cycle_loss=JUDGE, D_A=JUDGE, G_B=RESTS))
    assert "CC111" not in [found.rule.code for found in alone.findings]


def test_the_same_loss_alone_is_a_fault(tmp_path: Path) -> None:
    """Without an adversary a loss that climbs diverged, and that is an error."""
    diagnosis = _diagnosis(_log(tmp_path / "a.csv", loss=CLIMBS))
    assert {"error"} <= {found.severity for found in diagnosis.findings}


def test_both_sides_are_named_before_all_else(tmp_path: Path) -> None:
    """The first finding says whose loss was judged, and that neither tells of convergence."""
    first = _diagnosis(_log(tmp_path / "a.csv", g_loss=CLIMBS, d_loss=JUDGE)).findings[0]
    assert "CC111" == first.rule.code
    assert "'g_loss' alone" in first.message
    assert "by their names 'g_loss' and 'd_loss' pull against one another" in first.message


def test_a_side_that_rises_in_validation_is_not_said_to_be_worse(tmp_path: Path) -> None:
    """What is overfitting of one network alone is told of neither of two."""
    falls, turns = 1.5 - PLACE + 0.02 * noise(500), 1.0 + np.abs(PLACE - 0.3) + 0.02 * noise(500)
    sides = {"train_g_loss": falls, "train_d_loss": JUDGE, "val_g_loss": turns}
    one, two = ({"train_loss": falls, "val_loss": turns}, sides)
    codes = [
        {found.rule.code for found in _diagnosis(_log(tmp_path / "a.csv", **columns)).findings}
        for columns in (one, two)
    ]
    assert ["CC401" in each for each in codes] == [True, False]
    assert "CC111" in codes[1]


def test_the_headline_says_whose_loss_was_judged(tmp_path: Path) -> None:
    """It names the side; what to do and what to keep do not follow from its loss."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(screen):
        cli.run([_log(tmp_path / "a.csv", g_loss=CLIMBS, d_loss=JUDGE), "--width", "100"])
    screen.seek(0)
    told = screen.read()
    assert "DIVERGED by `g_loss`, one side of two" in told
    assert "Keep " not in told
    assert "Do        Judge an adversarial training by what it makes" in told
