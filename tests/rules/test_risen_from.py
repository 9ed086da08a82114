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
GROWS = np.linspace(0.1, 2.1, 1000) + np.random.default_rng(0).exponential(0.5, 1000)


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


def test_what_to_keep_is_from_before_the_rise(tmp_path: Path) -> None:
    """The headline keeps the checkpoint that the finding sends back to."""
    log = tmp_path / "loss.csv"
    rows = [f"{step},{value:.6g}" for step, value in enumerate(GROWS)]
    log.write_text("\n".join(["step,loss", *rows]), encoding="utf-8")
    (run,) = convcheck.analyze(str(log)).runs
    (found,) = [each for each in run.diagnosis.findings if each.rule.code == "CC301"]
    assert found.evidence.span is not None
    assert words.keep(run).startswith(f"about step {found.evidence.span.first:.0f}, where")
