"""What a loss still did after it had settled, and what a level means that two networks hold."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from convcheck import pipeline
from convcheck.reporters import Look, get
from convcheck.settings import Settings
from tests.readers._planted import source_of


def told(records: list[dict[str, Any]]) -> str:
    """Return the report for a terminal, without its line ends."""
    log = "".join(f"{json.dumps(record)}\n" for record in records)
    report = pipeline.analyze(["-"], Settings(), log.encode())
    return " ".join(get("terminal").render(report, Look(width=100)).split())


def falls_by_factors(loss: Any) -> bool:
    """Return the fact of a log of this loss."""
    from convcheck.profile import Profile

    records = [{"step": k, "loss": float(each)} for k, each in enumerate(loss)]
    run = pipeline.read_run(source_of([*records]), Settings())
    return bool(Profile(run).facts.get("falls_by_factors"))


@pytest.mark.parametrize("seed", range(3))
def test_a_loss_that_falls_by_decades_is_not_called_done(seed: int) -> None:
    """Within the band of its fall it rests; on its own scale it does not."""
    noise = np.exp(np.random.default_rng(seed).normal(0, 0.2, 800))
    loss = 10.0 ** (2 - np.arange(800) / 100) * noise
    assert falls_by_factors(loss)
    assert not falls_by_factors(np.maximum(loss, 0.5 * noise))
    text = told([{"step": k, "loss": float(each)} for k, each in enumerate(loss)])
    assert "CONVERGED" in text
    assert "By factors the loss falls on" in text
    assert "wasted" not in text


def test_the_balance_of_two_networks_is_no_guess_among_classes() -> None:
    """A discriminator's loss of two terms rests at 2 ln 2, which is ln 4."""
    noise = np.random.default_rng(3).normal(0, 0.01, (300, 2))
    records = [
        {"step": k, "d_loss": float(1.386 + a), "g_loss": float(0.693 + b)}
        for k, (a, b) in enumerate(noise)
    ]
    assert "classes" not in told(records)
    alone = [{"step": r["step"], "loss": r["d_loss"]} for r in records]
    assert "among 4 classes" in told(alone)
