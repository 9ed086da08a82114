"""The checkpoint to keep is told with the level about it where noise made its own value."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import convcheck
from convcheck import reporters
from convcheck.reporters import Look

FLOOR = 0.5


def _keep(folder: Path, noise: float) -> tuple[str, dict[str, float]]:
    """Log a descent with such noise, and return what is told to keep and what JSON says of it."""
    step = np.arange(1, 401)
    loss = FLOOR + 2.0 * np.exp(-step / 40) + noise * np.random.default_rng(5).standard_normal(400)
    log = folder / "run.csv"
    rows = [f"{at},{value}" for at, value in zip(step, loss, strict=True)]
    log.write_text("\n".join(["step,train_loss", *rows]))
    report = convcheck.analyze(log)
    text = reporters.get("terminal").render(report, Look(color=False, plot=False, width=200))
    told = next(line for line in text.splitlines() if line.strip().startswith("Keep"))
    return told, report.to_dict()["runs"][0]["series"]["train"]["best"]


def test_a_lucky_value_is_told_with_its_level(tmp_path: Path) -> None:
    """Who looks for a loss near the floor finds it, though another was logged at that step."""
    told, best = _keep(tmp_path, noise=0.15)
    level = re.search(r"about ([\d.]+), logged there ([\d.]+)\)", told)
    assert level is not None
    assert float(level[1]) == pytest.approx(FLOOR, abs=0.06) == best["level"]
    assert float(level[2]) == pytest.approx(best["value"], rel=1e-3)


def test_a_quiet_value_is_its_own_level(tmp_path: Path) -> None:
    """Without noise there is one number to tell."""
    told, best = _keep(tmp_path, noise=0.0)
    assert f"({best['value']:.4g})" in told.replace("`train_loss` ", "")
