"""Where a loss began to rise: findings, remedies and headline tell one step."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import convcheck
from convcheck.reporters import _words as words
from tests.rules._logged import diagnosis_of, noise, run_of_values

STEP = re.compile(r"step ([\d,]+)")


@pytest.mark.parametrize("seed", range(3))
def test_what_rose_tells_one_step(seed: int) -> None:
    """Span, text and remedies of both rules that see a rise speak of the same step."""
    place = np.linspace(0.0, 1.0, 1000)
    loss = 0.1 + 2.0 * place + np.random.default_rng(seed).exponential(0.5, 1000)
    diagnosis = diagnosis_of(run_of_values(loss), "CC301", "CC306")
    assert ["CC301", "CC306"] == [found.rule.code for found in diagnosis.findings]
    spans = {found.evidence.span.first for found in diagnosis.findings if found.evidence.span}
    texts = [text for each in diagnosis.findings for text in (each.message, *each.remedies)]
    told = {float(step.replace(",", "")) for text in texts for step in STEP.findall(text)}
    assert spans == told
    assert 1 == len(told)


@pytest.mark.parametrize(("width", "codes"), [(0.08, ["CC301"]), (0.5, ["CC301", "CC306"])])
def test_only_what_rises_slowly_creeps(width: float, codes: list[str]) -> None:
    """A collapse within a few hundredths of the run is no drift, however long it rests about it."""
    place = np.linspace(0.0, 1.0, 600)
    rests = 0.2 + 2.0 * np.exp(-place / 0.05) - 0.05 * np.exp(-(((place - 0.4) / 0.03) ** 2))
    loss = rests + 2.0 * np.clip((place - 0.7) / width + 0.5, 0.0, 1.0) + 0.02 * noise(600)
    diagnosis = diagnosis_of(run_of_values(loss), "CC301", "CC306")
    assert codes == [found.rule.code for found in diagnosis.findings]


def test_a_leap_is_told_from_where_the_loss_leapt() -> None:
    """A loss that rested for half of the run and leapt at step 700 rose from there."""
    place = np.linspace(0.0, 1.0, 1000)
    loss = 0.3 + 2.0 * np.exp(-place / 0.05) + 0.02 * noise(1000)
    loss[700:] += 5.0
    (found,) = diagnosis_of(run_of_values(loss), "CC301").findings
    assert found.evidence.span is not None
    assert 699 == pytest.approx(found.evidence.span.first, abs=4)
    assert "near which it was until step 69" in found.message


def test_a_dip_on_the_way_up_is_not_where_the_loss_rose() -> None:
    """Single values that fall back to the old level late in a loud rise do not move its begin."""
    loss = 0.3 + np.where(np.arange(300) < 60, 0.0, 8.0) + 0.1 * noise(300)
    loss[[200, 270]] = 0.2
    (found,) = diagnosis_of(run_of_values(loss), "CC301").findings
    assert found.evidence.span is not None
    assert 59 == found.evidence.span.first


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("goal", ["loss", "reward"])
def test_what_to_keep_is_from_before_the_rise(tmp_path: Path, goal: str, seed: int) -> None:
    """The headline keeps the checkpoint of the finding: as good as the best, within the noise."""
    step, scatter = np.arange(400), 0.01
    level = np.where(step < 200, 2.0 - 1.9 * step / 200, 0.1 + 0.02 * (step - 200))
    value = (level + scatter * noise(400, seed)) * (1.0 if goal == "loss" else -1.0)
    log = tmp_path / "log.csv"
    rows = [f"{place},{each:.6g}" for place, each in zip(step, value, strict=True)]
    log.write_text("\n".join([f"step,{goal}", *rows]), encoding="utf-8")
    (run,) = convcheck.analyze(str(log)).runs
    (found,) = [each for each in run.diagnosis.findings if each.rule.code == "CC301"]
    assert found.evidence.span is not None
    kept = int(found.evidence.span.first)
    assert words.keep(run).startswith(f"about step {kept}, where")
    assert 200 == pytest.approx(kept, abs=4)
    assert level.min() == pytest.approx(level[kept], abs=6 * scatter)


@pytest.mark.parametrize("scatter", [0.01, 0.03, 0.1])
@pytest.mark.parametrize("seed", range(3))
def test_a_rise_after_a_rest_is_told_from_where_it_left_the_noise(
    scatter: float, seed: int
) -> None:
    """Half-way up to a tenth of the climb is not told as the lowest level."""
    step = np.arange(5000)
    level = 0.3 + 2.0 * np.exp(-step / 100) + np.maximum(0.0, step - 2000) * 5e-4
    run = run_of_values(level + scatter * noise(5000, seed))
    (found,) = diagnosis_of(run, "CC301").findings
    assert found.evidence.span is not None
    assert level[int(found.evidence.span.first)] < level.min() + 1.5 * scatter


@pytest.mark.parametrize("growth", [1.5, 3.0, 12.0])
@pytest.mark.parametrize("lowest", [0, 5])
def test_a_loss_that_explodes_was_near_its_lowest_only_at_its_like(
    growth: float, lowest: int
) -> None:
    """Where it was low, and what to go back to, has no more than twice the lowest loss."""
    since = np.arange(60.0) - lowest
    loss = 1.5 * np.where(since < 0, 1.0 - 0.2 * since, growth**since) * (1.0 + 0.02 * noise(60))
    (found,) = diagnosis_of(run_of_values(loss), "CC301").findings
    assert found.evidence.span is not None
    onset = int(found.evidence.span.first)
    assert onset >= lowest
    assert loss[onset] < 2.0 * loss.min()
    told = [float(at) for text in found.remedies for at in STEP.findall(text) if "back" in text]
    assert all(step <= onset for step in told)
